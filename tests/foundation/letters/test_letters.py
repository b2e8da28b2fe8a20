"""Letters: made of words that somebody is trusted with, and of values that nobody is."""

import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from handschlag.engine.language import Text
from handschlag.foundation import letters, outbox
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.letters import Kind, Line, Moment, Placeholder, Sender, Table, Type
from handschlag.foundation.letters.inert import inert
from handschlag.foundation.outbox import message
from tests.foundation.letters.hostile import HOSTILE

OWN = "http://127.0.0.1:8000"
PAGE = f"{OWN}/de/events/forum/"
KIND = Kind(
    key="tests",
    label="Test",
    subject="{name}: {word}",
    body="Good day {name},\n\n**{word}** is *here*.\nSecond line.\n\n- one {name}\n- two\n\n{quote}\n\n{table}\n\n"
    "{news}\n\n"
    "[Go to {word}]({link})\n\nUntil {moment} or {day}: {number}. See {link} or [this]({link}).",
    why="Because of a test.",
    placeholders=(
        Placeholder("name", "Name"),
        Placeholder("word", "Word"),
        Placeholder("quote", "Quote", Type.QUOTE),
        Placeholder("table", "Table", Type.TABLE),
        Placeholder("news", "News", Type.LINES),
        Placeholder("link", "Link", Type.LINK, is_needed=True),
        Placeholder("moment", "Moment", Type.MOMENT),
        Placeholder("day", "Day", Type.DAY),
        Placeholder("number", "Number", Type.NUMBER),
    ),
)
PLAIN = {
    "name": "Anna Weber",
    "word": Text.of(de="Forum", en="forum", ru="форум"),
    "quote": "First line\nsecond line",
    "table": Table(("Time", "With"), (("10:00", "Werk 1"), ("10:20", "Werk 2"))),
    "news": (Line("Werk 1 has accepted", PAGE), Line("Werk 2 has not")),
    "link": PAGE,
    "moment": Moment(datetime(2027, 3, 10, 9, 0, tzinfo=UTC), "Europe/Berlin"),
    "day": date(2027, 3, 10),
    "number": 1234.5,
}
# What mail programmes make links of: a scheme before words, a dot or an at sign with a dot inside a word.
LINKED = re.compile(r"[a-z][a-z0-9+.-]*:(?=[^\s])|\w\.[^\W\d_]|\b(?:\d{1,3}\.){3}\d{1,3}\b|\\\\", re.IGNORECASE)


class Links(HTMLParser):
    """Where one can go from a page, which elements it has, and what is read."""

    def __init__(self, html):
        super().__init__()
        self.urls, self.tags, self.text, self._silent = set(), set(), [], False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self._silent = tag == "style"
        self.urls |= {value for name, value in attributes if name in ("href", "src", "action", "background")}
        assert not [name for name, _ in attributes if name.startswith("on")]

    def handle_endtag(self, _tag):
        self._silent = False

    def handle_data(self, data):
        if not self._silent:
            self.text.append(data)


def hostile(words):
    return PLAIN | {
        "name": words,
        "word": Text.of(de=words),
        "quote": words,
        "table": Table((words, words), ((words, words),)),
        "news": (Line(words, PAGE), Line(words)),
    }


def compose(values=PLAIN, language="de", **words):
    return letters.compose(KIND, values, language=language, sender=Sender("Agency", "Street 1\n04109 Leipzig"), **words)


def test_text_and_page_say_the_same():
    letter = compose(language="en")

    assert letter.subject == "Anna Weber: forum"
    assert letter.text == (
        "Good day Anna Weber,\n\nforum is *here*.\nSecond line.\n\n- one Anna Weber\n- two\n\n"
        "> First line\n> second line\n\n- Time: 10:00 · With: Werk 1\n- Time: 10:20 · With: Werk 2\n\n"
        f"- Werk 1 has accepted\n  {PAGE}\n- Werk 2 has not\n\nGo to forum:\n{PAGE}\n\n"
        "Until Wednesday, 10 March 2027, 10:00 (Central European Standard Time) or Wednesday, 10 March 2027: 1,234.5. "
        f"See {PAGE} or this ({PAGE}).\n\n-- \nAgency\nStreet 1\n04109 Leipzig\nBecause of a test.\n{OWN}\n"
    )
    page = Links(letter.html)
    assert page.urls == {PAGE, OWN}
    assert {"p", "ul", "blockquote", "table", "strong", "br"} <= page.tags
    read = " ".join(" ".join(page.text).split())
    for word in ("Good day Anna Weber,", "is *here*.", "Werk 2 has not", "10:20", "second line", "Street 1"):
        assert word in read


