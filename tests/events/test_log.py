"""The log as people read it: of a host, of an event, of a person, of a record."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from handschlag.events import verbs
from handschlag.events.roles import Role
from handschlag.foundation import audit
from tests import factories as make

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 1, 7, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk(client):
    """A host and its event, asked by somebody who may read the log."""
    row = make.MembershipFactory(event=None, host=make.HostFactory())
    event = make.EventFactory(host=row.host)
    client.force_login(row.user)
    return row.host, event


def note(event, person, verb=verbs.ROLE_GRANTED, by=None, now=NOON, role=Role.EDITOR, at_event=True):
    slug = event.slug if at_event else ""
    return audit.record(by, verb, event, scope=event.host.slug, event=slug, person=person, now=now, role=role)


def shown(client, name, slug, **query):
    page = client.get(reverse(f"events:{name}", args=[slug]), query).content.decode()
    return re.findall(r"<li><b>(.*?)</b>", page)


def test_the_log_of_an_event_and_of_the_host_show_what_is_theirs(client, desk):
    host, event = desk
    anna, boris = make.UserFactory(name="Anna"), make.UserFactory(name="Boris")
    note(event, anna)
    note(event, boris, at_event=False)
    note(make.EventFactory(), make.UserFactory(name="Foreign"))

    assert shown(client, "log", event.slug) == ["Role given to Anna: editor"]
    assert shown(client, "host_log", host.slug) == ["Role given to Boris: editor", "Role given to Anna: editor"]


def test_it_is_filtered_by_kind_person_record_and_day(client, desk):
    _, event = desk
    anna, boris = make.UserFactory(name="Anna"), make.UserFactory(name="Boris")
    note(event, anna)
    note(event, boris, verb=verbs.ROLE_TAKEN, by=anna, now=NOON + timedelta(days=1))
    other = make.EventFactory(host=event.host)
    audit.record(
        None, verbs.HOST_CHANGED, other, scope=event.host.slug, event=event.slug, now=NOON, changes={"name": ["a", "b"]}
    )

    def chosen(**query):
        return [says.split(":")[0] for says in shown(client, "log", event.slug, **query)]

    assert chosen(kind="role.taken") == ["Role taken from Boris"]
    assert chosen(person=boris.public_id) == ["Role taken from Boris"]
    assert chosen(person=anna.public_id) == ["Role taken from Boris", "Role given to Anna"]
    assert chosen(about=f"events.event:{other.public_id}") == ["Details of the host changed. Name of the host"]
    assert chosen(since="2027-01-08") == ["Role taken from Boris"]
    assert chosen(until="2027-01-07") == ["Details of the host changed. Name of the host", "Role given to Anna"]
    assert len(chosen(kind="nonsense", since="never")) == 3


def test_a_day_ends_where_the_site_is_at_home(client, desk):
    _, event = desk
    note(event, make.UserFactory(), now=datetime(2027, 1, 7, 22, 59, tzinfo=UTC))
    note(event, make.UserFactory(), now=datetime(2027, 1, 7, 23, tzinfo=UTC))

    assert len(shown(client, "log", event.slug, until="2027-01-07")) == 1


def test_it_has_pages_and_keeps_the_filter_on_them(client, desk):
    _, event = desk
    for _ in range(51):
        note(event, None)

    first = client.get(reverse("events:log", args=[event.slug]), {"kind": "role.granted"}).content.decode()

    assert len(re.findall("<li><b>", first)) == 50
    assert "?kind=role.granted&amp;page=2" in first
    assert len(shown(client, "log", event.slug, kind="role.granted", page="2")) == 1


def test_three_entries_take_no_more_queries_than_one(client, desk, django_assert_max_num_queries):
    _, event = desk
    counts = []
    for _ in range(3):
        note(event, make.UserFactory())
        with django_assert_max_num_queries(20) as queries:
            shown(client, "log", event.slug)
        counts.append(len(queries))

    assert counts[2] == counts[1]


@pytest.mark.parametrize("language", ["de", "en", "ru"])
def test_every_kind_of_entry_reads_in_every_language_without_a_gap(language):
    facts = {"role": "editor", "email": "a@example.org", "other": "represented", "changes": {"name": ["", "b"]}}
    facts |= {"number": 1, "count": 1, "level": "must", "answer": "accepted", "kind": "meetings.final_plan"}
    person, target = make.UserFactory(name="Anna"), make.HostFactory(name="WFE")
    ours = ("role.", "mandate.", "acting.", "host.", "run.", "plan.", "wish.", "four_eyes.", "audit.")
    for key, _label in audit.verbs():
        if key.startswith(ours):
            audit.record(None, key, target, person=person, now=NOON, **facts)

    with translation.override(language):
        told = [line.says for line in audit.lines(audit.of_scope(""))]

    assert len(told) >= 20
    assert [says for says in told if "%" in says or "(" in says.replace("(WFE)", "")] == []


def test_names_that_look_like_tags_stay_words(client, desk):
    _, event = desk
    note(event, make.UserFactory(name="<b>Anna</b>"))

    assert shown(client, "log", event.slug) == ["Role given to &lt;b&gt;Anna&lt;/b&gt;: editor"]


def test_what_the_site_did_is_marked_and_nobody_can_call_herself_so(client, desk):
    _host, event = desk
    note(event, make.UserFactory(), by=make.UserFactory(name="Handschlag itself"))
    note(event, make.UserFactory())

    page = client.get(reverse("events:log", args=[event.slug])).content.decode()

    assert re.findall(r'(<span class="tag">|">)Handschlag itself<', page) == ['<span class="tag">', '">']
