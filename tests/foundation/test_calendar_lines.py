"""Lines of calendar files: every text comes back, and nothing gets out of its line."""

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from handschlag.foundation import calendar_lines as lines


def read(*written):
    file = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + b"".join(written) + b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    assert all(len(part) <= 75 for part in file.split(b"\r\n"))
    [one] = Calendar.from_ical(file).walk("VEVENT")
    return one


def stripped(words):
    return lines.CONTROLS.sub("", words.replace("\r\n", "\n"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_every_text_comes_back(words):
    assert str(read(lines.words("SUMMARY", words)).get("SUMMARY", "")) == stripped(words)


def test_several_words_come_back_apart():
    found = read(lines.words("CATEGORIES", "Wasser, Abwasser", "Пермь; край"))["CATEGORIES"]

    assert [str(one) for one in found.cats] == ["Wasser, Abwasser", "Пермь; край"]


def test_nothing_to_say_is_no_line():
    assert lines.words("LOCATION", "") == b""


def test_a_name_in_quotes_stays_beside_its_value():
    wicked = 'Agentur "Nord":; Süd\r\nATTENDEE:mailto:x@example.org'
    line = lines.line(f"ORGANIZER;CN={lines.in_quotes(wicked)}", "mailto:anna@example.org")

    organiser = read(line)["ORGANIZER"]

    assert (str(organiser), organiser.params["CN"]) == (
        "mailto:anna@example.org",
        "Agentur Nord:; SüdATTENDEE:mailto:x@example.org",
    )
