"""Whoever searches finds what everybody may see now, however it is spelled."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handschlag.companies.queries import SHOWN_PER_SIDE, presence
from handschlag.engine.language import Text
from handschlag.portal import search
from handschlag.portal.models import SearchKind
from handschlag.portal.search import How
from handschlag.programme.states import TalkKind
from tests import factories as make

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def find(words, **asked):
    return search.find(words, language="de", now=NOW, **asked)


def addresses(words, **asked):
    return [hit.address for hit in find(words, **asked).hits]


def notice(slug="found", **facts):
    return make.NoticeFactory(slug=slug, **facts)


@pytest.mark.parametrize(
    "words", ["Cheliabinsk", "Tscheljabinsk", "Chelyabinsk", "Челябинск", "Čeljabinsk", "tschelja"]
)
@pytest.mark.parametrize("written", [{"de": "Forum in Tscheljabinsk"}, {"ru": "Форум в Челябинске"}])
def test_a_name_is_found_in_every_script_and_spelling(words, written):
    notice(headline=Text.of(**written))

    found = find(words)

    assert (found.how, found.total) == (How.ALL, 1)


@pytest.mark.parametrize("words", ["muller", "Mueller", "MÜLLER", "Мюллер"])
def test_umlauts_are_found_without_them(words):
    notice(lead=Text.of(de="Die Firma Müller stellt aus."))

    assert addresses(words) == ["/de/notices/found/"]


@pytest.mark.parametrize("words", ["Tscheljabnisk", "Tsheljabinks", "Челибинск", "Maschone", "Mschine"])
def test_a_slip_is_forgiven_and_said(words):
    notice(headline=Text.of(de="Maschine für Tscheljabinsk"))

    found = find(words)

    assert (found.how, found.total) == (How.SIMILAR, 1)
    assert "<mark>" in found.hits[0].title.html


def test_who_writes_it_right_is_not_shown_what_is_similar():
    notice("right", headline=Text.of(de="Messe"))
    notice("similar", headline=Text.of(de="Masse"))

    assert addresses("Messe") == ["/de/notices/right/"]


def test_all_words_have_to_be_there():
    notice("both", headline=Text.of(de="Forum in Leipzig"), lead=Text.of(de="Über Maschinenbau"))
    notice("one", headline=Text.of(de="Forum in Dresden"))

    assert addresses("Leipzig Maschinenbau Forum") == ["/de/notices/both/"]


def test_words_of_several_languages_find_one_page():
    notice(headline=Text.of(de="Forum", ru="Металлообработка"))

    assert addresses("Forum металлообработка") == ["/de/notices/found/"]


def test_without_a_page_that_has_all_words_those_with_most_come_first():
    notice("one", headline=Text.of(de="Forum in Dresden"), shown_on=NOW.date())
    notice("two", headline=Text.of(de="Forum in Leipzig"))

    found = find("Forum Leipzig Raumfahrt")

    assert found.how == How.SOME
    assert [hit.address for hit in found.hits] == ["/de/notices/two/", "/de/notices/one/"]


def test_small_words_are_not_asked_for_where_others_are():
    notice(headline=Text.of(de="Forum Leipzig"))

    assert find("das Forum in Leipzig").how == How.ALL


def test_the_last_word_may_be_at_its_beginning():
    notice(headline=Text.of(de="Kooperationsforum"))

    assert addresses("kooperat") == ["/de/notices/found/"]
    assert addresses("kooperat Leipzig") == []


def test_titles_come_first_then_the_newest():
    day = NOW.date()
    notice("old-title", headline=Text.of(de="Förderung"), shown_on=day - timedelta(days=9))
    notice("new-text", lead=Text.of(de="Förderung"), shown_on=day)
    notice("new-title", headline=Text.of(de="Die Förderung"), shown_on=day - timedelta(days=1))

    assert addresses("Förderung") == [f"/de/notices/{slug}/" for slug in ("new-title", "old-title", "new-text")]


@pytest.mark.parametrize(
    "hidden",
    [
        {"published_at": None},
        {"published_at": NOW + MINUTE},
        {"embargo_until": NOW + MINUTE},
        {"expires_at": NOW},
        {"archived_at": NOW - MINUTE},
    ],
    ids=lambda hidden: next(iter(hidden)),
)
def test_a_notice_that_is_not_current_is_not_found(hidden):
    notice(headline=Text.of(de="Verrat"), **hidden)

    assert find("Verrat").how == How.NOTHING
    assert find("Verrad").how == How.NOTHING
    assert search.suggest("Verr", language="de", now=NOW) == []


def test_an_embargo_ends_by_the_clock():
    notice(headline=Text.of(de="Nachricht"), embargo_until=NOW)

    before = search.find("Nachricht", language="de", now=NOW - timedelta(microseconds=1))

    assert (before.total, find("Nachricht").total) == (0, 1)


@pytest.fixture
def forum():
    """A forum with all that can be found at it."""
    event = make.EventFactory(slug="forum", title=Text.of(de="Kooperationsforum"), place=Text.of(de="Messehaus"))
    delegation = make.DelegationFactory(event=event, name=Text.of(de="Gebiet Uljanowsk", ru="Ульяновская область"))
    make.InvestmentProjectFactory(delegation=delegation, title=Text.of(de="Neue Gießerei"))
    make.ParticipantFactory(event=event, organisation__name="ООО «Станкостроение»", organisation__country="RU")
    make.TalkFactory(event=event, number=3, title=Text.of(de="Die neue Zerspanung"))
    return event


@pytest.mark.parametrize(
    ("words", "kind", "address"),
    [
        ("Messehaus", SearchKind.EVENT, "/de/events/forum/"),
        ("Ulyanovsk Messehaus", SearchKind.EVENT, "/de/events/forum/"),
        ("Giesserei", SearchKind.PROJECT, "/de/events/forum/#projects"),
        ("Stankostroenie", SearchKind.ORGANISATION, "/de/events/forum/#who"),
        ("Zerspanung", SearchKind.TALK, "/de/events/forum/programme/#talk-3"),
    ],
)
@pytest.mark.usefixtures("forum")
def test_all_that_a_forum_shows_is_found_at_its_place(words, kind, address):
    found = find(words)

    assert [(hit.kind, hit.address) for hit in found.hits] == [(kind, address)]


@pytest.mark.parametrize("published_at", [None, NOW + MINUTE])
def test_nothing_of_a_forum_is_found_before_everybody_sees_it(forum, published_at):
    type(forum).objects.filter(pk=forum.pk).update(published_at=published_at)

    assert [find(words).how for words in ("Messehaus", "Gießerei", "Станкостроение", "Zerspanung")] == [How.NOTHING] * 4


def test_organisations_are_found_that_the_page_of_an_event_shows_and_no_others(forum):
    side = make.SideFactory(event=forum)
    for number in range(SHOWN_PER_SIDE + 2):
        make.ParticipantFactory(event=forum, side=side, organisation__name=f"Gießwerk {number} (fiktiv)")

    found = {hit.title.html.striptags() for hit in find("Gießwerk").hits}

    assert found == {one.name for one in presence(forum).some if "Gießwerk" in one.name}
    assert len(found) == SHOWN_PER_SIDE


def test_an_organisation_leads_to_the_latest_event_that_shows_it():
    organisation = make.OrganisationFactory(name="Stanzwerk (fiktiv)")
    for slug, years in (("early", 0), ("late", 1), ("draft", 2)):
        starts_at = make.OPENING + timedelta(days=365 * years)
        event = make.EventFactory(
            slug=slug,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=6),
            **({"published_at": None} if slug == "draft" else {}),
        )
        make.ParticipantFactory(event=event, organisation=organisation)

    assert addresses("Stanzwerk") == ["/de/events/late/#who"]


def test_countries_are_found_by_their_names():
    make.EventFactory(slug="trip", countries=["KZ"])

    assert [addresses(words) for words in ("Kasachstan", "Kazakhstan", "Казахстан")] == [["/de/events/trip/"]] * 3


def test_names_of_speakers_are_not_in_the_index():
    talk = make.TalkFactory(title=Text.of(de="Vortrag"))
    make.SpeakerFactory(talk=talk, name=Text.of(de="Dr. Erika Mustermann"), has_agreed=True)

    assert find("Mustermann").how == How.NOTHING
    assert find("Präsidentin").total == 1


def test_a_pause_is_not_found():
    make.TalkFactory(title=Text.of(de="Kaffeepause"), kind=TalkKind.PAUSE)

    assert find("Kaffeepause").how == How.NOTHING


def test_kinds_narrow_it_down_and_are_counted_all_the_same(forum):
    notice(headline=Text.of(de="Das Kooperationsforum kommt"))

    found = find("Kooperationsforum", kinds=[SearchKind.NOTICE])

    assert [hit.kind for hit in found.hits] == [SearchKind.NOTICE]
    assert (found.total, found.counts) == (1, {SearchKind.EVENT: 1, SearchKind.NOTICE: 1})


def test_one_host_can_be_asked_alone(forum):
    notice(headline=Text.of(de="Das Kooperationsforum kommt"))
    make.ParticipantFactory(organisation__name="Stanzwerk (fiktiv)")

    assert addresses("Kooperationsforum", host=forum.host) == ["/de/events/forum/"]
    assert addresses("Станкостроение", host=forum.host) == ["/de/events/forum/#who"]
    assert addresses("Stanzwerk", host=forum.host) == []


def test_hits_stand_on_pages():
    for number in range(23):
        notice(f"n{number:02}", headline=Text.of(de=f"Meldung {number:02}"))

    second = find("Meldung", page=2)

    assert (second.total, second.page, second.pages) == (23, 2, 2)
    assert [hit.address for hit in second.hits] == [f"/de/notices/n{number:02}/" for number in (2, 1, 0)]
    assert find("Meldung", page=99).page == 2
    assert find("Meldung", page=-1).page == 1


def test_what_was_looked_for_is_marked_in_the_readers_language():
    notice(
        headline=Text.of(de="Forum", ru="Форум"),
        lead=Text.of(de="Eine Reise nach Tscheljabinsk & zurück", ru="Поездка в Челябинск"),
    )

    hit = find("Cheliabinsk").hits[0]

    assert hit.excerpt.html == "Eine Reise nach <mark>Tscheljabinsk</mark> &amp; zurück"
    assert (hit.title.language, hit.excerpt.language) == ("", "")


def test_what_stands_in_another_language_only_says_so():
    notice(headline=Text.of(de="Forum"), lead=Text.of(ru="Выставка"))

    excerpt = find("Выставка").hits[0].excerpt

    assert (excerpt.html, excerpt.language) == ("<mark>Выставка</mark>", "ru")


def test_a_piece_of_a_long_text_begins_and_ends_with_words():
    notice(body=Text.of(de="vorher " * 100 + "**Drehmaschinen** " + "nachher " * 100))

    piece = find("Drehmaschine").hits[0].excerpt.html

    assert piece.startswith("… vorher")
    assert piece.endswith("nachher …")
    assert "<mark>Drehmaschinen</mark>" in piece
    assert len(piece) < 260


def test_marks_of_a_text_never_become_marks_of_the_page():
    notice(headline=Text.of(de="<script>alert(1)</script> Forum"))

    assert find("Forum").hits[0].title.html == "&lt;script&gt;alert(1)&lt;/script&gt; <mark>Forum</mark>"


def test_suggestions_are_titles_with_their_kind_and_place(forum):
    notice(headline=Text.of(de="Meldung"), lead=Text.of(de="Kooperationsforum"))

    found = search.suggest("koop", language="de", now=NOW)

    assert [(one.title, one.address) for one in found] == [("Kooperationsforum", "/de/events/forum/")]


def test_what_is_called_so_in_another_language_only_is_not_suggested():
    notice(headline=Text.of(de="Zähler", ru="Счётчики"))

    assert search.suggest("Счётч", language="de", now=NOW) == []
    assert [one.title for one in search.suggest("Счётч", language="ru", now=NOW)] == ["Счётчики"]


def test_what_begins_as_it_is_typed_is_suggested_before_what_only_sounds_so():
    day = NOW.date()
    notice("sounds", headline=Text.of(de="Vormittag"), shown_on=day)
    notice("is", headline=Text.of(de="Forum"), shown_on=day - timedelta(days=1))

    assert [one.title for one in search.suggest("for", language="de", now=NOW)] == ["Forum", "Vormittag"]


def test_suggestions_are_few():
    for number in range(12):
        notice(f"n{number}", headline=Text.of(de=f"Meldung {number}"))

    assert len(search.suggest("Meld", language="de", now=NOW)) == 8


HOSTILE = [
    "\0",
    "NUL\0inside",
    '"',
    "' OR 1=1 --",
    "NEAR(a b)",
    "title_keys : x",
    "a* AND (b OR NOT c)",
    "^forum$ {x} -y +z",
    "!&|<->:*()",
    "😀😀",
    "...",
    "a" * 10_000,
    "wort " * 2_000,
    "\ud800",
    "‮‮forum",
    "中国 한국 ไทย",
    "%_\\",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_asked_is_answered(words):
    notice(headline=Text.of(de="Forum"))

    assert find(words).how in How
    assert isinstance(search.suggest(words, language="ru", now=NOW), list)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_whatever_anybody_can_type_is_answered(db, words):
    assert find(words).how in How


def test_signs_alone_are_no_question():
    assert not find("?!… 😀").has_words


def test_of_very_many_words_the_first_ones_are_looked_for():
    notice(headline=Text.of(de="Alpha Beta Gamma Delta Epsilon Zeta Theta Kappa"))

    found = find("Alpha Beta Gamma Delta Epsilon Zeta Theta Kappa Lambda")

    assert (found.how, found.is_cut) == (How.ALL, True)


def many(count):
    for _ in range(count):
        event = make.EventFactory(title=Text.of(de="Reise"))
        make.ParticipantFactory(event=event, organisation__name="Reisewerk (fiktiv)")
        make.TalkFactory(event=event, title=Text.of(de="Reise"))
        make.InvestmentProjectFactory(delegation__event=event, title=Text.of(de="Reise"))
        make.NoticeFactory(headline=Text.of(de="Reise"))


def queries(words):
    with CaptureQueriesContext(connection) as asked:
        found = find(words)
        if "Reisewerk" in words:
            search.suggest(words, language="de", now=NOW)
    assert found.total
    return len(asked)


@pytest.mark.parametrize("words", ["Reise", "Reize Foren", "Reisewerk"])
def test_one_hit_of_each_kind_takes_as_many_queries_as_three(words):
    many(1)
    one = queries(words)
    many(2)

    assert queries(words) == one
