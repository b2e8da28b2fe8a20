"""The audit log: what is noted reads well, names can be erased, and whoever changes it is found."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, models, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handschlag.accounts.models import Acting
from handschlag.foundation import audit
from handschlag.foundation.audit import sealing, writing
from handschlag.foundation.models import AuditEntry, AuditHead
from tests import factories as make
from tests import racing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


NOW = datetime(2027, 1, 7, 9, tzinfo=UTC)
PAINTED = audit.verb("test.painted", "Painted", "Painted %(colour)s for %(person)s: %(target)s", colour=str.upper)
ROWS = models.QuerySet(AuditEntry)
"""All entries, behind the door that lets nobody change them."""


def note(actor=None, **facts):
    return audit.record(actor, PAINTED, **{"now": NOW, "colour": "red"} | facts)


def faults():
    return [(fault.number, fault.says) for fault in audit.verify()]


def change(entry, **values):
    ROWS.filter(number=entry).update(**values)


class TestRecording:
    def test_says_who_did_what_to_which_row_and_when(self):
        anna, boris, host = make.UserFactory(name="Anna"), make.UserFactory(name="Boris"), make.HostFactory(name="WFE")

        entry = note(anna, target=host, person=boris, scope="wfe", event="2027")

        [line] = audit.lines(AuditEntry.objects.all())
        assert (line.who, line.says, line.at) == ("Anna", "Painted RED for Boris: WFE", NOW)
        assert (entry.scope, entry.event, entry.target, entry.target_id) == (
            "wfe",
            "2027",
            "events.host",
            host.public_id,
        )
        assert (entry.actor, entry.person, entry.number) == (anna.public_id, boris.public_id, 1)

    def test_names_both_when_somebody_acts_for_another(self):
        anna, boris = make.UserFactory(name="Anna"), make.UserFactory(name="Boris")
        anna.acting = Acting(boris, "mandate", host=1)

        note(anna)

        [line] = audit.lines(AuditEntry.objects.all())
        assert (line.who, line.acting_for, line.entry.acting_for) == ("Anna", "Boris", boris.public_id)

    def test_who_is_called_like_the_site_does_not_read_as_the_site(self):
        note(make.UserFactory(name="Handschlag itself"))
        note(None)

        lines = audit.lines(AuditEntry.objects.order_by("number"))

        assert [(line.who, line.is_site) for line in lines] == [
            ("Handschlag itself", False),
            ("Handschlag itself", True),
        ]

    def test_is_rolled_back_with_what_it_tells_of(self):
        note()
        with transaction.atomic():
            note()
            transaction.set_rollback(True)

        assert (AuditEntry.objects.count(), audit.head()[0], faults()) == (1, 1, [])

    def test_a_verb_that_nobody_can_read_is_refused(self):
        with pytest.raises(ValueError, match=r"no entry reads as 'test\.unknown'"):
            audit.record(None, "test.unknown")

    def test_a_verb_that_is_no_more_reads_as_its_key(self):
        note()
        change(1, verb="gone.verb")

        [line] = audit.lines(AuditEntry.objects.all())
        assert (line.says, line.who) == ("gone.verb", "Handschlag itself")

    def test_takes_the_same_two_steps_however_long_the_log_is(self, django_assert_num_queries):
        note()
        for _ in range(3):
            with django_assert_num_queries(2):
                note()

    @pytest.mark.parametrize("step", ["update", "delete"])
    def test_the_log_cannot_be_changed_by_its_own_door(self, step):
        note()

        with pytest.raises(TypeError):
            getattr(AuditEntry.objects.all(), step)()

    @pytest.mark.slow
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
            max_leaves=8,
        )
    )
    def test_whatever_a_fact_is_the_database_gives_it_back_as_it_was_sealed(self, fact):
        entry = note(fact=fact)

        kept = AuditEntry.objects.get(pk=entry.pk)
        assert (sealing.seal(kept.words["facts"]), sealing.link(kept)) == (entry.seals["facts"], entry.hash)


class TestReading:
    def test_finds_by_scope_event_row_and_person(self):
        anna, host = make.UserFactory(), make.HostFactory()
        first = note(anna, scope="a", event="x", target=host)
        second = note(scope="a", person=anna)
        third = note(scope="b", event="x")

        assert [one.number for one in audit.of_scope("a")] == [second.number, first.number]
        assert list(audit.of_event("x", scope="a")) == [first]
        assert list(AuditEntry.objects.filter(audit.about("events.host", host.public_id))) == [first]
        assert set(AuditEntry.objects.filter(audit.by_or_about(anna.public_id))) == {first, second}
        assert list(audit.of_event("x", scope="b")) == [third]


def log(length=12):
    """A log by several people, about several rows."""
    people, hosts = make.UserFactory.create_batch(3), make.HostFactory.create_batch(3)
    for number in range(length):
        note(
            people[number % 3],
            target=hosts[number % 2],
            person=people[(number + 1) % 3],
            scope="a",
            now=NOW + timedelta(seconds=number),
            number=number,
        )


class TestVerifying:
    def test_finds_nothing_in_a_log_that_is_whole(self):
        log()
        audit.erase(ROWS.get(number=1).actor, by=None, now=NOW)

        assert faults() == []

    def test_finds_nothing_where_nothing_was_ever_written(self):
        assert faults() == []

    @pytest.mark.parametrize("seed", range(100))
    def test_finds_what_was_changed_exchanged_put_in_or_taken_out(self, forgeries, seed):
        forgeries(random.Random(seed))

        assert faults() != []

    @pytest.mark.parametrize("taken", [1, 3, 12])
    def test_finds_that_the_last_entries_are_gone(self, taken):
        log()
        models.QuerySet(AuditEntry).filter(number__gt=12 - taken)._raw_delete("default")

        assert (0, "the head says that entry 12 is the last, and no such entry is there") in faults()

    def test_finds_whoever_writes_the_whole_chain_anew_without_the_key(self):
        log(5)
        change(3, verb="test.other")
        previous = ""
        for entry in ROWS.order_by("number"):
            entry.previous = previous
            entry.hash = previous = sealing.link(entry)
            entry.save()
        forged = sealing.signature(5, previous, key="a guess")
        AuditHead.objects.update(hash=previous, signature=forged)

        assert faults() == [(0, "the head is not signed with the secret key of this site")]

    def test_with_the_key_the_same_chain_would_pass(self):
        """The red control of the test above: it is the signature that finds it."""
        log(5)
        change(3, verb="test.other")
        previous = ""
        for entry in ROWS.order_by("number"):
            entry.previous = previous
            entry.hash = previous = sealing.link(entry)
            entry.save()
        AuditHead.objects.update(hash=previous, signature=sealing.signature(5, previous))

        assert faults() == []

    def test_a_key_that_was_in_use_before_still_counts(self, settings):
        log(2)
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"

        assert faults() == []
        note()
        assert faults() == []

    def test_going_on_does_not_mend_a_head_that_was_broken(self):
        log(3)
        AuditHead.objects.all().delete()
        note()

        assert faults() == [(0, "the head is not signed with the secret key of this site")]

    def test_takes_one_query_for_the_entries_and_two_for_the_head(self, django_assert_num_queries):
        log()

        with django_assert_num_queries(3):
            assert faults() == []


@pytest.fixture
def forgeries():
    """One change to a log of twelve entries, drawn from all kinds of changes that one can make to rows."""
    log()

    def forge(dice):
        number, other = dice.sample(range(1, 13), 2)
        row = ROWS.get(number=number)
        kinds = [
            lambda: change(number, verb="test.other"),
            lambda: change(number, at=row.at + timedelta(microseconds=1)),
            lambda: change(number, actor="x" * 16),
            lambda: change(number, acting_for="x" * 16),
            lambda: change(number, person=""),
            lambda: change(number, scope="b"),
            lambda: change(number, event="y"),
            lambda: change(number, target="meetings.plan"),
            lambda: change(number, target_id="z"),
            lambda: change(number, words=row.words | {"actor": row.words["actor"] | {"text": "Somebody else"}}),
            lambda: change(number, words=row.words | {"facts": {"salt": "", "text": {"colour": "blue"}}}),
            lambda: change(number, words={part: row.words[part] for part in row.words if part != "person"}),
            lambda: change(number, seals=row.seals | {"target": "0" * 64}, words=row.words),
            lambda: exchanged(number, other),
            lambda: ROWS.filter(number=number)._raw_delete("default"),
            lambda: put_in(row),
            lambda: relinked(row),
            lambda: AuditHead.objects.update(number=11, hash=ROWS.get(number=11).hash),
            lambda: AuditHead.objects.create(pk=2, number=12, hash=row.hash),
            lambda: AuditHead.objects.all().delete(),
        ]
        dice.choice(kinds)()

    return forge


def exchanged(one, other):
    """Two entries take each other's place."""
    change(one, number=1000)
    change(other, number=one)
    change(1000, number=other)


