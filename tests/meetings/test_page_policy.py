"""Every page of the site: under a strict security policy, nothing that it forbids, and whole."""

from collections import Counter
from datetime import timedelta
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import translation

from handschlag.engine.language import Text
from handschlag.events.models import Role
from handschlag.events.services import hosts, invitations, membership
from handschlag.foundation.models import Proposal
from handschlag.meetings.models import Feed
from handschlag.meetings.states import PlanState, RunState, UnmetReason
from handschlag.portal.accessibility import Statement
from handschlag.portal.models import LegalKind, LegalPage
from handschlag.registration.services import inviting
from tests import factories as make
from tests.accounts import tour
from tests.meetings.hall import hall

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
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
REFUSED = {"row": 3, "column": "E-Mail", "message": ""}
LISTS_AND_BEGINNINGS = [("edit", "notices"), ("new", "notice"), ("edit", "events"), ("new", "event")]
OF_THE_EDITOR = ("edit", "preview", "versions", "parts")
OF_AN_APPLICATION = (
    *("application", "cancel_application", "ticket", "change_application", "add_colleague", "answer_questions"),
)
OF_ALL_APPLICATIONS = (
    *("applications", "new_application", "imports", "duplicates", "work_list", "rules", "questions", "new_question"),
    *("invitations", "remind_all"),
)
OF_A_TALK = ("edit", "preview", "versions", "move")
PAGES = [
    # name of the address, what is in it, query, who asks
    ("portal:home", [], "", None),
    ("portal:calendar", [], "", None),
    ("portal:calendar", [], "?view=month&month=2027-03", None),
    ("portal:calendar", [], "?view=region&year=2027&kind=forum&open=1", Role.ORGANISER),
    ("portal:event", ["event"], "", None),
    ("portal:event", ["trip"], "", None),
    ("portal:event", ["event"], "", Role.ORGANISER),
    ("registration:apply", ["event"], "", None),
    ("registration:apply", ["event"], "", Role.READER),
    *((f"registration:{name}", ["event"], "", Role.ORGANISER) for name in OF_ALL_APPLICATIONS),
    ("registration:invitations", ["event"], "?answer=%3Cscript%3E&page=x", Role.ORGANISER),
    ("registration:own_link", ["event"], "", Role.CO_ORGANISER),
    ("registration:link_of", ["event", "co_organiser"], "", Role.ORGANISER),
    ("registration:applications", ["event"], "?q=%22%3E%3Cscript%3E&state=x&page=x", Role.ORGANISER),
    ("registration:application_desk", ["event", "application"], "", Role.ORGANISER),
    ("registration:change_for_them", ["event", "application"], "", Role.ORGANISER),
    ("registration:merge", ["event", "application", "other_application"], "", Role.ORGANISER),
    ("registration:import", ["event", "application_import"], "", Role.ORGANISER),
    ("registration:import_now", ["event", "application_import"], "", Role.ORGANISER),
    ("registration:question", ["event", "question"], "", Role.ORGANISER),
    ("registration:invited", ["application_secret"], "", None),
    *((f"registration:{name}", ["event", "application"], "", Role.REPRESENTATIVE) for name in OF_AN_APPLICATION),
    ("portal:notices", [], "", None),
    ("portal:notices", [], "?year=2019&by=date", None),
    ("portal:search", [], "", None),
    ("portal:search", [], "?q=script+alert&kind=notice", None),
    ("portal:search", [], "?q=%22%3E%3Cscript%3E&host=x", Role.ORGANISER),
    ("portal:notice", ["notice"], "", None),
    ("portal:notice", ["notice"], "", Role.ORGANISER),
    *(("portal:legal_of_host", [kind, "host"], "", None) for kind in ("imprint", "privacy", "accessibility")),
    ("portal:legal_of_host", ["easy-language", "host"], "", None),
    ("portal:legal", ["imprint"], "", None),
    ("portal:feedback", [], "", None),
    ("portal:feedback_of_host", ["host"], "?page=/de/", None),
    ("portal:feedback_sent", ["host"], "", None),
    ("portal:legal_desk", ["host"], "", "manager"),
    *(("portal:edit_legal", ["host", kind], "", "manager") for kind in ("imprint", "privacy", "accessibility")),
    ("portal:edit_legal", ["host", "sign-language"], "", "manager"),
    ("portal:all_feedback", ["host"], "", "manager"),
    ("portal:feeds", ["host"], "", "manager"),
    *((f"portal:{name}", ["host"], "", "manager") for name in ("kinds", "tags", "fairs", "new_fair")),
    ("portal:fair", ["host", "fair"], "", "manager"),
    *((f"portal:{name}_{kind}", ["host"], "", "manager") for name, kind in LISTS_AND_BEGINNINGS),
    *((f"portal:{name}_notice", ["host", "notice_id"], "", "manager") for name in OF_THE_EDITOR),
    *((f"portal:{name}_event", ["event"], "", "manager") for name in (*OF_THE_EDITOR, "checklist", "copy")),
    ("programme:programme", ["event"], "", None),
    ("programme:programme", ["event"], "?language=ru", None),
    ("programme:programme", ["event"], "", Role.EDITOR),
    ("programme:talks", ["event"], "", Role.EDITOR),
    ("programme:new_talk", ["event"], "", Role.EDITOR),
    *((f"portal:{name}_talk", ["event", "talk"], "", Role.EDITOR) for name in OF_A_TALK),
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
    *("schedule:xml", "schedule:json", "schedule:calendar", "programme:copy"),
    *("portal:autosave_talk", "portal:restore_talk", "portal:remove_talk"),
    *("meetings:stop", "meetings:publish", "portal:attachment"),
    *("portal:document", "feeds_of_portal:events_ics", "feeds_of_portal:events_json", "feeds_of_portal:event_ics"),
    *("feeds_of_portal:sitemap_index", "feeds_of_portal:sitemap", "feeds_of_portal:robots"),
    "feeds_of_portal:embedded",  # under a policy of its own: tests/portal/test_calendar_machines.py
    "feeds_of_portal:suggest",
    *(
        "registration:columns",
        "registration:many",
        "registration:export_csv",
        "registration:export_xlsx",
        "registration:badges",
    ),
    *("registration:import_template", "registration:import_step", "registration:part", "registration:answered_file"),
    *("registration:invite", "registration:invite_many", "registration:invitation_step"),
    *("registration:export_invitations",),
    *(
        "registration:decide",
        "registration:claim",
        "registration:answer_claim",
        "registration:note",
        "registration:add_speaker",
        "registration:put_off",
    ),
    *("registration:work_step", "registration:add_quota", "registration:change_quota", "registration:add_rule"),
    *("registration:change_rule", "registration:change_question"),
    *("registration:newest_application", "registration:application_step"),
    *("registration:application_calendar", "registration:application_file"),
    *("feeds_of_portal:notices_atom", "feeds_of_portal:notices_json", "feeds_of_portal:events_atom"),
    *(f"portal:{name}_{kind}" for name in ("autosave", "restore", "step", "add_file") for kind in ("notice", "event")),
    *("portal:add_link", "portal:change_link", "portal:remove_attachment", "portal:remove_document"),
    *("portal:legal_video", "portal:edit_legal_video", "portal:settle_feedback", "portal:change_feed"),
    *("portal:change_kind", "portal:change_tag", "portal:add_mark", "portal:change_mark"),
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
    ("programme:new_talk", ["event"], {"title": '"><script>alert(1)</script>'}, Role.EDITOR),
    ("portal:edit_talk", ["event", "talk"], {"speaker_new_has_agreed": "on"}, Role.EDITOR),
    ("portal:move_talk", ["event", "talk"], {"moved_to": "x"}, Role.EDITOR),
    ("programme:copy", ["event"], {}, Role.EDITOR),
    ("events:people", ["event"], {"email": '"><script>alert(1)</script>'}, Role.ORGANISER),
    ("events:acting", ["event"], {"as": "agent", "other": "x"}, Role.REPRESENTATIVE),
    ("events:invitation", ["secret"], {}, Role.ORGANISER),
    ("registration:apply", ["event"], {"step": "address", "email": '"><script>alert(1)</script>'}, None),
    ("registration:apply", ["event"], {"step": "send", "contact_name": '"><script>alert(1)</script>'}, Role.READER),
    ("registration:new_application", ["event"], {"contact_name": '"><script>alert(1)</script>'}, Role.ORGANISER),
    ("registration:invite", ["event"], {"email": '"><script>alert(1)</script>'}, Role.ORGANISER),
    ("registration:invite_many", ["event"], {"addresses": "<script>", "language": "de"}, Role.ORGANISER),
    ("registration:remind_all", ["event"], {}, Role.ORGANISER),
    ("registration:decide", ["event", "application"], {"step": "refuse"}, Role.ORGANISER),
    ("registration:add_speaker", ["event", "application"], {"languages": "<script>"}, Role.ORGANISER),
    ("registration:note", ["event", "application"], {"kind": "<script>"}, Role.ORGANISER),
    ("registration:add_quota", ["event"], {"capacity": "<script>"}, Role.ORGANISER),
    ("registration:add_rule", ["event"], {"verdict": "<script>"}, Role.ORGANISER),
    ("registration:new_question", ["event"], {"label_de": "<script>"}, Role.ORGANISER),
    ("registration:imports", ["event"], {}, Role.ORGANISER),
    ("registration:change_application", ["event", "application"], {"size": "x"}, Role.REPRESENTATIVE),
    ("registration:add_colleague", ["event", "application"], {"email": "<script>"}, Role.REPRESENTATIVE),
    ("events:host", ["host"], {"name": ""}, "manager"),
    ("portal:feedback_of_host", ["host"], {"email": '"><script>alert(1)</script>'}, None),
    ("portal:feeds", ["host"], {"address": '"><script>alert(1)</script>', "language": "de"}, "manager"),
    ("portal:kinds", ["host"], {"name_de": '"><script>alert(1)</script>', "icon": "x"}, "manager"),
    ("portal:change_kind", ["host", "notice_kind"], {"name_de": '"><script>alert(1)</script>'}, "manager"),
    ("portal:tags", ["host"], {"name_de": '"><script>alert(1)</script>', "kind": "x"}, "manager"),
    ("portal:change_tag", ["host", "tag"], {"name_de": "", "after": '"><script>alert(1)</script>'}, "manager"),
    ("portal:change_tag", ["host", "tag"], {"step": "merge", "into": "x"}, "manager"),
    ("portal:new_fair", ["host"], {"address": '"><script>alert(1)</script>'}, "manager"),
    ("portal:fair", ["host", "fair"], {"city_de": '"><script>alert(1)</script>'}, "manager"),
    ("portal:add_mark", ["host", "fair"], {"source": '"><script>alert(1)</script>'}, "manager"),
    ("portal:change_mark", ["host", "fair", "mark"], {"valid_from": "x"}, "manager"),
    ("portal:edit_legal", ["host", "accessibility"], {"email": "x"}, "manager"),
    ("meetings:planning", ["event"], {"tables": "99", "note": '"><script>alert(1)</script>'}, Role.ORGANISER),
    ("meetings:publish", ["event", "draft"], {"step": "final"}, Role.ORGANISER),
    ("meetings:wish", ["event"], {"participant": "them", "level": "x"}, Role.REPRESENTATIVE),
    ("meetings:answer", ["event", "wish"], {"answer": "x"}, Role.REPRESENTATIVE),
]


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """A house made once for all tests of this file; whatever a test changes is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _house()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def database(site, db):
    """Inside of the transaction in which the house is."""


def _house():
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
    notice = _notice(event, hostile)
    ids |= {"notice": notice.slug, "notice_id": notice.public_id}
    ids["talk"] = _talk(event, hostile)
    ids |= _application(event, users[Role.REPRESENTATIVE], hostile)
    ids["trip"] = _details(event, hostile)
    ids |= _rows(event, notice, hostile)
    ids |= _legal(event.host, hostile)
    ids["privacy_request"] = make.PrivacyRequestFactory(host=event.host, name=hostile).public_id
    ids["co_organiser"] = users[Role.CO_ORGANISER].public_id
    return SimpleNamespace(event=event.slug, users=users, them=forum.theirs[0].public_id, **ids)


def _talk(event, hostile):
    """A programme in which every field may hold something, over two days, with a conflict."""
    said = Text.of(de=hostile, en=hostile, ru=hostile)
    facts = {"event": event, "title": said, "abstract": said, "place": said, "capacity": 3}
    for days, spoken in ((0, ["ru"]), (0, ["ru"]), (1, ["de"])):
        starts_at = event.starts_at + timedelta(days=days)
        talk = make.TalkFactory(**facts, starts_at=starts_at, spoken=spoken, interpreted=["en"])
        make.SpeakerFactory(talk=talk, name=said, office=said, has_agreed=True)
    return talk.public_id


def _application(event, user, hostile):
    """One that is approved, with every word that somebody may have typed; and an invitation to another one."""
    row = make.ApplicationFactory(
        event=event,
        user=user,
        email=user.email,
        state="approved",
        ticket="t",
        contact_name=hostile,
        organisation_name=hostile,
        conditions=Text.of(de=hostile),
        objection=hostile,
        region=hostile,
    )
    make.ApplicantFactory(application=row, name=hostile, office=Text.of(de=hostile))
    make.QuestionFactory(event=event, label=Text.of(de=hostile))
    make.QuestionFactory(event=event, stage="approved", is_required=True, label=Text.of(de=hostile))
    facts = {"event": event, "name": hostile, "sent_at": make.OPENING, "co_organiser": user}
    make.ApplicationInvitationFactory(**facts, secret_sha256=inviting.digest("secret"))
    make.ApplicationInvitationFactory(**facts, application=row)
    facts = {"event": event, "contact_name": hostile, "late_reason": hostile, "state": "late_request"}
    other = make.ApplicationFactory(**facts, submitted_at=make.OPENING)
    make.NoteFactory(application=row, text=hostile)
    make.QuotaFactory(event=event, name=Text.of(de=hostile))
    make.ApprovalRuleFactory(event=event)
    ids = {"other_application": other.public_id, "question": event.questions.first().public_id}
    ids["application_import"] = make.ImportFactory(
        event=event, state="refused", refusal=[REFUSED | {"message": hostile}]
    ).public_id
    return ids | {"application": row.public_id, "application_secret": "secret"}


def _details(event, hostile):
    """All that an event and its fair may have; and a trip with the same, whose date is not certain."""
    said = Text.of(de=hostile, en=hostile, ru=hostile)
    event.fair = make.FairFactory(host=event.host, name=hostile, edition=hostile, city=said, venue=said)
    event.save()
    make.EligibilityMarkFactory(fair=event.fair, scheme=said, for_whom=said, note=said, source=hostile)
    facts = dict.fromkeys(("title", "lead", "place", "cost", "priority_rule", "contact_office", "when_text"), said)
    facts |= {"min_participants": 3, "max_participants": 9, "contact_email": "a@example.org", "countries": ["KZ"]}
    trip = make.EventFactory(host=event.host, kind="trip", **facts)
    for one in (event, trip):
        make.FeeLevelFactory(event=one, note=said)
        make.DocumentFactory(event=one, label=said)
        one.tags.add(*(make.TagFactory(host=event.host, kind=kind, name=said) for kind in ("region", "sector")))
    return trip.slug


def _rows(event, notice, hostile):
    """A kind of notices, a tag and a fair with a mark that has run out, in all of which every field holds something."""
    said = Text.of(de=hostile, en=hostile, ru=hostile)
    notice.kind.name = said
    notice.kind.save()
    mark = make.EligibilityMarkFactory(fair=event.fair, scheme=said, valid_until=make.OPENING.date())
    rows = {"notice_kind": notice.kind, "tag": event.tags.first(), "fair": event.fair, "mark": mark}
    return {name: row.public_id for name, row in rows.items()}


def _notice(event, hostile):
    """A notice in which every field may hold something."""
    said = Text.of(de=hostile, en=hostile, ru=hostile)
    words = dict.fromkeys(("headline", "location", "lead", "body", "source", "when_text"), said)
    notice = make.NoticeFactory(host=event.host, event=event, lacks_country=True, **words)
    notice.tags.add(make.TagFactory(host=event.host, name=said))
    make.NoticeLinkFactory(notice=notice, label=said)
    make.NoticeFactory(host=event.host, headline=said)
    return notice


def _legal(host, hostile):
    """Legal pages in which every field holds something, a report of a barrier, and feeds that came to nothing."""
    said = Text.of(de=hostile, en=hostile, ru=hostile)
    gaps = dict.fromkeys(("not_compliant", "burden", "out_of_scope", "enforcement"), said)
    statement = Statement(body=hostile, prepared_on=make.OPENING.date(), email="a@example.org", phone=hostile, **gaps)
    facts = {
        LegalKind.ACCESSIBILITY: statement.as_data(),
        LegalKind.PRIVACY: {"officer": hostile, "authority": hostile},
    }
    for kind in LegalKind:
        LegalPage.objects.create(host=host, kind=kind, text=said, facts=facts.get(kind, {}))
    make.FeedbackFactory(host=host, message=hostile, page=hostile, email="a@example.org")
    make.FeedbackFactory(host=host, done_at=make.OPENING)
    make.FeedSourceFactory(host=host, title=hostile, trouble="slow", failures=2)
    make.FeedSourceFactory(host=host, is_on=False, fetched_at=make.OPENING)
    return {kind.value: kind.value for kind in LegalKind}


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
        is_data = given.get("type") == "application/ld+json"  # no program: browsers do not run it
        if tag == "style" or (tag == "script" and not given.get("src") and not is_data):
            self.forbidden.append(tag)
        self.open[-1] = "data" if is_data else tag
        self.forbidden += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.forbidden += [f"{tag} {name}" for name, value in attributes if (value or "").startswith("javascript:")]
        self.ids.update([given["id"]] if "id" in given else [])
        self.text += [value for name, value in attributes if name in ("aria-label", "title", "alt") and value]

    def handle_data(self, data):
        if self.open[-1:] == ["data"]:
            return
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
    assert {name: answer[name] for name in HEADERS} == HEADERS
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


@pytest.mark.slow
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
