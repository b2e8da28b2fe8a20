"""The pages of a host: its details, the rule of two, and what waits."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from handschlag.accounts.models import User
from handschlag.events import access
from handschlag.events.models import Host
from handschlag.events.roles import Right, Role
from handschlag.events.services import hosts
from handschlag.foundation import audit, four_eyes
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import AuditEntry, Proposal
from handschlag.meetings.models import Plan
from handschlag.meetings.services import publishing
from handschlag.meetings.states import PlanState
from handschlag.site.command import host as command
from handschlag.site.command.errors import InputError
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def house():
    """A host with two managers and a provisional plan."""
    return House()


class House:
    def __init__(self):
        self.host = make.HostFactory(name="WFE")
        self.anna, self.boris = (
            make.MembershipFactory(event=None, host=self.host, user__name=name).user for name in ("Anna", "Boris")
        )
        self.event = make.EventFactory(host=self.host)
        self.plan = make.PlanFactory(event=self.event, number=3, state=PlanState.PROVISIONAL)

    def require(self):
        Host.objects.update(four_eyes_final_plan=True)
        self.host.refresh_from_db()

    def state(self):
        return Plan.objects.get(pk=self.plan.pk).state

    def press(self, client, user, **data):
        client.force_login(user)
        address = reverse("meetings:publish", args=[self.event.slug, self.plan.public_id])
        return client.post(address, {"step": "final", "in_place_of": ""} | data, follow=True).content.decode()


def refusal(step, *arguments, **facts):
    with pytest.raises(RuleBroken) as broken:
        step(*arguments, **{"now": NOW} | facts)
    return broken.value.code


def decide(client, user, step):
    client.force_login(user)
    address = reverse("events:proposal", args=[Proposal.objects.latest("pk").public_id])
    return client.post(address, {"step": step}, follow=True)


class TestDetails:
    def test_are_changed_and_noted_with_before_and_after(self, client, house):
        client.force_login(house.anna)

        answer = client.post(
            reverse("events:host", args=[house.host.slug]), {"name": "WFE GmbH", "short_name": "WFE", "address": ""}
        )

        house.host.refresh_from_db()
        assert (answer.status_code, house.host.name) == (302, "WFE GmbH")
        facts = AuditEntry.objects.get().words["facts"]["text"]
        assert facts == {"changes": {"name": ["WFE", "WFE GmbH"], "short_name": ["", "WFE"]}}

    def test_nothing_changed_leaves_no_entry(self, house):
        details = {"name": "WFE", "short_name": "", "address": ""}

        hosts.change_details(house.host, details, by=house.anna, now=NOW)

        assert not AuditEntry.objects.exists()

    @pytest.mark.parametrize("name", ["", "two\nlines", "x" * 201])
    def test_a_name_that_is_none_is_refused(self, client, house, name):
        client.force_login(house.anna)

        answer = client.post(reverse("events:host", args=[house.host.slug]), {"name": name})

        house.host.refresh_from_db()
        assert (answer.status_code, house.host.name) == (422, "WFE")

    def test_a_reader_sees_no_form_and_cannot_send_one(self, client, house):
        client.force_login(make.MembershipFactory(event=None, host=house.host, role=Role.READER).user)
        address = reverse("events:host", args=[house.host.slug])

        assert b'name="short_name"' not in client.get(address).content
        assert client.post(address, {"name": "x"}).status_code == 404


class TestSecondPerson:
    def test_is_required_only_where_there_are_two(self, house):
        alone = make.MembershipFactory(event=None, host=make.HostFactory())

        assert refusal(hosts.require_second_person, alone.host, by=alone.user) == "alone"
        assert hosts.require_second_person(house.host, by=house.anna, now=NOW)
        house.host.refresh_from_db()
        assert house.host.four_eyes_final_plan

    def test_nobody_alone_can_do_away_with_it(self, client, house):
        house.require()
        client.force_login(house.anna)

        client.post(reverse("events:second_person", args=[house.host.slug]), {"step": "off"})
        decide(client, house.anna, "confirm")
        assert Host.objects.get(pk=house.host.pk).four_eyes_final_plan

        decide(client, house.boris, "confirm")
        assert not Host.objects.get(pk=house.host.pk).four_eyes_final_plan
        verbs = list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))
        assert verbs == ["four_eyes.proposed", "host.four_eyes_off", "four_eyes.confirmed"]

    def test_who_plans_at_one_event_does_not_decide_for_the_host(self, client, house):
        house.require()
        hosts.propose_one_person(house.host, by=house.anna, now=NOW)
        planner = make.MembershipFactory(event=house.event).user

        assert decide(client, planner, "confirm").status_code == 404

    def test_what_is_not_required_is_not_done_away_with(self, house):
        assert refusal(hosts.propose_one_person, house.host, by=house.anna) == "state"

    def test_both_buttons_of_the_page_work(self, client, house):
        client.force_login(house.anna)
        address = reverse("events:second_person", args=[house.host.slug])

        on = client.post(address, {"step": "on"}, follow=True).content.decode()
        off = client.post(address, {"step": "off"}, follow=True).content.decode()

        assert "From now on a second person confirms a final plan." in on
        assert "Another person has to confirm it." in off


class TestFinalPlan:
    def test_is_made_by_one_where_the_host_wants_no_second(self, client, house):
        assert "Plan 3 is final." in house.press(client, house.anna)
        assert house.state() == PlanState.FINAL

    def test_takes_two_where_the_host_wants_it(self, client, house):
        house.require()

        proposed = house.press(client, house.anna)
        alone = (decide(client, house.anna, "confirm").content.decode(), house.state())
        confirmed = decide(client, house.boris, "confirm").content.decode()

        assert "Plan 3 is final once a second person has confirmed it." in proposed
        assert ("This needs a second person" in alone[0], alone[1]) == (True, PlanState.PROVISIONAL)
        assert "Confirmed and carried out." in confirmed
        plan = Plan.objects.get(pk=house.plan.pk)
        assert (plan.state, plan.published_by) == (PlanState.FINAL, house.boris)
        with translation.override("en"):
            told = [(line.who, line.says) for line in audit.lines(AuditEntry.objects.order_by("number"))]
        assert [who for who, _ in told] == ["Anna", "Boris", "Boris"]
        assert told[1] == ("Boris", "Plan 3 made final")

    def test_the_service_itself_refuses_one_alone(self, house):
        house.require()

        assert refusal(publishing.finalise, house.plan, by=house.anna) == "second_person"

    def test_another_plan_published_meanwhile_makes_it_outdated(self, client, house):
        house.require()
        house.press(client, house.anna)
        publishing.publish(make.PlanFactory(event=house.event, number=4), by=house.boris, now=NOW)

        answer = decide(client, house.boris, "confirm").content.decode()

        assert "has changed since" in answer
        assert house.state() == PlanState.SUPERSEDED

    def test_only_a_provisional_plan_is_proposed(self, house):
        draft = make.PlanFactory(event=house.event, number=5)

        assert refusal(publishing.propose_final, draft, by=house.anna) == "state"

    def test_a_reader_is_shown_no_button(self, client, house):
        client.force_login(make.MembershipFactory(event=house.event, role=Role.READER).user)
        address = reverse("meetings:plan", args=[house.event.slug, house.plan.public_id])

        page = client.get(address).content.decode()

        assert ("Plan 3" in page, "Make plan 3 final" in page) == (True, False)


class TestWaiting:
    def test_all_that_waits_at_the_host_stands_on_one_page(self, client, house):
        house.require()
        house.press(client, house.anna)
        hosts.propose_one_person(house.host, by=house.boris, now=NOW)
        elsewhere = House()
        elsewhere.require()
        hosts.propose_one_person(elsewhere.host, by=elsewhere.anna, now=NOW)
        client.force_login(house.boris)

        page = client.get(reverse("events:waiting", args=[house.host.slug])).content.decode()

        found = [
            page.count(words) for words in ("Make a plan final", "No longer require a second person", 'value="confirm"')
        ]
        assert found == [1 + page.count('aria-label="Make a plan final"'), 2, 1]

    def test_three_proposals_take_no_more_queries_than_one(self, client, house, django_assert_max_num_queries):
        house.require()
        client.force_login(house.boris)
        counts = []
        for number in range(3):
            event = make.EventFactory(host=house.host)
            plan = make.PlanFactory(event=event, number=number, state=PlanState.PROVISIONAL)
            publishing.propose_final(plan, by=house.anna, now=NOW)
            with django_assert_max_num_queries(20) as queries:
                client.get(reverse("events:waiting", args=[house.host.slug]))
            counts.append(len(queries))

        assert counts[2] == counts[1]

    @pytest.mark.parametrize("step", ["refuse", "withdraw"])
    def test_a_proposal_is_refused_by_another_or_taken_back_by_who_made_it(self, client, house, step):
        house.require()
        house.press(client, house.anna)

        decide(client, house.boris if step == "refuse" else house.anna, step)

        assert Proposal.objects.get().state == {"refuse": "refused", "withdraw": "withdrawn"}[step]
        assert house.state() == PlanState.PROVISIONAL
        assert not four_eyes.of_scope(house.host.slug, now=NOW).exists()


# -- the operator's command ---------------------------------------------------------------------------------------


def typed(**given):
    usual = {"slug": "wfe", "name": "Agency", "manager": "Anna@example.org", "language": "en"}
    return command.run(SimpleNamespace(**(usual | given)))


def test_a_new_host_has_a_manager_who_may_give_roles_and_it_is_noted(capsys):
    code = typed()

    host = Host.objects.get(slug="wfe")
    anna = host.memberships.get().user
    assert (code, host.name, anna.email, anna.language) == (0, "Agency", "anna@example.org", "en")
    assert access.host_with(anna, "wfe", Right.GIVE_ROLES) == host
    assert [entry.verb for entry in AuditEntry.objects.order_by("pk")] == ["host.founded", "role.granted"]
    assert capsys.readouterr().out.startswith("Agency (wfe) is there now, managed by anna@example.org\n")


def test_a_host_that_is_there_gets_another_manager_and_keeps_its_name(capsys):
    typed()

    typed(name=None, manager="boris@example.org")

    host = Host.objects.get(slug="wfe")
    assert (host.name, host.memberships.count()) == ("Agency", 2)
    assert "was there already, managed by boris@example.org" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": None}, "A new host needs a name."),
        ({"slug": "W F E"}, "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
        ({"manager": "anna"}, "Please enter a mail address such as anna@example.org."),
    ],
)
def test_what_is_typed_wrongly_is_refused_in_one_sentence_and_leaves_nothing(given, sentence):
    with pytest.raises(InputError, match=f"^{sentence}$"):
        typed(**given)

    assert (Host.objects.count(), User.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)
