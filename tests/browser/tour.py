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
    Stop("tokens", f"{HOST}/tokens/", "organiser"),
    Stop("planning", f"{FORUM}/planning/", "organiser"),
    Stop("run", f"{FORUM}/planning/runs/{{run}}/", "organiser"),
    Stop("plan-by-time", f"{FORUM}/planning/plans/{{plan}}/", "organiser"),
    Stop("plan-by-person", f"{FORUM}/planning/plans/{{plan}}/?by=person", "organiser"),
    Stop("plan-by-interpreter", f"{FORUM}/planning/plans/{{plan}}/?by=interpreter&reason=interpreter", "organiser"),
    Stop("table-cards", f"{FORUM}/planning/plans/{{plan}}/cards/", "organiser"),
]


def plan_and_publish(page):
    """As the organiser whose page this is: plan for five seconds and publish; returns the ids of run and plan."""
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
    return {"run": run, "plan": plan}
