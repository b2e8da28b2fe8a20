"""What is found on items that were written apart from the words: at least as good as promised."""

import csv
import random
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from handschlag.engine.matching import reading, score
from handschlag.engine.matching.profile import Kind, Profile

LANGUAGES = ("de", "en", "ru")
PAIRS = [(one, other) for one in LANGUAGES for other in LANGUAGES]
ACROSS = [pair for pair in PAIRS if pair[0] != pair[1]]


def items(name):
    path = Path(__file__).parent / "data" / f"forum_items_{name}.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def reader():
    return reading.shipped()


def noisy(code, chance, classes):
    """A code as people choose it: mostly the right one, or one of its group, its division, or any."""
    drawn = chance.random()
    if drawn < 0.6:
        return code
    length = 4 if drawn < 0.85 else 2 if drawn < 0.93 else 0
    return chance.choice([one for one in classes if one[:length] == code[:length]])


@cache
def read(name, kind, language, column, seed=None):
    """The items of a set as the matcher reads them; with a seed each has a code that somebody chose."""
    reader, rows, chance = reading.shipped(), items(name), random.Random(f"{seed} {kind}")
    codes = [(noisy(row["nace"], chance, reader.taxonomy.classes),) if seed is not None else () for row in rows]
    texts = enumerate(row[f"{language}_{column}"] for row in rows)
    return reader.read([Profile(str(n), kind, text, language, codes[n]) for n, text in texts])


def mean_reciprocal_rank(name, *, ask="seek", seeds=(None,)):
    ranks = []
    for seed, (one, other) in product(seeds, ACROSS):
        asked, there = read(name, Kind.SEEK, one, ask, seed), read(name, Kind.OFFER, other, "offer", seed)
        values = score.odds(asked, there, reading.shipped())
        own = values.diagonal()[:, None]
        ranks.extend(1 / (1 + (values > own).sum(axis=1) + ((values == own).sum(axis=1) - 1) / 2))
    return float(np.mean(ranks))


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
def test_the_right_class_is_among_five_in_every_language(reader, name, least):
    rows = items(name)
    shares = [
        np.mean([row["nace"] in {one.code for one in reader.classes.suggest(row[f"{la}_offer"], la)} for row in rows])
        for la in LANGUAGES
    ]
    assert min(shares) >= least
    assert max(shares) - min(shares) <= 0.0701
