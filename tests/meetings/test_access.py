"""Every address of the site, asked as every role: who gets in, who learns nothing, who is sent to the sign-in.

There are two hosts. What belongs to the other one is found by nobody, and nothing of it stands on any page.
"""

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from tests.meetings import two_hosts
from tests.meetings.two_hosts import WHO

EVERYBODY = frozenset(WHO)
SIGNED_IN = EVERYBODY - {"anonymous"}
PARTICIPANTS = frozenset({"asker", "asked", "acting", "representative"})
ORGANISERS = frozenset({"organiser", "manager"})
OFFICE = ORGANISERS | {"editor", "protocol_officer", "compliance_officer", "finance_officer"}
EDITORS = ORGANISERS | {"editor"}
READERS = OFFICE | {"reader", "host reader"}
MANAGER = frozenset({"manager"})
OF_THE_HOST = frozenset({"manager", "host reader"})
LOG = ORGANISERS | {"compliance_officer"}

DECIDERS = ORGANISERS | {"protocol_officer"}
OF_ALL_APPLICATIONS = (
    "applications",
    "new_application",
    "export_csv",
    "export_xlsx",
    "badges",
    "imports",
    "duplicates",
    "work_list",
    *("invitations", "remind_all", "export_invitations"),
)
LISTS_OF_RULES = ("rules", "questions", "new_question")
FORMS_OF_ALL_APPLICATIONS = (
    "columns",
    "many",
    "new_application",
    "imports",
    "put_off",
    "invite",
    "invite_many",
    "remind_all",
)
FORMS_OF_RULES = ("rules", "add_quota", "add_rule", "new_question")
OF_ONE_APPLICATION = ("decide", "claim", "note", "add_speaker", "change_for_them", "work_step")
PAGES_OF_EDITOR = ("edit", "preview", "versions", "parts")
FORMS_OF_EDITOR = ("edit", "autosave", "restore", "step", "add_file")
PAGES_OF_TALK = ("edit", "preview", "versions", "move")
FORMS_OF_TALK = ("edit", "autosave", "restore", "move", "remove")

APPLICANTS = frozenset({"asked", "acting"})
FORMS_OF_AN_APPLICATION = (
    *("application_step", "cancel_application", "change_application", "add_colleague", "answer_questions"),
)
PAGES_OF_AN_APPLICATION = (*FORMS_OF_AN_APPLICATION[1:], "application", "ticket", "application_calendar")

