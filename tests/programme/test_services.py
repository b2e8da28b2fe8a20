"""A programme is made: what is allowed, what is refused, and what is noted."""

from datetime import UTC, datetime, timedelta

import pytest

from handschlag.engine.language import Origin, Text, Version
from handschlag.foundation import audit, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import AuditEntry
from handschlag.programme.models import Speaker, Talk
from handschlag.programme.services import copying, saving, speakers, talks
from handschlag.programme.services.speakers import Speaks
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 1, tzinfo=UTC)
OFFICE = Text.of(de="Rektorin", ru="Ректор")


def at(minutes):
    return make.OPENING + timedelta(minutes=minutes)


def facts(**more):
    return {"title": Text.of(de="Eröffnung"), "starts_at": at(0), **more}


@pytest.fixture
def event():
    return make.EventFactory()


@pytest.fixture
def editor(event):
    return make.MembershipFactory(event=event, role="editor").user


def noted():
    return list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))


def test_a_talk_is_added_noted_and_seen_at_once(event, editor):
    before = revisions.public(event.slug)

    talk = talks.add_talk(
        event, facts(kind="opening", spoken=["de", "de"], interpreted=["ru", "de"]), by=editor, now=NOW
    )

    assert (talk.number, talk.spoken, talk.interpreted) == (1, ["de"], ["ru"])
    assert (noted(), revisions.public(event.slug)) == (["talk.added"], before + 1)


def test_numbers_go_on_behind_the_last_one(event, editor):
    made = [talks.add_talk(event, facts(), by=editor, now=NOW) for _ in range(3)]
    talks.remove_talk(made[0], by=editor, now=NOW)

    assert talks.add_talk(event, facts(), by=editor, now=NOW).number == 4


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": Text()}, "title"),
        ({"title": Text.of(de=" \u200b ")}, "title"),
        ({"title": Text.of(de="x" * 201)}, "long"),
        ({"title": Text.of(de="a\x07b")}, "control"),
        ({"abstract": Text.of(de="x" * 5001)}, "long"),
        ({"abstract": Text.of(ru="a\x1bb")}, "control"),
        ({"place": Text.of(zz="Riesa")}, "language"),
        ({"kind": "party"}, "kind"),
        ({"ends_at": at(0)}, "period"),
        ({"ends_at": at(-5)}, "period"),
        ({"starts_at": datetime(1969, 1, 1, tzinfo=UTC)}, "period"),
        ({"starts_at": datetime(9999, 12, 31, tzinfo=UTC)}, "period"),
        ({"spoken": ["klingon"]}, "language"),
        ({"interpreted": ["de", "nn\u202e"]}, "language"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 100_001}, "capacity"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(event, editor, wrong, code):
    with pytest.raises(RuleBroken) as refused:
        talks.add_talk(event, facts() | wrong, by=editor, now=NOW)

    assert (refused.value.code, Talk.objects.count(), noted()) == (code, 0, [])


def test_a_room_of_another_event_is_refused(event, editor):
    with pytest.raises(RuleBroken) as refused:
        talks.add_talk(event, facts(room=make.RoomFactory()), by=editor, now=NOW)

    assert refused.value.code == "room"


def test_a_programme_has_an_end(event, editor, monkeypatch):
    monkeypatch.setattr(talks, "MOST", 1)
    talks.add_talk(event, facts(), by=editor, now=NOW)

    with pytest.raises(RuleBroken) as refused:
        talks.add_talk(event, facts(), by=editor, now=NOW)

    assert refused.value.code == "many"


def test_what_a_talk_does_not_have_is_a_mistake_of_the_program(event, editor):
    with pytest.raises(ValueError, match="number"):
        talks.add_talk(event, facts(number=7), by=editor, now=NOW)


def test_texts_are_kept_clean(event, editor):
    given = facts(title=Text.of(de="  A\u202e B\nC "), abstract=Text.of(de="eins\r\n\r\n\r\n\r\nzwei  "))

    talk = talks.add_talk(event, given, by=editor, now=NOW)

    assert (str(talk.title), str(talk.abstract)) == ("A B C", "eins\n\nzwei")


def test_a_change_counts_up_and_keeps_where_texts_come_from(event, editor):
    drafted = Version("Открытие", Origin.MACHINE)
    talk = make.TalkFactory(event=event, title=Text({"de": Version("Eröffnung"), "ru": drafted}))

    changed = talks.change_talk(talk, {"title": Text.of(de="Begrüßung", ru="Открытие")}, by=editor, now=NOW)

    assert (changed.changes, changed.title) == (1, Text({"de": Version("Begrüßung"), "ru": drafted}))
    [line] = audit.lines(AuditEntry.objects.all())
    assert "Begrüßung" in line.says


