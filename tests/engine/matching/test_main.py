"""The matcher from the command line: answers on standard output, one sentence and 2 for what is at fault."""

import json

import pytest

from handschlag.engine.matching.__main__ import main

QUERIES = "id\tlang\ttext\tcodes\n1\tde\tUnser Getriebe ist zu laut\t\n2\t\t😀\t\n3\txx\t\t99.99\n"
CANDIDATES = (
    "id\tlang\ttext\na\ten\tSpur gears cut and ground to DIN quality 5\nb\ten\tWire EDM\nc\tru\tОчистка сточных вод\n"
)
MARKET = {
    "format": "b2b-market/1",
    "sides": ["a", "b"],
    "matrix": [["a", "b"]],
    "participants": [
        {
            "id": "o1",
            "side": "a",
            "country": "DE",
            "languages": ["de"],
            "profiles": [
                {"id": "o1.1", "kind": "offer", "lang": "de", "text": "Präzisionsschleifen von Getriebewellen"},
                {"id": "o1.2", "kind": "seek", "lang": "de", "text": "Vertriebspartner für Werkzeugmaschinen"},
            ],
        },
        {
            "id": "x1",
            "side": "b",
            "languages": ["ru"],
            "profiles": [
                {"id": "x1.1", "kind": "seek", "lang": "ru", "text": "Редукторному заводу нужны валы"},
                {"id": "x1.2", "kind": "offer", "lang": "ru", "text": "Дилер станков с ЧПУ"},
            ],
        },
        {"id": "x2", "side": "b", "vetoes": ["o1"], "profiles": [{"kind": "seek", "text": "geschliffene Wellen"}]},
        {"id": "x3", "side": "b"},
    ],
}


