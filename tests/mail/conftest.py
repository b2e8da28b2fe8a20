"""A host with an organiser, and what it writes."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from handschlag.engine.language import Text
from handschlag.events.roles import Role
from handschlag.foundation import letters
from handschlag.foundation.letters import Kind, Placeholder, Type
from handschlag.foundation.mail_route import Route, Way
from handschlag.mail.services import mailings
from tests import factories as make
from tests.foundation.outbox.sink import Sink

NOON = datetime(2027, 3, 10, 11, 0, tzinfo=UTC)
INVITED = Kind(
    key="tests.invited",
    label="Invitation (test)",
    subject="Invitation of {name}",
    body="Good day {name},\n\nplease come.\n\n[Accept]({link})",
    why="You are invited.",
    placeholders=(
        Placeholder("name", "Name", sample="Olga Weber"),
        Placeholder("link", "Link", Type.LINK, sample="http://127.0.0.1:8000/de/", is_needed=True),
    ),
)


@pytest.fixture
def office():
    """A host, its organiser, a second one, an event with three representatives, and somebody of another host."""
    host = make.HostFactory(name="Agency", address="Street 1\n04109 Leipzig")
    event = make.EventFactory(host=host, title=Text.of(de="Forum", en="Forum", ru="Форум"))
    people = {}
    for name in ("organiser", "second"):
        people[name] = make.MembershipFactory(event=None, host=host, role=Role.ORGANISER).user
    guests = [
        make.MembershipFactory(event=event, role=Role.REPRESENTATIVE, user__language=language, user__name=name).user
        for name, language in (("Anna", "de"), ("Boris", "ru"), ("Chen", "zh"))
    ]
    stranger = make.MembershipFactory(event=None, host=make.HostFactory(), role=Role.ORGANISER).user
    return SimpleNamespace(host=host, event=event, guests=guests, stranger=stranger, **people)


@pytest.fixture
def kind():
    """A kind of letter that hosts may say in other words."""
    from handschlag.foundation.letters import kinds

    yield letters.register(INVITED)
    kinds._kinds.pop(INVITED.key)


@pytest.fixture
def draft(office):
    """Drafts a letter to the representatives."""

    def draft(**given):
        words = {
            "subject": Text.of(de="Neues", ru="Новости"),
            "body": Text.of(de="Guten Tag {name}", ru="Здравствуйте, {name}"),
        }
        given = {"audience": "representatives", "event": office.event, "needs_second": False} | words | given
        return mailings.draft(**{"host": office.host, "by": office.organiser, "now": NOON} | given)

    return draft


@pytest.fixture
def sink(settings):
    """A mail server to which mails go in this test."""
    sink = Sink()
    settings.MAIL_ROUTE = Route(Way.SMTP, host="127.0.0.1", port=sink.port, seconds=5)
    yield sink
    sink.close()
