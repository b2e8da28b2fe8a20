"""Words are folded so that all who spell one in their own way find the same."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handschlag.engine.language import folding

SAME = """
Cheliabinsk Tscheljabinsk Chelyabinsk Челябинск Čeljabinsk Čelâbinsk Czeljabinsk Tcheliabinsk Челябинском
Nischni Nizhny Nizhniy Nizhnii Нижний Nižnij Nischnij
Nowgorod Novgorod Новгород Новгорода
Jekaterinburg Yekaterinburg Ekaterinburg Екатеринбург
Rjasan Ryazan Riazan Râzan' Рязань Рязанью
Tjumen Tyumen Tiumen Тюмень Тюмени
Woronesch Voronezh Voronež Воронеж
Astrachan Astrakhan Astrahan' Астрахань
Chabarowsk Khabarovsk Xabarovsk Habarovsk Хабаровск
Machatschkala Makhachkala Махачкала
Schtscholkowo Shchyolkovo Shchelkovo Shhyolkovo Ščëlkovo Щёлково Щелково
Chruschtschow Khrushchev Chruščëv Хрущёв Хрущев
Gorbatschow Gorbachev Горбачёв Горбачев
Kusnezow Kuznetsov Kuznecov Кузнецов
Solowjow Solovyov Solovyev Соловьёв Соловьев
Čerepovec Tscherepowez Cherepovets Череповец
Iwanow Ivanov Ivanoff Иванов
Sergej Sergey Sergei Сергей
Alexej Alexey Aleksej Алексей
Selenskyj Zelenskyy Зеленський Зеленский
Karaganda Qaraghandy Қарағанды Караганда
Aqtöbe Aktobe Ақтөбе Актобе
Schymkent Shymkent Chimkent Шымкент
Kasachstan Kazakhstan Казахстан
Aserbaidschan Azerbaijan Азербайджан
Tadschikistan Tajikistan Таджикистан
Charkiw Kharkiv Харків
Charkow Kharkov Харьков
Kyjiw Kyiv Kiew Kiev Київ Киев
Луганск Lugansk Луганськ
Луганск Luhansk
Mykolajiw Mykolaiv Миколаїв
München Muenchen Munchen Мюнхен
Köln Koeln Кёльн Кельн
Köln Koln
Görlitz Goerlitz Гёрлиц Герлиц
Händel Haendel Гендель
Müller Mueller Muller Мюллер
Thüringen Thueringen Тюрингия
Verbände Verbaende Verband
Straße Strasse
Weiß Weiss Вайс
Hamburg Гамбург
Stuttgart Штутгарт
Chemnitz Хемниц
Vogtland Фогтланд
Leipzig Лейпциг Лейпциге
Siemens Сименс
Europa Европа
Messe Messen
System Systeme Systems Система системы
Projekt Projekte project projects проект проекта проектов проектами
Forum Forums форум форуме форумов
Technologie Technologien technology Технология технологии
предприятие предприятия предприятий
область области областью
выставка выставки выставками выставках
PIONE PIONЕ
l'Oréal L’Oréal Loreal
Челя́бинск Челябинск
ul'janovsk Uljanowsk Ulyanovsk Ульяновск
"""
OTHERS = [
    ("Wein", "fein"),
    ("Perm", "Form"),
    ("Иванов", "Иван"),
    ("Bautzen", "Bauten"),
    ("2019", "2029"),
    ("Omsk", "Tomsk"),
    ("Messe", "Masse"),
    ("Wald", "Welt"),
]


def are_same(asked, written):
    return not set(folding.keys(asked, is_asked=True)).isdisjoint(folding.keys(written))


@pytest.mark.parametrize("spellings", SAME.split("\n")[1:-1], ids=lambda line: line.split()[0])
def test_each_spelling_finds_the_others(spellings):
    missed = [pair for pair in permutations(spellings.split(), 2) if not are_same(*pair)]

    assert missed == []


@pytest.mark.parametrize(("asked", "written"), OTHERS)
def test_other_words_stay_others(asked, written):
    assert not are_same(asked, written)


def test_numbers_keep_their_digits():
    assert folding.keys("2000") == ("2000",)
    assert folding.keys("B2B") == ("b2b",)


def test_accents_and_apostrophes_do_not_end_a_word():
    assert folding.words("Ul'yanovsk, Челя́бинск – und „L’Oréal“!") == ["Ul'yanovsk", "Челя́бинск", "und", "L’Oréal"]


@pytest.mark.parametrize(
    ("word", "slips"), [("Messe", 1), ("Amt", 0), ("Wald", 0), ("Челябинск", 2), ("20192019", 0), ("aaaaaaaaaaaa", 0)]
)
def test_long_words_forgive_more_slips(word, slips):
    assert folding.slips(word) == slips


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("forum", "forum", 0),
        ("forum", "frum", 1),
        ("forum", "forrum", 1),
        ("forum", "fotum", 1),
        ("forum", "fourm", 1),
        ("celabinsk", "cleabnisk", 2),
        ("abc", "xyz", 3),
    ],
)
def test_neighbours_that_changed_places_are_one_slip(one, other, far):
    assert folding.distance(one, other, most=2) == far


def test_who_is_too_far_away_is_not_measured_to_the_end():
    assert folding.distance("celabinsk", "forum", most=2) == 3


@given(st.text(min_size=1, max_size=8, alphabet="abc"), st.text(min_size=1, max_size=8, alphabet="abc"))
def test_the_way_there_is_as_long_as_the_way_back(one, other):
    assert folding.distance(one, other, most=3) == folding.distance(other, one, most=3)


@given(st.text(max_size=8, alphabet="abc"), st.text(max_size=8, alphabet="abc"), st.integers(0, 4))
def test_the_limit_only_cuts_the_number_off(one, other, most):
    assert folding.distance(one, other, most=most) == min(folding.distance(one, other, most=8), most + 1)


@given(st.text(max_size=60))
def test_whatever_is_written_becomes_small_letters_and_digits(text):
    for word in folding.words(text):
        for key in (*folding.keys(word), *folding.keys(word, is_asked=True), *folding.forms(word)):
            assert key.isascii()
            assert key.isalnum()
            assert key == key.lower()
            assert len(key) <= folding.LONGEST_FORM


@given(st.text(max_size=30))
def test_who_asks_for_a_word_as_it_is_written_finds_it(text):
    assert all(are_same(word, word) for word in folding.words(text))
