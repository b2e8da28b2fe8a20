"""NACE Rev. 2.1 beside Rev. 2: codes carry their edition, and a table says what each is called in the other."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.engine.matching import editions, reading, taxonomy
from handschlag.engine.matching.profile import Kind, Market, Participant, Profile

CODES = st.integers(0, 9999).map(lambda number: f"{number // 100:02}.{number % 100:02}")


@pytest.fixture
def table(tmp_path):
    def write(content):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


class TestWhatCodesBecome:
    @pytest.mark.parametrize("written", ["NACE Rev. 2.1:25.53", "2.1:25.53", "nace rev 2.1 : C25.53", "2.1:2553"])
    def test_a_code_of_the_later_edition_becomes_that_of_ours(self, written):
        assert reading.shipped().known([written]) == ("25.62",)

    @pytest.mark.parametrize("written", ["25.62", "2:25.62", "NACE Rev. 2:25.62", "Rev. 2: 2562"])
    def test_a_code_of_our_edition_stays_what_it_is(self, written):
        assert reading.shipped().known([written]) == ("25.62",)

    def test_what_was_several_classes_becomes_all_of_them_once(self):
        assert reading.shipped().known(["2.1:31.00", "31.01"]) == ("31.01", "31.02", "31.03", "31.09")

    def test_groups_and_divisions_become_those_that_their_classes_lie_in(self):
        assert reading.shipped().known(["2.1:25.5"]) == ("25.6",)
        assert reading.shipped().known(["2.1:46"]) == ("45", "46")

    def test_a_class_that_the_table_lacks_counts_as_its_group_and_a_national_code_as_its_class(self):
        assert reading.shipped().known(["2.1:62.97"]) == reading.shipped().known(["2.1:62.9"])
        assert reading.shipped().known(["2.1:25.53.1"]) == ("25.62",)

    @pytest.mark.parametrize("written", ["2.1:04.11", "2.1:", ":", "2.1:ZZ", "3:25.62", "2.1:2.1:25.53", "2.1:٢٥.٥٣"])
    def test_what_exists_in_no_edition_is_passed_over(self, written):
        assert reading.shipped().known([written, "25.62"]) == ("25.62",)

    def test_a_market_is_written_in_our_edition(self):
        rows = (Profile("x.1", Kind.OFFER, codes=("2.1:25.53",)), Profile("x.2", Kind.SEEK, codes=("00.00",)))
        people = (Participant("x", "a", rows, codes=("2.1:31.00", "0")), Participant("y", "b", codes=("2562",)))

        found = reading.shipped().in_rev2(Market(people, ("a", "b"), frozenset()))

        assert found.participants[0].codes == ("31.01", "31.02", "31.03", "31.09")
        assert [row.codes for row in found.participants[0].profiles] == [("25.62",), ()]
        assert found.participants[1] is people[1]

    def test_a_market_without_editions_stays_the_same(self):
        market = Market((Participant("x", "a", codes=("25.62",)),), ("a",), frozenset())
        assert reading.shipped().in_rev2(market) is market


class TestTheTableThatIsShipped:
    def test_it_is_in_our_form_and_names_classes_that_exist(self):
        found = editions.shipped()

        assert editions.SHIPPED.read_text(encoding="utf-8") == found.written

    def test_every_class_of_ours_leads_to_at_least_one_of_the_later_edition(self):
        found, classes = editions.shipped(), taxonomy.shipped().classes

        assert {old for old, _ in found.pairs} == {*classes}
        assert [code for code in classes if {len(new) for new in found.in_rev21(code)} != {5}] == []
        assert found.in_rev21("20.53") == ("20.59",)
        assert found.in_rev21("58.12") == ("58.19",)

    def test_shops_of_different_goods_are_of_no_class_together_because_both_may_sell_by_post(self):
        found = editions.shipped()

        assert {"47.61", "47.71"} <= {*found.in_rev21("47.91")}
        assert found.in_rev2("47.61") == ("47.61",)
        assert found.in_rev2("47.71") == ("47.71", "47.82")

    def test_it_is_not_read_before_a_code_of_another_edition_is_met(self, monkeypatch):
        read = []
        monkeypatch.setattr(editions, "shipped", lambda: read.append(1) or editions.corresponding([("25.62", "25.53")]))

        reading.shipped().known(["25.62", "2:25.62", "x"])
        before = len(read)
        reading.shipped().known(["2.1:25.53"])

        assert (before, len(read)) == (0, 1)


class TestReading:
    @pytest.mark.parametrize(
        "content",
        [
            "rev2\trev21\n25.62\t25.53\n",
            "\ufeffNACE Rev. 2;NACE Rev. 2.1\r\n25.62;25.53\r\n",
            'NACE21_CODE,note,NACE2_CODE\nC25.53,"two\nlines",C2562\n',
            "Code NACE Rev. 2\tCode NACE Rev. 2.1\nC\tC\n25\t25\n25.62\t2.1:25.53\n\n25.62\t25.53\n",
        ],
    )
    def test_official_tables_are_read_by_the_names_of_their_columns(self, table, content):
        assert editions.load(table(content)).pairs == (("25.62", "25.53"),)

    def test_columns_may_be_named(self, table):
        path = table("from;to\n25.62;25.53\n")
        assert editions.load(path, columns=("From", "to")).in_rev2("25.53") == ("25.62",)

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            ("", "line 1: expected a column with the codes of NACE Rev. 2, got nothing"),
            ("rev2\tx\n25.62\t25.53\n", "line 1: expected a column with the codes of NACE Rev. 2.1, got 'rev2', 'x'"),
            ("rev2\trev21\n", "expected classes of both editions, got none"),
            ("rev2\trev21\n25\t25\n", "expected classes of both editions, got none"),
            (
                "rev2\trev21\n25.62\t25.53\n25.61\t\n",
                "line 3: expected codes of NACE Rev. 2.1 such as 25.62, got nothing",
            ),
            ("rev2\trev21\nsteel\t25.53\n", "line 2: expected codes of NACE Rev. 2 such as 25.62, got 'steel'"),
            ("rev2\trev21\n25.62\t25.53\t25.54\n", "line 2: expected 2 columns, got 3"),
            ('rev2\trev21\n"25.62\t25.53\n', "line 2: expected cells divided by tabs, got something else"),
            (b"rev2\trev21\n25.62\t\xff\n", "expected UTF-8, got the byte 0xff"),
        ],
    )
    def test_what_is_wrong_is_said_with_file_and_line(self, table, content, sentence):
        with pytest.raises(ValueError, match=f"table[.]csv.*{re.escape(sentence)}"):
            editions.load(table(content))

    @pytest.mark.slow
    @given(st.lists(st.tuples(CODES, CODES), min_size=1, max_size=8), st.sampled_from("\t;,"), st.booleans())
    @settings(max_examples=40, deadline=None)
    def test_what_is_written_is_read_again_and_leads_both_ways(self, tmp_path_factory, pairs, divider, marked):
        path = tmp_path_factory.getbasetemp() / "pairs.csv"
        lines = [("rev2", "rev21"), *pairs]
        path.write_text("\ufeff" * marked + "\n".join(map(divider.join, lines)), encoding="utf-8")

        found = editions.load(str(path))

        assert found.pairs == tuple(sorted(set(pairs)))
        assert all(old in found.in_rev2(new) and new in found.in_rev21(old) for old, new in pairs)
        path.write_text(found.written, encoding="utf-8")
        assert editions.load(str(path)) == found

    @pytest.mark.slow
    @given(st.text(alphabet="rev21 .;,\t\n\r\"'ABC025\x00\ufeff", max_size=60))
    @settings(max_examples=150, deadline=None)
    def test_nonsense_is_refused_in_a_sentence_or_read(self, tmp_path_factory, nonsense):
        path = tmp_path_factory.getbasetemp() / "nonsense.csv"
        path.write_bytes(f"rev2;rev21\n{nonsense}".encode())
        try:
            read = bool(editions.load(str(path)).pairs)
        except ValueError as refused:
            read = str(refused).startswith(f"{path}") and "expected" in str(refused)
        assert read

    @given(st.text(max_size=30))
    @settings(max_examples=150, deadline=None)
    def test_no_code_whatever_is_a_failure(self, nonsense):
        known = reading.shipped().known([nonsense, f"2.1:{nonsense}"])
        assert {*known} <= taxonomy.shipped().titles.keys()
