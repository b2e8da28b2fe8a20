"""Titles that an operator brings along: official tables become ours, and are what reasons say."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.engine.matching import taxonomy, titles

KNOWN = ("25", "25.6", "25.62", "62.01")


@pytest.fixture
def table(tmp_path):
    def write(content):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


class TestOfficialTables:
    @pytest.mark.parametrize(
        "content",
        [
            "Code;Heading\n25.62;Turning\n",
            "\ufeffNACE_CODE,HEADING\r\nC2562,Turning\r\n",
            'Order;Level;Code;Parent;Description\n1;4;25.62;25.6;"Turning"\n',
            "Schlüssel\tBezeichnung\n25.62\tTurning\n",
            "Schlu\u0308ssel\tBezeichnung\n25.62\tTurning\n",
            "Код;Наименование\nC;Section\n\n25.62; Turning\u200b\u00ad \n",
            'Kod,Nazwa,Uwagi\nC.25.62,"Turning","a\nb"\n',
            "Код,Атауы\nNACE Rev. 2:25.62,Turning\n",
        ],
    )
    def test_columns_are_found_by_their_names_whatever_divides_them(self, table, content):
        found = titles.official(table(content), KNOWN)
        assert (found.titles, found.unknown) == ({"25.62": "Turning"}, ())

    def test_titles_stand_in_one_line_in_the_order_of_codes(self, table):
        found = titles.official(table('code;title\n62.01;"Writing\n  programs"\n25;Metal\n'), KNOWN)
        assert list(found.titles.items()) == [("25", "Metal"), ("62.01", "Writing programs")]

    def test_codes_of_no_class_are_told_and_none_stands_for_another(self, table):
        found = titles.official(
            table("code;title\n25.62.1;finer\n99.99;x\n2.1:25.62;new\nA;section\n25;Metal\n"), KNOWN
        )
        assert (found.titles, found.unknown) == ({"25": "Metal"}, ("25.62.1", "99.99", "2.1:25.62"))

    def test_columns_may_be_named(self, table):
        found = titles.official(table("№;what\n25;Metal\n"), KNOWN, columns=("№", "what"))
        assert found.titles == {"25": "Metal"}

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            ("", "line 1: expected a column with the code, got nothing"),
            ("code;x\n25;Metal\n", "line 1: expected a column with the title, got 'code', 'x'"),
            ("code;title\n", "expected codes of NACE Rev. 2 such as 25.62, got none"),
            ("code;title\n99;x\n", "expected codes of NACE Rev. 2 such as 25.62, got only others such as '99'"),
            ("code;title\n25;Metal\n;Source\n", "line 3: expected a code, got nothing"),
            ('code;title\n25;"a\nb"\n25.6;\n', "line 4: expected a title, got nothing"),
            ("code;title\n25;\u200b\n", "line 2: expected a title, got nothing"),
            ("code;title\n25.62;a\n2562;b\n", "line 3: expected each code once, got 25.62 again"),
            (f"code;title\n25;{'x' * 501}\n", "line 2: expected a title of at most 500 letters, got 501"),
            ("code;title\n25;a;b\n", "line 2: expected 2 columns, got 3"),
            ('code;title\n25;"open\n', "line 2: expected cells divided by semicolons"),
            (b"code;title\n25;\xe4\n", "expected UTF-8, got the byte 0xe4"),
        ],
    )
    def test_what_is_wrong_is_said_with_file_and_line(self, table, content, sentence):
        with pytest.raises(ValueError, match=f"table[.]csv.*{re.escape(sentence)}"):
            titles.official(table(content), KNOWN)

    def test_two_columns_are_not_one(self, table):
        with pytest.raises(ValueError, match="expected 2 columns, got 'code' for all of them"):
            titles.official(table("code;title\n25;Metal\n"), KNOWN, columns=("code", "code"))

    @pytest.mark.slow
    @given(st.text(alphabet="cod;,\t\n\r\"' 256.AЖ\x00\u200b\ufeff", max_size=60))
    @settings(max_examples=150, deadline=None)
    def test_nonsense_is_refused_in_a_sentence_or_read(self, tmp_path_factory, nonsense):
        path = tmp_path_factory.getbasetemp() / "nonsense.csv"
        path.write_bytes(f"code,title\n{nonsense}".encode())
        try:
            read = bool(titles.official(str(path), KNOWN).titles)
        except ValueError as refused:
            read = str(refused).startswith(f"{path}") and "expected" in str(refused)
        assert read


class TestLoading:
    def test_a_title_that_is_loaded_is_shown_and_ours_where_there_is_none(self, table):
        ours = taxonomy.shipped()

        found = titles.added(ours, [table("code\tkk\n25\tМеталл\n")])

        assert [found.title("25", "kk"), found.title("25", "de")] == ["Металл", ours.title("25", "de")]
        assert found.title("26", "kk") == ours.title("26", "en")
        assert found.languages == ("de", "en", "ru", "kk")
        assert (found.titles, found.words) == (ours.titles, ours.words)

    def test_an_official_title_takes_the_place_of_ours(self, table):
        assert titles.added(taxonomy.shipped(), [table("code\tde\n25\tMetall\n")]).title("25", "de") == "Metall"

    def test_of_two_tables_the_later_one_counts(self, table, tmp_path):
        later = tmp_path / "later.tsv"
        later.write_text("code\tpl\n25\tb\n", encoding="utf-8")

        found = titles.added(taxonomy.shipped(), [table("code\tpl\n25\ta\n26\tc\n"), str(later)])

        assert [found.title("25", "pl"), found.title("26", "pl")] == ["b", "c"]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            ("", "line 1: expected the columns 'code' and a language such as 'kk', got nothing"),
            ("code\tTitle!\n25\tx\n", "got 'code', 'Title!'"),
            ("code;kk\n25;x\n", "got 'code;kk'"),
            ("code\tkk\n25\tx\n99.99\ty\n", "expected codes of NACE Rev. 2, got '99.99'"),
        ],
    )
    def test_what_is_not_in_our_form_is_refused(self, table, content, sentence):
        with pytest.raises(ValueError, match=re.escape(sentence)):
            titles.added(taxonomy.shipped(), [table(content)])

    @given(st.dictionaries(st.sampled_from(KNOWN), st.text(min_size=1, max_size=20), min_size=1))
    @settings(max_examples=60, deadline=None)
    def test_what_is_written_is_read_again(self, tmp_path_factory, rows):
        path = tmp_path_factory.getbasetemp() / "written.tsv"
        shown = {
            code: text for code, row in sorted(rows.items()) if (text := " ".join(f"x{row}".split())).isprintable()
        }
        path.write_text(titles.written(shown | {"62.01": '"quoted" and so on'}, "kk"), encoding="utf-8", newline="\n")

        assert titles.load(str(path), KNOWN) == ("kk", shown | {"62.01": '"quoted" and so on'})
