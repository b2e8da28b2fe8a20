"""Who may say what about wishes, until when, and who sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from handschlag.foundation.errors import RuleBroken
from handschlag.meetings import wishlist
from handschlag.meetings.models import Wish
from handschlag.meetings.services import wishes
from handschlag.meetings.states import WishLevel, WishState
from tests import factories as make

pytestmark = pytest.mark.django_db

CLOSE = make.OPENING - timedelta(days=14)


@pytest.fixture
def pair():
    event = make.EventFactory(answers_close_at=CLOSE)
    ours, theirs = make.SideFactory(event=event, number=1, is_ours=True), make.SideFactory(event=event, number=2)
    return (
        make.RepresentativeFactory(participant__event=event, participant__side=ours, person__user=make.UserFactory()),
        make.RepresentativeFactory(participant__event=event, participant__side=theirs, person__user=make.UserFactory()),
    )


def wish_of(pair, **facts):
    asker, asked = (one.participant for one in pair)
    return make.WishFactory(event=asker.event, asker=asker, asked=asked, **facts)


def set_level(pair, level=WishLevel.WANT, message="", by=None, now=CLOSE):
    asker, asked = pair
    user = by or asker.person.user
    return wishes.set_level(asker.participant, asked.participant, level, message, by=user, now=now, language="ru")


def refusal(function, *args, **kwargs):
    with pytest.raises(RuleBroken) as broken:
        function(*args, **kwargs)
    return broken.value.code


@pytest.mark.parametrize(
    ("reply", "note", "kept"),
    [(WishState.ACCEPTED, "never mind", ""), (WishState.DECLINED, "fully booked", "fully booked")],
)
def test_those_asked_answer_until_the_last_second(pair, reply, note, kept):
    wish = wish_of(pair)

    wishes.answer(wish, reply, note, by=pair[1].person.user, now=CLOSE)

    wish.refresh_from_db()
    assert (wish.state, wish.answer_note) == (reply, kept)


@pytest.mark.parametrize(
    ("state", "level", "seconds_late", "code"),
    [
        (WishState.OPEN, WishLevel.WANT, 1, "deadline"),
        (WishState.WITHDRAWN, WishLevel.WANT, 0, "state"),
        (WishState.ACCEPTED, WishLevel.WANT, 0, "state"),
        (WishState.OPEN, WishLevel.NO, 0, "state"),
    ],
)
def test_an_answer_is_refused_and_nothing_happens(pair, state, level, seconds_late, code):
    wish = wish_of(pair, state=state, level=level)
    now = CLOSE + timedelta(seconds=seconds_late)

    refused = refusal(wishes.answer, wish, WishState.ACCEPTED, by=pair[1].person.user, now=now)

    wish.refresh_from_db()
    assert (refused, wish.state) == (code, state)


def test_without_a_deadline_there_is_always_time(pair):
    wish = wish_of(pair)
    wish.event.answers_close_at = None
    wish.event.save()

    wishes.answer(wish, WishState.ACCEPTED, by=pair[1].person.user, now=make.OPENING + timedelta(days=4000))

    wish.refresh_from_db()
    assert wish.state == WishState.ACCEPTED


def test_nobody_answers_for_others(pair):
    wish = wish_of(pair)

    assert refusal(wishes.answer, wish, WishState.ACCEPTED, by=pair[0].person.user, now=CLOSE) == "party"


def test_a_wish_is_set_with_its_message_and_changed_later(pair):
    set_level(pair, WishLevel.WANT, "Насосы")
    set_level(pair, WishLevel.MUST, "Насосы и трубы")

    kept = Wish.objects.values_list("level", "state", "message", "message_language")
    assert list(kept) == [("must", "open", "Насосы и трубы", "ru")]


def test_an_answer_stands_when_only_the_level_changes(pair):
    wish = wish_of(pair, state=WishState.DECLINED)

    set_level(pair, WishLevel.MUST)

    wish.refresh_from_db()
    assert wish.state == WishState.DECLINED


def test_a_wish_taken_back_can_be_made_again(pair):
    wish = wish_of(pair, state=WishState.ACCEPTED)

    wishes.withdraw(wish, by=pair[0].person.user, now=CLOSE)
    taken_back = Wish.objects.get().state
    set_level(pair)

    assert (taken_back, Wish.objects.get().state) == (WishState.WITHDRAWN, WishState.OPEN)


@pytest.mark.parametrize("whose", ["stranger", "asked"])
def test_nobody_wishes_or_takes_back_for_others(pair, whose):
    user = make.UserFactory() if whose == "stranger" else pair[1].person.user
    wish = wish_of(pair)

    assert refusal(set_level, pair, by=user) == "party"
    assert refusal(wishes.withdraw, wish, by=user, now=CLOSE) == "party"


def test_a_wish_is_refused_after_the_deadline(pair):
    assert refusal(set_level, pair, now=CLOSE + timedelta(seconds=1)) == "deadline"
    assert not Wish.objects.exists()


def test_nobody_wishes_to_meet_themselves_their_own_side_or_another_event(pair):
    me = pair[0]
    beside = make.RepresentativeFactory(participant__event=me.participant.event, participant__side=me.participant.side)
    elsewhere = make.RepresentativeFactory()

    assert [refusal(set_level, (me, other)) for other in (me, beside, elsewhere)] == ["self", "own_side", "event"]


def test_vetoes_and_what_was_taken_back_are_not_shown_to_those_asked(pair):
    asked = pair[1].participant
    open_wish = wish_of(pair)
    for facts in ({"level": WishLevel.NO}, {"state": WishState.WITHDRAWN}):
        other = make.ParticipantFactory(event=asked.event, side=pair[0].participant.side)
        make.WishFactory(event=asked.event, asker=other, asked=asked, **facts)

    assert wishlist.received(asked) == [open_wish]


# Through the pages


@pytest.fixture
def no_deadline(pair):
    event = pair[0].participant.event
    event.answers_close_at = None
    event.save()
    return pair


def post(client, one, name, args, data, **headers):
    client.force_login(one.person.user)
    return client.post(reverse(f"meetings:{name}", args=[one.participant.event.slug, *args]), data, **headers)


def test_answering_without_a_script_leads_back_to_the_page(client, no_deadline):
    wish = wish_of(no_deadline)

    answer = post(client, no_deadline[1], "answer", [wish.public_id], {"answer": "declined", "note": "fully booked"})

    wish.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, reverse("meetings:my_forum", args=[wish.event.slug]))
    assert (wish.state, wish.answer_note) == ("declined", "fully booked")


def test_answering_with_a_script_replaces_the_wish_alone(client, no_deadline):
    wish = wish_of(no_deadline)

    answer = post(
        client, no_deadline[1], "answer", [wish.public_id], {"answer": "accepted"}, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith(f'<li id="wish-{wish.public_id}" tabindex="-1" autofocus>')


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_late_answer_says_why_and_keeps_what_was_typed(client, pair, headers):
    wish = wish_of(pair)
    wish.event.answers_close_at = make.OPENING.replace(year=2001)
    wish.event.save()

    answer = post(client, pair[1], "answer", [wish.public_id], {"answer": "declined", "note": "x" * 9}, headers=headers)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_an_answer_too_long_is_refused_with_what_was_typed(client, no_deadline, headers):
    wish = wish_of(no_deadline)

    answer = post(
        client, no_deadline[1], "answer", [wish.public_id], {"answer": "declined", "note": "y" * 501}, headers=headers
    )

    wish.refresh_from_db()
    assert (answer.status_code, wish.state) == (422, "open")
    assert "y" * 501 in answer.content.decode()


def test_a_level_is_set_on_the_page_and_leads_back_to_where_it_was_set(client, no_deadline):
    me, them = no_deadline
    data = {"participant": them.participant.public_id, "level": "must", "message": "Pumps", "back": "/de/anywhere/#x"}

    answer = post(client, me, "wish", [], data)

    assert (answer.status_code, answer.url) == (302, "/de/anywhere/#x")
    assert Wish.objects.get().level == WishLevel.MUST


def test_going_back_never_leads_to_another_site(client, no_deadline):
    me, them = no_deadline
    data = {"participant": them.participant.public_id, "level": "must", "back": "//example.net/"}

    assert post(client, me, "wish", [], data).url == reverse("meetings:wish", args=[me.participant.event.slug])


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_level_that_does_not_exist_is_refused(client, no_deadline, headers):
    me, them = no_deadline

    answer = post(client, me, "wish", [], {"participant": them.participant.public_id, "level": "x"}, headers=headers)

    assert (answer.status_code, Wish.objects.count()) == (422, 0)
    assert 'class="error"' in answer.content.decode()


def test_a_wish_is_taken_back_on_the_page(client, no_deadline):
    wish = wish_of(no_deadline)

    post(client, no_deadline[0], "wish", [], {"participant": wish.asked.public_id, "take_back": "1"})

    wish.refresh_from_db()
    assert wish.state == WishState.WITHDRAWN


def test_the_own_side_cannot_be_chosen(client, no_deadline):
    me = no_deadline[0]
    beside = make.ParticipantFactory(event=me.participant.event, side=me.participant.side)

    assert post(client, me, "wish", [], {"participant": beside.public_id, "level": "must"}).status_code == 404


def page(client, one, name, query=""):
    client.force_login(one.person.user)
    return client.get(reverse(f"meetings:{name}", args=[one.participant.event.slug]) + query).content.decode()


def test_a_message_is_read_by_those_asked_and_the_asker_alone(client, no_deadline):
    me, them = no_deadline
    wish_of(no_deadline, message="secret plan")
    third = make.RepresentativeFactory(
        participant__event=me.participant.event, participant__side=me.participant.side, person__user=make.UserFactory()
    )

    readers = ["secret plan" in page(client, one, "my_forum") for one in (me, them, third)]
    assert readers == [True, True, False]


def test_the_level_of_a_wish_and_a_veto_stay_with_their_author(client, no_deadline):
    me, them = no_deadline
    wish_of(no_deadline, level=WishLevel.NO, message="hidden reason")

    assert "hidden reason" in page(client, me, "my_forum")
    assert "hidden reason" not in page(client, them, "my_forum") + page(client, them, "wish")
    assert me.participant.organisation.name not in page(client, them, "my_forum")


def test_the_search_finds_by_name_and_country(client, no_deadline):
    me, them = no_deadline
    event, side = me.participant.event, them.participant.side
    make.ParticipantFactory(event=event, side=side, organisation__name="Пермь Насос", organisation__country="RU")

    found = [name in page(client, me, "wish", f"?q={name}") for name in ("Пермь Насос", "ru")]
    assert found == [True, True]
    assert "Пермь Насос" not in page(client, me, "wish", "?q=kz")


@pytest.mark.parametrize(("name", "most"), [("my_forum", 6), ("wish", 5)])
def test_more_wishes_need_no_more_queries(client, no_deadline, name, most, django_assert_num_queries):
    me, them = no_deadline
    event, side = me.participant.event, them.participant.side
    client.force_login(me.person.user)
    address = reverse(f"meetings:{name}", args=[event.slug])

    for others in (1, 2):
        for _ in range(others):
            asker, asked = make.ParticipantFactory.create_batch(2, event=event, side=side)
            make.WishFactory(event=event, asker=asker, asked=me.participant)
            make.WishFactory(event=event, asker=me.participant, asked=asked)
        with django_assert_num_queries(most):
            assert client.get(address).status_code == 200
