"""Mails as mail programmes show them: whole on a desk and on a phone, by day and by night, in three languages."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from handschlag.foundation.letters import Kind, Moment, Placeholder, Sender, Table, Type, compose
from tests.foundation.letters.hostile import HOSTILE

PAGE = "http://127.0.0.1:8000/de/"
KIND = Kind(
    key="tests.plan",
    label="Plan",
    subject="Plan",
    body="{name}\n\n**{when}**\n\n{plan}\n\n[{name}]({link})\n\n- {link}\n\n{note}",
    why="Because of a test.",
    placeholders=(
        Placeholder("name", "Name"),
        Placeholder("when", "When", Type.MOMENT),
        Placeholder("plan", "Plan", Type.TABLE),
        Placeholder("link", "Link", Type.LINK),
        Placeholder("note", "Note", Type.QUOTE),
    ),
)


def letter(name, language):
    plan = Table(("10:00", name), (("10:20", name), ("11:00", "Werkzeugmaschinenbaugesellschaft")))
    values = {
        "name": name,
        "when": Moment(datetime(2027, 3, 10, 9, 0, tzinfo=UTC), "Europe/Berlin"),
        "plan": plan,
        "link": PAGE + "very/long/address/" * 8,
        "note": f"{name}\n{name}",
    }
    return compose(KIND, values, language=language, sender=Sender("Agency", "Street 1"))


@contextmanager
def shown(chromium, html, *, width, scheme):
    """The page, and what it has asked other servers for."""
    context = chromium.new_context(viewport={"width": width, "height": 700}, color_scheme=scheme)
    page, asked = context.new_page(), []

    def refuse(route):
        asked.append(route.request.url)
        route.abort()

    page.route("**/*", refuse)
    page.set_content(html)
    yield page, asked
    context.close()


@pytest.mark.parametrize("language", ["de", "en", "ru"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 800])
def test_a_mail_fits_every_screen_and_can_be_read(chromium, language, scheme, width):
    for name in ("Екатерина Сергеевна Иванова", HOSTILE[-1][:300], HOSTILE[2]):
        with shown(chromium, letter(name, language).html, width=width, scheme=scheme) as (page, asked):
            assert (page.evaluate("document.documentElement.scrollWidth") <= width, asked) == (True, [])
            assert contrast(page, ".inside p") > 7
            assert contrast(page, ".foot p") > 4.5
            assert contrast(page, ".face a", ".face") > 4.5


def contrast(page, words, ground=None):
    """Of words against what lies below them."""
    return page.evaluate(
        """([words, ground]) => {
            const light = colour => {
                const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
                    .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
            };
            const element = document.querySelector(words);
            let below = document.querySelector(ground || words);
            while (getComputedStyle(below).backgroundColor === "rgba(0, 0, 0, 0)") below = below.parentElement;
            const pair = [light(getComputedStyle(element).color), light(getComputedStyle(below).backgroundColor)];
            return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
        }""",
        [words, ground],
    )
