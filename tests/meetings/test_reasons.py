"""Why a wish is not met and what would help, in words of the reader."""

import re

import pytest
from django.utils import translation

from handschlag.meetings import board, reasons
from handschlag.meetings.states import UnmetReason, WishLevel
from tests import factories as make
from tests import once
from tests.meetings.hall import hall

pytestmark = pytest.mark.django_db

LANGUAGES = ["de", "en", "ru"]


made = once.made(lambda: hall(3, 4))


@pytest.fixture
def forum(made, db):
    """Three tables and four times; at the first two all of them are taken."""
    return once.copied(made)


@pytest.fixture
def plan(forum):
    return forum.plan((0, 0, None), (0, 1, None), (0, 2, None), (1, 0, None))


def ids(rows):
    return [row.public_id for row in rows]


def names(*participants):
    return [one.organisation.name for one in participants]


CASES = {
    # what the planner says of the wish of ours[0] to meet theirs[2]: reason, what is in the way, what would help;
    # then the names and times that the sentences must tell
    "away": lambda f, p: (
        UnmetReason.NO_COMMON_SLOT,
        [],
        {"kind": "availability", "participants": ids([f.theirs[2]]), "slots": ids([f.slots[1], f.slots[3]])},
        [*names(f.theirs[2]), "10:20", "11:00"],
    ),
    "both away": lambda f, p: (
        UnmetReason.NO_COMMON_SLOT,
        [],
        {"kind": "availability", "participants": ids([f.ours[0], f.theirs[2]]), "slots": ids(f.slots[:1])},
        [*names(f.ours[0], f.theirs[2]), "10:00"],
    ),
    "never": lambda f, p: (UnmetReason.NO_COMMON_SLOT, [], {}, []),
    "limit": lambda f, p: (
        UnmetReason.LIMIT,
        ids(p.meetings.filter(first=f.ours[0])),
        {"kind": "limit", "participant": f.ours[0].public_id},
        [*names(f.ours[0]), "2", *names(f.ours[0])],
    ),
    "limit of one": lambda f, p: (
        UnmetReason.LIMIT,
        ids(p.meetings.filter(second=f.theirs[2])),
        {"kind": "limit", "participant": f.theirs[2].public_id},
        [*names(f.theirs[2]), *names(f.theirs[2])],
    ),
    "limit without help": lambda f, p: (
        UnmetReason.LIMIT,
        ids(p.meetings.filter(first=f.ours[0])),
        {},
        [*names(f.ours[0]), "2"],
    ),
    "limit of none": lambda f, p: (UnmetReason.LIMIT, [], {}, []),
    "busy": lambda f, p: (
        UnmetReason.BUSY,
        ids(p.meetings.all()),
        {"kind": "exchange", "slot": f.slots[0].public_id, "meetings": ids(p.meetings.filter(slot=f.slots[0])[:2])},
        ["10:00", f"{' – '.join(names(f.ours[0], f.theirs[0]))}", f"{' – '.join(names(f.ours[1], f.theirs[1]))}"],
    ),
    "busy without help": lambda f, p: (UnmetReason.BUSY, [], {}, []),
    "order": lambda f, p: (UnmetReason.ORDER, [], {"kind": "order", "meetings": []}, []),
    "place": lambda f, p: (
        UnmetReason.PLACE,
        ids(p.meetings.filter(slot=f.slots[0])),
        {"kind": "place", "place_kind": "table", "slots": ids(f.slots[:2])},
        ["10:00", "10:20"],
    ),
    "place without help": lambda f, p: (UnmetReason.PLACE, [], {}, []),
    "interpreter": lambda f, p: (
        UnmetReason.INTERPRETER,
        [],
        {"kind": "interpreter", "pair": ["de", "ru"], "slots": ids(f.slots[2:4])},
        ["10:40", "11:00"],
    ),
    "interpreter of unknown languages": lambda f, p: (
        UnmetReason.INTERPRETER,
        [],
        {"kind": "interpreter", "pair": None, "slots": ids(f.slots[2:3])},
        ["10:40"],
    ),
    "interpreter without help": lambda f, p: (UnmetReason.INTERPRETER, [], {}, []),
    "fairness": lambda f, p: (
        UnmetReason.FAIRNESS,
        [],
        {"kind": "fairness", "participant": f.ours[2].public_id},
        names(f.ours[2]),
    ),
    "fairness of nobody in particular": lambda f, p: (UnmetReason.FAIRNESS, [], {"kind": "fairness"}, []),
    "veto": lambda f, p: (UnmetReason.VETO, [], {}, []),
    "declined": lambda f, p: (UnmetReason.DECLINED, [], {}, []),
}
WITHOUT_REMEDY = {
    "never",
    "limit without help",
    "limit of none",
    "busy without help",
    "order",
    "place without help",
    "interpreter without help",
    "veto",
    "declined",
}


def explained(forum, plan, case):
    reason, blockers, remedy, told = CASES[case](forum, plan)
    row = make.UnmetWishFactory(
        plan=plan, first=forum.ours[0], second=forum.theirs[2], reason=reason, blockers=blockers, remedy=remedy
    )
    [one] = reasons.explained([row], board.load(plan))
    return one, told


