"""Pages that everybody sees without signing in: what the budget, the mirror and the report on speed are about."""

PAGES = {
    "home": "/",
    "calendar": "/events/",
    "event": "/events/forum-2019/",
    "event-2027": "/events/forum-2027/",
    "programme": "/events/forum-2027/programme/",
    "notices": "/notices/",
    "notice": "/notices/{notice}/",
    "search": "/search/?q=Cheliabinsk",
}
"""A short name, and the address behind the language; ``{notice}`` is the newest one."""


def newest_notice(browser, site):
    """What the newest notice is called in its address."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/de/notices/")
    path = page.locator("main a[href^='/de/notices/']").evaluate_all(
        "links => links.map(one => one.pathname).find(path => /^.de.notices.[^/]+.$/.test(path))"
    )
    context.close()
    return path.rstrip("/").rsplit("/", 1)[-1]