def put_in(row):
    """One more entry at the end, which follows from the last one."""
    last = ROWS.get(number=12)
    row.pk, row.number, row.previous = None, 13, last.hash
    row.hash = sealing.link(row)
    row.save(force_insert=True)


def relinked(row):
    """An entry changed together with its hash."""
    row.verb = "test.other"
    row.hash = sealing.link(row)
    row.save()


def test_every_kind_of_forgery_is_among_the_hundred():
    draws = [random.Random(seed) for seed in range(100)]
    for dice in draws:
        dice.sample(range(1, 13), 2)

    assert {dice.choice(range(20)) for dice in draws} == set(range(20))


class TestErasing:
    def test_takes_her_name_and_what_was_noted_of_her_and_leaves_the_rest(self):
        anna, boris, host = make.UserFactory(name="Anna"), make.UserFactory(name="Boris"), make.HostFactory(name="WFE")
        note(boris, person=anna, target=host, colour="secret")
        note(anna, person=boris, target=host, colour="blue")
        note(boris, target=host, colour="green")

        count = audit.erase(anna.public_id, by=None, now=NOW)

        told = [(line.who, line.says) for line in audit.lines(AuditEntry.objects.exclude(verb="audit.erased"))]
        assert count == 2
        assert told == [
            ("Boris", "Painted GREEN for (erased): WFE"),
            ("(erased)", "Painted BLUE for Boris: WFE"),
            ("Boris", "Painted (erased) for (erased): WFE"),
        ]
        assert faults() == []

    def test_she_is_found_nowhere_in_the_table_afterwards(self):
        anna = make.UserFactory(name="Canary Anna", email="canary@example.org")
        invitation = make.HostFactory(name="Canary's own row")
        note(anna, person=anna, target=anna)
        note(target=invitation, colour="canary@example.org")

        audit.erase(anna.public_id, by=None, now=NOW, targets=[("events.host", invitation.public_id)])

        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM foundation_auditentry")
            assert "canary" not in str(cursor.fetchall()).casefold()
        assert faults() == []

    def test_whoever_takes_words_away_without_saying_so_is_found(self):
        anna = make.UserFactory(name="Anna")
        note(anna)
        change(1, words={})

        assert faults() == [
            (1, "the words of actor are gone, and no entry says that they were erased"),
            (1, "the words of facts are gone, and no entry says that they were erased"),
        ]

    def test_nothing_to_erase_leaves_no_entry(self):
        assert audit.erase("nobody", by=None, now=NOW) == 0
        assert AuditEntry.objects.count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("is_careless", [False, True], ids=["with the lock", "red control"])
def test_of_two_who_note_something_at_once_both_are_noted_one_after_the_other(copied, monkeypatch, is_careless):
    note()
    copied()
    if is_careless:
        monkeypatch.setattr(writing, "LOCK", "")

    outcome = racing.at_once(lambda: note().number, lambda: note().number)

    # Without the lock both take the same number on PostgreSQL, and the constraint stops the second one.
    has_raced = is_careless and connection.vendor == "postgresql"
    assert outcome == ((2, "foundation_auditentry_number_key") if has_raced else (2, 3))
    assert racing.in_a_thread(faults) == []


@pytest.mark.slow
def test_of_two_who_note_the_very_first_thing_at_once_both_are_noted(copied):
    copied()

    assert racing.at_once(lambda: note().number, lambda: note().number) == (1, 2)
    assert racing.in_a_thread(faults) == []
