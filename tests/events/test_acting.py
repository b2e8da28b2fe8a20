"""Acting for somebody: agreed by both, seen by both, noted with both names, ended by either at once."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone, translation

from handschlag.accounts.models import Acting
from handschlag.companies.access import participant_of
from handschlag.events import access, acting
from handschlag.events.models import Mandate
from handschlag.events.roles import Right, Role
from handschlag.events.services import acting as deeds
from handschlag.events.services import mandates
from handschlag.events.views import acting as views
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.limits import Limit
from handschlag.foundation.models import AuditEntry, OutgoingMail
from handschlag.foundation.personal import Audience
from handschlag.meetings.models import Feed
from handschlag.meetings.services import wishes
from handschlag.meetings.states import WishState
from handschlag.privacy.models import Choice
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
NIGHT = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)  # in Leipzig it is the 27th already


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


class Pair:
    """An adviser and a representative at a forum; the representative's participant has been asked by another."""

    def __init__(self):
        self.event = make.EventFactory()
        self.agent = make.MembershipFactory(event=self.event, role=Role.ADVISER, user__name="Agent").user
        self.principal = make.MembershipFactory(
            event=self.event, role=Role.REPRESENTATIVE, user__name="Principal", user__language="ru"
        ).user
        row = make.RepresentativeFactory(participant__event=self.event, person__user=self.principal)
        self.participant = row.participant

    def mandate(self, **facts):
        people = {"agent": self.agent, "principal": self.principal}
        return make.MandateFactory(**people | {"event": self.event} | facts)

    def acts(self, mandate):
        self.agent.acting = Acting(self.principal, mandate.public_id, mandate.host_id, mandate.event_id)
        return self.agent

    def begin(self, client, mandate):
        client.force_login(self.agent)
        return client.post(reverse("events:mandate", args=[mandate.public_id]), {"step": "begin"})


@pytest.fixture
def pair():
    return Pair()


def refusal(step, *arguments, **facts):
    with pytest.raises(RuleBroken) as broken:
        step(*arguments, **{"now": NOW} | facts)
    return broken.value.code


def opens(door, *arguments):
    try:
        return door(*arguments)
    except Http404:
        return None


class TestAgreeing:
    def offer(self, pair, by, **facts):
        return mandates.offer(
            **{"agent": pair.agent, "principal": pair.principal, "event": pair.event, "by": by, "now": NOW} | facts
        )

    def test_the_represented_person_asks_and_the_other_accepts(self, pair):
        by, other = pair.principal, pair.agent

        mandate = self.offer(pair, by)
        before = list(acting.counting())
        mandates.accept(mandate, by=other, now=NOW)

        assert (before, list(acting.counting())) == ([], [mandate])
        mail = OutgoingMail.objects.get()
        assert (mail.to_email, mail.language) == (other.email, other.language)
        with translation.override(mail.language):
            assert reverse("events:acting", args=[pair.event.slug]) in mail.text
        assert [(line.who, line.says) for line in audit.lines(AuditEntry.objects.order_by("number"))] == [
            (by.name, f"Authority offered. Representing person: {other.name}"),
            (other.name, f"Authority accepted. Represented person: {by.name}"),
        ]

    def test_an_adviser_does_not_begin_so_that_she_learns_of_nobody(self, pair):
        stranger = make.UserFactory()

        taking_part, not_there = (
            refusal(self.offer, pair, pair.agent, principal=one) for one in (pair.principal, stranger)
        )

        assert (taking_part, not_there) == ("party", "party")
        assert (Mandate.objects.count(), OutgoingMail.objects.count()) == (0, 0)

    def test_who_has_offered_it_cannot_also_accept(self, pair):
        mandate = self.offer(pair, pair.principal)

        assert refusal(mandates.accept, mandate, by=pair.principal) == "party"

    def test_nobody_agrees_on_behalf_of_two_others(self, pair):
        stranger = make.UserFactory()
        mandate = self.offer(pair, pair.principal)

        assert refusal(self.offer, pair, stranger) == "party"
        assert refusal(mandates.accept, mandate, by=stranger) == "party"
        assert refusal(mandates.end, mandate, by=stranger) == "party"

    def test_who_acts_for_her_gives_no_authority_in_her_name(self, pair):
        agent = pair.acts(pair.mandate())
        offered = make.MandateFactory(agent=make.UserFactory(), principal=pair.principal, accepted_at=None)

        assert refusal(mandates.accept, offered, by=agent) == "acting"
        assert refusal(mandates.end, offered, by=agent) == "acting"
        assert refusal(self.offer, pair, agent) == "acting"

    def test_only_advisers_act_and_only_participants_are_represented(self, pair):
        guest = make.MembershipFactory(event=pair.event, role=Role.REPRESENTATIVE).user
        other = make.MembershipFactory(event=pair.event, role=Role.ADVISER).user

        assert refusal(self.offer, pair, pair.principal, agent=guest) == "agent"
        assert refusal(self.offer, pair, other, principal=other) == "principal"

    def test_the_same_is_agreed_once_and_again_after_its_end(self, pair):
        mandate = self.offer(pair, pair.principal)
        assert refusal(self.offer, pair, pair.principal) == "exists"

        mandates.end(mandate, by=pair.principal, now=NOW)

        assert self.offer(pair, pair.principal).pk != mandate.pk

    def test_a_last_day_that_is_over_is_refused(self, pair):
        assert refusal(self.offer, pair, pair.principal, ends_on=TODAY - timedelta(days=1)) == "period"

    def test_the_day_is_that_of_the_place(self, pair):
        assert refusal(self.offer, pair, pair.principal, ends_on=date(2026, 11, 26), now=NIGHT) == "period"
        assert self.offer(pair, pair.principal, now=NIGHT).starts_on == date(2026, 11, 27)

    @pytest.mark.parametrize("by", ["agent", "principal"])
    def test_each_of_them_ends_it(self, pair, by):
        mandate = pair.mandate()

        mandates.end(mandate, by=getattr(pair, by), now=NOW)

        assert list(acting.counting()) == []
        assert refusal(mandates.end, mandate, by=pair.agent) == "state"
        assert refusal(mandates.accept, mandate, by=pair.principal) == "state"


