"""What single operations read and change, beyond who may: paging, times, languages, rules."""

import pytest
from django.utils import timezone

from handschlag.engine.language import Text
from handschlag.events.models import Event, Invitation, Membership
from handschlag.events.roles import Role
from handschlag.events.services import invitations
from handschlag.foundation.limits import Limit
from handschlag.foundation.models import OutgoingMail, Revision
from tests import factories as make
from tests.api.desk import NEW_EVENT, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make.EventFactory(slug="forum", host__slug="wfe", host__name="WFE")


@pytest.fixture
def caller(event):
    return program(host=event.host)


class TestPaging:
    def test_pages_are_parts_of_one_list(self, caller, event):
        make.EventFactory.create_batch(4, host=event.host)

        pages = [caller.get(f"/events?page={number}&page_size=2").json() for number in (1, 2, 3, 4)]

        assert [len(page["results"]) for page in pages] == [2, 2, 1, 0]
        assert {page["count"] for page in pages} == {5}
        assert len({one["slug"] for page in pages for one in page["results"]}) == 5

    @pytest.mark.parametrize(
        "query", ["page=0", "page=x", "page_size=1001", "page_size=0", "page=99999999999999999999"]
    )
    def test_what_is_no_page_is_refused(self, caller, query):
        answer = caller.get(f"/events?{query}")

        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, query.split("=")[0])


class TestHosts:
    def test_a_change_leaves_what_it_does_not_name(self, caller, event):
        event.host.address = "Markt 1\n04109 Leipzig"
        event.host.save()

        answer = caller.patch("/hosts/wfe", {"name": "Wirtschaftsförderung"})

        assert answer.json() == {
            "slug": "wfe",
            "name": "Wirtschaftsförderung",
            "short_name": "",
            "address": "Markt 1\n04109 Leipzig",
        }
        assert caller.get("/hosts/wfe").json() == answer.json()

    @pytest.mark.parametrize("change", [{"name": ""}, {"name": None}, {"name": "a\nb"}, {"short_name": "x" * 31}])
    def test_what_is_no_name_is_refused(self, caller, change):
        assert caller.patch("/hosts/wfe", change).status_code == 422


class TestEvents:
    def test_a_new_event_is_told_as_it_was_said(self, caller):
        said = NEW_EVENT | {
            "kind": "trip",
            "lead": {"de": "Zeile\nZeile", "ru": "Строка"},
            "time_zone": "Asia/Almaty",
            "starts_at": "2027-03-10T09:00:00+05:00",
            "registration_closes_at": "2027-02-01T00:00:00Z",
            "languages": ["de", "ru"],
            "language_level": "C1",
        }

        answer = caller.post("/events", said)

        told = answer.json()
        assert (answer.status_code, answer["Location"]) == (201, "/api/v1/events/new")
        assert {name: told[name] for name in said} == said | {"starts_at": "2027-03-10T04:00:00Z"}
        assert (told["host"], told["answers_close_at"], told["is_history"]) == ("wfe", None, False)
        assert caller.get("/events/new").json() == told

    def test_a_change_leaves_what_it_does_not_name_and_empties_what_is_null(self, caller):
        before = caller.patch("/events/forum", {"registration_closes_at": "2000-01-01T00:00:00Z"}).json()

        after = caller.patch(
            "/events/forum", {"registration_closes_at": None, "place": {"de": "Halle 3", "en": ""}}
        ).json()

        assert before["registration_closes_at"] == "2000-01-01T00:00:00Z"
        assert after | {"changed_at": 0} == before | {
            "registration_closes_at": None,
            "place": {"de": "Halle 3"},
            "changed_at": 0,
        }

    def test_open_pages_hear_of_a_change(self, caller):
        caller.post("/events", NEW_EVENT)
        before = Revision.objects.get(scope="new", stream="public").number

        caller.patch("/events/new", {"place": {"de": "Halle 3"}})
        caller.patch("/events/new", {"place": {"de": "Halle 3"}})

        assert Revision.objects.get(scope="new", stream="public").number == before + 1

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"slug": "forum"}, "slug"),
            ({"title": {}}, "title"),
            ({"ends_at": "2027-03-10T09:00:00Z"}, "period"),
            ({"time_zone": "Mars/Base"}, "time_zone"),
            ({"time_zone": "../../etc/passwd"}, "time_zone"),
            ({"languages": ["de", "xx"]}, "language"),
        ],
    )
    def test_what_no_event_can_be_is_refused(self, caller, change, code):
        answer = caller.post("/events", NEW_EVENT | change)

        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert not Event.objects.filter(slug="new").exists()

    @pytest.mark.parametrize(
        "moment",
        [
            "2027-03-10",
            "2027-03-10T09:00",
            "2027-03-10T09:00:00",
            "1999-12-31T00:00:00Z",
            "2100-01-01T00:00:00Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-12:00",
            "2027-02-30T00:00:00Z",
            0,
            1.5,
            True,
            None,
        ],
    )
    def test_what_is_no_moment_is_refused(self, caller, moment):
        answer = caller.post("/events", NEW_EVENT | {"starts_at": moment})

        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "starts_at")

    def test_history_stays_as_it_is(self, caller):
        Event.objects.update(is_history=True)

        assert caller.patch("/events/forum", {"title": {"de": "Neu"}}).json()["code"] == "history"

    def test_slots_stay_inside(self, caller, event):
        make.SlotFactory(event=event, starts_at=make.OPENING)

        answer = caller.patch("/events/forum", {"starts_at": "2027-03-10T09:30:00Z"})

        assert answer.json()["code"] == "slots"

    def test_what_people_have_checked_stays_checked_where_nothing_changes(self, caller, event):
        title = Text.read({"de": {"text": "Forum", "origin": "checked"}})
        Event.objects.update(title=title)

        caller.patch("/events/forum", {"title": {"de": "Forum", "en": "Forum"}})

        event.refresh_from_db()
        assert [str(version.origin) for version in event.title.versions.values()] == ["checked", "written"]


