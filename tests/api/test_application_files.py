"""Applications as files for programs: all of a file counts or nothing, and each thing wrong has its place."""

import pytest
from django.utils import timezone

from handschlag.events.roles import Role
from handschlag.registration.models import Application
from tests import factories as make
from tests.api.desk import File, program
from tests.registration.organisers import SOON

pytestmark = pytest.mark.django_db
HEAD = "Mail address,Contact person"


@pytest.fixture
def caller():
    event = make.EventFactory(starts_at=timezone.now() + SOON, ends_at=timezone.now() + SOON * 2)
    found = program(Role.ORGANISER, event=event)
    found.event = event
    return found


def upload(caller, *lines, name="list.csv"):
    return caller.post(f"/events/{caller.event.slug}/imports", File(name, "\r\n".join(lines).encode()))


def test_a_good_file_is_taken_over_and_again_changes_nothing(caller):
    first = upload(caller, HEAD, "a@example.org,Anna", "b@example.org,Boris")
    again = upload(caller, HEAD, "a@example.org,Anna", "b@example.org,Boris M.")

    assert first.json() == {"added": 2, "changed": 0, "same": 0, "errors": []}
    assert again.json() == {"added": 0, "changed": 1, "same": 1, "errors": []}


def test_what_is_wrong_is_said_by_row_and_column_and_nothing_is_taken_over(caller):
    answer = upload(caller, HEAD, "a@example.org,Anna", "nonsense,Boris")

    (error,) = answer.json()["errors"]
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert (error["row"], error["column"]) == (3, "Mail address")
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("lines", "code"),
    [(("Shoe size", "44"), "header"), (("",), "size"), (("\x00\x01",), "type"), (("a,a", "1,2"), "header")],
)
def test_what_is_no_table_of_applications_is_refused_with_its_place(caller, lines, code):
    answer = upload(caller, *lines)

    assert (answer.status_code, answer.json()["code"], answer.json()["errors"][0]["row"]) == (422, code, 1)


def test_files_hold_who_has_applied(caller):
    make.ApplicationFactory(event=caller.event, state="approved", email="in@example.org")
    make.ApplicationFactory(event=caller.event, state="refused", email="out@example.org")

    answer = caller.get(f"/events/{caller.event.slug}/applications.csv?state=approved")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    book = caller.get(f"/events/{caller.event.slug}/applications.xlsx")

    assert ("in@example.org" in text, "out@example.org" in text) == (True, False)
    assert b"".join(book.streaming_content)[:2] == b"PK"