def test_every_reason_is_tested(forum, plan):
    assert {CASES[case](forum, plan)[0] for case in CASES} == set(UnmetReason)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_each_reason_is_a_whole_sentence_with_its_names_and_times(forum, plan, case, language):
    with translation.override(language):
        one, told = explained(forum, plan, case)

    sentences = [one.why, one.remedy] if one.remedy else [one.why]
    assert all(re.fullmatch(r"[^\s%(){}].*[^\s.]\.", sentence) for sentence in sentences)
    assert [sentence for sentence in sentences if re.search(r"%\(|%[sd]|[{}]|None", sentence)] == []
    text = " ".join(sentences)
    assert sorted(word for word in told if word in text) == sorted(told)
    assert sorted(re.findall(r"\d\d:\d\d", text)) == sorted({word for word in told if re.match(r"\d\d:\d\d", word)})


@pytest.mark.parametrize("case", CASES)
def test_what_would_help_is_said_where_something_would(forum, plan, case):
    one, _told = explained(forum, plan, case)

    assert (one.remedy == "") == (case in WITHOUT_REMEDY)


@pytest.mark.parametrize("case", CASES)
def test_each_reader_is_told_in_her_own_language(forum, plan, case):
    told = []
    for language in LANGUAGES:
        with translation.override(language):
            told.append(explained(forum, plan, case)[0])
            plan.unmet.all().delete()

    assert len({one.why for one in told}) == len(LANGUAGES)
    assert len({one.remedy for one in told}) == (1 if case in WITHOUT_REMEDY else len(LANGUAGES))


@pytest.mark.parametrize(
    ("language", "either"), [("de", "10:00 oder 10:20"), ("en", "10:00 or 10:20"), ("ru", "10:00 или 10:20")]
)
def test_several_times_are_a_choice(forum, plan, language, either):
    with translation.override(language):
        one, _told = explained(forum, plan, "place")

    assert either in one.why


@pytest.mark.parametrize(
    ("language", "pair"),
    [("de", "Deutsch und Russisch"), ("en", "German and Russian"), ("ru", "немецкий и русский")],
)
def test_languages_are_named_in_the_language_of_the_reader(forum, plan, language, pair):
    with translation.override(language):
        one, _told = explained(forum, plan, "interpreter")

    assert pair in one.remedy


def test_times_are_those_of_the_place(forum, plan):
    forum.event.time_zone = "Asia/Almaty"
    forum.event.save()
    plan.refresh_from_db()

    one, _told = explained(forum, plan, "place")

    assert re.findall(r"\d\d:\d\d", one.why) == ["14:00", "14:20"]


@pytest.mark.parametrize(
    ("case", "gone"), [("away", "slots"), ("busy", "meetings"), ("place", "slots"), ("interpreter", "slots")]
)
def test_what_has_been_deleted_since_is_passed_over(forum, plan, case, gone):
    reason, _blockers, remedy, _told = CASES[case](forum, plan)
    row = make.UnmetWishFactory(
        plan=plan, first=forum.ours[0], second=forum.theirs[2], reason=reason, remedy=remedy | {gone: ["gone"]}
    )

    [one] = reasons.explained([row], board.load(plan))

    assert (bool(one.why), one.remedy) == (True, "")


# Lists of unmet wishes


def rows_of(plan, *rows):
    return [make.UnmetWishFactory(plan=plan, level=level, reason=reason) for level, reason in rows]


def test_musts_are_told_first_and_otherwise_as_they_came(plan):
    rows = rows_of(
        plan, *((level, UnmetReason.BUSY) for level in (WishLevel.WANT, WishLevel.MUST, WishLevel.POSSIBLE, "must"))
    )

    told = reasons.explained(rows, board.load(plan))

    pairs = [(row.first_id, row.second_id) for row in (rows[1], rows[3], rows[0], rows[2])]
    assert [tuple(party.pk for party in one.parties) for one in told] == pairs


def test_reasons_are_counted_the_most_frequent_first(plan):
    counted = reasons.counted(["busy", "limit", "busy"])

    assert [(one.reason, one.number) for one in counted] == [(UnmetReason.BUSY, 2), (UnmetReason.LIMIT, 1)]
    assert all(one.label[0].isupper() for one in counted)


@pytest.mark.parametrize(
    ("rows", "offered", "usual"),
    [
        ([], [], "all"),
        ([("want", "busy"), ("want", "place"), ("want", "busy")], [("busy", 2), ("place", 1), ("all", 3)], "busy"),
        ([("must", "busy"), ("want", "place")], [("must", 1), ("busy", 1), ("place", 1), ("all", 2)], "must"),
        ([("must", "veto"), ("want", "busy")], [("veto", 1), ("busy", 1), ("all", 2)], "veto"),
    ],
    ids=["none", "no musts", "a must", "a must that was refused"],
)
def test_a_list_is_narrowed_to_the_musts_or_one_reason(plan, rows, offered, usual):
    made = rows_of(plan, *rows)

    filters = reasons.filters(made)

    assert [(key, number) for key, _label, number in filters] == offered
    assert [len(reasons.filtered(made, key)) for key, _label, _number in filters] == [
        number for _key, number in offered
    ]
    assert reasons.usual(filters) == usual
