"""Every page of the site: under a strict security policy, nothing that it forbids, and whole."""

from collections import Counter
from datetime import timedelta
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils import translation

from handschlag.events.models import Role
from handschlag.events.services import hosts, invitations, membership
from handschlag.foundation.models import Proposal
from handschlag.meetings.models import Feed
from handschlag.meetings.states import PlanState, RunState, UnmetReason
from tests import factories as make
from tests.accounts import tour
from tests.meetings.hall import hall

pytestmark = pytest.mark.django_db

LANGUAGES = ["de", "en", "ru"]
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "manifest-src": ["'self'"],
}
PAGES = [
    # name of the address, what is in it, query, who asks
    ("events:home", [], "", None),
    ("events:public", ["event"], "", None),
    ("events:public", ["event"], "", Role.ORGANISER),
    ("events:people", ["event"], "", Role.ORGANISER),
    ("events:log", ["event"], "?kind=role.granted", Role.ORGANISER),
    ("events:acting", ["event"], "", Role.REPRESENTATIVE),
    ("events:acting", ["event"], "", Role.ADVISER),
    ("events:invitation", ["secret"], "", None),
    ("events:invitation", ["secret"], "", Role.ORGANISER),
    ("events:host", ["host"], "", "manager"),
    ("events:host_people", ["host"], "", "manager"),
    ("events:waiting", ["host"], "", "manager"),
    ("events:host_log", ["host"], "", "manager"),
    ("privacy:requests", ["host"], "", "manager"),
    ("privacy:purposes", ["host"], "", "manager"),
    ("privacy:purpose", ["host", "purpose"], "", "manager"),
    ("privacy:rules", ["host"], "", "manager"),
    ("privacy:record", ["host"], "", "manager"),
    ("privacy:request", ["host", "privacy_request"], "", "manager"),
    ("privacy:my_data", [], "", Role.REPRESENTATIVE),
    ("privacy:preview", [], "", Role.REPRESENTATIVE),
    ("privacy:erase", [], "", Role.REPRESENTATIVE),
    ("companies:my_person", [], "", Role.REPRESENTATIVE),
    ("mail:sent", ["host"], "", "manager"),
    ("mail:texts", ["host"], "", "manager"),
    ("mail:mailings", ["host"], "", "manager"),
    ("mail:new_mailing", ["host"], "", "manager"),
    ("tokens:of_event", ["event"], "", Role.ORGANISER),
    ("tokens:of_host", ["host"], "", "manager"),
    ("accounts:sign_in", [], "", None),
    ("house:components", [], "", None),
    ("meetings:planning", ["event"], "", Role.ORGANISER),
    ("meetings:run", ["event", "queued"], "", Role.ORGANISER),
    ("meetings:run", ["event", "computing"], "", Role.ORGANISER),
    ("meetings:run", ["event", "failed"], "", Role.ORGANISER),
    ("meetings:run", ["event", "solved"], "", Role.ORGANISER),
    ("meetings:run_now", ["event", "computing"], "", Role.ORGANISER),
    ("meetings:plan", ["event", "draft"], "?by=time&reason=all", Role.ORGANISER),
    ("meetings:plan", ["event", "draft"], "?by=person&reason=must", Role.ORGANISER),
    ("meetings:plan", ["event", "published"], "?by=interpreter", Role.ORGANISER),
    ("meetings:table_cards", ["event", "draft"], "", Role.ORGANISER),
    ("meetings:my_forum", ["event"], "", Role.REPRESENTATIVE),
    ("meetings:wish", ["event"], "?q=a", Role.REPRESENTATIVE),
    ("meetings:agenda", ["event"], "", Role.REPRESENTATIVE),
    ("meetings:interpreter_day", ["event"], "", Role.INTERPRETER),
    ("meetings:interpreter_day", ["event"], "?paper", Role.INTERPRETER),
]
NO_PAGES = {
    *("foundation:healthz", "feeds:agenda", "meetings:agenda_ics", "meetings:problem_file", "meetings:plan_file"),
    *("accounts:sign_in_to_demo", "accounts:sign_out", "meetings:answer", "meetings:renew_feed"),
    *("meetings:stop", "meetings:publish"),
    *("events:stop_acting", "events:mandate", "events:end_membership", "events:handle_invitation"),
    *("events:proposal", "events:second_person"),
    *("privacy:choose", "privacy:consent", "privacy:withdraw", "privacy:export", "privacy:find"),
    *("privacy:host_export", "privacy:host_erase", "privacy:answer", "tokens:revoke"),
}
"""Files, and what is only sent."""
TESTED_ELSEWHERE = ("api:", "api_", "mail:")
"""What is for programs (tests/api), and mails in frames, under a policy of their own (tests/mail)."""
SENT = [
    # what is wrong when it is sent
    ("accounts:sign_in_to_demo", [], {"part": "nobody"}, None),
    ("events:people", ["event"], {"email": '"><script>alert(1)</script>'}, Role.ORGANISER),
    ("events:acting", ["event"], {"as": "agent", "other": "x"}, Role.REPRESENTATIVE),
    ("events:invitation", ["secret"], {}, Role.ORGANISER),
    ("events:host", ["host"], {"name": ""}, "manager"),
    ("meetings:planning", ["event"], {"tables": "99", "note": '"><script>alert(1)</script>'}, Role.ORGANISER),
    ("meetings:publish", ["event", "draft"], {"step": "final"}, Role.ORGANISER),
    ("meetings:wish", ["event"], {"participant": "them", "level": "x"}, Role.REPRESENTATIVE),
    ("meetings:answer", ["event", "wish"], {"answer": "x"}, Role.REPRESENTATIVE),
]