@pytest.fixture
def written(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return write


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.slow
def test_a_need_is_met_across_languages_and_whatever_says_nothing_gets_an_answer(written, capsys):
    files = ["--queries", written("q.tsv", QUERIES), "--candidates", written("c.tsv", CANDIDATES)]

    assert main(["retrieve", *files, "--k", "2"]) == 0

    found = lines(capsys)
    assert [one["id"] for one in found] == ["1", "2", "3"]
    assert found[0]["ranking"][0]["id"] == "a"
    assert [len(one["ranking"]) for one in found] == [2, 2, 2]


@pytest.mark.slow
def test_classes_are_suggested(written, capsys):
    texts = "id\tlang\ttext\n1\tru\tпрецизионное шлифование валов\n2\tde\t\n"

    assert main(["suggest", "--texts", written("t.tsv", texts)]) == 0

    found = lines(capsys)
    assert (found[0]["codes"][0]["code"], found[1]["codes"]) == ("25.62", [])


@pytest.mark.slow
def test_everybody_gets_a_list_with_reasons_and_no_veto_shows(written, capsys):
    assert main(["recommend", written("m.json", MARKET), "--lang", "de"]) == 0

    [found] = lines(capsys)
    assert {id_: [one["id"] for one in row] for id_, row in found["lists"].items()} == {
        "o1": ["x1", "x3"],
        "x1": ["o1"],
        "x2": [],
        "x3": ["o1"],
    }
    best = found["lists"]["x1"][0]
    assert (best["strength"], best["reasons"][0]["kind"]) == ("strong", "seek_meets_offer")
    assert best["reasons"][0]["shared"][0]["title"] == "Getriebewelle"
    assert "veto" not in json.dumps(found)
    assert set(found["exposure"]) == {"gini", "unseen", "busiest"}


@pytest.mark.parametrize("option", ["--k=0", "--k=1001", "--processes=0", "--processes=65", "--processes=two"])
def test_a_number_out_of_range_is_refused_in_one_sentence(written, capsys, option):
    with pytest.raises(SystemExit, match="2"):
        main(["recommend", written("market.json", MARKET), option])

    name, value = option.split("=")
    most = 1000 if name == "--k" else 64
    sentence = f"argument {name}: expected a whole number from 1 to {most}, got {value!r}"
    assert capsys.readouterr().err.strip().endswith(sentence)


@pytest.mark.slow
def test_every_quoted_word_stands_in_the_text_it_is_quoted_from(written, capsys):
    main(["recommend", written("m.json", MARKET)])

    [found] = lines(capsys)
    wrong = [
        (word, reason["seek"]["text"])
        for row in found["lists"].values()
        for one in row
        for reason in one["reasons"]
        for shared in reason.get("shared", [])
        for side in ("seek", "offer")
        for word in shared[f"{side}_words"]
        if word not in reason[side]["text"]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("market", "sentence"),
    [
        ("{", "no JSON"),
        ("[]", "expected the format 'b2b-market/1', got 'list'"),
        (MARKET | {"format": "b2b-forum/1"}, "got 'b2b-forum/1'"),
        (MARKET | {"matrix": [["a", "z"]]}, "got 'z'"),
        (MARKET | {"participants": [{"side": "a"}]}, "participants[0], id: expected a text, got nothing"),
        (MARKET | {"participants": [{"id": "o", "side": "q"}]}, "expected a side out of 'a', 'b', got 'q'"),
        (
            MARKET | {"participants": [{"id": "o", "side": "a", "vetoes": ["nobody"]}]},
            "a veto names 'nobody', who is not there",
        ),
        (
            MARKET | {"participants": [{"id": "o", "side": "a", "profiles": [{"kind": "wish"}]}]},
            "expected 'offer' or 'seek', got 'wish'",
        ),
    ],
)
def test_a_market_that_is_none_is_refused_in_one_sentence(written, capsys, market, sentence):
    with pytest.raises(SystemExit) as ended:
        main(["recommend", written("m.json", market)])

    said = capsys.readouterr()
    assert (ended.value.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert sentence in said.err


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("", "row 1: expected a column 'id', got none"),
        ("id\n1\n", "expected a column 'text'"),
        ("id\ttext\n\tx\n", "row 2, column id: expected an id"),
        ("id\ttext\n1\tx\n1\ty\n", "row 3, column id: '1' is there twice"),
        ("id\ttext\tkind\n1\tx\tgift\n", "row 2, column kind: expected 'offer' or 'seek', got 'gift'"),
        ("id\ttext\n1\tx\ty\n", "row 2: expected 2 columns, got more"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_row_and_column(written, capsys, table, sentence):
    with pytest.raises(SystemExit) as ended:
        main(["suggest", "--texts", written("t.tsv", table)])

    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.slow
class TestTablesOfAnOperator:
    """Official tables become ours on standard output, and recommend and retrieve use them."""

    TITLES = "Code;Heading\nC;Manufacturing\n25.62;Механикалық өңдеу\n25.62.1;finer\n"
    EDITIONS = "NACE Rev. 2;NACE Rev. 2.1\n25.62;99.01\n00.00;99.02\n"

    def test_an_official_table_of_titles_is_written_as_ours(self, written, capsys):
        assert main(["titles", written("t.csv", self.TITLES), "--language", "kk"]) == 0

        said = capsys.readouterr()
        assert said.out == "code\tkk\n25.62\tМеханикалық өңдеу\n"
        first, last = said.err.splitlines()
        assert first.startswith("Codes of NACE Rev. 2 without a title (974): 01, 01.1")
        assert last == "Left out, for they are no codes of NACE Rev. 2 (1): 25.62.1"

    def test_an_official_table_of_editions_is_written_as_ours(self, written, capsys, tmp_path):
        out = tmp_path / "out.tsv"

        assert main(["correspondence", written("e.csv", self.EDITIONS), "--output", str(out)]) == 0

        said = capsys.readouterr()
        assert (said.out, out.read_bytes()) == ("", b"rev2\trev21\n00.00\t99.02\n25.62\t99.01\n")
        assert said.err.splitlines()[0].startswith("Classes of NACE Rev. 2 that are not in the table (614): 01.11")
        assert said.err.splitlines()[1] == "No classes of NACE Rev. 2, their groups will count instead (1): 00.00"

    def test_reasons_have_the_titles_that_are_loaded_for_codes_of_either_edition(self, written, capsys):
        offer = {"kind": "offer", "text": "Präzisionsschleifen von Getriebewellen", "codes": ["2562"]}
        seek = {"kind": "seek", "text": "Редукторному заводу нужны валы", "codes": ["2.1:99.01"]}
        people = [{"id": side, "side": side, "profiles": [row]} for side, row in (("a", offer), ("b", seek))]
        market = written("m.json", MARKET | {"participants": people})
        loaded = ["--titles", written("k.tsv", "code\tkk\n25.62\tМеханикалық өңдеу\n")]

        assert main(["recommend", market, *loaded, "--editions", written("e.csv", self.EDITIONS), "--lang", "kk"]) == 0
        assert main(["recommend", market, *loaded, "--lang", "kk"]) == 0

        with_table, without = (found["lists"]["b"][0]["reasons"] for found in lines(capsys))
        shared = {"kind": "shared_class", "code": "25.62", "title": "Механикалық өңдеу", "direction": "there"}
        assert (shared in with_table, shared in without) == (True, False)

    def test_candidates_are_found_by_codes_of_the_later_edition(self, written, capsys):
        queries = written("q.tsv", "id\ttext\tcodes\n1\t\t25.62\n")
        candidates = written("c.tsv", "id\ttext\tcodes\na\t\t2.1:62.10\nb\t\tNACE Rev. 2.1:25.53\n")

        main(["retrieve", "--queries", queries, "--candidates", candidates])

        assert [one["id"] for one in lines(capsys)[0]["ranking"]] == ["b", "a"]

    @pytest.mark.parametrize(
        ("command", "sentence"),
        [
            (
                ["titles", "TABLE", "--language", "KK!"],
                "argument --language: expected a language such as kk, got 'KK!'",
            ),
            (["titles", "TABLE", "--language", "kk"], "line 1: expected a column with the code, got 'a', 'b'"),
            (["titles", "TABLE", "--language", "kk", "--columns", "a", "b"], "line 2: expected a title, got nothing"),
            (["correspondence", "TABLE"], "line 1: expected a column with the codes of NACE Rev. 2, got 'a', 'b'"),
            (["correspondence", "missing.csv"], "No such file"),
            (["recommend", "-", "--lang", "kk"], "argument --lang: expected one of de, en, ru, got 'kk'"),
            (["recommend", "-", "--titles", "TABLE"], "line 1: expected the columns 'code' and a language"),
            (["recommend", "-", "--editions", "TABLE"], "line 1: expected a column with the codes"),
        ],
    )
    def test_what_is_wrong_in_them_is_refused_in_one_sentence(self, written, capsys, command, sentence):
        table = written("table.csv", "a;b\n25.62;\n")
        with pytest.raises(SystemExit) as ended:
            main([table if word == "TABLE" else word for word in command])

        said = capsys.readouterr()
        assert (ended.value.code, said.out, said.err.count("\n")) == (2, "", 1)
        assert sentence in said.err
