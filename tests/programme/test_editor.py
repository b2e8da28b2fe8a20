"""The pages on which a programme is made, in a browser without scripts."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from handschlag.companies.models import LanguageSkill
from handschlag.engine.language import Text
from handschlag.programme.models import Talk
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make.EventFactory()


@pytest.fixture
def editor(client, event):
    user = make.MembershipFactory(event=event, role="editor").user
    client.force_login(user)
    return user


def address(event, name="talks", *args):
    return reverse(f"programme:{name}", args=[event.slug, *args])


def sent(**more):
    """What the form sends for a talk at 10:00 in Leipzig."""
    return {"kind": "talk", "starts_at": "2027-03-10T10:00", "title_de": "Eröffnung", "spoken": ["de"]} | more


class LargeForm(HTMLParser):
    """The fields of the large form of a page as a browser would send them again."""

    def __init__(self, page):
        super().__init__()
        self.fields, self._is_inside, self._select, self._text = {}, False, None, None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self._is_inside = given.get("class") == "grid" and "/move/" not in given["action"]
        if not self._is_inside:
            return
        if tag == "input" and (given["type"] != "checkbox" or "checked" in given):
            self._take(given)
        elif tag == "textarea":
            self._text = given["name"]
            self.fields[self._text] = ""
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given:
            self.fields[self._select] = given["value"]

    def handle_endtag(self, tag):
        self._text = None if tag == "textarea" else self._text

    def handle_data(self, data):
        if self._text:
            self.fields[self._text] += data.removeprefix("\n")

    def _take(self, given):
        if given["type"] == "checkbox" and "value" in given:
            self.fields.setdefault(given["name"], []).append(given["value"])
        else:
            self.fields[given["name"]] = given.get("value", "on" if given["type"] == "checkbox" else "")


def of_form(page):
    return LargeForm(page).fields


def test_a_talk_is_added_with_its_speakers(client, event, editor):
    room = make.RoomFactory(event=event)
    words = {"title_ru": "Открытие", "abstract_de": "Grußworte", "speaker_0_office_de": "Rektorin"}
    more = {"ends_at": "2027-03-10T10:30", "room": room.public_id, "interpreted": ["ru"], "capacity": "80"}

    answer = client.post(address(event, "new_talk"), sent(kind="opening", **words, **more))

    talk = Talk.objects.get()
    assert (answer.status_code, answer.url) == (302, address(event))
    assert (talk.starts_at, talk.ends_at, talk.room, talk.capacity) == (
        make.OPENING,
        make.OPENING + timedelta(minutes=30),
        room,
        80,
    )
    assert (talk.kind, talk.spoken, talk.interpreted) == ("opening", ["de"], ["ru"])
    assert talk.title == Text.of(de="Eröffnung", ru="Открытие")
    assert [str(one.office) for one in talk.speakers.all()] == ["Rektorin"]


def test_a_form_that_is_sent_back_as_it_came_changes_nothing(client, event, editor):
    talk = make.TalkFactory(
        event=event,
        abstract=Text.of(de="Erste Zeile\nZweite"),
        ends_at=make.OPENING + timedelta(hours=1),
        spoken=["de"],
        interpreted=["ru", "en"],
        capacity=7,
    )
    person = make.RepresentativeFactory(participant__event=event).person
    make.SpeakerFactory(talk=talk, number=1, person=person, has_agreed=True)
    make.SpeakerFactory(talk=talk, number=2, name=Text.of(ru="Ева"))
    before = list(talk.speakers.values_list("pk", "office", "name", "person", "has_agreed"))
    page = client.get(address(event, "talk", talk.public_id)).content.decode()

    answer = client.post(address(event, "talk", talk.public_id), of_form(page))

    talk.refresh_from_db()
    assert (answer.status_code, talk.changes) == (302, 0)
    assert list(talk.speakers.values_list("pk", "office", "name", "person", "has_agreed")) == before


def test_speakers_change_places_and_leave(client, event, editor):
    talk = make.TalkFactory(event=event)
    for number, office in enumerate(("Erste", "Zweite", "Dritte"), start=1):
        make.SpeakerFactory(talk=talk, number=number, office=Text.of(de=office))
    fields = of_form(client.get(address(event, "talk", talk.public_id)).content.decode())
    fields |= {"speaker_2_place": "1", "speaker_1_office_de": "", "speaker_3_office_de": "Vierte"}

    client.post(address(event, "talk", talk.public_id), fields)

    assert [str(one.office) for one in talk.speakers.all()] == ["Dritte", "Erste", "Vierte"]


def test_one_more_speaker_can_be_asked_for(client, event, editor):
    answer = client.post(address(event, "new_talk"), sent(speaker_0_office_de="Rektorin", another="1"))

    talk = Talk.objects.get()
    assert answer.url == address(event, "talk", talk.public_id)
    assert "speaker_1_office_de" in client.get(answer.url).content.decode()


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
        ({"speaker_0_has_agreed": "on"}, "name"),
        ({"speaker_0_office_de": "x" * 201}, "200"),
        ({"speaker_0_person": "nobody"}, "nobody"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written(client, event, editor, wrong, says):
    answer = client.post(f"/en/events/{event.slug}/programme/talks/new/", sent(**wrong))

    page = answer.content.decode()
    errors = " ".join(re.findall(r'class="error" id="[^"]+">.*?</svg>(.*?)</span>', page, re.DOTALL))
    assert (answer.status_code, Talk.objects.count()) == (422, 0)
    assert says in errors


def test_texts_in_languages_that_the_form_does_not_show_stay(client, event, editor):
    event.languages = ["de", "ru"]
    event.save()
    talk = make.TalkFactory(event=event, title=Text.of(de="Eröffnung"), abstract=Text.of(de="Kurz", kk="Қысқаша"))
    fields = of_form(client.get(address(event, "talk", talk.public_id)).content.decode())

    client.post(address(event, "talk", talk.public_id), fields | {"abstract_de": "Knapp"})

    talk.refresh_from_db()
    assert talk.abstract == Text.of(de="Knapp", kk="Қысқаша")


def test_of_two_editors_the_slower_one_sees_both_and_loses_nothing(client, event, editor):
    talk = make.TalkFactory(event=event, title=Text.of(de="Alt"))
    where = address(event, "talk", talk.public_id)
    hers = of_form(client.get(where).content.decode())
    client.post(where, hers | {"title_de": "Was die Schnelle schrieb"})

    refused = client.post(where, hers | {"title_de": "Was die Langsame schrieb"})
    page = refused.content.decode()
    client.post(where, of_form(page))

    assert refused.status_code == 409
    assert ["<dd>Was die Schnelle schrieb</dd>" in page, 'value="Was die Langsame schrieb"' in page] == [True, True]
    assert Talk.objects.get().title.versions["de"].text == "Was die Langsame schrieb"


def test_a_talk_moves_with_everything_after_it(client, event, editor):
    first = make.TalkFactory(event=event, starts_at=make.OPENING)
    second = make.TalkFactory(event=event, starts_at=make.OPENING + timedelta(hours=1))

    client.post(address(event, "move", first.public_id), {"moved_to": "2027-03-10T10:15", "and_following": "on"})

    second.refresh_from_db()
    assert second.starts_at == make.OPENING + timedelta(minutes=75)


def test_a_move_to_nowhere_is_refused(client, event, editor):
    talk = make.TalkFactory(event=event)

    answer = client.post(address(event, "move", talk.public_id), {"moved_to": "1066-10-14T09:00"})

    assert (answer.status_code, Talk.objects.get().starts_at) == (422, talk.starts_at)


def test_a_talk_is_taken_out(client, event, editor):
    talk = make.TalkFactory(event=event)

    answer = client.post(address(event, "remove", talk.public_id))

    assert (answer.url, Talk.objects.count()) == (address(event), 0)


def test_an_empty_programme_begins_with_that_of_another_event(client, event, editor):
    earlier = make.EventFactory(host=event.host, starts_at=datetime(2026, 3, 11, 9, tzinfo=UTC))
    make.TalkFactory(event=earlier, starts_at=earlier.starts_at)

    client.post(address(event, "copy"), {"source": earlier.public_id})

    assert event.talks.get().starts_at == make.OPENING


def test_of_another_host_nothing_is_copied(client, event, editor):
    foreign = make.TalkFactory().event

    answer = client.post(address(event, "copy"), {"source": foreign.public_id})

    assert (answer.status_code, event.talks.count()) == (422, 0)


def test_conflicts_are_shown_with_the_talks(client, event, editor):
    room = make.RoomFactory(event=event, name=Text.of(de="Empore"))
    for minutes in (0, 10):
        starts_at = make.OPENING + timedelta(minutes=minutes)
        make.TalkFactory(event=event, room=room, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30))

    page = client.get(address(event)).content.decode()

    assert page.count("Empore") >= 3
    assert 'id="conflicts"' in page


def test_history_is_only_shown(client, event, editor):
    event.is_history = True
    event.save()
    talk = make.TalkFactory(event=event)

    pages = [client.get(address(event)), client.get(address(event, "talk", talk.public_id))]
    answers = [
        client.post(address(event, "new_talk"), sent()),
        client.post(address(event, "talk", talk.public_id), sent()),
        client.post(address(event, "move", talk.public_id), {"moved_to": "2027-03-10T12:00"}),
        client.post(address(event, "remove", talk.public_id)),
    ]

    assert [b"<button" in page.content.split(b"<main")[1].split(b"</main")[0] for page in pages] == [False, False]
    assert [answer.status_code for answer in answers] == [422] * 4
    assert Talk.objects.get().starts_at == talk.starts_at


@pytest.mark.parametrize(
    ("role", "status"), [("organiser", 200), ("editor", 200), ("reader", 404), ("representative", 404)]
)
def test_only_those_who_change_events_get_in(client, event, role, status):
    client.force_login(make.MembershipFactory(event=event, role=role).user)
    talk = make.TalkFactory(event=event)

    found = [
        client.get(address(event, *way)).status_code for way in (("talks",), ("new_talk",), ("talk", talk.public_id))
    ]

    assert found == [status] * 3


def test_a_talk_of_another_event_is_not_found_here(client, event, editor):
    talk = make.TalkFactory()

    assert client.get(address(event, "talk", talk.public_id)).status_code == 404


def test_editors_are_led_here_and_others_not(client, event):
    ways = []
    for role in ("editor", "reader"):
        client.force_login(make.MembershipFactory(event=event, role=role).user)
        page = client.get(reverse("meetings:planning", args=[event.slug])).content.decode()
        ways.append(f'href="{address(event)}"' in page)

    assert ways == [True, False]


@pytest.mark.parametrize("talks", [1, 3])
def test_more_talks_take_no_more_queries(client, event, editor, talks, django_assert_max_num_queries):
    side = make.SideFactory(event=event)
    for number in range(talks):
        make.SpeakerFactory(talk__event=event, talk__starts_at=make.OPENING + timedelta(hours=number))
        row = make.RepresentativeFactory(participant__event=event, participant__side=side)
        LanguageSkill.objects.create(person=row.person, language="ru", level="native")

    with django_assert_max_num_queries(13):
        client.get(address(event))


def test_hostile_words_stay_words(client, event, editor):
    wicked = "</textarea><script>alert(1)</script>\"'"
    text = Text.of(de=wicked)
    talk = make.TalkFactory(event=event, title=text, abstract=text, place=text)
    make.SpeakerFactory(talk=talk, office=text, name=text)

    pages = [client.get(address(event)), client.get(address(event, "talk", talk.public_id))]

    assert [b"<script>alert" in page.content for page in pages] == [False, False]
