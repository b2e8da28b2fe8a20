"""What nobody can read gets a useful answer or one sentence, and spoils nobody else's list."""

import json
from dataclasses import replace

import pytest

from handschlag.engine.matching import answer
from handschlag.engine.matching.__main__ import main
from handschlag.engine.matching.profile import Kind, Market, Participant, Profile
from tests.engine.matching import attack

pytestmark = pytest.mark.slow

LONGEST = 50_000


def said(text="", language="", codes=(), **fields):
    """A stranger on the second side whose offer and seek say this."""
    rows = tuple(Profile(f"strange.{kind}", kind, text, language, codes, **fields) for kind in Kind)
    return Participant("strange", "b", rows, codes=codes)


STRANGE = {
    "nothing at all": Participant("strange", "b"),
    "empty profiles": said(),
    "spaces and invisible letters": said(" \t\u200b\u202e\ufeff\n"),
    "only emoji": said("😀🎉👩‍👩‍👧‍👦 🇩🇪"),
    "only punctuation": said("!!! … --- 123 45 %"),
    "an unknown language": said("齿轮箱轴磨削加工服务", "zh"),
    "a language that is none": said("Getriebewellen schleifen", "klingon"),
    "codes that do not exist": said("Wellen", "de", ("99.99", "ZZ", "", "-1", "25.62; DROP", "٢٥.٦٢")),
    "ways and certificates that nobody knows": said("Wellen", "de", cooperation=("magic",), certificates=("",)),
    "half a letter": said("Welle \ud800 Getriebe", "de"),
    "a null": said("Welle\x00 Getriebe", "de"),
    "fifty thousand letters": said("Wir schleifen Wellen für Getriebe. " * (LONGEST // 35), "de"),
    "one word of fifty thousand letters": said("Getriebe" * (LONGEST // 8), "de"),
    "fifty thousand marks on one letter": said("W" + "\u0301" * LONGEST, "de"),
}


FOUR = [person for person in attack.honest() if person.id in {"a0", "b0", "a1", "b1"}]


@pytest.fixture(scope="module")
def alone():
    return lists(FOUR)


def lists(people):
    market = Market(tuple(people), ("a", "b"), frozenset({frozenset("ab")}))
    return answer.answer(market, attack.reader(), k=attack.EACH + 1)["lists"]


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE.keys())
def test_what_nobody_can_read_changes_no_score_of_the_others(alone, strange):
    found = lists([*FOUR, strange])

    assert set(found) == {"a0", "a1", "b0", "b1", "strange"}
    for who, row in found.items():
        expected = {suggested["id"]: suggested["score"] for suggested in alone.get(who, [])}
        known = [suggested for suggested in row if suggested["id"] != "strange" and who != "strange"]
        assert [expected[suggested["id"]] for suggested in known] == [suggested["score"] for suggested in known]
        assert who == "strange" or len(known) == 2
    assert len(found["strange"]) == 2
    json.dumps(found)


@pytest.mark.parametrize("name", ["empty profiles", "only emoji", "spaces and invisible letters"])
def test_who_cannot_be_understood_is_told_why(name):
    found = lists([attack.honest()[0], STRANGE[name]])

    kinds = {(reason["kind"], reason.get("profile")) for reason in found["strange"][0]["reasons"]}
    reason = "nothing_recognised" if name == "only emoji" else "no_text"
    assert {(reason, "strange.offer"), (reason, "strange.seek")} <= kinds


def test_a_text_of_fifty_thousand_letters_is_understood_as_its_first_sentence():
    long, short = (
        replace(STRANGE["fifty thousand letters"].profiles[0], text=text)
        for text in (STRANGE["fifty thousand letters"].profiles[0].text, "Wir schleifen Wellen für Getriebe.")
    )
    found = attack.reader().read([replace(long, id="long"), short])

    assert found.vectors[0].tolist() == found.vectors[1].tolist()
    assert {row.concept for row in found.clear[0]} == {row.concept for row in found.clear[1]} != set()


@pytest.mark.parametrize("sides", [["a"], ["a", "b"]])
def test_a_side_with_nobody_leaves_empty_lists(tmp_path, capsys, sides):
    people = [{"id": "o1", "side": "a", "profiles": [{"kind": "offer", "text": "Wellen", "lang": "de"}]}]
    found = run(tmp_path, capsys, {"format": "b2b-market/1", "sides": sides, "participants": people})

    assert found == (
        0,
        {"lists": {"o1": []}, "exposure": {"gini": dict.fromkeys(sides, 0.0), "unseen": [], "busiest": 0}},
    )


def test_a_market_without_anybody_has_no_lists(tmp_path, capsys):
    code, found = run(tmp_path, capsys, {"format": "b2b-market/1", "sides": [], "participants": []})

    assert (code, found["lists"]) == (0, {})


def run(folder, capsys, market):
    path = folder / "market.json"
    path.write_text(json.dumps(market), encoding="utf-8")
    code = main(["recommend", str(path)])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("queries", "candidates", "expected"), [("", "", []), ("q\tWelle\n", "", [0]), ("", "c\tWelle\n", [])]
)
def test_tables_of_nothing_rank_nothing(tmp_path, capsys, queries, candidates, expected):
    paths = []
    for name, rows in (("queries", queries), ("candidates", candidates)):
        path = tmp_path / f"{name}.tsv"
        path.write_text(f"id\ttext\n{rows}", encoding="utf-8")
        paths += [f"--{name}", str(path)]

    assert main(["retrieve", *paths]) == 0

    assert [len(json.loads(line)["ranking"]) for line in capsys.readouterr().out.splitlines()] == expected


REFUSED = {
    "not UTF-8": (b'{"format": "\xff"}', "expected UTF-8, got the byte 0xff at 12"),
    "too deep": (b"[" * 100_000, "nested too deeply"),
    "nothing": (b"", "no JSON: Expecting value in line 1, column 1"),
    "a number for a text": (
        {"participants": [{"id": "o", "side": "a", "profiles": [{"kind": "offer", "text": 7}]}]},
        "participant 'o', profiles[0], text: expected a text, got 7",
    ),
    "codes that are no list": (
        {"participants": [{"id": "o", "side": "a", "codes": "25.62"}]},
        "participant 'o', codes: expected a list, got str",
    ),
    "twice": (
        {"participants": [{"id": "o", "side": "a"}, {"id": "o", "side": "b"}]},
        "the participant 'o' is there twice",
    ),
    "a matrix of three": ({"matrix": [["a", "b", "a"]]}, "matrix[0]: expected two sides, got ['a', 'b', 'a']"),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_market_is_refused_with_file_and_place(tmp_path, capsys, content, sentence):
    path = tmp_path / "market.json"
    whole = {"format": "b2b-market/1", "sides": ["a", "b"], "participants": []}
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(whole | content).encode())

    with pytest.raises(SystemExit) as ended:
        main(["recommend", str(path)])

    told = capsys.readouterr()
    assert (ended.value.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert sentence in told.err
    assert "market.json" in told.err


@pytest.mark.parametrize("command", [["recommend"], ["suggest", "--texts"], ["unbridged", "--texts"]])
def test_a_file_that_is_not_there_is_named(tmp_path, capsys, command):
    with pytest.raises(SystemExit) as ended:
        main([*command, str(tmp_path / "nothing.tsv")])

    assert ended.value.code == 2
    assert "nothing.tsv" in capsys.readouterr().err