def test_what_changes_nothing_is_not_noted(event, editor):
    talk = make.TalkFactory(event=event)

    same = talks.change_talk(talk, {"title": talk.title, "starts_at": talk.starts_at}, by=editor, now=NOW)

    assert (same.changes, noted()) == (0, [])


def test_a_room_takes_the_place_of_a_place(event, editor):
    room = make.RoomFactory(event=event)
    talk = make.TalkFactory(event=event, place=Text.of(de="Foyer"))

    changed = talks.change_talk(talk, {"room": room, "place": Text.of(de="Foyer")}, by=editor, now=NOW)

    assert (changed.room, changed.place) == (room, Text())


def test_whoever_is_slower_overwrites_nothing(event, editor):
    talk = make.TalkFactory(event=event)
    talks.change_talk(talk, {"capacity": 10}, based_on=0, by=editor, now=NOW)

    with pytest.raises(RuleBroken) as refused:
        talks.change_talk(talk, {"capacity": 20}, based_on=0, by=editor, now=NOW)

    talk.refresh_from_db()
    assert (refused.value.code, talk.capacity) == ("outdated", 10)


def test_a_talk_moves_with_its_end_and_its_room(event, editor):
    room = make.RoomFactory(event=event)
    talk = make.TalkFactory(event=event, ends_at=at(20))

    moved = talks.move_talk(talk, at(45), room=room, by=editor, now=NOW)

    assert (moved.starts_at, moved.ends_at, moved.room, moved.changes) == (at(45), at(65), room, 1)
    assert noted() == ["talk.moved"]


def test_everything_after_it_on_that_day_moves_along(event, editor):
    first = make.TalkFactory(event=event, starts_at=at(0), ends_at=at(20))
    make.TalkFactory(event=event, starts_at=at(20))
    make.TalkFactory(event=event, starts_at=at(-20))
    make.TalkFactory(event=event, starts_at=at(24 * 60))

    talks.move_talk(first, at(15), room=None, and_following=True, by=editor, now=NOW)

    begins = sorted(Talk.objects.values_list("starts_at", flat=True))
    assert begins == [at(-20), at(15), at(35), at(24 * 60)]


def test_a_move_without_a_change_is_none(event, editor):
    talk = make.TalkFactory(event=event)

    talks.move_talk(talk, talk.starts_at, room=None, by=editor, now=NOW)

    assert noted() == []


def test_a_talk_is_taken_out(event, editor):
    speaker = make.SpeakerFactory(talk__event=event)

    talks.remove_talk(speaker.talk, by=editor, now=NOW)

    assert (Talk.objects.count(), Speaker.objects.count(), noted()) == (0, 0, ["talk.removed"])


def test_what_somebody_has_taken_out_meanwhile_is_gone(event, editor):
    talk = make.TalkFactory(event=event)
    Talk.objects.all().delete()
    attempts = [
        lambda: talks.change_talk(talk, {"capacity": 1}, by=editor, now=NOW),
        lambda: talks.move_talk(talk, at(9), room=None, by=editor, now=NOW),
        lambda: talks.remove_talk(talk, by=editor, now=NOW),
        lambda: speakers.set_speakers(talk, [], by=editor, now=NOW),
    ]

    for attempt in attempts:
        with pytest.raises(RuleBroken) as refused:
            attempt()
        assert refused.value.code == "gone"


def test_history_is_not_changed(editor):
    over = make.EventFactory(is_history=True)
    talk = make.TalkFactory(event=over)
    attempts = [
        lambda: talks.add_talk(over, facts(), by=editor, now=NOW),
        lambda: talks.change_talk(talk, {"capacity": 1}, by=editor, now=NOW),
        lambda: talks.move_talk(talk, at(9), room=None, by=editor, now=NOW),
        lambda: talks.remove_talk(talk, by=editor, now=NOW),
        lambda: speakers.set_speakers(talk, [], by=editor, now=NOW),
        lambda: copying.copy(make.TalkFactory().event, over, by=editor, now=NOW),
    ]

    for attempt in attempts:
        with pytest.raises(RuleBroken) as refused:
            attempt()
        assert refused.value.code == "history"


