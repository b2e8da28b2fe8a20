"""The index follows every change in the same transaction, and heals what was written past it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from handschlag.companies.models import Delegation, Organisation
from handschlag.engine.language import Text
from handschlag.events.models import Event
from handschlag.portal import search
from handschlag.portal.models import Notice, SearchEntry, SearchWord
from handschlag.portal.search import dialects
from handschlag.portal.search.dialects import AnyOf
from handschlag.programme.models import Speaker
from handschlag.programme.states import TalkKind
from tests import constraints
from tests import factories as make

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def total(words):
    return search.find(words, language="de", now=NOW).total


def is_known(key):
    """Whether anything in the index holds this key, whoever may see it."""
    rows = SearchEntry.objects.filter(dialects.have([AnyOf((key,))], using=connection))
    return rows.exists() or SearchWord.objects.filter(key=key).exists()


def test_every_rule_of_the_index_is_kept_by_the_database():
    event, notice = make.EventFactory(), make.NoticeFactory()
    SearchEntry.objects.all().delete()
    wrong = {
        "search_entry_has_its_thing": {"kind": "notice"},
        "search_entry_has_its_event": {"kind": "event", "event": event},
    }
    broken = {
        name: constraints.broken(SearchEntry, lambda facts=facts: SearchEntry.objects.create(**facts, written_at=NOW))
        for name, facts in wrong.items()
    }

    assert broken == {name: [name] for name in wrong}
    SearchEntry.objects.create(kind="notice", notice=notice, written_at=NOW)
    SearchEntry.objects.create(kind="event", event=event, of_event=event, written_at=NOW)


def test_a_change_is_found_at_once_and_what_stood_there_no_longer():
    notice = make.NoticeFactory(headline=Text.of(de="Drehbank"))
    notice.headline = Text.of(de="Fräse")
    notice.save()

    assert (total("Drehbank"), total("Fräse")) == (0, 1)
    assert not is_known("drehbank")


def test_what_is_rolled_back_is_not_found():
    notice = make.NoticeFactory(headline=Text.of(de="Drehbank"))
    notice.headline = Text.of(de="Fräse")

    with transaction.atomic():
        notice.save()
        transaction.set_rollback(True)

    assert (total("Drehbank"), total("Fräse")) == (1, 0)


@pytest.mark.parametrize("in_bulk", [False, True])
def test_a_deleted_organisation_leaves_nothing_in_the_index(in_bulk):
    participant = make.ParticipantFactory(organisation__name="Petrow (fiktiv)")
    assert is_known("petrov")

    if in_bulk:
        Organisation.objects.filter(pk=participant.organisation_id).delete()
    else:
        participant.organisation.delete()

    assert not is_known("petrov")
    assert SearchEntry.objects.filter(organisation__isnull=False).count() == 0


def test_people_are_never_in_the_index():
    person = make.PersonFactory(name="Erika Mustermann", name_latin="Erika Mustermann")
    make.RepresentativeFactory(person=person, office=Text.of(de="Prokuristin"))
    make.SpeakerFactory(person=person, name=Text.of(de="Dr. Erika Mustermann"), has_agreed=True)
    make.InterpreterFactory(name="Erika Mustermann")

    assert [key for key in ("erik", "erika", "musterman", "prokuristin") if is_known(key)] == []


def test_with_an_event_all_goes_that_belongs_to_it():
    event = make.EventFactory(title=Text.of(de="Kongress"))
    make.TalkFactory(event=event, title=Text.of(de="Plenum"))
    make.InvestmentProjectFactory(delegation__event=event, title=Text.of(de="Windpark"))
    event.delete()

    assert [key for key in ("kongr", "kongres", "plenum", "vindpark") if is_known(key)] == []
    assert list(SearchEntry.objects.values_list("kind", flat=True)) == []


def test_a_word_stays_as_long_as_another_page_has_it():
    first, second = (make.NoticeFactory(headline=Text.of(de="Windpark")) for _ in range(2))
    first.delete()

    assert is_known("vindpark")
    second.delete()
    assert not is_known("vindpark")


def test_tags_are_found_when_they_are_set_taken_away_and_renamed():
    notice = make.NoticeFactory()
    tag = make.TagFactory(host=notice.host, name=Text.of(de="Mittelasien"))

    notice.tags.add(tag)
    assert total("Mittelasien") == 1
    tag.name = Text.of(de="Zentralasien")
    tag.save()
    assert (total("Mittelasien"), total("Zentralasien")) == (0, 1)
    tag.notices.remove(notice)
    assert total("Zentralasien") == 0


@pytest.mark.parametrize("way", ["clear", "delete"])
def test_a_tag_that_goes_takes_its_words_along(way):
    event = make.EventFactory()
    tag = make.TagFactory(host=event.host, name=Text.of(de="Mittelasien"))
    event.tags.add(tag)
    assert total("Mittelasien") == 1

    if way == "clear":
        tag.events.clear()
    else:
        tag.delete()

    assert total("Mittelasien") == 0


def test_what_belongs_to_a_thing_is_found_by_its_change():
    event = make.EventFactory(fair=make.FairFactory(name="Zuliefermesse"))
    delegation = make.DelegationFactory(event=event, name=Text.of(de="Gebiet Kaluga"))
    make.InvestmentProjectFactory(delegation=delegation)
    room = make.RoomFactory(event=event)
    talk = make.TalkFactory(event=event, room=room)
    speaker = make.SpeakerFactory(talk=talk, office=Text.of(de="Bürgermeisterin"))

    event.fair.name = "Industriemesse"
    event.fair.save()
    delegation.name = Text.of(de="Gebiet Tula")
    delegation.save()
    room.name = Text.of(de="Kuppelsaal")
    room.save()
    assert [total(word) for word in ("Zuliefermesse", "Industriemesse", "Kaluga", "Tula", "Kuppelsaal")] == [
        0,
        1,
        0,
        2,
        1,
    ]
    assert total("Bürgermeisterin") == 1
    speaker.delete()
    delegation.delete()
    assert (total("Bürgermeisterin"), total("Tula")) == (0, 0)


def test_what_becomes_a_pause_is_no_longer_found():
    talk = make.TalkFactory(title=Text.of(de="Imbiss"))
    assert total("Imbiss") == 1
    talk.kind = TalkKind.PAUSE
    talk.save()

    assert total("Imbiss") == 0


def test_what_was_written_in_bulk_is_found_after_healing():
    host = make.HostFactory()
    rows = [make.NoticeFactory.build(host=host, kind=host.notice_kinds.first(), headline=Text.of(de="Ernte"))]
    Notice.objects.bulk_create(rows)
    notice = make.NoticeFactory(headline=Text.of(de="Saat"))
    later = notice.changed_at + timedelta(hours=1)
    Notice.objects.filter(pk=notice.pk).update(headline=Text.of(de="Aussaat"), changed_at=later)

    assert (search.unwritten(), total("Ernte"), total("Aussaat")) == (2, 0, 0)
    assert search.heal() == 2
    assert (search.unwritten(), total("Ernte"), total("Aussaat")) == (0, 1, 1)
    assert search.heal() == 0


def test_parts_that_were_written_in_bulk_are_found_after_healing():
    event = make.EventFactory()
    Delegation.objects.bulk_create([make.DelegationFactory.build(event=event, name=Text.of(de="Gebiet Tula"))])
    talk = make.TalkFactory(event=event)
    Speaker.objects.bulk_create([make.SpeakerFactory.build(talk=talk, office=Text.of(de="Rektorin"))])

    assert (search.heal(), total("Tula"), total("Rektorin")) == (2, 1, 1)
    assert search.heal() == 0


def test_rebuilding_finds_what_no_time_of_change_tells():
    event = make.EventFactory(title=Text.of(de="Reise"))
    Event.objects.filter(pk=event.pk).update(title=Text.of(de="Fahrt"))
    SearchWord.objects.create(form="verirt", keys="verirt", key="verirt", letters=6)
    assert search.heal() == 0

    search.rebuild()

    assert (total("Reise"), total("Fahrt")) == (0, 1)
    assert not is_known("verirt")


def test_the_index_is_whole_and_says_when_it_is_not():
    make.NoticeFactory()
    assert dialects.is_whole(connection)

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {dialects.FTS}_new")
        else:
            cursor.execute(f"DROP INDEX {dialects.ENTRIES}_keys")
    assert not dialects.is_whole(connection)

    make.NoticeFactory(headline=Text.of(de="Nachzügler"))
    connection.check_constraints()  # PostgreSQL makes no index while some are still to be checked
    dialects.prepare(connection.alias)
    assert dialects.is_whole(connection)
    assert total("Nachzügler") == 1
