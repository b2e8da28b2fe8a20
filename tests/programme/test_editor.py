"""The pages on which a programme is made, in a browser without scripts."""

import re
from datetime import UTC, datetime, timedelta

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
    return {"kind": "talk", "starts_at": "2027-03-10T10:00", "title": "Eröffnung", "language": "de"} | more


def test_an_item_is_added_and_its_editor_opens(client, event, editor):
    room = make.RoomFactory(event=event)
    more = {"ends_at": "2027-03-10T10:30", "room": room.public_id}

    answer = client.post(address(event, "new_talk"), sent(kind="opening", **more))

    talk = Talk.objects.get()
    assert answer.url == reverse("portal:edit_talk", args=[event.slug, talk.public_id])
    assert (talk.starts_at, talk.ends_at, talk.room, talk.kind) == (
        make.OPENING,
        make.OPENING + timedelta(minutes=30),
        room,
        "opening",
    )
    assert (talk.title, talk.spoken) == (Text.of(de="Eröffnung"), event.languages[:1])


def test_the_next_item_is_offered_to_begin_after_the_last_one(client, event, editor):
    make.TalkFactory(event=event, starts_at=make.OPENING, ends_at=make.OPENING + timedelta(minutes=45))

    page = client.get(address(event, "new_talk")).content.decode()

    assert 'value="2027-03-10T10:45"' in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "required"),
        ({"title": "x" * 201}, "200"),
        ({"title": "a\x07b"}, "characters"),
        ({"language": "klingon"}, "klingon"),
        ({"starts_at": ""}, "required"),
        ({"starts_at": "gestern"}, "valid date"),
        ({"starts_at": "2027-03-28T02:30"}, "Europe/Berlin"),  # the clock skips this hour
        ({"ends_at": "2027-03-10T09:00"}, "end after"),
        ({"kind": "party"}, "party"),
        ({"room": "nowhere"}, "nowhere"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written(client, event, editor, wrong, says):
    answer = client.post(f"/en/events/{event.slug}/programme/talks/new/", sent(**wrong))

    page = answer.content.decode()
    errors = " ".join(re.findall(r'class="error" id="[^"]+">.*?</svg>(.*?)</span>', page, re.DOTALL))
    assert (answer.status_code, Talk.objects.count()) == (422, 0)
    assert says in errors


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

    page = client.get(address(event))
    answer = client.post(address(event, "new_talk"), sent())

    assert b"<button" not in page.content.split(b"<main")[1].split(b"</main")[0]
    assert (answer.status_code, list(Talk.objects.all())) == (422, [talk])


@pytest.mark.parametrize(
    ("role", "status"), [("organiser", 200), ("editor", 200), ("reader", 404), ("representative", 404)]
)
def test_only_those_who_change_events_get_in(client, event, role, status):
    client.force_login(make.MembershipFactory(event=event, role=role).user)
    found = [client.get(address(event, name)).status_code for name in ("talks", "new_talk")]

    assert found == [status] * 2


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

    page = client.get(address(event))

    assert b"<script>alert" not in page.content