def test_speakers_stand_in_their_order_and_the_log_names_none(event, editor):
    talk = make.TalkFactory(event=event)
    named = Speaks(OFFICE, Text.of(de="Eva Muster"), has_agreed=True)

    speakers.set_speakers(talk, [named, Speaks(Text.of(de="Dekan"))], by=editor, now=NOW)

    rows = list(talk.speakers.values_list("number", "has_agreed"))
    talk.refresh_from_db()
    assert (rows, talk.changes, noted()) == ([(1, True), (2, False)], 1, ["talk.speakers"])
    assert "Muster" not in str(list(AuditEntry.objects.values_list("words", flat=True)))


def test_the_same_speakers_again_change_nothing(event, editor):
    talk = make.TalkFactory(event=event)
    given = [Speaks(OFFICE)]
    speakers.set_speakers(talk, given, by=editor, now=NOW)

    speakers.set_speakers(talk, given, by=editor, now=NOW)

    talk.refresh_from_db()
    assert (talk.changes, noted()) == (1, ["talk.speakers"])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Speaks(), "speaker"),
        (Speaks(OFFICE, has_agreed=True), "agreement"),
        (Speaks(Text.of(de="x" * 201)), "long"),
        (Speaks(OFFICE, Text.of(de="\x00")), "control"),
    ],
)
def test_a_speaker_who_cannot_be_is_refused(event, editor, given, code):
    talk = make.TalkFactory(event=event)

    with pytest.raises(RuleBroken) as refused:
        speakers.set_speakers(talk, [given], by=editor, now=NOW)

    assert (refused.value.code, talk.speakers.count()) == (code, 0)


def test_a_talk_has_so_many_speakers_and_no_more(event, editor):
    talk = make.TalkFactory(event=event)

    with pytest.raises(RuleBroken) as refused:
        speakers.set_speakers(talk, [Speaks(OFFICE)] * (speakers.MOST + 1), by=editor, now=NOW)

    assert refused.value.code == "many"


def test_only_people_of_the_event_can_be_chosen(event, editor):
    talk = make.TalkFactory(event=event)
    here = make.RepresentativeFactory(participant__event=event).person
    speakers.set_speakers(talk, [Speaks(person=here, has_agreed=True)], by=editor, now=NOW)

    with pytest.raises(RuleBroken) as refused:
        speakers.set_speakers(talk, [Speaks(person=make.RepresentativeFactory().person)], by=editor, now=NOW)

    assert (refused.value.code, talk.speakers.get().person) == ("person", here)


def test_talk_and_speakers_are_written_together_or_not_at_all(event, editor):
    with pytest.raises(RuleBroken):
        saving.save(None, facts(), event=event, speakers=[Speaks()], by=editor, now=NOW)

    assert (Talk.objects.count(), noted(), revisions.public(event.slug)) == (0, [], 0)


def test_a_programme_is_copied_by_the_clock_on_the_wall_without_anybody_who_speaks(editor):
    winter = make.EventFactory()  # 10 March, 10:00 in Leipzig
    summer_starts = datetime(2028, 5, 10, 7, 30, tzinfo=UTC)  # 9:30 there, in summer time
    summer = make.EventFactory(host=winter.host, starts_at=summer_starts, ends_at=summer_starts + timedelta(hours=9))
    same, other = (make.RoomFactory(event=winter, name=Text.of(de=name)) for name in ("Saal", "Empore"))
    here = make.RoomFactory(event=summer, name=Text.of(de="Saal"))
    first = make.TalkFactory(event=winter, starts_at=at(0), ends_at=at(30), room=same, capacity=9, changes=4)
    make.TalkFactory(event=winter, starts_at=at(26 * 60), room=other)
    make.SpeakerFactory(talk=first)

    made = copying.copy(winter, summer, by=editor, now=NOW)

    assert [one.starts_at.astimezone(UTC) for one in made] == [summer_starts, summer_starts + timedelta(hours=26)]
    assert [(one.room, str(one.place)) for one in made] == [(here, ""), (None, "Empore")]
    assert (made[0].ends_at - made[0].starts_at, made[0].capacity, made[0].changes) == (timedelta(minutes=30), 9, 0)
    assert (Speaker.objects.filter(talk__event=summer).count(), noted()) == (0, ["programme.copied"])


def test_nothing_is_copied_over_a_programme(event, editor):
    make.TalkFactory(event=event)

    with pytest.raises(RuleBroken) as refused:
        copying.copy(make.TalkFactory().event, event, by=editor, now=NOW)

    assert refused.value.code == "programme"
