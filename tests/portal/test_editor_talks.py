"""Talks are written in the same frame as notices and events: languages, drafts, preview, versions, two at once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handschlag.engine.language import Origin, Text, Version
from handschlag.foundation import drafts, versions
from handschlag.foundation import models as foundation
from handschlag.portal.editing import desks
from handschlag.programme.models import Speaker, Talk
from tests import factories as make
from tests.portal.writing import Writer, fields

pytestmark = pytest.mark.django_db
OFFICE, NAME = Text.of(de="Rektorin"), Text.of(de="Eva Muster")


@pytest.fixture
def talk():
    return make.TalkFactory(title=Text.of(de="Eröffnung"), ends_at=make.OPENING + timedelta(minutes=30), spoken=["de"])


@pytest.fixture
def at(client):
    """Lets an editor of the event sit down at the editor of a talk."""

    def writer(talk, client=client):
        user = make.MembershipFactory(event=talk.event, role="editor").user
        client.force_login(user)
        found = Writer(client, desks.talk(user, event=talk.event.slug, talk=talk.public_id))
        found.user = user
        return found

    return writer


def about(speaker, what):
    return f"speaker_{speaker.public_id}_{what}"


def offices(talk):
    return [str(one.office) for one in talk.speakers.all()]


def everything(talk):
    said = ("public_id", "number", "office", "name", "person", "has_agreed")
    return Talk.objects.filter(pk=talk.pk).values().get(), list(talk.speakers.values_list(*said))


def test_whoever_saves_what_she_found_changes_nothing(at, talk):
    Talk.objects.filter(pk=talk.pk).update(
        interpreted=["ru", "en"], capacity=7, abstract=Text.of(de="Eins\nZwei", kk="Бір")
    )
    person = make.RepresentativeFactory(participant__event=talk.event).person
    make.SpeakerFactory(talk=talk, number=1, person=person, has_agreed=True)
    make.SpeakerFactory(talk=talk, number=2, name=Text({"ru": Version("Ева", Origin.MACHINE)}))
    before = everything(talk)

    answer = at(talk).opens().sends()

    assert (answer.status_code, everything(talk)) == (302, before)
    assert versions.history(talk).count() == 1


def test_texts_facts_and_speakers_are_kept_at_once(at, talk):
    room = make.RoomFactory(event=talk.event)
    person = make.RepresentativeFactory(participant__event=talk.event).person
    facts = {"kind": "opening", "room": room.public_id, "capacity": "80", "interpreted": ["ru"]}
    who = {"speaker_new_office_de": "Rektorin", "speaker_new_person": person.public_id, "speaker_new_has_agreed": "on"}

    answer = at(talk).opens().types(title_ru="Открытие", abstract_de="Grußworte", **facts, **who).sends(note="Neu")

    talk.refresh_from_db()
    [speaker] = talk.speakers.all()
    assert answer.status_code == 302
    assert (talk.title, talk.abstract) == (Text.of(de="Eröffnung", ru="Открытие"), Text.of(de="Grußworte"))
    assert (talk.kind, talk.room, talk.capacity, talk.interpreted) == ("opening", room, 80, ["ru"])
    assert (speaker.office, speaker.person, speaker.has_agreed) == (OFFICE, person, True)
    assert (versions.latest(talk).note, versions.latest(talk).number) == ("Neu", 2)


def test_speakers_change_places_and_leave_and_stay_the_same(at, talk):
    first, second, third = (
        make.SpeakerFactory(talk=talk, number=number, office=Text.of(de=office))
        for number, office in enumerate(("Erste", "Zweite", "Dritte"), start=1)
    )
    more = {about(third, "place"): "1", about(second, "office_de"): "", "speaker_new_office_de": "Vierte"}

    at(talk).opens().types(**{about(second, "office_en"): "", about(second, "office_ru"): ""}, **more).sends()

    assert offices(talk) == ["Dritte", "Erste", "Vierte"]
    assert [one.pk for one in talk.speakers.all()][:2] == [third.pk, first.pk]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title_de": ""}, "title"),
        ({"title_de": "x" * 201}, "200"),
        ({"title_de": "a\x07b"}, "characters"),
        ({"abstract_ru": "a\x1bb"}, "characters"),
        ({"starts_at": ""}, "required"),
        ({"starts_at": "gestern"}, "valid date"),
        ({"starts_at": "2027-03-28T02:30"}, "Europe/Berlin"),  # the clock skips this hour
        ({"ends_at": "2027-03-10T09:00"}, "end after"),
        ({"kind": "party"}, "party"),
        ({"room": "nowhere"}, "nowhere"),
        ({"spoken": ["klingon"]}, "klingon"),
        ({"capacity": "0"}, "1"),
        ({"speaker_new_has_agreed": "on"}, "name"),
        ({"speaker_new_office_de": "x" * 201}, "200"),
        ({"speaker_new_person": "nobody"}, "nobody"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written(at, talk, wrong, says):
    before = everything(talk)
    writer = at(talk).opens().types(**wrong)

    sent = {name: values for name, values in writer.fields.items() if name != "step"}
    answer = writer.client.post(writer.desk.address("edit").replace("/de/", "/en/", 1), sent)

    errors = " ".join(re.findall(r'class="error" id="[^"]+">.*?</svg>(.*?)</span>', answer.content.decode(), re.DOTALL))
    assert (answer.status_code, everything(talk)) == (422, before)
    assert says in errors


def test_somebody_of_another_talk_is_not_taken_from_there(at, talk):
    other = make.SpeakerFactory(office=Text.of(de="Dort"))

    at(talk).opens().types(**{about(other, "office_de"): "Hier"}).sends()

    assert (offices(talk), offices(other.talk)) == (["Hier"], ["Dort"])


def test_a_draft_stands_in_the_form_when_she_comes_back_and_is_hers_alone(at, talk):
    writer = at(talk).opens()
    writer.types(title_de="Entwurf", speaker_new_office_de="Rektorin").sends("draft")

    again = writer.opens().fields
    assert (again["title_de"], again["speaker_new_office_de"]) == (["Entwurf"], ["Rektorin"])
    assert at(talk).opens().fields["title_de"] == ["Eröffnung"]
    assert offices(talk) == []


def test_what_is_being_written_is_kept_by_itself(at, talk):
    writer = at(talk).opens().types(title_de="Unterwegs", starts_at="")

    answer = writer.client.post(writer.desk.address("autosave"), writer.fields)

    assert answer.status_code == 200
    assert drafts.of(talk, writer.user).values["title_de"] == "Unterwegs"


# Two editors at once


@pytest.fixture
def two(at, talk):
    """Two have opened the same talk."""
    return at(talk).opens(), at(talk, Client()).opens()


def test_the_second_sees_both_texts_and_chooses(two, talk):
    first, second = two
    first.types(title_de="Was die Schnelle schrieb", abstract_de="Von ihr").sends()
    answer = second.types(title_de="Was die Langsame schrieb", place_de="Empore").sends()
    page = answer.content.decode()
    kept = drafts.of(talk, second.user).values["title_de"]
    second.fields = fields(answer, second.desk.address("edit")) | {"title_de": ["Beides"]}
    second.sends()

    talk.refresh_from_db()
    assert (answer.status_code, kept) == (409, "Was die Langsame schrieb")
    assert ["Schnelle" in page, "Langsame" in page] == [True, True]
    assert [str(talk.title), str(talk.abstract), str(talk.place)] == ["Beides", "Von ihr", "Empore"]


def test_a_speaker_whom_the_other_one_has_taken_out_is_asked_about_and_her_leave_goes_to_nobody_else(at, talk):
    gone = make.SpeakerFactory(talk=talk, number=1, office=OFFICE, name=NAME)
    stays = make.SpeakerFactory(talk=talk, number=2, office=Text.of(de="Dekan"), name=Text.of(de="Adam Beispiel"))
    first, second = at(talk).opens(), at(talk, Client()).opens()
    first.types(**{about(gone, "office_de"): "", about(gone, "name_de"): ""}).sends()

    answer = second.types(**{about(gone, "has_agreed"): "on"}).sends()
    second.fields = fields(answer, second.desk.address("edit"))
    refused = second.sends()

    assert (answer.status_code, refused.status_code) == (409, 422)  # nobody is left who could have agreed
    assert [(one.pk, one.has_agreed) for one in talk.speakers.all()] == [(stays.pk, False)]


def test_new_speakers_of_two_editors_both_stay(two, talk):
    first, second = two
    first.types(speaker_new_office_de="Von der einen").sends()
    answer = second.types(speaker_new_office_de="Von der anderen").sends()
    second.fields = fields(answer, second.desk.address("edit"))

    second.sends()

    assert offices(talk) == ["Von der einen", "Von der anderen"]


# Preview and versions


def test_the_preview_shows_the_draft_in_its_programme_and_changes_nothing(at, talk):
    silent = make.SpeakerFactory(talk=talk, number=1, office=OFFICE, name=NAME)
    make.TalkFactory(event=talk.event, title=Text.of(de="Ein anderer"))
    before = everything(talk)
    writer = at(talk).opens()
    answer = writer.types(title_de="Nur im Entwurf", **{about(silent, "office_de"): "Präsidentin"}).sends("preview")

    page = writer.client.get(answer.url)

    text = page.content.decode()
    assert [words in text for words in ("Nur im Entwurf", "Ein anderer", "Präsidentin", "Eva Muster")] == [
        *(True, True, True),
        False,  # she has not agreed that her name is shown
    ]
    assert (page["X-Robots-Tag"], everything(talk)) == ("noindex", before)


def test_a_preview_with_times_that_cannot_be_says_so_and_shows_those_kept(at, talk):
    writer = at(talk).opens()
    answer = writer.types(starts_at="2027-03-10T12:00", ends_at="2027-03-10T11:00", title_de="Lesbar").sends("preview")

    page = writer.client.get(answer.url).content.decode()

    assert ["Lesbar" in page, "10:00" in page, "12:00" in page] == [True, True, False]


def test_versions_are_compared_and_restored_with_who_speaks(at, talk):
    speaker = make.SpeakerFactory(talk=talk, number=1, office=OFFICE, name=NAME)
    writer = at(talk)
    before = everything(talk)[1]
    cleared = {about(speaker, f"{what}_{code}"): "" for what in ("office", "name") for code in ("de", "en", "ru")}
    writer.opens().types(title_de="Anders", **cleared).sends()
    without = offices(talk)
    page = writer.client.get(writer.desk.address("versions")).content.decode()

    answer = writer.client.post(writer.desk.address("restore"), {"version": 1, "base": 2})

    talk.refresh_from_db()
    assert (without, answer.status_code, str(talk.title)) == ([], 302, "Eröffnung")
    assert everything(talk)[1] == before
    assert [words in page for words in ("Rektorin", "<del>", "Anders")] == [True, True, True]


def test_leave_to_show_a_name_does_not_come_back_with_an_old_version(at, talk):
    speaker = make.SpeakerFactory(talk=talk, number=1, office=OFFICE, name=NAME, has_agreed=True)
    writer = at(talk).opens()
    del writer.fields[about(speaker, "has_agreed")]
    writer.types(title_de="Anders").sends()

    answer = writer.client.post(writer.desk.address("restore"), {"version": 1, "base": 2}, follow=True)

    talk.refresh_from_db()
    assert (str(talk.title), Speaker.objects.get().has_agreed) == ("Eröffnung", False)
    assert Speaker.objects.get().name == NAME
    assert "Left out" in answer.content.decode() or "Weggelassen" in answer.content.decode()


def test_a_room_that_is_gone_is_left_out_with_a_word_and_the_rest_comes_back(at, talk):
    room = make.RoomFactory(event=talk.event)
    writer = at(talk)
    writer.opens().types(room=room.public_id, title_de="Im Saal").sends()
    writer.opens().types(room="", title_de="Anders").sends()
    room.delete()

    page = writer.client.post(writer.desk.address("restore"), {"version": 2, "base": 3}, follow=True).content.decode()

    talk.refresh_from_db()
    assert (str(talk.title), talk.room) == ("Im Saal", None)
    assert any(f"{label}." in page for label in ("Room", "Raum"))


def test_what_a_machine_has_translated_can_be_said_to_be_right(at, talk):
    Talk.objects.filter(pk=talk.pk).update(title=Text({"de": Version("Eins"), "ru": Version("Один", Origin.MACHINE)}))

    at(talk).opens().sends(**{"checked:title_ru": "on"})

    talk.refresh_from_db()
    assert talk.title.versions["ru"] == Version("Один", Origin.CHECKED)


# Moving, taking out, history


def move(talk):
    return reverse("portal:move_talk", args=[talk.event.slug, talk.public_id])


def test_a_talk_moves_with_everything_after_it(at, client, talk):
    second = make.TalkFactory(event=talk.event, starts_at=make.OPENING + timedelta(hours=1))
    writer = at(talk)

    client.post(move(talk), {"moved_to": "2027-03-10T10:15", "and_following": "on"})

    second.refresh_from_db()
    assert second.starts_at == make.OPENING + timedelta(minutes=75)
    assert (versions.latest(talk).by, versions.latest(talk).number) == (writer.user, 2)


def test_a_move_to_nowhere_is_refused(at, client, talk):
    at(talk)

    answer = client.post(move(talk), {"moved_to": "1066-10-14T09:00"})

    assert (answer.status_code, Talk.objects.get().starts_at) == (422, talk.starts_at)


def test_a_talk_is_taken_out_with_its_versions(at, talk):
    writer = at(talk).opens()

    answer = writer.client.post(writer.desk.address("remove"))

    assert answer.url == reverse("programme:talks", args=[talk.event.slug])
    assert (Talk.objects.count(), foundation.Version.objects.count()) == (0, 0)


def test_history_is_only_shown(at, client, talk):
    talk.event.is_history = True
    talk.event.save()
    writer = at(talk).opens()

    answers = [
        writer.types(title_de="Anders").sends(),
        client.post(move(talk), {"moved_to": "2027-03-10T12:00"}),
        client.post(writer.desk.address("remove")),
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert (str(Talk.objects.get().title), Talk.objects.get().starts_at) == ("Eröffnung", talk.starts_at)


def test_a_talk_of_another_event_is_not_found_here(at, client, talk):
    at(talk)
    elsewhere = make.TalkFactory()

    assert client.get(reverse("portal:edit_talk", args=[talk.event.slug, elsewhere.public_id])).status_code == 404


def test_hostile_words_stay_words(at, talk):
    wicked = "</textarea><script>alert(1)</script>\"'"
    text = Text.of(de=wicked)
    Talk.objects.filter(pk=talk.pk).update(title=text, abstract=text, place=text)
    make.SpeakerFactory(talk=talk, office=text, name=text)
    writer = at(talk).opens()

    pages = [writer.page, *(writer.client.get(writer.desk.address(name)) for name in ("preview", "versions", "move"))]

    assert [b"<script>alert" in page.content for page in pages] == [False] * 4
    assert writer.fields["abstract_de"] == [wicked]


def test_the_editor_asks_as_often_for_one_speaker_as_for_three(at, talk):
    def asked():
        writer = at(talk, Client())
        writer.opens()
        with CaptureQueriesContext(connection) as seen:
            writer.client.get(writer.desk.address("edit"))
        return len(seen)

    def speaks():
        make.SpeakerFactory(talk=talk, person=make.RepresentativeFactory(participant__event=talk.event).person)

    speaks()
    few = asked()
    speaks()
    speaks()

    assert asked() == few
