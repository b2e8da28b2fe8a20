"""What is found on items that were written apart from the words: at least as good as promised."""

import pytest

from benchmarks.items import LANGUAGES, mean_reciprocal_rank, right_class


@pytest.mark.wide
@pytest.mark.parametrize(
    ("name", "least"), [("dev", 0.85), ("hard_dev", 0.5), pytest.param("heldout", 0.58, marks=pytest.mark.long)]
)
def test_a_need_finds_its_offer_across_languages(name, least):
    assert mean_reciprocal_rank(name) >= least


@pytest.mark.wide
@pytest.mark.parametrize(
    ("name", "least", "seeds"),
    [
        ("dev", 0.92, (5,)),
        pytest.param("dev", 0.95, range(5, 12), marks=pytest.mark.long),
        pytest.param("hard_dev", 0.8, range(5, 12), marks=pytest.mark.long),
        pytest.param("heldout", 0.85, range(5, 12), marks=pytest.mark.long),
    ],
)
def test_with_classes_as_people_choose_them_it_finds_more(name, least, seeds):
    assert mean_reciprocal_rank(name, seeds=seeds) >= least


@pytest.mark.wide
def test_an_offer_finds_its_translation():
    assert mean_reciprocal_rank("dev", ask="offer") >= 0.97


@pytest.mark.wide
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("dev", 0.88),
        *(pytest.param(name, least, marks=pytest.mark.long) for name, least in [("hard_dev", 0.7), ("heldout", 0.8)]),
    ],
)
def test_the_right_class_is_among_five_in_every_language(name, least):
    shares = [right_class(name, language) for language in LANGUAGES]

    assert min(shares) >= least
    assert max(shares) - min(shares) <= 0.0701
