"""Every operation of the interface, asked with a token of every role, at the own and at a foreign host."""

import json

import pytest
from django.utils import timezone

from handschlag.api.interface import api
from handschlag.engine.language import Text
from handschlag.events.models import Event, Host, Invitation, Membership
from handschlag.events.roles import RIGHTS, Right, Role
from handschlag.events.services import forums
from handschlag.registration.models import Application
from tests import factories as make
from tests.api.desk import NEW_EVENT, File, Program, program

pytestmark = pytest.mark.django_db

LINES = ("Mail address,Contact person", "imported@example.org,Anna")
IMPORTED = File("list.csv", "\r\n".join(LINES).encode())
"""A file with one application."""
ANY = None
"""Whatever role: it is the token's own, or a fact that every public page shows."""
TABLE = {
    # operation: path, body, the right that it takes (at all events of the host where marked so)
    "get_me": ("/me", None, ANY),
    "list_hosts": ("/hosts", None, ANY),
    "get_host": ("/hosts/{host}", None, ANY),
    "change_host": ("/hosts/{host}", {"name": "Changed"}, Right.CHANGE_HOST),
    "list_events": ("/events", None, ANY),
    "create_event": ("/events", NEW_EVENT | {"host": "{host}"}, Right.CHANGE_EVENTS),
    "get_event": ("/events/{event}", None, ANY),
    "change_event": ("/events/{event}", {"title": {"en": "Changed"}}, Right.CHANGE_EVENTS),
    "list_audit": ("/events/{event}/audit", None, Right.READ_AUDIT),
    "list_roles": ("/events/{event}/roles", None, Right.SEE_PEOPLE),
    "give_role": ("/events/{event}/roles", {"person": "{person}", "role": "reader"}, Right.GIVE_ROLES),
    "get_role": ("/events/{event}/roles/{membership}", None, Right.SEE_PEOPLE),
    "take_role_away": ("/events/{event}/roles/{membership}", None, Right.GIVE_ROLES),
    "list_invitations": ("/events/{event}/invitations", None, Right.SEE_PEOPLE),
    "invite": ("/events/{event}/invitations", {"email": "new@example.org", "role": "reader"}, Right.GIVE_ROLES),
    "get_invitation": ("/events/{event}/invitations/{invitation}", None, Right.SEE_PEOPLE),
    "list_applications": ("/events/{event}/applications", None, Right.DECIDE_APPLICATIONS),
    "register": (
        "/events/{event}/applications",
        {"email": "applicant@example.org", "name": "Anna"},
        Right.DECIDE_APPLICATIONS,
    ),
    "get_application": ("/events/{event}/applications/{application}", None, Right.DECIDE_APPLICATIONS),
    "get_ticket": ("/events/{event}/applications/{application}/ticket", None, Right.DECIDE_APPLICATIONS),
    "cancel_application": ("/events/{event}/applications/{application}/cancel", None, Right.DECIDE_APPLICATIONS),
    "import_upload": ("/events/{event}/imports", IMPORTED, Right.DECIDE_APPLICATIONS),
    "export_csv": ("/events/{event}/applications.csv", None, Right.DECIDE_APPLICATIONS),
    "export_xlsx": ("/events/{event}/applications.xlsx", None, Right.DECIDE_APPLICATIONS),
    "get_stats": ("/events/{event}/stats", None, Right.READ_EVENT),
    "withdraw_invitation": ("/events/{event}/invitations/{invitation}", None, Right.GIVE_ROLES),
}
OF_NO_PLACE = {"get_me", "list_hosts", "list_events"}
OF_HOST = {"get_host", "change_host", "create_event"}
CANARY = "Canary"
CLOSED = {401, 403, 404, 405}


def operations():
    """Operation id: method and path."""
    paths = api.get_openapi_schema()["paths"]
    return {one["operationId"]: (method, path) for path, all_of in paths.items() for method, one in all_of.items()}


METHODS = {name: method.upper() for name, (method, _path) in operations().items()}


class Place:
    """A host with an event, somebody who edits it, an invitation, and something in its log; all with a word in it."""

    def __init__(self, word):
        self.host = make.HostFactory(name=f"{word} host", address=f"{word} street")
        self.event = make.EventFactory(host=self.host, title=Text.of(en=f"{word} title"))
        colleague = make.MembershipFactory(event=self.event, role=Role.EDITOR, user__name=f"{word} person")
        invitation = make.InvitationFactory(event=self.event, email=f"{word.lower()}@example.org")
        forums.change(self.event, {"place": Text.of(en=f"{word} place")}, by=colleague.user, now=timezone.now())
        application = make.ApplicationFactory(
            event=self.event, contact_name=f"{word} applicant", state="approved", ticket=f"{word} ticket"
        )
        self.names = {
            "host": self.host.slug,
            "event": self.event.slug,
            "person": colleague.user.public_id,
            "membership": colleague.public_id,
            "invitation": invitation.public_id,
            "application": application.public_id,
        }

    def ask(self, caller, operation):
        path, body, _right = TABLE[operation]
        filled = body if isinstance(body, File) or not body else json.loads(self.fill(json.dumps(body)))
        answer = caller.ask(METHODS[operation], self.fill(path), filled)
        if answer.streaming:
            answer.streaming_content = [b"".join(answer.streaming_content)]  # at its end the file is closed
        return answer

    def fill(self, text):
        for name, value in self.names.items():
            text = text.replace(f"{{{name}}}", value)
        return text