@pytest.mark.parametrize(
    ("language", "moment"), [("de", "Mittwoch, 10. März 2027, 10:00"), ("ru", "среда, 10 марта 2027\u202fг., 10:00")]
)
def test_values_are_written_in_the_language_of_the_letter(language, moment):
    assert moment in compose(language=language).text


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_value_is_neither_html_nor_link_nor_markup_anywhere(words):
    letter, usual = compose(hostile(words)), compose()

    page, usual_page = Links(letter.html), Links(usual.html)
    assert (page.urls, page.tags - {"wbr"}) == (usual_page.urls, usual_page.tags - {"wbr"})
    for read in (letter.subject, letter.text, " ".join(page.text)):
        foreign = re.sub(rf"{OWN}[\w/]*|Time: |With: ", " ", read)
        assert LINKED.findall(foreign) == []
    assert [
        sign for sign in "\u202e\u202c\u2066\u2069\u2028" if sign in letter.subject + letter.text + letter.html
    ] == []
    assert "\n" not in letter.subject
    assert letter.text.count("\n") < usual.text.count("\n") + 12  # a name begins no paragraph; a quote has its lines


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.django_db
def test_a_hostile_value_in_the_head_of_a_mail_is_one_short_line_and_adds_no_recipient(words):
    mail = outbox.post(
        to=outbox.Address("anna@example.org", words),
        subject=words,
        text="x",
        kind="tests",
        from_name=words,
        attachments=[outbox.Attachment(words, b"x")],
    )

    raw = message.built(mail, now=datetime(2027, 3, 10, tzinfo=UTC)).as_bytes()
    read = message_from_bytes(raw, policy=policy.default)
    assert [address.addr_spec for address in read["To"].addresses] == ["anna@example.org"]
    assert [address.addr_spec for address in read["From"].addresses] == ["handschlag@127.0.0.1"]
    assert sorted(set(read.keys())) == sorted(
        [
            "Content-Type",
            "MIME-Version",
            "Message-ID",
            "Date",
            "From",
            "To",
            "Subject",
            "Content-Language",
            "Auto-Submitted",
        ]
    )
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert len(str(read["Subject"])) <= 250
    assert raw.isascii()
    (file,) = [part.get_filename() for part in read.walk() if part.get_filename()]
    assert not re.search(r"[/\\\r\n\u2028\u202e]", file)


@given(st.text(max_size=60))
@bounds(max_examples=150, deadline=None)
def test_whatever_is_written_is_left_in_one_line_and_without_links(words):
    read = inert(words)

    assert LINKED.findall(read) == []
    assert inert(read) == read


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Müller & Söhne GmbH", "Müller & Söhne GmbH"),
        ("Heimatverein e.V.", "Heimatverein e. V."),
        ("12.5 % am 10.03.2027 um 10:30", "12.5 % am 10.03.2027 um 10:30"),
        ("OOO «Ромашка», г. Казань", "OOO «Ромашка», г. Казань"),
        ("booking.example GmbH", "booking. example GmbH"),
        ("A0:0, um 10:30", "A0: 0, um 10:30"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
    ],
)
def test_ordinary_words_remain_readable(words, read):
    assert inert(words) == read


@pytest.mark.parametrize(
    ("subject", "body", "names"),
    [
        ("{nobody}", "{link}", "{nobody}"),
        ("x", "{link} {nothing} {neither}", "{neither}, {nothing}"),
        ("x", "no address", "{link}"),
        ("{table}", "{link}", "{table}"),
        ("{link}", "{link}", "{link}"),
        ("x", "{link} and {table} in a line", "{table}"),
        ("x", "{link}\n\n- {quote}", "{quote}"),
        ("x", "{link}\n\n[press]({name})", "{name}"),
    ],
)
def test_words_that_cannot_be_sent_are_refused_with_the_name_of_what_is_wrong(subject, body, names):
    with pytest.raises(RuleBroken) as broken:
        KIND.check(subject, body)

    assert broken.value.code == "placeholder"
    assert names in broken.value.messages[0]


def test_the_usual_words_can_be_sent():
    KIND.check(KIND.subject, KIND.body)


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("link", "http://evil.example/", ValueError),
        ("link", f"{OWN}.evil.example/", ValueError),
        ("link", f'{OWN}/"><b>', ValueError),
        ("link", "javascript:alert(1)", ValueError),
        ("news", (Line("x", "http://evil.example/"),), ValueError),
        ("moment", datetime(2027, 3, 10, tzinfo=UTC), TypeError),
        ("name", 7, TypeError),
    ],
)
def test_a_value_of_another_type_is_a_mistake_of_whoever_sends_it(name, value, wrong):
    with pytest.raises(wrong):
        compose(PLAIN | {name: value})


def test_a_missing_value_is_a_mistake_too():
    with pytest.raises(KeyError):
        compose({key: value for key, value in PLAIN.items() if key != "link"})


def test_words_of_a_host_are_words_and_no_html():
    page = Links(compose(body="<b>x</b> & <script>y</script> [a](http://b.example) {link}").html)

    assert (page.urls, "script" in page.tags) == ({PAGE, OWN}, False)


def test_every_element_wears_its_style_and_only_what_depends_on_the_screen_stays_in_the_head():
    html = compose().html

    assert re.findall(r"<style>(.*?)</style>", html, re.DOTALL)[0].lstrip().startswith("@media")
    assert "#0b4f5c" in re.search(r'<td class="face"[^>]*>', html)[0].lower()
    assert "prefers-color-scheme: dark" in html.replace("scheme:dark", "scheme: dark")


def test_an_unknown_kind_is_named():
    with pytest.raises(LookupError, match='"nothing"'):
        letters.kind_of("nothing")


@pytest.mark.parametrize("words", [words for words in HOSTILE if "evil." in words.lower() and "\n" not in words])
def test_the_search_for_links_finds_them_where_nothing_was_pulled_apart(words):
    """The red control of the tests above."""
    assert LINKED.findall(words) != []
