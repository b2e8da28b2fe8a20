"""Every page of the site, and who sees it. Pages of runs and plans are those of a forum that has been planned."""

from dataclasses import dataclass

FORUM = "/events/forum-2019"
HOST = "/hosts/wfs"


@dataclass(frozen=True)
class Stop:
    """A page: a short name, its address behind the language, the role that sees it, and the status it answers with."""

    name: str
    address: str
    role: str | None = None
    status: int = 200


STOPS = [
    Stop("home", "/"),
    Stop("public", f"{FORUM}/"),
    Stop("public-2027", "/events/forum-2027/"),
    Stop("apply", "/events/forum-2027/apply/"),
    Stop("applications", "/events/forum-2027/applications/", "organiser:forum-2027"),
    Stop("applications-new", "/events/forum-2027/applications/new/", "organiser:forum-2027"),
    Stop("applications-import", "/events/forum-2027/applications/import/", "organiser:forum-2027"),
    Stop("applications-duplicates", "/events/forum-2027/applications/duplicates/", "organiser:forum-2027"),
    Stop("applications-invitations", "/events/forum-2027/applications/invitations/", "organiser:forum-2027"),
    Stop("applications-remind", "/events/forum-2027/applications/invitations/remind/", "organiser:forum-2027"),
    Stop("own-link", "/events/forum-2027/own-link/", "co_organiser:forum-2027"),
    Stop("work-list", "/events/forum-2027/work/", "organiser:forum-2027"),
    Stop("registration-rules", "/events/forum-2027/registration/", "organiser:forum-2027"),
    Stop("registration-questions", "/events/forum-2027/registration/questions/", "organiser:forum-2027"),
    Stop("registration-question", "/events/forum-2027/registration/questions/new/", "organiser:forum-2027"),
    Stop("apply-form", "/events/forum-2027/apply/", "representative"),
    Stop("trip", "/events/almaty-tashkent-2027/"),
    Stop("trip-uncertain", "/events/water-uzbekistan-2027/"),
    Stop("calendar", "/events/"),
    Stop("calendar-month", "/events/?view=month&month=2027-05"),
    Stop("calendar-region", "/events/?view=region"),
    Stop("calendar-year", "/events/?year=2019"),
    Stop("calendar-nothing", "/events/?kind=trip&open=1&region=poland"),
    Stop("programme", "/events/forum-2027/programme/"),
    Stop("programme-russian", "/events/forum-2027/programme/?language=ru"),
    Stop("programme-trip", "/events/warsaw-lodz-2027/programme/"),
    Stop("notices", "/notices/"),
    Stop("notices-found", "/notices/?region=russia&by=date"),
    Stop("notices-archive", "/notices/?archive=1"),
    Stop("notice", "/notices/russland-gus-leipzig-2019/"),
    Stop("notice-uncertain", "/notices/unternehmerreise-wasser-2019/"),
    Stop("search", "/search/"),
    Stop("search-found", "/search/?q=leipzig"),
    Stop("search-similar", "/search/?q=Tscheljabnisk"),
    Stop("search-nothing", "/search/?q=Zwieback"),
    Stop("imprint", "/legal/imprint/wfs/"),
    Stop("privacy", "/legal/privacy/wfs/"),
    Stop("accessibility", "/legal/accessibility/wfs/"),
    Stop("easy-language", "/legal/easy-language/wfs/"),
    Stop("sign-language", "/legal/sign-language/wfs/"),
    Stop("legal-hosts", "/legal/imprint/"),
    Stop("barrier", "/legal/feedback/wfs/?page=/de/"),
    Stop("barrier-sent", "/legal/feedback/wfs/thanks/"),
    Stop("sign-in", "/sign-in/"),
    Stop("components", "/components/"),
    Stop("not-found", "/nowhere/", status=404),
    Stop("my-data", "/my-data/", "representative"),
    Stop("my-data-erase", "/my-data/erase/", "representative"),
    Stop("my-person", "/my-data/person/", "representative"),
    Stop("privacy-requests", f"{HOST}/privacy/", "organiser"),
    Stop("privacy-purposes", f"{HOST}/privacy/purposes/", "organiser"),
    Stop("privacy-purpose", f"{HOST}/privacy/purposes/keep_in_touch/", "organiser"),
    Stop("privacy-rules", f"{HOST}/privacy/rules/", "organiser"),
    Stop("privacy-record", f"{HOST}/privacy/record/", "organiser"),
    Stop("my-forum", f"{FORUM}/my/", "representative"),
    Stop("wishes", f"{FORUM}/my/wishes/", "representative"),
    Stop("agenda", f"{FORUM}/my/agenda/", "representative"),
    Stop("interpreter-day", f"{FORUM}/interpreting/", "interpreter"),
    Stop("interpreter-sheet", f"{FORUM}/interpreting/?paper", "interpreter"),
    Stop("acting", f"{FORUM}/acting/", "representative"),
    Stop("acting-adviser", f"{FORUM}/acting/", "adviser"),
    Stop("people", f"{FORUM}/people/", "organiser"),
    Stop("log", f"{FORUM}/log/", "organiser"),
    Stop("host", f"{HOST}/", "organiser"),
    Stop("host-people", f"{HOST}/people/", "organiser"),
    Stop("host-waiting", f"{HOST}/waiting/", "organiser"),
    Stop("mails", f"{HOST}/mail/", "organiser"),
    Stop("mail-texts", f"{HOST}/mail/texts/", "organiser"),
    Stop("mail-text", f"{HOST}/mail/texts/events.invitation/ru/", "organiser"),
    Stop("letter-new", f"{HOST}/mail/letters/new/", "organiser"),
    Stop("legal-desk", f"{HOST}/legal/", "organiser"),
    Stop("legal-imprint", f"{HOST}/legal/imprint/", "organiser"),
    Stop("legal-accessibility", f"{HOST}/legal/accessibility/", "organiser"),
    Stop("legal-video", f"{HOST}/legal/sign-language/", "organiser"),
    Stop("barriers", f"{HOST}/feedback/", "organiser"),
    Stop("feeds", f"{HOST}/feeds/", "organiser"),
    Stop("editor-notices", f"{HOST}/notices/", "organiser"),
    Stop("editor-notice-new", f"{HOST}/notices/new/", "organiser"),
    Stop("editor-kinds", f"{HOST}/notices/kinds/", "organiser"),
    Stop("editor-tags", f"{HOST}/tags/", "organiser"),
    Stop("editor-events", f"{HOST}/events/", "organiser"),
    Stop("editor-fairs", f"{HOST}/fairs/", "organiser"),
    Stop("editor-fair", f"{HOST}/fairs/{{fair}}/", "organiser"),
    Stop("editor-fair-new", f"{HOST}/fairs/new/", "organiser"),
    Stop("editor-event-new", f"{HOST}/events/new/", "organiser"),
    Stop("editor-event", f"{FORUM}/edit/", "organiser"),
    Stop("editor-parts", f"{FORUM}/edit/parts/", "organiser"),
    Stop("editor-versions", f"{FORUM}/edit/versions/", "organiser"),
    Stop("editor-preview", f"{FORUM}/edit/preview/", "organiser"),
    Stop("editor-checklist", f"{FORUM}/edit/checklist/", "organiser"),
    Stop("editor-copy", f"{FORUM}/edit/copy/", "organiser"),
    Stop("tokens", f"{HOST}/tokens/", "organiser"),
    Stop("talks", f"{FORUM}/programme/talks/", "organiser"),
    Stop("talk", f"{FORUM}/programme/talks/{{talk}}/", "organiser"),
    Stop("talk-preview", f"{FORUM}/programme/talks/{{talk}}/preview/", "organiser"),
    Stop("talk-versions", f"{FORUM}/programme/talks/{{talk}}/versions/", "organiser"),
    Stop("talk-move", f"{FORUM}/programme/talks/{{talk}}/move/", "organiser"),
    Stop("talk-new", f"{FORUM}/programme/talks/new/", "organiser"),
    Stop("planning", f"{FORUM}/planning/", "organiser"),
    Stop("run", f"{FORUM}/planning/runs/{{run}}/", "organiser"),
    Stop("plan-by-time", f"{FORUM}/planning/plans/{{plan}}/", "organiser"),
    Stop("plan-by-person", f"{FORUM}/planning/plans/{{plan}}/?by=person", "organiser"),
    Stop("plan-by-interpreter", f"{FORUM}/planning/plans/{{plan}}/?by=interpreter&reason=interpreter", "organiser"),
    Stop("table-cards", f"{FORUM}/planning/plans/{{plan}}/cards/", "organiser"),
]


def plan_and_publish(page):
    """As the organiser whose page this is: plan for five seconds and publish.

    Returns the ids of run and plan, and of a talk and a fair, as addresses have them.
    """
    talk, fair = (
        first_of(page, f"{FORUM}/programme/talks/", "tbody th a"),
        first_of(page, f"{HOST}/fairs/", "main li a"),
    )
    page.goto(f"/de{FORUM}/planning/")
    page.locator("input[name=seconds][value='5']").check()
    page.locator("form.settings button").click()
    page.wait_for_url("**/runs/*/")
    run = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.locator(".verdict").wait_for(timeout=60_000)
    publish = page.locator("form[action$='/publish/'] button")
    plan = page.locator("form[action$='/publish/']").get_attribute("action").rstrip("/").rsplit("/", 2)[-2]
    publish.click()
    page.wait_for_url("**/plans/*/")
    return {"run": run, "plan": plan, "talk": talk, "fair": fair}


def first_of(page, address, links):
    """The id of what a list names first."""
    page.goto(f"/de{address}")
    return page.locator(links).first.get_attribute("href").rstrip("/").rsplit("/", 1)[-1]