def whole(answer):
    """All that it says, in small letters; one that is sent in parts, too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace").lower()


def state():
    """All that a stranger could have changed."""
    kinds = (Host, Event, Membership, Invitation, Application)
    return [list(kind.objects.order_by("pk").values_list()) for kind in kinds]


def test_no_operation_is_missing_from_the_table():
    assert sorted(TABLE) == sorted(operations())


def test_each_row_of_the_table_asks_for_the_address_of_its_operation():
    asked = {name: f"/api/v1{path}".replace("{membership}", "{role}") for name, (path, *_) in TABLE.items()}

    assert asked == {name: path for name, (_method, path) in operations().items()}


@pytest.mark.wide
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("is_of_event", [False, True], ids=["of the host", "of an event"])
def test_the_right_tokens_get_in_and_a_foreign_host_stays_closed(role, is_of_event):
    own, foreign = Place("Own"), Place(CANARY)
    caller = program(role, host=own.host, event=own.event if is_of_event else None)
    before = state()

    closed = {name: foreign.ask(caller, name) for name in TABLE if name not in OF_NO_PLACE}
    lists = [caller.get(path) for path in ("/me", "/hosts", "/events", "/events?page_size=1000")]

    assert {name: answer.status_code for name, answer in closed.items() if answer.status_code not in CLOSED} == {}
    assert [answer for answer in (*closed.values(), *lists) if CANARY.lower() in whole(answer)] == []
    assert state() == before

    got_in = {name for name in TABLE if 200 <= own.ask(caller, name).status_code < 300 or name == "take_role_away"}
    allowed = {
        name
        for name, (_path, _body, right) in TABLE.items()
        if (right is ANY or right in RIGHTS[role]) and not (is_of_event and name in OF_HOST)
    }
    # Taking away comes before the reading of what was taken away, and is looked at below.
    assert got_in - {"take_role_away", "withdraw_invitation"} == allowed - {"take_role_away", "withdraw_invitation"}


@pytest.mark.wide
@pytest.mark.parametrize("operation", ["take_role_away", "withdraw_invitation"])
@pytest.mark.parametrize("role", Role)
def test_what_is_taken_back_is_taken_back_by_those_who_give_roles(role, operation):
    own = Place("Own")

    answer = own.ask(program(role, event=own.event), operation)

    assert answer.status_code == (204 if Right.GIVE_ROLES in RIGHTS[role] else 404)


@pytest.mark.parametrize("secret", ["", "hs_guess", "x", "hs_\u0416"], ids=["none", "guess", "short", "Cyrillic"])
def test_strangers_get_in_nowhere(secret):
    own = Place(CANARY)
    caller = Program() if not secret else Program(secret.encode().decode("latin-1"))

    answers = [own.ask(caller, name) for name in TABLE]

    assert {answer.status_code for answer in answers} == {401}
    assert [answer for answer in answers if CANARY in answer.content.decode()] == []


def test_the_host_of_a_token_for_one_event_has_other_events_that_it_does_not_see():
    own = Place("Own")
    sibling = make.EventFactory(host=own.host, title=Text.of(en=CANARY))
    caller = program(Role.ORGANISER, event=own.event)

    seen = caller.get("/events")

    assert [one["slug"] for one in seen.json()["results"]] == [own.event.slug]
    assert caller.get(f"/events/{sibling.slug}").status_code == 404
    assert caller.patch(f"/events/{sibling.slug}", {"title": {"en": "x"}}).status_code == 404


SCHEMAS = api.get_openapi_schema()["components"]["schemas"]
OWN = set(SCHEMAS["NewEvent"]["properties"])
FIELDS = sorted({field.attname for model in (Host, Event, Membership) for field in model._meta.concrete_fields})


@pytest.mark.wide
@pytest.mark.parametrize(
    ("path", "described", "body"),
    [
        ("/hosts/{host}", "HostChange", {"name": "Neu"}),
        ("/events/{event}", "EventChange", {"lead": {"en": "Neu"}}),
    ],
)
def test_no_change_reaches_a_field_that_is_not_its_own(path, described, body):
    own, foreign = Place("Own"), Place(CANARY)
    caller = program(host=own.host)
    taken = set(SCHEMAS[described]["properties"])
    others = [name for name in (*FIELDS, "host", "event", "role", "may", "four_eyes_final_plan") if name not in taken]
    values = (foreign.host.pk, foreign.host.slug)
    before = state()

    answers = [caller.patch(own.fill(path), body | {name: value}) for name in others for value in values]

    assert {answer.status_code for answer in answers} == {422}
    assert state() == before
    assert len(others) > 10


@pytest.mark.wide
@pytest.mark.parametrize("name", [name for name in FIELDS if name not in OWN])
def test_nothing_new_is_born_with_a_field_that_is_not_its_own(name):
    answer = program().post("/events", NEW_EVENT | {name: "organiser"})

    assert answer.status_code == 422
    assert not Event.objects.filter(slug="new").exists()