TABLE = [
    # address, its arguments, method, who gets in
    ("portal:home", (), "get", EVERYBODY),
    ("portal:event", ("event",), "get", EVERYBODY),
    ("portal:calendar", (), "get", EVERYBODY),
    ("portal:document", ("event", "document"), "get", EVERYBODY),
    ("registration:apply", ("event",), "get", EVERYBODY),
    ("registration:invited", ("application_secret",), "get", EVERYBODY),
    ("registration:newest_application", ("event",), "get", APPLICANTS),
    *((f"registration:{name}", ("event", "application"), "get", APPLICANTS) for name in PAGES_OF_AN_APPLICATION),
    *((f"registration:{name}", ("event",), "get", DECIDERS) for name in (*OF_ALL_APPLICATIONS, *LISTS_OF_RULES)),
    *((f"registration:{name}", ("event",), "post", DECIDERS) for name in (*FORMS_OF_ALL_APPLICATIONS, *FORMS_OF_RULES)),
    *((f"registration:{name}", ("event", "application"), "post", DECIDERS) for name in OF_ONE_APPLICATION),
    ("registration:invitation_step", ("event", "application_invitation"), "post", DECIDERS),
    ("registration:link_of", ("event", "co_organiser"), "get", DECIDERS),
    ("registration:link_of", ("event", "co_organiser"), "post", DECIDERS),
    ("registration:own_link", ("event",), "get", frozenset({"co_organiser"})),
    ("registration:own_link", ("event",), "post", frozenset({"co_organiser"})),
    ("registration:application_desk", ("event", "application"), "get", DECIDERS),
    ("registration:change_for_them", ("event", "application"), "get", DECIDERS),
    ("registration:answered_file", ("event", "application", "application_file"), "get", DECIDERS),
    ("registration:merge", ("event", "application", "other_application"), "get", DECIDERS),
    ("registration:merge", ("event", "application", "other_application"), "post", DECIDERS),
    ("registration:part", ("event", "application_merge"), "post", DECIDERS),
    ("registration:import_template", ("event", "template_kind"), "get", DECIDERS),
    ("registration:import", ("event", "application_import"), "get", DECIDERS),
    ("registration:import_now", ("event", "application_import"), "get", DECIDERS),
    ("registration:import_step", ("event", "application_import"), "post", DECIDERS),
    ("registration:change_quota", ("event", "quota"), "post", DECIDERS),
    ("registration:change_rule", ("event", "approval_rule"), "post", DECIDERS),
    ("registration:question", ("event", "question"), "get", DECIDERS),
    ("registration:question", ("event", "question"), "post", DECIDERS),
    ("registration:change_question", ("event", "question"), "post", DECIDERS),
    ("registration:answer_claim", ("claim",), "post", frozenset({"asked"})),
    ("registration:application_file", ("event", "application", "application_file"), "get", APPLICANTS),
    *((f"registration:{name}", ("event", "application"), "post", APPLICANTS) for name in FORMS_OF_AN_APPLICATION),
    ("feeds_of_portal:events_ics", ("language",), "get", EVERYBODY),
    ("feeds_of_portal:events_json", ("language",), "get", EVERYBODY),
    ("feeds_of_portal:event_ics", ("language", "event"), "get", EVERYBODY),
    ("feeds_of_portal:embedded", ("language",), "get", EVERYBODY),
    ("feeds_of_portal:sitemap_index", (), "get", EVERYBODY),
    ("feeds_of_portal:sitemap", ("section",), "get", EVERYBODY),
    ("feeds_of_portal:robots", (), "get", EVERYBODY),
    ("portal:notices", (), "get", EVERYBODY),
    ("portal:search", (), "get", EVERYBODY),
    ("feeds_of_portal:suggest", ("language",), "get", EVERYBODY),
    ("portal:notice", ("notice",), "get", EVERYBODY),
    ("portal:attachment", ("notice", "attachment"), "get", EVERYBODY),
    ("feeds_of_portal:notices_atom", ("language",), "get", EVERYBODY),
    ("feeds_of_portal:notices_json", ("language",), "get", EVERYBODY),
    ("feeds_of_portal:events_atom", ("language",), "get", EVERYBODY),
    ("portal:legal", ("legal_kind",), "get", EVERYBODY),
    ("portal:legal_of_host", ("legal_kind", "host"), "get", EVERYBODY),
    ("portal:legal_video", ("video_kind", "host"), "get", EVERYBODY),
    ("portal:edit_legal_video", ("host", "video_kind"), "post", MANAGER),
    ("portal:feedback", (), "get", EVERYBODY),
    ("portal:feedback_of_host", ("host",), "get", EVERYBODY),
    ("portal:feedback_sent", ("host",), "get", EVERYBODY),
    ("portal:legal_desk", ("host",), "get", MANAGER),
    ("portal:edit_legal", ("host", "legal_kind"), "get", MANAGER),
    ("portal:edit_legal", ("host", "legal_kind"), "post", MANAGER),
    ("portal:all_feedback", ("host",), "get", MANAGER),
    ("portal:settle_feedback", ("host", "feedback"), "post", MANAGER),
    ("portal:edit_notices", ("host",), "get", MANAGER),
    ("portal:new_notice", ("host",), "get", MANAGER),
    ("portal:new_notice", ("host",), "post", MANAGER),
    *((f"portal:{name}_notice", ("host", "notice_id"), "get", MANAGER) for name in PAGES_OF_EDITOR),
    *((f"portal:{name}_notice", ("host", "notice_id"), "post", MANAGER) for name in FORMS_OF_EDITOR),
    ("portal:add_link", ("host", "notice_id"), "post", MANAGER),
    ("portal:change_link", ("host", "notice_id", "link"), "post", MANAGER),
    ("portal:remove_attachment", ("host", "notice_id", "attachment"), "post", MANAGER),
    ("portal:kinds", ("host",), "get", MANAGER),
    ("portal:kinds", ("host",), "post", MANAGER),
    ("portal:change_kind", ("host", "notice_kind"), "post", MANAGER),
    ("portal:tags", ("host",), "get", MANAGER),
    ("portal:tags", ("host",), "post", MANAGER),
    ("portal:change_tag", ("host", "tag"), "post", MANAGER),
    ("portal:fairs", ("host",), "get", MANAGER),
    ("portal:new_fair", ("host",), "get", MANAGER),
    ("portal:new_fair", ("host",), "post", MANAGER),
    ("portal:fair", ("host", "fair"), "get", MANAGER),
    ("portal:fair", ("host", "fair"), "post", MANAGER),
    ("portal:add_mark", ("host", "fair"), "post", MANAGER),
    ("portal:change_mark", ("host", "fair", "mark"), "post", MANAGER),
    ("portal:edit_events", ("host",), "get", MANAGER),
    ("portal:new_event", ("host",), "get", MANAGER),
    ("portal:new_event", ("host",), "post", MANAGER),
    *((f"portal:{name}_event", ("event",), "get", EDITORS) for name in (*PAGES_OF_EDITOR, "checklist")),
    *((f"portal:{name}_event", ("event",), "post", EDITORS) for name in FORMS_OF_EDITOR),
    ("portal:copy_event", ("event",), "get", MANAGER),
    ("portal:copy_event", ("event",), "post", MANAGER),
    ("portal:remove_document", ("event", "document"), "post", EDITORS),
    ("portal:feeds", ("host",), "get", MANAGER),
    ("portal:feeds", ("host",), "post", MANAGER),
    ("portal:change_feed", ("host", "feed"), "post", MANAGER),
    ("programme:programme", ("event",), "get", EVERYBODY),
    ("schedule:xml", ("language", "event"), "get", EVERYBODY),
    ("schedule:json", ("language", "event"), "get", EVERYBODY),
    ("schedule:calendar", ("language", "event"), "get", EVERYBODY),
    ("programme:talks", ("event",), "get", EDITORS),
    ("programme:new_talk", ("event",), "get", EDITORS),
    ("programme:new_talk", ("event",), "post", EDITORS),
    ("programme:copy", ("event",), "post", EDITORS),
    *((f"portal:{name}_talk", ("event", "talk"), "get", EDITORS) for name in PAGES_OF_TALK),
    *((f"portal:{name}_talk", ("event", "talk"), "post", EDITORS) for name in FORMS_OF_TALK),
    ("foundation:healthz", (), "get", EVERYBODY),
    ("house:components", (), "get", EVERYBODY),
    ("feeds:agenda", ("secret",), "get", EVERYBODY),
    ("events:invitation", ("invitation_secret",), "get", EVERYBODY),
    ("events:people", ("event",), "get", OFFICE),
    ("events:log", ("event",), "get", LOG),
    ("events:acting", ("event",), "get", PARTICIPANTS | {"adviser", "co_organiser"}),
    ("events:stop_acting", (), "post", SIGNED_IN),
    ("events:mandate", ("mandate",), "post", frozenset({"acting", "asked"})),
    ("events:end_membership", ("membership",), "post", ORGANISERS),
    ("events:handle_invitation", ("invitation",), "post", ORGANISERS),
    ("events:proposal", ("proposal",), "post", ORGANISERS),
    ("events:host", ("host",), "get", OF_THE_HOST),
    ("events:second_person", ("host",), "post", MANAGER),
    ("events:host_people", ("host",), "get", MANAGER),
    ("events:waiting", ("host",), "get", OF_THE_HOST),
    ("events:host_log", ("host",), "get", MANAGER),
    ("tokens:of_host", ("host",), "get", MANAGER),
    ("tokens:of_event", ("event",), "get", ORGANISERS),
    ("tokens:revoke", ("token",), "post", ORGANISERS),
    ("mail:sent", ("host",), "get", ORGANISERS),
    ("mail:mail", ("host", "mail"), "get", ORGANISERS),
    ("mail:mail_page", ("host", "mail"), "get", ORGANISERS),
    ("mail:try_again", ("host", "mail"), "post", ORGANISERS),
    ("mail:stop", ("host", "mail"), "post", ORGANISERS),
    ("mail:mailings", ("host",), "get", ORGANISERS),
    ("mail:new_mailing", ("host",), "get", ORGANISERS),
    ("mail:mailing", ("host", "mailing"), "get", ORGANISERS),
    ("mail:change_mailing", ("host", "mailing"), "get", ORGANISERS),
    ("mail:mailing_page", ("host", "mailing", "language"), "get", ORGANISERS),
    ("mail:release", ("host", "mailing"), "post", ORGANISERS),
    ("mail:decide", ("host", "mailing"), "post", ORGANISERS),
    ("mail:stop_mailing", ("host", "mailing"), "post", ORGANISERS),
    ("mail:texts", ("host",), "get", MANAGER),
    ("mail:text", ("host", "kind", "language"), "get", MANAGER),
    ("mail:text_page", ("host", "kind", "language"), "get", MANAGER),
    ("mail:reset", ("host", "kind", "language"), "post", MANAGER),
    ("privacy:requests", ("host",), "get", MANAGER),
    ("privacy:purposes", ("host",), "get", MANAGER),
    ("privacy:purpose", ("host", "purpose"), "get", MANAGER),
    ("privacy:rules", ("host",), "get", MANAGER),
    ("privacy:record", ("host",), "get", MANAGER),
    ("privacy:request", ("host", "privacy_request"), "get", MANAGER),
    ("privacy:find", ("host", "privacy_request"), "post", MANAGER),
    ("privacy:host_export", ("host", "privacy_request"), "post", MANAGER),
    ("privacy:host_erase", ("host", "privacy_request"), "post", MANAGER),
    ("privacy:answer", ("host", "privacy_request"), "post", MANAGER),
    ("privacy:requests", ("host",), "post", MANAGER),
    ("privacy:purpose", ("host", "purpose"), "post", MANAGER),
    ("privacy:rules", ("host",), "post", MANAGER),
    ("meetings:my_forum", ("event",), "get", PARTICIPANTS),
    ("meetings:wish", ("event",), "get", PARTICIPANTS),
    ("meetings:answer", ("event", "wish"), "post", frozenset({"asked", "acting"})),
    ("meetings:agenda", ("event",), "get", PARTICIPANTS),
    ("meetings:agenda_ics", ("event",), "get", PARTICIPANTS),
    ("meetings:renew_feed", ("event",), "post", PARTICIPANTS),
    ("meetings:interpreter_day", ("event",), "get", frozenset({"interpreter"})),
    ("meetings:planning", ("event",), "get", READERS),
    ("meetings:planning", ("event",), "post", ORGANISERS),
    ("meetings:run", ("event", "run"), "get", READERS),
    ("meetings:run_now", ("event", "run"), "get", READERS),
    ("meetings:stop", ("event", "run"), "post", ORGANISERS),
    ("meetings:problem_file", ("event", "run"), "get", READERS),
    ("meetings:plan_file", ("event", "run"), "get", READERS),
    ("meetings:plan", ("event", "plan"), "get", READERS),
    ("meetings:publish", ("event", "plan"), "post", ORGANISERS),
    ("meetings:table_cards", ("event", "plan"), "get", READERS),
    ("events:people", ("event",), "post", ORGANISERS),
    ("events:host", ("host",), "post", MANAGER),
    ("events:host_people", ("host",), "post", MANAGER),
    ("tokens:of_host", ("host",), "post", MANAGER),
    ("tokens:of_event", ("event",), "post", ORGANISERS),
    ("events:acting", ("event",), "post", PARTICIPANTS | {"adviser", "co_organiser"}),
    ("mail:new_mailing", ("host",), "post", ORGANISERS),
    ("mail:change_mailing", ("host", "mailing"), "post", ORGANISERS),
    ("mail:text", ("host", "kind", "language"), "post", MANAGER),
]
ABOUT_ONESELF = (
    *("accounts:", "account_", "mfa_", "socialaccount_", "openid_connect_", "companies:my_person"),
    *("privacy:my_data", "privacy:choose", "privacy:consent", "privacy:withdraw", "privacy:export", "privacy:preview"),
    "privacy:erase",
)
"""Signing in and the own account: they show nothing of any host, and their own tests say who gets in."""
OF_PROGRAMS = ("api:", "api_")
"""Addresses where tokens are asked for and nobody is signed in: tests/api/test_matrix.py asks each of them."""
SENT = {
    "registration:columns": {"columns": ["email"]},
    "registration:many": {"action": "approve"},
    "registration:put_off": {"rule": "late", "target": "x", "days": "3"},
    "registration:invitation_step": {"step": "withdraw"},
    "registration:work_step": {"step": "approve"},
    "registration:decide": {"step": "approve"},
    "registration:claim": {"step": "reject"},
    "registration:answer_claim": {"step": "no"},
    "registration:import_step": {"step": "stop"},
    "registration:change_rule": {"step": "up"},
    "registration:change_question": {"step": "up"},
    "events:mandate": {"step": "end"},
    "events:handle_invitation": {"step": "again"},
    "events:proposal": {"step": "refuse"},
    "events:second_person": {"step": "on"},
    "mail:decide": {"step": "refuse"},
    "portal:settle_feedback": {"step": "done"},
    "portal:restore_notice": {"version": "1", "base": "1"},
    "portal:restore_event": {"version": "1", "base": "1"},
    "portal:restore_talk": {"version": "1", "base": "1"},
    "portal:change_feed": {"step": "off"},
    "portal:change_tag": {"step": "remove"},
    "meetings:answer": {"answer": "accepted"},
    "meetings:publish": {"step": "provisional"},
}
PUBLIC = {name for name, _arguments, _method, allowed in TABLE if allowed == EVERYBODY}
IDS = [f"{name} {method}" for name, _arguments, method, _allowed in TABLE]


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """Two hosts, made once for all tests of this file; whatever a test changes is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield two_hosts.build()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def database(site, db):
    """Inside of the transaction in which the hosts are."""


def ask(client, name, arguments, method, *houses):
    """``houses``: where each of the arguments is from."""
    address = reverse(name, args=[getattr(house, one) for house, one in zip(houses, arguments, strict=True)])
    with transaction.atomic():
        sent = {"keep": houses[0].application} if name == "registration:merge" else SENT.get(name, {})
        answer = getattr(client, method)(address, sent if method == "post" else {})
        transaction.set_rollback(method == "post")
    if answer.streaming:
        b"".join(answer)  # to its end: there the client closes the file, and not the connection with it
    return answer


def outcome(answer):
    if answer.status_code == 404:
        return "nothing"
    if answer.status_code == 302 and answer.url.startswith(reverse("accounts:sign_in") + "?"):
        return "sign-in"
    return "in" if answer.status_code in (200, 302, 422) else answer.status_code


@pytest.fixture(scope="module")
def pages(site):
    """What everybody gets who asks for a page of ours, once for all tests of this file."""
    rows = [row for row in TABLE if row[2] == "get"]
    return {
        (who, name): ask(site.ours.clients[who], name, arguments, "get", *[site.ours] * len(arguments))
        for who in (*WHO, "everything")
        for name, arguments, *_ in rows
    }


@pytest.mark.wide
@pytest.mark.parametrize(("name", "arguments", "method", "allowed"), TABLE, ids=IDS)
def test_the_right_ones_get_in(site, pages, name, arguments, method, allowed):
    def answer(who):
        if method == "get":
            return pages[who, name]
        return ask(site.ours.clients[who], name, arguments, method, *[site.ours] * len(arguments))

    found = {who: outcome(answer(who)) for who in WHO}

    otherwise = dict.fromkeys(WHO, "nothing") | {"anonymous": "sign-in"}
    assert found == otherwise | dict.fromkeys(allowed, "in")


@pytest.mark.wide
@pytest.mark.parametrize(("name", "arguments", "method", "allowed"), TABLE, ids=IDS)
def test_whoever_has_every_role_here_finds_nothing_of_another_host(site, name, arguments, method, allowed):
    if name in PUBLIC or not arguments:
        return
    client = site.ours.clients["everything"]
    theirs = [[site.theirs] * len(arguments)]
    if len(arguments) > 1 and arguments[1] not in (
        "kind",
        "language",
        "purpose",
        "legal_kind",
        "video_kind",
        "template_kind",
    ):
        # the other host's row under our own address
        theirs.append([site.ours, *[site.theirs] * (len(arguments) - 1)])

    found = [outcome(ask(client, name, arguments, method, *houses)) for houses in theirs]

    assert found == ["nothing"] * len(theirs)


@pytest.mark.slow
def test_no_address_is_missing_from_the_table():
    def names(patterns, space=""):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield f"{space}{pattern.name}"
            else:
                yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)

    known = {name for name, *_ in TABLE}
    assert {
        name for name in names(get_resolver().url_patterns) if not name.startswith(ABOUT_ONESELF + OF_PROGRAMS)
    } == known


CONCERNED = frozenset({"asker", "asked", "acting"})
CANARIES = {
    # words: who may read them; who else works for the host may come across them, nobody else does
    "OWN-MESSAGE": CONCERNED,
    "OWN-APPLICATION": APPLICANTS | READERS,
    "OWN-PUBLISHED": CONCERNED | READERS | {"interpreter"},
    "OWN-DRAFT": READERS,
    "OWN-NOTE": READERS,
    "OWN-SPEAKER": EDITORS,
    "own-invited@": OFFICE,
    "OWN-MEMBER-": OFFICE,
    "OWN-MAIL": ORGANISERS,
    "OWN-TOKEN": LOG,
    "OWN-ASKED": MANAGER,
    "OWN-BARRIER": MANAGER,
    "OWN-LETTER": ORGANISERS,
    "OWN proposer": OFFICE | READERS,
}


@pytest.fixture(scope="module")
def read(site, pages):
    """All that each of them can read anywhere, but by the secret addresses, and but for her own address."""
    own = {who: user.email for who, user in site.ours.users.items()}
    found = dict.fromkeys((*WHO, "everything"), "")
    for (who, name), answer in pages.items():
        if name not in ("feeds:agenda", "events:invitation", "registration:invited") and not answer.streaming:
            found[who] += answer.content.decode().replace(own.get(who, "-"), "")
    return found


@pytest.mark.wide
@pytest.mark.parametrize(("words", "readers"), CANARIES.items())
def test_nobody_reads_anywhere_what_concerns_others(read, words, readers):
    found = {who for who in WHO if words in read[who]}

    assert found - readers == set()
    assert found


@pytest.mark.wide
def test_nothing_of_the_other_host_stands_on_any_page(read):
    hidden = ["FOREIGN", "foreign-invited@"]

    assert [
        who for who in (*WHO, "everything") if who != "elsewhere" and any(word in read[who] for word in hidden)
    ] == []


@pytest.mark.slow
def test_the_secret_address_shows_the_published_plan_alone(site):
    file = ask(site.ours.clients["anonymous"], "feeds:agenda", ["secret"], "get", site.ours).content.decode()

    assert ["OWN-PUBLISHED" in file, "OWN-DRAFT" in file] == [True, False]


@pytest.mark.wide
@pytest.mark.parametrize(("name", "arguments", "method", "allowed"), TABLE, ids=IDS)
def test_what_changes_something_takes_a_form_and_its_token(site, name, arguments, method, allowed):
    if method == "get":
        return
    client = site.ours.clients[min(allowed - {"anonymous"})]
    ours = [site.ours] * len(arguments)
    is_page = any(row[0] == name and row[2] == "get" for row in TABLE)
    client.handler.enforce_csrf_checks = True
    try:
        assert ask(client, name, arguments, "post", *ours).status_code == 403
    finally:
        client.handler.enforce_csrf_checks = False
    if not is_page:
        assert ask(client, name, arguments, "get", *ours).status_code == 405