class TestRoles:
    def test_people_are_listed_with_their_roles_and_programs_are_not(self, caller, event):
        anna = make.MembershipFactory(event=event, role=Role.EDITOR, user__name="Anna", user__email="anna@example.org")
        make.MembershipFactory(event=None, host=event.host, role=Role.ORGANISER, user__name="Boris")
        make.MembershipFactory(event=event, role=Role.REPRESENTATIVE)

        told = caller.get("/events/forum/roles").json()["results"]

        assert [(one["person"]["name"], one["role"], one["is_of_host"]) for one in told] == [
            ("Boris", "organiser", True),
            ("Anna", "editor", False),
        ]
        assert told[1]["person"] == {"id": anna.user.public_id, "name": "Anna", "email": "anna@example.org"}
        assert caller.get(f"/events/forum/roles/{anna.public_id}").json() == told[1]

    def test_a_colleague_gets_a_further_role(self, caller, event):
        anna = make.MembershipFactory(event=event, role=Role.EDITOR).user

        answer = caller.post(
            "/events/forum/roles", {"person": anna.public_id, "role": "reader", "ends_on": "2099-01-01"}
        )

        assert answer.status_code == 201
        assert [(row.event, str(row.ends_on)) for row in Membership.objects.filter(user=anna, role="reader")] == [
            (event, "2099-01-01")
        ]

    @pytest.mark.parametrize(
        ("whose", "role", "code"),
        [("colleague", "representative", "role"), ("stranger", "reader", "person"), ("nobody", "reader", "person")],
    )
    def test_strangers_are_invited_and_roles_that_come_by_themselves_are_not_given(
        self, caller, event, whose, role, code
    ):
        person = {
            "colleague": make.MembershipFactory(event=event).user.public_id,
            "stranger": make.MembershipFactory().user.public_id,
            "nobody": "nobody",
        }[whose]

        answer = caller.post("/events/forum/roles", {"person": person, "role": role})

        assert (answer.status_code, answer.json()["code"]) == (422, code)

    def test_a_role_at_all_events_is_taken_away_only_by_who_gives_roles_there(self, event):
        row = make.MembershipFactory(event=None, host=event.host, role=Role.EDITOR)
        of_event, of_host = program(event=event), program(host=event.host)

        statuses = [one.delete(f"/events/forum/roles/{row.public_id}").status_code for one in (of_event, of_host)]

        assert statuses == [404, 204]
        assert not Membership.objects.filter(pk=row.pk).exists()

    def test_the_last_manager_stays(self, caller, event):
        row = make.MembershipFactory(event=None, host=event.host)

        answer = caller.delete(f"/events/forum/roles/{row.public_id}")

        assert (answer.status_code, answer.json()["code"]) == (422, "last_manager")


