"""Reading the feeds of partners: whatever they send, plain words come out, and it ends."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.foundation import markdown
from handschlag.foundation.fetching import Fetched
from handschlag.portal import gateway
from handschlag.portal.entries import MOST_ENTRIES, Entry, Feed, parse, unmarked
from handschlag.portal.troubles import NoFeed

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de-DE"><title>Kammer &amp; Co</title>
<entry><id>urn:one</id><title>Neuer Messestand</title><link href="/news/one"/>
<published>2019-02-04T09:00:00+01:00</published><summary>Kurz gesagt.</summary>
<content type="html">&lt;p&gt;Kurz gesagt.&lt;/p&gt;
&lt;p&gt;Und mehr &lt;b&gt;dazu&lt;/b&gt;.&lt;/p&gt;</content></entry></feed>"""


def rss(*items, head=""):
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Kammer</title>{head}{"".join(items)}</channel></rss>'
    )


def item(title="Titel", *, guid="", link="", text="", date=""):
    parts = {"title": title, "guid": guid, "link": link, "description": text, "pubDate": date}
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value) + "</item>"


def entries(feed):
    return parse(feed.encode()).entries


def only(feed):
    (entry,) = entries(feed)
    return entry


def escaped(markup):
    return markup.replace("&", "&amp;").replace("<", "&lt;")


def test_an_atom_feed_is_read_with_addresses_made_whole():
    feed = parse(ATOM.encode(), address="https://kammer.example/feed")

    entry = Entry(
        foreign_id="urn:one",
        headline="Neuer Messestand",
        lead="Kurz gesagt.",
        body="Und mehr dazu.",
        address="https://kammer.example/news/one",
        at="2019-02-04T08:00:00+00:00",
    )
    assert feed == Feed(title="Kammer & Co", language="de", entries=(entry,))


def test_an_rss_feed_is_read_too():
    entry = only(rss(item("Titel", guid="7", link="https://k.example/7", date="Mon, 04 Feb 2019 09:00:00 GMT")))

    assert entry == Entry("7", "Titel", address="https://k.example/7", at="2019-02-04T09:00:00+00:00")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (escaped("<b>Fett</b> &amp; mehr"), "Fett & mehr"),
        (escaped("<script>alert(1)</script>Titel"), "Titel"),
        (escaped("<img src=x onerror=alert(1)>Titel"), "Titel"),
        ("A &lt; B", "A < B"),
        ("Ab\u202ecd\u2066ef\u200bgh", "Abcdefgh"),
        ("Zwei\n  Zeilen", "Zwei Zeilen"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_titles_become_one_line_of_plain_words(title, expected):
    assert only(rss(item(title, guid="1"))).headline == expected


HOSTILE = (
    "<p onclick=alert(1)>Wort</p><script>alert(2)</script><style>p{}</style><iframe src=//x></iframe>"
    "<a href='javascript:alert(3)'>hier</a><svg/onload=alert(4)><img src='https://track.example/1.gif'>"
    "&lt;script&gt;alert(5)&lt;/script&gt; ![b](https://track.example/2.gif) [c](javascript:alert(6)) **d** # e"
)


def test_of_hostile_markup_only_words_are_left_and_markdown_shows_just_these():
    entry = only(rss(item(guid="1", text=f"<![CDATA[<p>{'Vorspann. ' * 80}</p>{HOSTILE}]]>")))

    shown = markdown.html(entry.body)
    assert [one for one in ("<a", "<img", "<script", "<svg", "<strong", "<iframe", "onclick") if one in shown] == []
    assert "&lt;script&gt;alert(5)&lt;/script&gt; ![b](https://track.example/2.gif)" in shown


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab1 \n#*_`[]()<>!&-+=~|\\.)ä>"), max_size=60))
def test_unmarked_text_reads_as_it_was_written(text):
    words = text.split()

    shown = markdown.words(unmarked("\n".join(line.strip() for line in text.splitlines() if line.strip())))

    assert "".join(shown.split()) == "".join(words)


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/relative", "https://x.example/" + "a" * 500],
)
def test_addresses_that_lead_to_no_web_page_are_dropped(link):
    assert only(rss(item(guid="1", link=link))).address == ""