@pytest.fixture
def site():
    """A forum in which there is something on every page, with names that no page may take for tags."""
    forum = hall(2, 3, noon=2, is_demo=True)
    event = forum.event
    users = {role: make.MembershipFactory(event=event, role=role).user for role in Role}
    hostile = '<i style="x" onclick="y">&quot;</i>'
    users["manager"] = _people(event, users, hostile)
    forum.theirs[1].organisation.name = hostile
    forum.theirs[1].organisation.save()
    make.RepresentativeFactory(participant=forum.ours[0], person__user=users[Role.REPRESENTATIVE])
    forum.staff[0].user = users[Role.INTERPRETER]
    forum.staff[0].save()
    Feed.objects.create(participant=forum.ours[0])
    make.WishFactory(event=event, asker=forum.ours[0], asked=forum.theirs[0], message=hostile)
    wish = make.WishFactory(event=event, asker=forum.theirs[1], asked=forum.ours[0], message=hostile)
    solved = forum.run(settings={"note": hostile})
    draft = forum.plan((0, 0, 0), (0, 1, None), (2, 0, 0), run=solved)
    for reason in UnmetReason:
        make.UnmetWishFactory(plan=draft, first=forum.ours[1], reason=reason, level="must")
    curve = [[0.5, 10, 1, 0, 40.0, 0], [1.5, 20, 2, 0, 30.0, 1]]
    rows = {
        "wish": wish,
        "solved": solved,
        "draft": draft,
        "published": forum.plan((0, 0, 0), (1, 0, 0), state=PlanState.FINAL, published_at=make.OPENING),
        "queued": make.PlanningRunFactory(event=event),
        "computing": forum.run(state=RunState.RUNNING, curve=curve, started_at=make.OPENING),
        "failed": forum.run(state=RunState.FAILED, cause="memory", figures={}),
    }
    ids = {name: row.public_id for name, row in rows.items()}
    ids |= {"secret": "secret", "host": event.host.slug, "purpose": "keep_in_touch"}
    ids["privacy_request"] = make.PrivacyRequestFactory(host=event.host, name=hostile).public_id
    return SimpleNamespace(event=event.slug, users=users, them=forum.theirs[0].public_id, **ids)