class TestInvitations:
    def test_an_invitation_is_a_mail_and_can_be_withdrawn(self, caller):
        told = caller.post(
            "/events/forum/invitations", {"email": "Anna@Example.org", "role": "editor", "language": "ru"}
        )
        address = told["Location"].removeprefix("/api/v1")

        listed = caller.get("/events/forum/invitations").json()
        withdrawn = caller.delete(address)

        assert [one["email"] for one in listed["results"]] == ["anna@example.org"]
        assert [(mail.to_email, mail.language) for mail in OutgoingMail.objects.all()] == [("anna@example.org", "ru")]
        assert (withdrawn.status_code, withdrawn.content) == (204, b"")
        assert caller.get(address).status_code == 404
        assert Invitation.objects.get().withdrawn_at is not None

    def test_invitations_without_end_are_braked(self, caller, monkeypatch):
        monkeypatch.setattr(invitations, "LETTERS", Limit("invitations", 2, 3600))

        answers = [
            caller.post("/events/forum/invitations", {"email": f"a{number}@example.org", "role": "editor"})
            for number in range(4)
        ]

        assert [answer.status_code for answer in answers] == [201, 201, 429, 429]
        assert (OutgoingMail.objects.count(), "Retry-After" in answers[-1]) == (2, True)

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"email": "no address", "role": "editor"}, "input"),
            ({"email": "a@example.org", "role": "clown"}, "input"),
            ({"email": "a@example.org", "role": "interpreter"}, "role"),
            ({"email": "a@example.org", "role": "compliance_officer"}, "machine"),
            ({"email": "a@example.org", "role": "editor", "ends_on": "2001-01-01"}, "input"),
            ({"email": "a@example.org", "role": "editor", "ends_on": 5}, "input"),
        ],
    )
    def test_what_makes_no_sense_is_refused_and_no_mail_written(self, caller, body, code):
        answer = caller.post("/events/forum/invitations", body)

        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert not OutgoingMail.objects.exists()


class TestLog:
    def test_entries_are_told_in_the_language_of_the_reader_and_chosen_by_kind_and_time(self, caller):
        caller.patch("/events/forum", {"place": {"de": "Halle 3"}})
        noon = timezone.now()
        caller.post("/events/forum/invitations", {"email": "anna@example.org", "role": "editor"})

        def numbers(query, **headers):
            return [one["verb"] for one in caller.get(f"/events/forum/audit?{query}", **headers).json()["results"]]

        moment = noon.isoformat().replace("+00:00", "Z")
        assert numbers("") == ["role.invited", "event.changed"]
        assert numbers("verb=event.changed") == ["event.changed"]
        assert (numbers(f"since={moment}"), numbers(f"until={moment}")) == (["role.invited"], ["event.changed"])
        assert (
            caller.get("/events/forum/audit?page=2&page_size=1").json()["results"][0]["says"] == "Forum changed: Place"
        )


class TestApplications:
    def test_it_came_by_a_co_organiser_of_the_event_and_by_nobody_else(self, caller, event):
        klara = make.MembershipFactory(event=event, role=Role.CO_ORGANISER).user
        stranger = make.UserFactory()
        sent = {"email": "anna@example.org", "name": "Anna"}

        lost = caller.post("/events/forum/applications", sent | {"came_by": stranger.public_id})
        made = caller.post("/events/forum/applications", sent | {"came_by": klara.public_id})
        listed = caller.get("/events/forum/applications").json()["results"]

        assert (lost.status_code, made.status_code) == (404, 201)
        assert [one["came_by"] for one in listed] == [made.json()["came_by"]] == [klara.public_id]