class TestCounting:
    @pytest.mark.parametrize(
        ("facts", "counts"),
        [
            ({}, True),
            ({"accepted_at": None}, False),
            ({"ended_at": NOW}, False),
            ({"starts_on": TODAY + timedelta(days=1)}, False),
            ({"starts_on": TODAY, "ends_on": TODAY}, True),
            ({"ends_on": TODAY - timedelta(days=1)}, False),
        ],
    )
    def test_when_it_is_agreed_and_in_its_time(self, pair, facts, counts):
        pair.mandate(**facts)

        assert acting.counting().exists() == counts

    def test_as_long_as_the_agent_has_her_role(self, pair):
        pair.mandate()
        pair.agent.memberships.update(ends_on=TODAY - timedelta(days=1))

        assert not acting.counting().exists()

    def test_as_long_as_the_represented_person_has_an_account(self, pair):
        pair.mandate()
        pair.principal.is_active = False
        pair.principal.save()

        assert not acting.counting().exists()

    def test_a_role_at_one_event_does_not_carry_a_mandate_for_all(self, pair):
        pair.mandate(event=None, host=pair.event.host)

        assert not acting.counting().exists()


class TestDoors:
    def test_of_participants_open_for_the_represented_one(self, pair):
        agent = pair.acts(pair.mandate())

        assert participant_of(agent, pair.event.slug) == pair.participant

    def test_stay_closed_without_acting(self, pair):
        pair.mandate()

        assert opens(participant_of, pair.agent, pair.event.slug) is None

    @pytest.mark.parametrize("of_host", [False, True])
    def test_open_at_the_event_or_host_of_the_mandate_only(self, pair, of_host):
        sister = make.EventFactory(host=pair.event.host)
        foreign = make.EventFactory()
        person = pair.participant.representatives.get().person
        for event in (sister, foreign):
            make.RepresentativeFactory(participant__event=event, person=person)
        where = {"event": None, "host": pair.event.host} if of_host else {}
        agent = pair.acts(pair.mandate(**where))

        opened = [opens(participant_of, agent, event.slug) is not None for event in (pair.event, sister, foreign)]

        assert opened == [True, of_host, False]

    def test_she_does_not_speak_for_herself_meanwhile(self, pair):
        own = make.RepresentativeFactory(participant__event=pair.event, person__user=pair.agent).participant
        assert participant_of(pair.agent, pair.event.slug) == own

        agent = pair.acts(pair.mandate())

        assert participant_of(agent, pair.event.slug) == pair.participant

    def test_of_staff_do_not_open_by_what_the_represented_one_may(self, pair):
        make.MembershipFactory(event=pair.event, user=pair.principal, role=Role.ORGANISER)
        make.MembershipFactory(event=None, host=pair.event.host, user=pair.principal, role=Role.ORGANISER)
        agent = pair.acts(pair.mandate())

        assert [right for right in Right if opens(access.event_with, agent, pair.event.slug, right)] == [
            Right.ACT_FOR_PARTICIPANT
        ]
        assert opens(access.host_with, agent, pair.event.host.slug, *Right) is None