def _people(event, users, hostile):
    """Something on each page about people: somebody invited, represented, asked for a second look, and noted."""
    manager = make.MembershipFactory(event=None, host=event.host, user__name=hostile).user
    make.MembershipFactory(event=event, role=Role.EDITOR, user__name=hostile, granted_by=manager)
    make.InvitationFactory(event=event, secret_sha256=invitations.digest("secret"), invited_by=manager)
    make.MandateFactory(event=event, agent=users[Role.ADVISER], principal=users[Role.REPRESENTATIVE])
    event.host.four_eyes_final_plan = True
    event.host.save()
    hosts.propose_one_person(event.host, by=manager, now=make.OPENING)
    Proposal.objects.update(expires_at=make.OPENING + timedelta(days=9_000))
    membership.grant(manager, Role.READER, host=event.host, event=event, by=manager, now=make.OPENING)
    return manager


class Page(HTMLParser):
    """What stands in a page that its policy forbids or that makes it less than whole."""

    def __init__(self, html):
        super().__init__()
        self.forbidden, self.ids, self.open, self.text, self.lang = [], Counter(), [], [], None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.open.append(tag)
        if tag == "html":
            self.lang = given["lang"]
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.forbidden.append(tag)
        self.forbidden += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.forbidden += [f"{tag} {name}" for name, value in attributes if (value or "").startswith("javascript:")]
        self.ids.update([given["id"]] if "id" in given else [])
        self.text += [value for name, value in attributes if name in ("aria-label", "title", "alt") and value]

    def handle_data(self, data):
        if self.open[-1:] == ["script"] and data.strip():
            self.forbidden.append(f"script {data}")
        self.text.append(data)


def ask(client, site, language, name, arguments, *, query="", who=None, data=None):
    if who is not None:
        client.force_login(site.users[who])
    with translation.override(language):
        address = reverse(name, args=[getattr(site, one) for one in arguments]) + query
    if data is None:
        return client.get(address)
    return client.post(address, {key: getattr(site, str(value), value) for key, value in data.items()})


def policy(answer):
    directives = (part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip())
    return {name: values for name, *values in directives}


def check(answer, language):
    """The page is under the policy, keeps it, speaks one language, names every id once and fills every gap."""
    page = Page(answer.content.decode())
    assert policy(answer) == POLICY
    assert page.forbidden == []
    assert [one for one, number in page.ids.items() if number > 1] == []
    assert page.lang == (language if answer.content.startswith(b"<!doctype") else None)
    text = " ".join(page.text)
    assert [gap for gap in ("%(", "{{", "}}", "{%", "Undefined", "None", "gettext") if gap in text] == []


@pytest.mark.wide
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "arguments", "query", "who"), PAGES)
def test_a_page_keeps_its_policy_and_is_whole(client, site, name, arguments, query, who, language):
    answer = ask(client, site, language, name, arguments, query=query, who=who)

    assert answer.status_code == 200
    check(answer, language)


@pytest.mark.wide
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "arguments", "data", "who"), SENT)
def test_a_page_that_refuses_does_so_too(client, site, name, arguments, data, who, language):
    answer = ask(client, site, language, name, arguments, data=data, who=who)

    assert answer.status_code == 422
    check(answer, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_what_is_not_there_does_so_too(client, site, language):
    answer = client.get(f"/{language}/nothing/")

    assert answer.status_code == 404
    check(answer, language)


def test_no_page_is_untested():
    def names(patterns, space=""):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield f"{space}{pattern.name}"
            else:
                yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)

    of_accounts = tour.NAMES  # walked in tests/accounts/test_pages.py
    there = {name for name in names(get_resolver().url_patterns) if not name.startswith(TESTED_ELSEWHERE)}
    asked = {name for name, *_ in PAGES if not name.startswith(TESTED_ELSEWHERE)}
    assert there == asked | NO_PAGES | of_accounts


@pytest.mark.wide
@pytest.mark.parametrize(("name", "arguments", "query", "who"), PAGES)
def test_what_is_kept_from_frames_and_sniffing_is_said_on_every_page(client, site, name, arguments, query, who):
    answer = ask(client, site, "de", name, arguments, query=query, who=who)

    headers = ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")
    assert [answer[header] for header in headers] == ["DENY", "nosniff", "same-origin", "same-origin"]