def test_of_ids_that_repeat_the_first_counts_and_entries_without_words_are_left_out():
    feed = rss(item("Erste", guid="1"), item("Zweite", guid="1"), item("", guid="2"), item("Dritte"))

    assert [entry.headline for entry in entries(feed)] == ["Erste", "Dritte"]


def test_entries_without_an_id_are_known_by_address_or_by_title_and_time():
    by_address, by_title = entries(rss(item("A", link="https://k.example/a"), item("B")))

    assert (by_address.foreign_id, by_title.foreign_id[:7]) == ("https://k.example/a", "sha256:")
    assert entries(rss(item("B")))[0].foreign_id == by_title.foreign_id


def test_no_more_than_two_hundred_entries_are_taken():
    assert len(entries(rss(*(item(f"T {n}", guid=str(n)) for n in range(MOST_ENTRIES + 50))))) == MOST_ENTRIES


@pytest.mark.parametrize("date", ["Mon, 99 Foo 2019", "0000-00-00", "gestern"])
def test_dates_that_no_calendar_has_count_as_none(date):
    assert only(rss(item(guid="1", date=date))).at == ""


@pytest.mark.parametrize(
    ("codec", "declared"),
    [("utf-16", "utf-16"), ("latin-1", "iso-8859-1"), ("utf-8", "iso-8859-1"), ("cp1251", "utf-8")],
)
def test_wrong_encodings_never_end_in_an_error(codec, declared):
    feed = f'<?xml version="1.0" encoding="{declared}"?>' + rss(item("Größe", guid="1"))[21:]

    parse(feed.encode(codec, "replace"), content_type=f"application/xml; charset={declared}")


EXTERNAL = """<?xml version="1.0"?><!DOCTYPE f [<!ENTITY x SYSTEM "{}">]>
<rss><channel><item><title>A&x;B</title></item></channel></rss>"""


@pytest.mark.parametrize("system", ["file:///etc/passwd", "http://127.0.0.1:1/", "php://filter"])
def test_entities_that_lead_outside_are_not_followed(system):
    assert "root:" not in str(parse(EXTERNAL.format(system).encode()))


@pytest.mark.parametrize(
    "body", [b"", b"/etc/passwd", b"http://127.0.0.1/", b"\x00\xff\xfe", b"{}", b"<html><p>Hallo</html>"]
)
def test_what_is_no_feed_is_said_to_be_none_and_never_taken_for_a_path_or_address(body):
    assert parse(body) == Feed(is_feed=False)


def test_a_page_that_names_a_feed_leads_to_it():
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>'

    assert parse(page.encode(), address="https://k.example/news").leads_to == "https://k.example/feed.xml"


LAUGHS = '<!DOCTYPE f [<!ENTITY a "{}">{}]><rss><channel><item><title>&z;</title></item></channel></rss>'.format(
    "ha" * 1000, "".join(f'<!ENTITY {b} "{f"&{a};" * 50}">' for a, b in zip("abcdefgh", "bcdefghz", strict=True))
)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<rss><channel><item><description>&lt;" + "!--" * 300_000, id="comments"),
        pytest.param("<rss><channel><item " + "".join(f'a{n}="1" ' for n in range(100_000)) + ">", id="attributes"),
        pytest.param(LAUGHS, id="entities"),
    ],
)
def test_a_feed_that_would_keep_the_parser_busy_is_given_up(body):
    began = time.monotonic()

    assert told(Fetched("https://k.example/", 200, body.encode())) < 100_000
    assert time.monotonic() - began < 5


def told(fetched):
    """How many letters come out of it."""
    try:
        return len(str(gateway.read(fetched, seconds=0.6)))
    except NoFeed as wrong:
        return {"heavy": 0}[wrong.code]


def test_a_feed_reads_the_same_in_a_process_of_its_own():
    fetched = Fetched("https://kammer.example/feed", 200, ATOM.encode(), "application/atom+xml")

    assert gateway.read(fetched) == parse(ATOM.encode(), address="https://kammer.example/feed")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["", ATOM[:200], rss(item())[:90]]))
def test_any_bytes_give_a_feed_or_none(noise, before):
    assert isinstance(parse(before.encode() + noise), Feed)