class TestActing:
    def test_begins_on_the_pages_of_the_represented_one_with_a_banner_on_each(self, client, pair):
        answer = pair.begin(client, pair.mandate())

        assert answer.url == reverse("meetings:my_forum", args=[pair.event.slug])
        pages = [
            answer.url,
            reverse("portal:home"),
            reverse("events:acting", args=[pair.event.slug]),
            answer.url + "agenda/",
        ]
        shown = [client.get(page).content.decode() for page in pages]
        assert ["You act for Principal" in page and "Stop acting" in page for page in shown] == [True] * 4
        assert "Welcome, Principal" in shown[0]

    def test_what_she_does_is_noted_with_both_names_and_the_represented_one_sees_it(self, client, pair):
        wish = make.WishFactory(event=pair.event, asked=pair.participant)
        pair.begin(client, pair.mandate())

        client.post(reverse("meetings:answer", args=[pair.event.slug, wish.public_id]), {"answer": "accepted"})

        wish.refresh_from_db()
        assert wish.state == WishState.ACCEPTED
        [line] = audit.lines(AuditEntry.objects.filter(verb="wish.answered"))
        assert (line.who, line.acting_for) == ("Agent", "Principal")
        client.force_login(pair.principal)
        page = client.get(reverse("events:acting", args=[pair.event.slug])).content.decode()
        wanted = ["Agent for you", "Wish answered", "on behalf of Principal"]
        assert [words for words in wanted if words not in page] == []

    def test_stops_by_one_click(self, client, pair):
        pair.begin(client, pair.mandate())

        answer = client.post(reverse("events:stop_acting"), follow=True)

        assert "You speak for yourself again." in answer.content.decode()
        assert client.get(reverse("meetings:my_forum", args=[pair.event.slug])).status_code == 404
        verbs = list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))
        assert verbs == ["acting.begun", "acting.stopped"]

    @pytest.mark.parametrize("by", ["agent", "principal"])
    def test_is_over_with_the_next_page_once_either_has_ended_it(self, client, pair, by):
        mandate = pair.mandate()
        pair.begin(client, mandate)
        mandates.end(mandate, by=getattr(pair, by), now=NOW)

        closed = client.get(reverse("meetings:my_forum", args=[pair.event.slug]))
        page = client.get(reverse("portal:home")).content.decode()

        assert (closed.status_code, "You act for" in page) == (404, False)
        assert "acting" not in client.session

    def test_is_over_once_her_role_has_ended(self, client, pair):
        pair.begin(client, pair.mandate())
        pair.agent.memberships.all().delete()

        assert client.get(reverse("meetings:my_forum", args=[pair.event.slug])).status_code == 404

    def test_does_not_begin_before_both_agree(self, client, pair):
        pair.begin(client, pair.mandate(accepted_at=None))

        assert "acting" not in client.session

    def test_does_not_begin_by_somebody_elses_mandate(self, client, pair):
        mandate = pair.mandate()
        client.force_login(make.MembershipFactory(event=pair.event, role=Role.ADVISER).user)

        answer = client.post(reverse("events:mandate", args=[mandate.public_id]), {"step": "begin"})

        assert (answer.status_code, "acting" in client.session) == (404, False)

    def test_the_represented_one_does_not_act_for_herself(self, pair):
        assert refusal(deeds.begin, pair.mandate(), by=pair.principal) == "mandate"

    def test_a_session_that_says_so_without_a_mandate_of_hers_acts_for_nobody(self, client, pair):
        mandate = pair.mandate(agent=make.MembershipFactory(event=pair.event, role=Role.ADVISER).user)
        client.force_login(pair.agent)
        session = client.session
        session["acting"] = mandate.public_id
        session.save()

        assert client.get(reverse("meetings:my_forum", args=[pair.event.slug])).status_code == 404

    def test_leaves_no_secret_address_behind(self, client, pair):
        feed = Feed.objects.create(participant=pair.participant)
        pair.begin(client, pair.mandate())

        page = client.get(reverse("meetings:my_forum", args=[pair.event.slug])).content.decode()
        client.post(reverse("meetings:renew_feed", args=[pair.event.slug]))

        assert feed.secret not in page
        assert Feed.objects.get().secret == feed.secret

    def test_costs_no_query_of_its_own(self, client, pair, django_assert_max_num_queries):
        page = reverse("portal:home") + "?a"

        def cost():
            client.get(page)  # the first one of a day notes the day
            with django_assert_max_num_queries(20) as queries:
                client.get(page)
            return len(queries)

        client.force_login(pair.agent)
        alone = cost()
        pair.begin(client, pair.mandate())

        assert cost() == alone

    def test_a_wish_of_another_participant_stays_out_of_reach(self, pair):
        agent = pair.acts(pair.mandate())
        other = make.WishFactory(event=pair.event)

        assert refusal(wishes.answer, other, WishState.ACCEPTED, by=agent) == "party"


