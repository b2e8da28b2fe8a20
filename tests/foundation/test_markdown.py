"""Markdown becomes HTML in which nothing can harm anybody, whatever was written."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handschlag.foundation import markdown
from handschlag.foundation.markdown import ATTRIBUTES, TAGS, html, words

REL = "noopener noreferrer"


class Seen(HTMLParser):
    """Tags with their attributes, as a reader of HTML sees them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ein *wichtiger* **Satz**.", "<p>Ein <em>wichtiger</em> <strong>Satz</strong>.</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("> gesagt", "<blockquote>\n<p>gesagt</p>\n</blockquote>"),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("[Programm](/de/events/forum/)", f'<p><a href="/de/events/forum/" rel="{REL}">Programm</a></p>'),
        ("[Messe](https://messe.example)", f'<p><a href="https://messe.example" rel="{REL}">Messe</a></p>'),
        ("<buero@host.example>", f'<p><a href="mailto:buero@host.example" rel="{REL}">buero@host.example</a></p>'),
        ("", ""),
    ],
)
def test_what_markdown_means_is_shown(written, shown):
    assert html(written) == shown


def test_headings_begin_below_that_of_the_page_and_skip_no_level():
    written = {"## a\n\n## b\n\n### c": "h2 h2 h3", "### a\n\n# b\n\n#### c\n\n###### d\n\n# e": "h2 h2 h3 h4 h2"}

    assert {one: " ".join(tag for tag, _ in Seen(html(one)).tags) for one in written} == written


def test_headings_can_begin_further_down():
    assert [tag for tag, _ in Seen(html("# a\n\n## b", first=4)).tags] == ["h4", "h5"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "vbscript:x",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "//evil.example/x",
        "https:evil",
        "http:///x",
    ],
)
def test_a_dangerous_address_is_no_link(address):
    for written in (f"[da](<{address}>)", f"[da]({address})", f"[da][1]\n\n[1]: <{address}>", f"<{address}>"):
        assert [tag for tag, _ in Seen(html(written)).tags if tag == "a"] == []


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<iframe src='https://evil.example'></iframe>",
        '<a href="javascript:alert(1)" onclick="x">y</a>',
        "<svg/onload=alert(1)>",
        "<style>*{display:none}</style>",
    ],
)
def test_tags_are_shown_as_they_were_written(written):
    seen = Seen(html(written))

    assert [tag for tag, _ in seen.tags if tag != "p"] == []
    assert "".join(seen.text).strip() == written


def test_of_a_picture_only_its_words_stay():
    assert html("![Messehalle *3*](https://elsewhere.example/count.png)") == "<p>Messehalle *3*</p>"


def test_a_title_cannot_leave_its_attribute():
    (link,) = [given for tag, given in Seen(html("[a](https://b.example 'x\" onclick=\"alert(1)')")).tags if tag == "a"]

    assert set(link) == {"href", "title", "rel"}


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["[", "![", "*a ", "> ", "- ", "a\n", "[a](", "`x", "<", "\ud800", "\x00", "&#0;"])
def test_a_very_long_text_is_cut_off_and_still_shown(piece):
    shown = html(piece * (2 * markdown.LONGEST // len(piece)))

    assert len("".join(Seen(shown).text)) <= markdown.LONGEST


def test_lists_in_lists_in_lists_end_somewhere():
    deep = html("".join(f"{'  ' * level}- {level}\n" for level in range(120)))

    assert deep.count("<ul>") < 30


def test_words_are_what_is_said_without_marks():
    written = "# Wer *kommt*\n\nDer [Verband](https://v.example)\nmit `zwei` ![Bild](x.png)\n\n- eins\n\n```\nzwei\n```"

    assert words(written) == "Wer kommt\n\nDer Verband mit zwei Bild\n\neins\n\nzwei"


PIECES = st.sampled_from(
    [
        "<",
        ">",
        "[",
        "]",
        "(",
        ")",
        "javascript:",
        "data:",
        "//",
        "\\",
        '"',
        "'",
        "`",
        "*",
        "#",
        "\n",
        "&#",
        "x3a;",
        "on=",
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=30).map("".join))
@example("[x](javascript&colon;alert(1))")
@example("[x](  javascript:alert(1))")
@example("[x](\x01javascript:alert(1))")
def test_whatever_is_written_only_harmless_tags_and_addresses_come_out(written):
    for tag, attributes in Seen(html(written)).tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        assert markdown.leads_to_a_page(attributes.get("href", "/"))
