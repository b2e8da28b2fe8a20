"""Badges: who gets one, what stands on it in which language, and that any name can be printed."""

import re

import pytest

from handschlag.registration import badges, tickets
from tests import factories as make

pytestmark = pytest.mark.django_db

HOSTILE = [
    '#panic("no")',
    '\\") #read("/etc/passwd")',
    "*_$`<>@[]{}\\//",
    "Ш" * 80,
    "გიორგი მაისურაძე",
    "\u202eAnna\u0000\t\n",
    "👩‍🔬 Anna",
    "O’Neill-Ķēniņš",
]


@pytest.fixture
def event():
    return make.EventFactory(title=make.Text.of(de="Forum Leipzig", en="Leipzig forum", ru="Форум в Лейпциге"))


def comes(event, name="Анна Берг", **facts):
    """Somebody named in an application that is approved."""
    state = facts.pop("state", "approved")
    organisation = make.OrganisationFactory(name="Werk 1 GmbH")
    application = make.ApplicationFactory(
        event=event, state=state, ticket=f"ticket {name}"[:22], country="KZ", organisation=organisation
    )
    return make.ApplicantFactory(application=application, name=name, **facts)


@pytest.mark.parametrize(
    ("language", "country", "german"), [("de", "Kasachstan", "Deutsch"), ("en", "Kazakhstan", "German"),
                                        ("ru", "Казахстан", "Немецкий")]
)  # fmt: skip
def test_a_badge_says_who_comes_in_the_language_in_which_it_is_printed(event, language, country, german):
    applicant = comes(event, name_latin="Anna Berg", languages=[{"language": "de", "level": "C1"}])

    (badge,) = badges.of_event(event, language=language)

    assert (badge.name, badge.latin, badge.organisation) == ("Анна Берг", "Anna Berg", "Werk 1 GmbH")
    assert (badge.country, badge.languages) == (country, (f"{german} C1",))
    assert tickets.ticket_in(badge.code) == applicant.application.ticket


def test_a_name_that_is_latin_already_stands_there_once(event):
    comes(event, name="Anna Berg", name_latin="Anna Berg")

    assert [one.latin for one in badges.of_event(event, language="de")] == [""]


def test_whoever_wants_to_be_photographed_is_told_from_whoever_does_not(event):
    for wants_photo in (True, False):
        comes(event, name=f"Anna {wants_photo}", wants_photo=wants_photo)

    assert len({one.photo for one in badges.of_event(event, language="de")}) == 2


def test_only_those_of_approved_applications_get_one_in_the_order_of_the_alphabet(event):
    for name, state in (("Zoe", "approved"), ("Anna", "approved"), ("Max", "submitted"), ("Eva", "cancelled")):
        comes(event, name, state=state)
    comes(make.EventFactory(), "Otto")

    assert [one.name for one in badges.of_event(event, language="de")] == ["Anna", "Zoe"]


@pytest.mark.parametrize("rows", [1, 3])
def test_badges_of_one_and_of_three_take_the_same_number_of_queries(event, rows, django_assert_num_queries):
    for number in range(rows):
        comes(event, f"Anna {number}")

    with django_assert_num_queries(3):
        found = badges.of_event(event, language="ru")

    assert len(found) == rows


@pytest.mark.parametrize("language", ["de", "en", "ru"])
def test_the_pdf_has_tags_a_language_and_a_title_and_a_page_for_each(event, language):
    for name in ("Anna", "Boris"):
        comes(event, name)

    pdf = badges.pdf(badges.of_event(event, language=language), event, language=language)

    assert pdf.startswith(b"%PDF-")
    assert (b"/StructTreeRoot" in pdf, b"<pdfuaid:part>1</pdfuaid:part>" in pdf) == (True, True)
    assert f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li>".encode() in pdf
    assert event.title.best((language,)).text.encode() in pdf
    assert b"<xmpTPg:NPages>2</xmpTPg:NPages>" in pdf


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_somebody_is_called_is_printed_and_never_obeyed(event, name):
    applicant = comes(make.EventFactory(), "Anna")
    applicant.name = applicant.name_latin = applicant.application.organisation.name = name

    pdf = badges.pdf(badges.of([applicant], language="de"), event, language="de")

    assert pdf.startswith(b"%PDF-")
    assert b"root:" not in pdf


def test_without_anybody_there_is_still_a_page(event):
    assert badges.pdf([], event, language="de").startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("language", "says"),
    [("de", "Deutsch (Muttersprache)"), ("en", "German (mother tongue)"), ("ru", "Немецкий (родной язык)")],
)
def test_a_mother_tongue_is_said_in_words(event, language, says):
    comes(event, languages=[{"language": "de", "level": "native"}])

    assert badges.of_event(event, language=language)[0].languages == (says,)


def test_latin_and_cyrillic_are_written_in_the_font_that_comes_along_whatever_the_machine_has(event):
    comes(event, "Қайрат Төлегенов", name_latin="Ērika Kļaviņa", languages=[{"language": "de", "level": "C1"}])

    pdf = badges.pdf(badges.of_event(event, language="ru"), event, language="ru")

    assert {name.split(b"+")[-1].split(b"-")[0] for name in re.findall(rb"/FontName\s*/([\w+-]+)", pdf)} == {
        b"LibertinusSerif"
    }