class TestPage:
    def address(self, pair):
        return reverse("events:acting", args=[pair.event.slug])

    def test_a_participant_asks_an_adviser_who_agrees_and_acts(self, client, pair):
        client.force_login(pair.principal)
        asked = client.post(self.address(pair), {"other": pair.agent.public_id}, follow=True)
        mandate = Mandate.objects.get()
        client.force_login(pair.agent)
        step = reverse("events:mandate", args=[mandate.public_id])
        agreed = client.post(step, {"step": "accept"}, follow=True)

        assert "Agent has been asked." in asked.content.decode()
        assert (mandate.agent, mandate.principal, mandate.event) == (pair.agent, pair.principal, pair.event)
        assert "Act for Principal" in agreed.content.decode()

    def test_how_long_it_lasts_is_said_with_the_question(self, client, pair):
        client.force_login(pair.principal)
        last = (TODAY + timedelta(days=9)).isoformat()

        client.post(self.address(pair), {"other": pair.agent.public_id, "last_day": last})

        mandate = Mandate.objects.get()
        assert (mandate.offered_by, mandate.ends_on.isoformat()) == (pair.principal, last)

    def test_an_adviser_is_shown_no_participant_and_can_ask_none(self, client, pair):
        client.force_login(pair.agent)

        page = client.get(self.address(pair)).content.decode()
        client.post(self.address(pair), {"as": "principal", "other": pair.principal.public_id})

        assert [one for one in ("Principal", pair.principal.public_id, "<select") if one in page] == []
        assert "chooses you on this page" in page
        assert (Mandate.objects.count(), OutgoingMail.objects.count()) == (0, 0)

    def test_who_asks_and_takes_it_back_again_and_again_is_braked(self, client, pair, monkeypatch):
        monkeypatch.setattr(views, "ASKED", Limit("mandates", 2, 3600))
        client.force_login(pair.principal)
        answers = []
        for _ in range(3):
            answers.append(client.post(self.address(pair), {"other": pair.agent.public_id}).status_code)
            Mandate.objects.update(ended_at=NOW)

        assert (answers, OutgoingMail.objects.count()) == ([302, 302, 429], 2)

    def test_an_adviser_who_shows_it_to_the_host_only_is_offered_to_nobody_and_cannot_be_asked(self, client, pair):
        Choice.objects.create(user=pair.agent, group="events.roles", audience=Audience.HOST)
        client.force_login(pair.principal)

        page = client.get(self.address(pair)).content.decode()
        answer = client.post(self.address(pair), {"other": pair.agent.public_id})

        assert ("Agent" in page, pair.agent.public_id in page, answer.status_code) == (False, False, 422)
        assert (Mandate.objects.count(), OutgoingMail.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            ({}, 422),
            ({"other": "nobody"}, 422),
            ({"other": "agent", "last_day": "2001-01-01"}, 422),
        ],
    )
    def test_what_cannot_be_agreed_is_refused_and_nothing_is_written(self, client, pair, sent, status):
        client.force_login(pair.principal)
        other = pair.agent.public_id if sent.get("other") == "agent" else sent.get("other", "")

        answer = client.post(self.address(pair), sent | {"other": other})

        assert (answer.status_code, Mandate.objects.count()) == (status, 0)

    def test_three_agreements_take_no_more_queries_than_one(self, client, pair, django_assert_max_num_queries):
        client.force_login(pair.principal)
        counts = []
        for _ in range(3):
            pair.mandate(agent=make.MembershipFactory(event=pair.event, role=Role.ADVISER).user)
            with django_assert_max_num_queries(20) as queries:
                assert re.search("for you", client.get(self.address(pair)).content.decode())
            counts.append(len(queries))

        assert counts[2] == counts[1]
