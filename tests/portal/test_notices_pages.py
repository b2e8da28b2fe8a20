"""Pages of notices: what stands on them, what never does, and until when they are kept."""

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from handschlag.engine.language import Origin, Text, Version
from handschlag.portal.services import belongings, links, notices
from tests import factories as make

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)
LIST_QUERIES = 10
"""Revision, rows, how many, five for the choices, two for what comes next."""
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% raise %} %(x)s",
    "\u202etxt.exe\u2066 \u200b\ufeff\u00ad",
    "x" * 10_000,
    "я " * 5_000,
    "[a](javascript:alert(1)) <javascript:alert(1)> ![b](data:text/html,x)",
    "***[[[```\n> > >\n    - \\\n" * 50,
    "\x00\x08\x1b[31m\x7f\x85",
]
FORBIDDEN = {"img", "iframe", "style", "object", "embed", "form", "base"}


@pytest.fixture(autouse=True)
def no_page_is_kept():
    cache.clear()


@pytest.fixture
def host():
    return make.HostFactory(slug="wfs", name="Wirtschaftsförderung (fiktiv)")


class Words(HTMLParser):
    """The words of a page and the addresses in it."""

    def __init__(self, page):
        super().__init__()
        self.words, self.links, self.harm = [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.links += [given[name] for name in ("href", "src") if name in given]
        if tag in FORBIDDEN or (tag == "script" and not given.get("src", "").startswith("/static/")):
            self.harm.append(tag)
        self.harm += [name for name in given if name.startswith("on") or name == "style"]
        self.harm += [link for link in self.links if link.lower().startswith(("javascript:", "data:"))]

    def handle_data(self, data):
        self.words.append(data)


def get(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def text(page):
    return " ".join(" ".join(Words(page).words).split())


def headlines(page):
    return re.findall(r"<h3><a href=\"/de/notices/([\w-]+)/\"", page)


def test_the_list_shows_what_is_current_the_newest_first(client, host):
    for number, day in enumerate((5, 7, 6)):
        make.NoticeFactory(host=host, slug=f"n{number}", shown_on=date(2018, 12, day))
    make.NoticeFactory(host=host, published_at=None)
    make.NoticeFactory(host=host, expires_at=LONG_AGO + timedelta(days=1))

    assert headlines(get(client, "/de/notices/")) == ["n1", "n2", "n0"]


def test_filters_are_links_that_keep_each_other(client, host):
    tag = make.TagFactory(host=host, kind="region", slug="perm")
    for year in (2018, 2019):
        make.NoticeFactory(host=host, slug=f"of-{year}", shown_on=date(year, 1, 1)).tags.add(tag)
    make.NoticeFactory(host=host, slug="elsewhere", shown_on=date(2018, 1, 1), kind=host.notice_kinds.last())

    page = get(client, "/de/notices/?region=perm&year=2018")

    assert headlines(page) == ["of-2018"]
    assert {"?region=perm&year=2019", "?year=2018", "?region=perm"} <= set(Words(page).links)


@pytest.mark.parametrize(
    "query",
    ["?year=99999", "?page=0", "?page=-1", "?page=9999999", "?kind=%00", "?region=" + "x" * 5000, "?by=x", "?a"],
)
def test_an_address_that_makes_no_sense_is_answered_all_the_same(client, host, query):
    make.NoticeFactory(host=host)

    assert client.get(f"/de/notices/{query}").status_code == 200


def test_the_list_has_pages_of_twenty_five(client, host):
    for number in range(27):
        make.NoticeFactory(host=host, slug=f"n{number}", shown_on=date(2018, 1, 1) + timedelta(days=number))

    first, second, beyond = (get(client, f"/de/notices/?page={number}") for number in (1, 2, 3))

    assert (len(headlines(first)), headlines(second), headlines(beyond)) == (25, ["n1", "n0"], [])
    assert "?page=2" in Words(first).links
    assert "?" in Words(beyond).links


def test_an_empty_list_says_what_can_be_done(client):
    nothing = get(client, "/de/notices/")
    no_fit = get(client, "/de/notices/?year=2001")

    assert nothing.count('class="empty"') == no_fit.count('class="empty"') == 1
    assert 'class="btn" href="?"' in no_fit
    assert 'class="btn" href="?"' not in nothing


def test_what_is_over_stands_in_the_archive_and_says_so_at_its_address(client, host):
    make.NoticeFactory(host=host, slug="over", expires_at=LONG_AGO + timedelta(days=1))
    make.NoticeFactory(host=host, slug="away", archived_at=LONG_AGO + timedelta(days=1))

    assert headlines(get(client, "/de/notices/?archive=1")) == ["away", "over"]
    assert "?archive=1" in Words(get(client, "/de/notices/")).links
    assert [get(client, f"/de/notices/{slug}/").count('class="note warn"') for slug in ("over", "away")] == [1, 1]


@pytest.mark.parametrize(
    "facts",
    [
        {"published_at": None},
        {"published_at": timezone.now() + timedelta(days=1)},
        {"embargo_until": timezone.now() + timedelta(days=1)},
    ],
)
def test_what_is_not_due_is_not_found(client, host, facts):
    make.NoticeFactory(host=host, slug="secret", **facts)

    assert client.get("/de/notices/secret/").status_code == 404


def test_the_page_tells_all_of_the_notice(client, host):
    event = make.EventFactory(host=host, slug="forum-2019", fair=make.FairFactory(host=host))
    event.fair.eligibility_marks.create(country="RU", note=Text.of(de="zum ersten Mal"))
    notice = make.NoticeFactory(
        host=host,
        slug="leipzig",
        headline=Text.of(de="Am Verhandlungstisch"),
        location=Text.of(de="Leipzig, Sachsen"),
        lead=Text.of(de="Wer dabei sein will."),
        body=Text.of(de="# Wer kommt\n\n*Viele*."),
        source=Text.of(de="Pressestelle"),
        source_address="https://presse.example/1",
        event=event,
    )
    notice.tags.add(make.TagFactory(host=host, kind="sector", slug="tools", name=Text.of(de="Werkzeug")))
    links.add(notice, "/events/forum-2019/", label=Text.of(de="Anmeldung"), by=None, now=LONG_AGO)

    page = get(client, "/de/notices/leipzig/")

    assert "<h2>Wer kommt</h2>\n<p><em>Viele</em>.</p>" in page
    assert {"/de/notices/?sector=tools", "/de/events/forum-2019/", "https://presse.example/1"} <= set(Words(page).links)
    for words in ("Am Verhandlungstisch", "Leipzig, Sachsen", "Wer dabei sein will.", "zum ersten Mal", "Z & intec"):
        assert words in text(page)


def test_an_uncertain_date_stands_as_it_was_written_and_is_never_guessed(client, host):
    make.NoticeFactory(
        host=host,
        slug="water",
        when_text=Text.of(de="vom 02. bis Juni 2019"),
        when_from=date(2019, 6, 2),
        when_until=date(2019, 6, 30),
    )
    for address in ("/en/notices/", "/en/notices/water/"):
        page = text(get(client, address))

        assert "vom 02. bis Juni 2019" in page
        assert "Date incomplete" in page
        assert "Sorted under June 2019." in page
        assert "30" not in page


def test_a_country_that_is_missing_stays_missing(client, host):
    make.NoticeFactory(host=host, slug="there", lacks_country=True)

    assert "Country not named" in text(get(client, "/en/notices/there/"))


def test_a_text_in_another_language_says_which(client, host):
    make.NoticeFactory(
        host=host,
        slug="only-german",
        headline=Text.of(de="Nur deutsch"),
        body=Text({"de": Version("Absatz", Origin.MACHINE)}),
    )

    page = get(client, "/ru/notices/only-german/")

    assert '<span lang="de">Nur deutsch</span>' in page
    assert '<div class="prose" lang="de">' in page
    assert page.count('class="cc in-lang"') == 2


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_in_any_field_are_harmless_on_page_and_list(client, host, words):
    """Written past the services, which would have cleaned or refused them."""
    said = Text({code: Version(words.replace("\x00", "")) for code in ("de", "ru")})
    fields = ("headline", "location", "lead", "body", "source", "when_text")
    notice = make.NoticeFactory(
        host=host, slug="hostile", source_address='https://a.example/?"><script>', **dict.fromkeys(fields, said)
    )
    notice.tags.add(make.TagFactory(host=host, name=said))
    make.NoticeLinkFactory(notice=notice, label=said)
    make.NoticeFactory(host=host, slug="other")

    for address in ("/de/notices/", "/de/notices/hostile/", "/de/notices/other/"):
        page = get(client, address)

        assert Words(page).harm == []


def test_services_leave_nothing_hostile_in_what_is_kept(host):
    by = make.UserFactory()
    said = Text(
        {code: Version("a" + words[:50]) for code, words in zip(("de", "en", "ru", "pl"), HOSTILE, strict=False)}
    )
    notice = notices.make(host, {"headline": said, "body": said}, by=by, now=LONG_AGO)

    kept = "".join(version.text for version in (*notice.headline.versions.values(), *notice.body.versions.values()))
    assert [letter for letter in kept if letter in "\u202e\u2066\u200b\ufeff\x00\x1b"] == []


def test_a_file_is_given_as_an_attachment_to_everybody_who_sees_the_notice(client, host, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    notice = make.NoticeFactory(host=host, slug="with-file")
    content = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"
    by = make.UserFactory()
    file = belongings.attach(notice, SimpleUploadedFile("Plan.pdf", content), by=by, now=LONG_AGO)
    address = f"/de/notices/with-file/files/{file.public_id}/"

    assert address in Words(get(client, "/de/notices/with-file/")).links
    answer = client.get(address)
    assert (b"".join(answer.streaming_content), answer["Content-Disposition"]) == (
        content,
        'attachment; filename="Plan.pdf"',
    )
    notices.withdraw(notice, by=by, now=LONG_AGO)
    assert client.get(address).status_code == 404


def test_pages_are_kept_until_somebody_changes_something(client, host, django_assert_num_queries):
    notice = make.NoticeFactory(host=host, slug="kept", headline=Text.of(de="Alt"))
    first = client.get("/de/notices/kept/")
    with django_assert_num_queries(1):
        again = client.get("/de/notices/kept/")

    notices.change(notice, {"headline": Text.of(de="Neu")}, by=make.UserFactory(), now=LONG_AGO)
    changed = client.get("/de/notices/kept/")

    assert first.content == again.content
    assert '<h1 id="headline">Neu</h1>' in changed.content.decode()
    assert client.get("/de/notices/kept/", headers={"If-None-Match": changed["ETag"]}).status_code == 304


def test_no_page_sets_a_cookie(client, host):
    make.NoticeFactory(host=host, slug="plain")

    assert [client.get(address).cookies for address in ("/de/notices/", "/de/notices/plain/")] == [{}, {}]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", ["/de/notices/", "/de/notices/?page=1&by=date"])
def test_the_list_takes_the_same_number_of_queries_whatever_is_in_it(
    client, host, count, address, django_assert_num_queries
):
    for number in range(count):
        make.NoticeFactory(host=host, shown_on=date(2018 + number, 1, 1)).tags.add(make.TagFactory(host=host))

    with django_assert_num_queries(LIST_QUERIES):
        client.get(address)
