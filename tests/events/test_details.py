"""Tags, documents, fees, fairs and their marks, and publishing: what services refuse, write and tell."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from handschlag.engine.language import Text
from handschlag.events.models import EligibilityMark, Event, FeeLevel, Tag, TagKind
from handschlag.events.services import documents, fairs, fees, forums, tags
from handschlag.foundation import revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import AuditEntry, StoredFile
from handschlag.foundation.reading import country
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.OPENING - timedelta(days=40)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def desk():
    return make.MembershipFactory(event=None, host=make.HostFactory())


@pytest.fixture
def event(desk):
    return make.EventFactory(host=desk.host)


@pytest.fixture
def told(desk):
    """By whom and when, as services want to know it."""
    return {"by": desk.user, "now": NOW}


def refused(code):
    return pytest.raises(RuleBroken, check=lambda broken: broken.code == code)


def verbs():
    return list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))


def number(event):
    return revisions.public(event.slug)


class TestTags:
    def test_are_made_renamed_and_removed_and_pages_hear_of_it(self, desk, event, told):
        tag = tags.make(desk.host, TagKind.REGION, slug="east", name=Text.of(de="Osten"), **told)
        tags.set_tags(event, [tag], **told)
        before = number(event)
        tags.change(tag, name=Text.of(de="Fernost"), **told)
        renamed = number(event)
        tags.set_tags(event, [], **told)
        tags.remove(tag, **told)

        assert (renamed, Tag.objects.count()) == (before + 1, 0)
        assert verbs() == ["tag.made", "event.tagged", "tag.changed", "event.tagged", "tag.removed"]

    def test_one_that_something_has_is_not_removed(self, desk, event, told):
        tag = make.TagFactory(host=desk.host)
        event.tags.add(tag)

        with refused("used"):
            tags.remove(tag, **told)
        assert list(event.tags.all()) == [tag]

    def test_are_merged_on_the_pages_of_all_that_have_one(self, desk, event, told):
        gone, kept = make.TagFactory.create_batch(2, host=desk.host)
        event.tags.add(gone)

        tags.merge(gone, kept, **told)

        assert (list(event.tags.all()), list(Tag.objects.all()), verbs()) == ([kept], [kept], ["tag.merged"])
        assert number(event) > 0

    def test_are_put_behind_one_another_and_those_of_the_other_kind_stay(self, desk, told):
        sector = make.TagFactory(host=desk.host, kind=TagKind.SECTOR, number=7)
        first, second, third = (make.TagFactory(host=desk.host, slug=slug) for slug in "abc")

        tags.change(first, name=first.name, after=second.public_id, **told)
        tags.change(third, name=third.name, after="", **told)

        sector.refresh_from_db()
        assert [(one.slug, one.number) for one in desk.host.tags.filter(kind="region")] == [
            ("c", 1),
            ("b", 2),
            ("a", 3),
        ]
        assert sector.number == 7

    def test_whoever_was_slower_is_told_and_so_is_who_comes_too_late(self, desk, told):
        tag = make.TagFactory(host=desk.host)
        tags.change(tag, name=Text.of(de="Eins"), based_on=0, **told)

        with refused("outdated"):
            tags.change(tag, name=Text.of(de="Zwei"), based_on=0, **told)
        Tag.objects.all().delete()
        with refused("gone"):
            tags.change(tag, name=Text.of(de="Zwei"), **told)

    def test_there_are_not_more_than_can_be_shown(self, desk, told, monkeypatch):
        monkeypatch.setattr(tags, "MOST", 1)
        make.TagFactory(host=desk.host)

        with refused("many"):
            tags.make(desk.host, TagKind.REGION, name=Text.of(de="Osten"), **told)

    def test_the_same_again_changes_nothing(self, desk, event, told):
        tag = make.TagFactory(host=desk.host)
        tags.set_tags(event, [tag], **told)

        tags.set_tags(event, [tag], **told)

        assert (number(event), verbs()) == (1, ["event.tagged"])

    def test_one_of_another_host_is_refused(self, event, told):
        with refused("host"):
            tags.set_tags(event, [make.TagFactory()], **told)
        assert not event.tags.exists()

    def test_one_that_is_taken_or_nameless_is_refused(self, desk, told):
        make.TagFactory(host=desk.host, slug="east")

        with refused("slug"):
            tags.make(desk.host, TagKind.REGION, slug="east", name=Text.of(de="Osten"), **told)
        with refused("name"):
            tags.make(desk.host, TagKind.REGION, slug="west", name=Text(), **told)
        assert Tag.objects.count() == 1


class TestDocuments:
    def test_are_attached_in_order_and_their_file_goes_with_them(
        self, event, told, django_capture_on_commit_callbacks, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        first, second = (
            documents.attach(event, SimpleUploadedFile(name, PDF), label=Text.of(de=name), **told)
            for name in ("a.pdf", "b.pdf")
        )

        assert [(one.number, one.file.name) for one in event.documents.all()] == [(1, "a.pdf"), (2, "b.pdf")]
        place = tmp_path / first.file.file.name
        assert place.read_bytes() == PDF
        with django_capture_on_commit_callbacks(execute=True):
            documents.remove(first, **told)
        assert list(event.documents.all()) == [second]
        assert (place.exists(), StoredFile.objects.count(), number(event)) == (False, 1, 3)

    def test_can_be_called_otherwise(self, event, told):
        paper = make.DocumentFactory(event=event)

        documents.relabel(paper, Text.of(de="Lageplan"), **told)

        paper.refresh_from_db()
        assert (str(paper.label), number(event), verbs()) == ("Lageplan", 1, ["event.document_changed"])

    def test_what_is_no_document_is_refused_and_nothing_is_kept(self, event, told):
        with refused("type"):
            documents.attach(event, SimpleUploadedFile("a.html", b"<script>"), label=Text(), **told)
        assert (StoredFile.objects.count(), number(event)) == (0, 0)

    def test_there_are_not_more_than_can_be_shown(self, event, told, monkeypatch):
        monkeypatch.setattr(documents, "MOST", 1)
        make.DocumentFactory(event=event)

        with refused("many"):
            documents.attach(event, SimpleUploadedFile("b.pdf", PDF), label=Text(), **told)


class TestFees:
    def test_replace_those_before(self, event, told):
        make.FeeLevelFactory(event=event, size="large")

        fees.set_fees(event, [fees.Level("micro", Decimal(290)), fees.Level("small", Decimal("390.50"))], **told)

        rows = [(one.size, one.amount, one.currency) for one in event.fees.all()]
        assert rows == [("micro", Decimal(290), "EUR"), ("small", Decimal("390.5"), "EUR")]
        assert (number(event), verbs()) == (1, ["event.fees_set"])

    @pytest.mark.parametrize(
        ("levels", "code"),
        [
            ([fees.Level("micro", Decimal(1)), fees.Level("micro", Decimal(2))], "size"),
            ([fees.Level("micro", Decimal(-1))], "amount"),
            ([fees.Level("micro", Decimal(1_000_000))], "amount"),
            ([fees.Level("micro", Decimal("NaN"))], "amount"),
            ([fees.Level("micro", Decimal(1), "XYZ")], "currency"),
        ],
    )
    def test_what_makes_no_sense_is_refused_and_those_before_stay(self, event, told, levels, code):
        make.FeeLevelFactory(event=event)

        with refused(code):
            fees.set_fees(event, levels, **told)
        assert FeeLevel.objects.count() == 1


FAIR = {"name": "Z", "starts_on": date(2027, 3, 9), "ends_on": date(2027, 3, 12)}


class TestFairs:
    def test_are_made_chosen_and_changed_on_the_pages_of_their_events(self, desk, event, told):
        fair = fairs.make(desk.host, FAIR, **told)
        fairs.choose(event, fair, **told)
        before = number(event)

        fair = fairs.change(fair, {"edition": "2027", "name": "Z"}, **told)
        fairs.change(fair, {"edition": "2027"}, **told)

        assert (str(fair), number(event)) == ("Z 2027", before + 1)
        assert verbs() == ["fair.made", "event.fair_chosen", "fair.changed"]

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"name": " "}, "name"),
            ({"ends_on": date(2027, 3, 8)}, "period"),
            ({"address": "javascript:alert(1)"}, "address"),
            ({"address": "ftp://fair.example"}, "address"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, desk, told, facts, code):
        with refused(code):
            fairs.make(desk.host, FAIR | facts, **told)
        assert not desk.host.fairs.exists()

    def test_one_of_another_host_is_refused(self, event, told):
        with refused("host"):
            fairs.choose(event, make.FairFactory(), **told)

    def test_what_a_fair_does_not_have_is_an_error_of_the_program(self, desk, told):
        with pytest.raises(ValueError, match="host"):
            fairs.make(desk.host, FAIR | {"host": desk.host}, **told)


class TestMarks:
    @pytest.fixture
    def fair(self, desk, event):
        event.fair = make.FairFactory(host=desk.host)
        event.save()
        return event.fair

    def test_are_added_changed_and_removed_on_the_pages_of_the_events(self, event, fair, told):
        mark = fairs.add_mark(fair, {"country": "KZ", "scheme": Text.of(de="Zuschuss")}, **told)
        fairs.change_mark(mark, {"source_address": "https://law.example/1"}, **told)
        fairs.remove_mark(mark, **told)

        assert (number(event), EligibilityMark.objects.count()) == (3, 0)
        assert verbs() == ["mark.added", "mark.changed", "mark.removed"]

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"country": "ZZZ"}, "country"),
            ({"country": "KZ", "valid_from": date(2027, 2, 1), "valid_until": date(2027, 1, 1)}, "period"),
            ({"country": "KZ", "source_address": "data:text/html,x"}, "source_address"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, fair, told, facts, code):
        with refused(code):
            fairs.add_mark(fair, facts, **told)
        assert not EligibilityMark.objects.exists()


class TestPublishing:
    def test_a_draft_is_shown_from_now_on_and_can_be_taken_back(self, desk, told):
        facts = {"title": Text.of(de="Neu"), "starts_at": make.OPENING, "ends_at": make.OPENING + timedelta(hours=1)}
        event = forums.set_up(desk.host, "new", facts=facts, is_draft=True, **told)
        assert event.published_at is None

        forums.publish(event, **told)
        assert Event.objects.get().published_at == NOW
        with refused("published"):
            forums.publish(event, **told)
        forums.withdraw(event, **told)

        assert Event.objects.get().published_at is None
        assert verbs() == ["event.created", "event.published", "event.withdrawn"]
        assert number(event) == 3

    def test_it_can_be_planned_and_planned_anew(self, event, told):
        Event.objects.update(published_at=None)
        for days in (3, 5):
            forums.publish(event, at=NOW + timedelta(days=days), **told)

        assert Event.objects.get().published_at == NOW + timedelta(days=5)

    def test_a_moment_that_is_past_means_now(self, event, told):
        Event.objects.update(published_at=None)

        assert forums.publish(event, at=NOW - timedelta(days=1), **told).published_at == NOW

    def test_history_stays_as_it_is(self, event, told):
        Event.objects.update(is_history=True)

        for step in (forums.publish, forums.withdraw):
            with refused("history"):
                step(event, **told)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"registration_opens_at": NOW, "registration_closes_at": NOW}, "registration"),
        ({"min_participants": 9, "max_participants": 8}, "participants"),
        ({"countries": ["KZ", "QQ"]}, "country"),
        ({"contact_email": "nobody"}, "contact_email"),
    ],
)
def test_what_makes_no_sense_in_an_event_is_refused(event, told, facts, code):
    with refused(code):
        forums.change(event, facts, **told)


def test_what_a_trip_has_can_be_changed(event, told):
    facts = {
        "when_text": Text.of(de="02. bis Juni 2019"),
        "countries": ["KZ"],
        "min_participants": 8,
        "max_participants": 20,
        "priority_rule": Text.of(de="Kleine zuerst"),
        "contact_email": "office@example.org",
    }

    changed = forums.change(event, facts, **told)

    assert {name: getattr(changed, name) for name in facts} == facts
    assert (changed.has_certain_date, number(event)) == (False, 1)


def test_every_country_has_a_name_in_every_language_and_nothing_else_is_offered():
    """The 249 of ISO 3166-1 and Kosovo; the library also has names for the euro zone and for what is unknown."""
    assert len(forums.COUNTRIES) == 250
    assert {"DE", "RU", "XK"} <= forums.COUNTRIES
    assert forums.COUNTRIES.isdisjoint({"EU", "EZ", "UN", "XA", "ZZ"})
    for language in ("de", "en", "ru"):
        with translation.override(language):
            assert not [code for code in forums.COUNTRIES if country(code) == code]
