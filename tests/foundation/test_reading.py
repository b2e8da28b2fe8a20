"""How values are written for readers of each language: every filter that templates have."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from handschlag.engine.language import Origin, Reading, Text, Version
from handschlag.foundation import reading

LANGUAGES = ("de", "en", "ru")
OPENING = date(2027, 3, 10)
LATE = datetime(2027, 3, 10, 23, 30, tzinfo=UTC)
TITLE = Text.of(de="Messe", en="Fair", ru="Ярмарка")
PROFILE = Text.of(kk="Күн энергиясы", uz="Quyosh energiyasi")

WRITTEN = [
    # filter, what is given, in German, in English, in Russian
    ("plain", [TITLE], "Messe", "Fair", "Ярмарка"),
    ("plain", [Text.of(en="Fair", ru="Ярмарка")], "Fair", "Fair", "Ярмарка"),
    ("plain", [PROFILE], *["Күн энергиясы"] * 3),
    ("plain", [Text()], "", "", ""),
    ("paragraphs", ["Eins\nmehr.\n \nZwei.\n"], *[["Eins\nmehr.", "Zwei."]] * 3),
    ("paragraphs", [" \n\n "], [], [], []),
    ("clock", [LATE, "Europe/Berlin"], *["00:30"] * 3),
    ("day", [OPENING], "Mittwoch, 10. März 2027", "Wednesday, 10 March 2027", "среда, 10 марта 2027 г."),
    ("day", [OPENING, None, "long"], "10. März 2027", "10 March 2027", "10 марта 2027 г."),
    ("day", [OPENING, None, "medium"], "10.03.2027", "10 Mar 2027", "10 мар. 2027 г."),
    ("day", [LATE, "Europe/Berlin", "medium"], "11.03.2027", "11 Mar 2027", "11 мар. 2027 г."),
    ("day", [LATE, "America/New_York", "medium"], "10.03.2027", "10 Mar 2027", "10 мар. 2027 г."),
    ("days", [OPENING, OPENING], "10. März 2027", "10 Mar 2027", "10 мар. 2027 г."),
    ("days", [OPENING, date(2027, 3, 12)], "10.–12. März 2027", "10–12 Mar 2027", "10–12 мар. 2027 г."),
    (
        "days",
        [OPENING, date(2027, 4, 2)],
        "10. März – 2. Apr. 2027",
        "10 Mar – 2 Apr 2027",
        "10 мар. – 2 апр. 2027 г.",
    ),
    ("weekday", [OPENING], "Mi., 10. März", "Wed 10 Mar", "ср, 10 мар."),
    ("upfirst", ["von Elbe GmbH"], *["Von Elbe GmbH"] * 3),
    ("upfirst", ["средний зал"], *["Средний зал"] * 3),
    ("upfirst", [""], "", "", ""),
    ("number", [1234.5], "1.234,5", "1,234.5", "1 234,5"),
    ("number", [1234.56, "#,##0"], "1.235", "1,235", "1 235"),
    ("number", [2, "0.0"], "2,0", "2.0", "2,0"),
    ("number", [0], "0", "0", "0"),
    ("size", [240_400], "240 kB", "240 kB", "240 кБ"),
    ("size", [1_240_000], "1,2 MB", "1.2 MB", "1,2 МБ"),
    ("percent", [0.0471], "4,7 %", "4.7%", "4,7 %"),
    ("percent", [0], "0 %", "0%", "0 %"),
    ("percent", [1], "100 %", "100%", "100 %"),
    ("money", [12e6, 15e6, "EUR"], "12 Mio. € – 15 Mio. €", "€12M – €15M", "12 млн € – 15 млн €"),
    ("money", [12_340_000, None, "EUR"], "12,3 Mio. €", "€12.3M", "12,3 млн €"),
    ("money", [None, 15e6, "RUB"], "15 Mio. RUB", "RUB15M", "15 млн ₽"),
    ("money", [5e5, 15e5, "EUR"], "500.000 € – 1,5 Mio. €", "€500,000 – €1.5M", "500 000 € – 1,5 млн €"),
    ("money", [2e9, 2e9, "EUR"], "2 Mrd. €", "€2B", "2 млрд €"),
    ("money", [0, 900, "EUR"], "0 € – 900 €", "€0 – €900", "0 € – 900 €"),
    ("money", [Decimal("390.50"), Decimal("390.50"), "EUR"], "390,50 €", "€390.50", "390,50 €"),
    ("money", [5e6, None, ""], "5 Mio.", "5M", "5 млн"),
    ("money", [900, None, ""], "900", "900", "900"),
    ("money", [None, None, "EUR"], "", "", ""),
    ("share", [1, 3], 33, 33, 33),
    ("country", ["KZ"], "Kasachstan", "Kazakhstan", "Казахстан"),
    ("country", ["XX"], "XX", "XX", "XX"),
    ("country", [""], "", "", ""),
    ("language_name", ["uz"], "Usbekisch", "Uzbek", "узбекский"),
    ("language_name", ["xx"], "xx", "xx", "xx"),
    ("without_language", ["/de/events/x/?year=2027"], *["/events/x/?year=2027"] * 3),
    ("without_language", ["/de/"], *["/"] * 3),
    ("without_language", ["/feeds/de/x/"], *["/feeds/de/x/"] * 3),
    ("own_name", ["ru"], "русский", "русский", "русский"),
    ("own_name", ["de"], "Deutsch", "Deutsch", "Deutsch"),
]


def spaced(written):
    """Any space is a space: which of them a language takes is not what these tests are about."""
    return re.sub(r"\s", " ", written) if isinstance(written, str) else written


@pytest.mark.parametrize(("name", "given", "de", "en", "ru"), WRITTEN)
def test_every_reader_gets_it_as_her_language_writes_it(name, given, de, en, ru):
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(reading.FILTERS[name](*given))

    normal = found if name == "paragraphs" else [spaced(one) for one in found]
    assert normal == [de, en, ru]


def test_no_filter_is_untested():
    elsewhere = {"best", "in_language"}  # below, because they need more words

    assert {name for name, *_ in WRITTEN} | elsewhere == set(reading.FILTERS)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", TITLE, Reading("Ярмарка", "ru", Origin.WRITTEN, False)),
        ("ru", Text.of(de="Messe", en="Fair"), Reading("Fair", "en", Origin.WRITTEN, True)),
        ("en", Text.of(de="Messe", ru="Ярмарка"), Reading("Messe", "de", Origin.WRITTEN, True)),
        ("ru", PROFILE, Reading("Күн энергиясы", "kk", Origin.WRITTEN, True)),
        ("de", Text({"de": Version("Messe", Origin.MACHINE)}), Reading("Messe", "de", Origin.MACHINE, False)),
        ("ru", Text(), Reading("", "ru", Origin.WRITTEN, False)),
    ],
    ids=["her own", "English", "any, from English", "any", "a machine's", "none"],
)
def test_the_best_text_says_whether_it_is_another_language(language, text, expected):
    with translation.override(language):
        assert reading.best(text) == expected


@pytest.mark.parametrize(("active", "reader"), [("de", "de"), ("de-at", "de"), ("ru", "ru"), (None, "en")])
def test_a_reader_of_a_dialect_reads_its_language(active, reader):
    with translation.override(active, deactivate=True):
        assert reading.reader() == reader


@pytest.mark.parametrize(
    ("moment", "leipzig", "almaty"),
    [
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "01:59", "05:59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "03:00", "06:00"),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "02:30", "05:30"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "02:30", "06:30"),
    ],
    ids=["before summer time", "after it has begun", "before it ends", "after it has ended"],
)
def test_the_clock_is_that_of_the_place_in_summer_and_in_winter(moment, leipzig, almaty):
    assert [reading.clock(moment, zone) for zone in ("Europe/Berlin", "Asia/Almaty")] == [leipzig, almaty]


def test_a_meeting_of_twenty_minutes_ends_as_long_after_on_the_day_of_summer_time():
    start = datetime(2027, 3, 28, 0, 50, tzinfo=UTC)

    assert reading.clock(start + timedelta(minutes=20), "Europe/Berlin") == "03:10"


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), "28.03.2027"),
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), "29.03.2027"),
        (datetime(2027, 3, 27, 22, 30, tzinfo=UTC), "27.03.2027"),
    ],
    ids=["before midnight in summer", "midnight in summer", "before midnight in winter"],
)
def test_the_day_begins_at_midnight_of_the_place(moment, on):
    assert reading.day(moment, "Europe/Berlin", "medium") == on


@pytest.mark.parametrize(("part", "whole", "percent"), [(0, 5, 0), (5, 5, 100), (7, 5, 100), (-1, 5, 0), (3, 0, 0)])
def test_a_share_stays_between_nothing_and_all(part, whole, percent):
    assert reading.share(part, whole) == percent


@pytest.mark.parametrize(
    ("address", "code", "expected"),
    [
        ("/de/events/forum-1/", "ru", "/ru/events/forum-1/"),
        ("/de/events/forum-1/my/wishes/?q=x+y&page=2", "ru", "/ru/events/forum-1/my/wishes/?q=x+y&page=2"),
        ("/de/", "en", "/en/"),
        ("/de/there-is-no-such-page/?q=1", "ru", "/ru/"),
        ("/healthz", "en", "/en/"),
    ],
    ids=["a page", "its query", "the home page", "no page", "no page for people"],
)
def test_the_same_page_in_another_language_keeps_its_query(address, code, expected):
    assert reading.in_language(address, code) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_leads_to_every_other_one(language):
    with translation.override(language):
        found = [reading.in_language(f"/{language}/events/forum-1/?by=person", code) for code in LANGUAGES]

    others = [f"/{code}/events/forum-1/?by=person" if code != language else f"/{code}/" for code in LANGUAGES]
    assert found == others
