"""The portal: what visitors' pages cost beside two pages of a bare Django site, and how lists grow."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.asking import Offering
from benchmarks.table import Table

BARE, PAGE = "a bare view (a)", "a page of 7 kB (b)"
# What is kept before a request: all, all but pages, all but what shows the one talk of this event that has just been
# edited, nothing.
KEPT, NO_PAGE, NOTHING = "", "no page", "nothing"
EDITED, EDITED_20, EDITED_2019 = "an edit of forum-200", "an edit of forum-20", "an edit of forum-2019"
SAMPLES = [
    # what, address, after what, goal: at most so many times which yardstick
    ("forum like (b): 20 talks, kept", "/de/events/forum-20/", KEPT, (1, BARE)),
    ("forum of 2019, kept", "/de/events/forum-2019/", KEPT, (1, BARE)),
    ("forum like (b), made anew after an edit", "/de/events/forum-20/", EDITED_20, (1, PAGE)),
    ("forum like (b) by a process that knows nothing", "/de/events/forum-20/", NOTHING, None),
    ("forum of 2019, made anew after an edit", "/de/events/forum-2019/", EDITED_2019, (1, PAGE)),
    ("home, made anew", "/de/", NO_PAGE, (1, PAGE)),
    ("notices, made anew", "/de/notices/", NO_PAGE, (1, PAGE)),
    ("programme: 200 talks, after an edit", "/de/events/forum-200/programme/", EDITED, None),
    ("programme by a process that knows nothing", "/de/events/forum-200/programme/", NOTHING, None),
    ("the same as iCalendar, after an edit", "/feeds/de/events/forum-200/programme.ics", EDITED, (8, BARE)),
    ("iCalendar by a process that knows nothing", "/feeds/de/events/forum-200/programme.ics", NOTHING, None),
    ("the same as JSON, after an edit", "/feeds/de/events/forum-200/schedule.json", EDITED, (8, BARE)),
    ("JSON by a process that knows nothing", "/feeds/de/events/forum-200/schedule.json", NOTHING, None),
    ("the same as XML, after an edit", "/feeds/de/events/forum-200/schedule.xml", EDITED, (8, BARE)),
]
LISTS = [
    ("home", "/de/"),
    ("calendar", "/de/events/"),
    ("notices", "/de/notices/"),
    ("notices, somewhere in the middle", "/de/notices/?page={page}"),
    ("notices of a kind and a region", "/de/notices/?kind=tender&region=almaty"),
    ("a notice", "/de/notices/notice-{notice}/"),
    ("search: a rare word", "/de/search/?q=Cheliabinsk"),
    ("search: a frequent word", "/de/search/?q=Nachricht"),
    ("search: mistyped", "/de/search/?q=Maschienenbau"),
    ("suggestions", "/suggest/de/?q=Masch"),
    ("feed of notices, Atom", "/feeds/de/notices.atom"),
    ("feed of events, JSON", "/feeds/de/events.json"),
    ("feed of events, iCalendar", "/feeds/de/events.ics"),
]
COST = {
    "page": "page",
    "sql": "SQL",
    "kb": "kB",
    "kb_compressed": "compressed",
    "ms": "ms",
    "bare": "times (a)",
    "full": "times (b)",
    "goal": "goal",
}
GROWTH = {"page": "page", "sql": "SQL", "kb": "kB", "p50": "p50, ms", "p95": "p95, ms", "few": "p50 with a tenth, ms"}


def measure(*, fresh: bool) -> list[Table]:
    rounds, repeats = (7, 40) if fresh else (1, 1)
    tables = [_costs(rounds, repeats)]
    sizes: dict[str, Any] = (
        {"events": 500, "notices": 10_000, "shares": (1, 10)} if fresh else {"events": 10, "notices": 100}
    )
    return [*tables, _growth(repeats, **sizes)]


def _costs(rounds: int, repeats: int) -> Table:
    """Both sites take turns, so that whatever else the machine does meets them alike."""
    found: dict[str, list[dict[str, Any]]] = {}
    with Offering("benchmarks.yardstick") as yardstick, Offering("benchmarks.visitors") as site:
        for _ in range(rounds):
            for name, address in ((BARE, "/bare"), (PAGE, "/page")):
                found.setdefault(name, []).append(yardstick.measured(address, repeats=3 * repeats))
            for name, address, after, _goal in SAMPLES:
                times = repeats if after else 5 * repeats
                found.setdefault(name, []).append(site.measured(address, repeats=times, after=after))
    goals = {name: goal for name, _, _, goal in SAMPLES}
    rows = [_row(name, found, goals.get(name)) for name in found]
    notes = (
        "Milliseconds of the processor for one request, without a network: medians of "
        f"{rounds} rounds in which all take turns. (a) answers a constant behind the nine usual middlewares of Django; "
        "(b) makes two queries and renders 20 rows by Django's templates.",
    )
    return Table("portal", "Pages for visitors, beside a bare Django site", COST, rows, notes, {"rounds": rounds})


def _row(
    name: str, found: Mapping[str, Sequence[Mapping[str, Any]]], goal: tuple[int, str] | None
) -> dict[str, object]:
    def each(what: str) -> list[float]:
        return [statistics.median(one["cpu"]) for one in found[what]]

    def ratio(other: str) -> float:
        pairs = zip(each(name), each(other), strict=True)
        return float(f"{statistics.median(ours / theirs for ours, theirs in pairs):.2g}")

    last = found[name][-1]
    return {
        "page": name,
        "sql": last["sql"],
        "kb": round(last["kb"], 1),
        "kb_compressed": round(last["kb_compressed"], 1),
        "ms": float(f"{1000 * statistics.median(each(name)):.3g}"),
        "bare": ratio(BARE),
        "full": ratio(PAGE),
        "goal": f"{goal[0]} x {goal[1].rpartition(' ')[2]}" if goal else "",
    }


def _growth(repeats: int, *, events: int, notices: int, shares: Sequence[int] = (1,)) -> Table:
    """Of everything, and of a tenth of it: what grows with the number of rows shows in the last column."""
    found = []
    for share in shares:
        sizes = ("--events", str(events // share), "--notices", str(notices // share))
        with Offering("benchmarks.visitors", "--many", *sizes) as site:
            middle = {"page": notices // share // 50, "notice": notices // share // 2}
            found.append(
                {name: site.measured(one.format(**middle), repeats=repeats, after=NO_PAGE) for name, one in LISTS}
            )
    many, few = found[0], found[-1]
    rows = [
        {
            "page": name,
            "sql": many[name]["sql"],
            "kb": round(many[name]["kb"], 1),
            "p50": _ms(many[name], 50),
            "p95": _ms(many[name], 95),
            "few": _ms(few[name], 50),
            "sql_with_a_tenth": few[name]["sql"],
        }
        for name in many
    ]
    notes = (
        f"{events:,} events and {notices:,} notices of one host, all in the search. Every page is made anew; times are",
        "by the clock.",
    )
    return Table("portal-lists", "Lists, feeds and search", GROWTH, rows, notes, {"events": events, "notices": notices})


def _ms(measured: Mapping[str, Any], percent: int) -> float:
    times = sorted(measured["wall"])
    return float(f"{1000 * times[min(len(times) - 1, len(times) * percent // 100)]:.3g}")
