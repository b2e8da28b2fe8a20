"""The list of applications, what is done with many at once, and the page of one."""

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handschlag.companies.models import Organisation
from handschlag.engine.language import Text
from handschlag.foundation.models import AuditEntry, OutgoingMail
from handschlag.registration import finding, listing
from handschlag.registration.listing import Chosen
from handschlag.registration.models import Application, ListColumns, Note
from handschlag.registration.services import bulk, deciding
from tests import factories as make
from tests.registration import desk
from tests.registration.organisers import address, applied, get, now_is, office, post

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def found(at, **which):
    return [str(one) for one in listing.chosen(at.event, Chosen(**which))]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("ООО Челябинск Насос", "Tscheljabinsk"),
        ("Tscheljabinsk Pumpen GmbH", "челябинск"),
        ("Müller Maschinenbau", "mueller masch"),
        ("Werk 7 GmbH", "anna.berg@example"),
        ("Werk 7 GmbH", "Софья"),
    ],
)
def test_a_name_is_found_in_whatever_script_it_is_asked_for(name, asked):
    at = office()
    row = applied(at, name, email="anna.berg@example.org")
    row.applicants.update(name="Sofia Nowak")
    finding.keep(row)
    applied(at, "Otherwise AG")

    assert found(at, q=asked) == [name]


def test_nothing_is_found_that_does_not_hold_every_word():
    at = office()
    applied(at, "Werk Nord GmbH")

    assert [found(at, q=asked) for asked in ("Werk", "Werk Süd", "%", "Nor")] == [
        ["Werk Nord GmbH"],
        [],
        ["Werk Nord GmbH"],  # nothing was asked for
        ["Werk Nord GmbH"],
    ]


def test_it_is_found_by_the_new_name_of_its_organisation_at_once():
    at = office()
    row = applied(at, "Alt GmbH")
    row.organisation.name = "Neu GmbH"
    row.organisation.save()

    assert [found(at, q=asked) for asked in ("Alt", "Neu")] == [[], ["Neu GmbH"]]


def test_filters_narrow_and_orders_order():
    at = office()
    sector = make.TagFactory(host=at.event.host, kind="sector", slug="pumps")
    one = applied(at, "B", size="large", country="KZ", is_late=True)
    one.sectors.add(sector)
    applied(at, "A", state="approved")
    make.ApplicationFactory(event=at.event)  # a draft

    which = [
        {"state": "approved"},
        {"size": "large"},
        {"country": "KZ"},
        {"late": "yes"},
        {"late": "no"},
        {"sector": "pumps"},
        {"side": "guest", "sort": "organisation"},
        {"side": "nobody"},
    ]
    assert [found(at, **one) for one in which] == [["A"], ["B"], ["B"], ["B"], ["A"], ["B"], ["A", "B"], []]


@pytest.mark.parametrize("which", [{}, {"q": "werk"}, {"q": "werk", "country": "DE"}, {"sort": "organisation"}])
@pytest.mark.parametrize("few", [0, 2_000])
def test_pages_follow_one_another_from_either_end_with_nobody_twice(monkeypatch, which, few):
    monkeypatch.setattr(listing, "ON_A_PAGE", 2)
    monkeypatch.setattr(listing, "FEW", few)
    at = office()
    for number in (3, 5, 1, 7, 2, 6, 4):
        applied(at, f"Werk {number}")
    make.ApplicationFactory(event=at.event, contact_name="Werk 8")  # a draft
    asked = Chosen(**which)
    seen = listing.desk(at.event, at.user)

    pages = [listing.page(seen, asked, number) for number in range(1, 5)]

    assert [(one.count, one.pages, len(one.rows)) for one in pages] == [(7, 4, 2)] * 3 + [(7, 4, 1)]
    shown = [str(row) for one in pages for row in one.rows]
    usual = [f"Werk {number}" for number in (4, 6, 2, 7, 1, 5, 3)]
    assert shown == (sorted(usual) if "sort" in which else usual)


@pytest.mark.parametrize("few", [0, 2_000])
def test_what_is_found_is_of_this_event_and_this_state_however_it_is_looked_for(monkeypatch, few):
    monkeypatch.setattr(listing, "FEW", few)
    at, other = office(), office(name="Olga Amt")
    rows = [applied(at, f"Pumpen {number}", state=state) for number, state in enumerate(("approved", "refused"))]
    rows += [applied(at, f"Optik {number}") for number in range(8)]  # so many that pumps are rare
    applied(other, "Pumpen 9")
    draft = make.ApplicationFactory(event=at.event, contact_name="Pumpen 8")
    finding.keep(draft)
    seen = listing.desk(at.event, at.user)

    pages = [listing.page(seen, Chosen(q="pump", **more), 1) for more in ({}, {"state": "approved"}, {"country": "KZ"})]

    assert [(one.count, [str(row) for row in one.rows]) for one in pages] == [
        (2, ["Pumpen 1", "Pumpen 0"]),
        (1, ["Pumpen 0"]),
        (0, []),
    ]


def test_words_are_found_and_counted_as_the_rows_now_are_whoever_writes_them():
    at = office()
    rows = [applied(at, f"Pumpen {number}") for number in range(3)]
    Application.objects.filter(pk=rows[0].pk).update(state="draft")
    Application.objects.filter(pk=rows[1].pk).update(found_by=" optik ")
    rows[2].delete()

    words = [finding.asked(word) for word in ("pumpen", "optik")]

    assert [finding.count(one, at.event.pk) for one in words] == [0, 1]
    assert [finding.count(one, at.event.pk, "draft") for one in words] == [1, 0]


def test_the_index_of_words_is_whole_and_says_when_it_is_not():
    at = office()
    applied(at, "Pumpen")
    assert finding.WORDS.is_whole(connection)

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {finding.WORDS.fts}_new")
        else:
            cursor.execute(f"DROP INDEX {finding.WORDS.table}_found_by")
    assert not finding.WORDS.is_whole(connection)

    applied(at, "Optik")
    Application.objects.update(found_by="", sorted_as="")
    connection.check_constraints()  # PostgreSQL makes no index while some are still to be checked
    finding.rebuild()

    assert finding.WORDS.is_whole(connection)
    assert [found(at, q=asked, sort="organisation") for asked in ("optik", "")] == [["Optik"], ["Optik", "Pumpen"]]


def test_the_order_by_organisation_is_that_of_what_the_list_says_in_whatever_case():
    at = office()
    for name in ("beta GmbH", "Alpha GmbH"):
        applied(at, name)
    applied(at, None, organisation_name="Awaiting GmbH", email="a@example.org")

    assert found(at, sort="organisation") == ["Alpha GmbH", "Awaiting GmbH", "beta GmbH"]


@pytest.mark.parametrize("asked", ['"', 'a"b*', "NOT", "werk AND", "state : x", "x' | 'y", "и", "工", "ь", "1", "*"])
def test_whatever_is_asked_for_is_a_question(asked):
    at = office()
    applied(at, "Werk Nord")

    assert get(at, "applications", q=asked).status_code == 200


def test_the_page_shows_each_and_takes_eight_queries_however_many_there_are():
    at = office()
    make.TagFactory(host=at.event.host, kind="sector")
    ListColumns.objects.create(user=at.user, columns=list(listing.COLUMNS))
    taken = []
    for name in ("Werk 1", "Werk 2", "Werk 3"):
        applied(at, name)
        with CaptureQueriesContext(connection) as queries:
            page = get(at, "applications", q="werk").content.decode()
        taken.append(len(queries))

    assert [name in page for name in ("Werk 1", "Werk 2", "Werk 3")] == [True] * 3
    assert (len({*taken[1:]}), taken[-1] <= 10) == (1, True)


def statements(at):
    with CaptureQueriesContext(connection) as queries:
        get(at, "applications")
    return len(queries)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_how_many_are_in_which_state_is_counted_once_until_something_changes():
    at = office()
    rows = [applied(at, f"Werk {number}") for number in range(2)]

    first, again = statements(at), statements(at)
    deciding.refuse(rows[0], Text.of(en="because"), by=at.user, now=timezone.now())
    after, counted = statements(at), listing.desk(at.event, at.user).states

    assert (first - again, after) == (1, first)
    assert counted == {"submitted": 1, "refused": 1}


def test_what_may_be_rolled_back_is_not_counted_for_others():
    at = office()
    counted = listing.desk(at.event, at.user).states
    applied(at)

    assert (counted, listing.desk(at.event, at.user).states) == ({}, {"submitted": 1})


@pytest.mark.slow
def test_the_usual_page_takes_at_most_eight_queries_and_is_light():
    at = office()
    rows = [applied(at, f"Werk {number} GmbH & Co. KG") for number in range(2)]
    Application.objects.bulk_create(
        make.ApplicationFactory.build(
            event=at.event, state="submitted", submitted_at=rows[0].submitted_at, side=at.side, country="RU"
        )
        for _ in range(400)
    )

    with CaptureQueriesContext(connection) as queries:
        page = get(at, "applications")

    assert len(queries) <= 8
    assert len(gzip.compress(page.content)) <= 25_000
    assert "402 applications" in page.content.decode()


def test_whoever_chooses_columns_sees_these_from_then_on():
    at = office()
    applied(at, region="Saxony")

    post(at, "columns", columns=["email", "region"])
    page = get(at, "applications").content.decode()

    assert re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page) == ["Organisation", "Mail address", "Region"]
    assert "Saxony" in page


def test_a_page_that_is_not_there_shows_the_last_one_and_nonsense_shows_all():
    at = office()
    applied(at)

    pages = [
        at.client.get(address(at, "applications"), query).content.decode()
        for query in ({"page": "99"}, {"page": "x", "state": "y"})
    ]

    assert [page.count("Werk 1 GmbH") for page in pages] == [1, 1]


def test_many_are_approved_as_far_as_there_are_places_and_it_is_said_before():
    at = office(capacity=2)
    rows = [applied(at, f"Werk {number}") for number in range(3)] + [applied(at, "Over", state="refused")]
    data = {"action": "approve", "chosen": [row.public_id for row in rows]}

    page = post(at, "many", **data).content.decode()
    before = desk.states(*rows)
    answer = post(at, "many", **data, confirm="1", text="")

    assert ("All places are taken." in page, "Not possible from this state: refused" in page) == (True, True)
    assert before == ["submitted"] * 3 + ["refused"]
    assert answer.status_code == 302
    assert desk.states(*rows) == ["approved", "approved", "submitted", "refused"]
    desk.check_counts(at.event)


def test_many_are_refused_with_a_reason_that_they_read_and_not_without():
    at = office()
    rows = [applied(at, f"Werk {number}", language="ru") for number in range(2)]
    data = {"action": "refuse", "chosen": [row.public_id for row in rows], "confirm": "1"}

    without = post(at, "many", **data, text=" ")
    between = desk.states(*rows)
    post(at, "many", **data, text="Мест больше нет")

    assert (without.status_code, between) == (422, ["submitted"] * 2)
    assert desk.states(*rows) == ["refused"] * 2
    assert {str(now_is(row).reason.versions["ru"].text) for row in rows} == {"Мест больше нет"}


def test_one_writes_to_many_once_at_each_address():
    at = office()
    rows = [applied(at, f"Werk {number}", email="same@example.org") for number in range(2)]
    data = {"action": "write", "all": "1", "query": "q=werk"}

    page = post(at, "many", **data).content.decode()
    ids = re.findall(r'name="chosen" value="([^"]+)"', page)
    post(at, "many", action="write", chosen=ids, confirm="1", subject="About Monday", text="We begin\n\nat nine.")

    mails = OutgoingMail.objects.filter(kind="registration.written")
    assert ("written to already" in page, len(ids), len(rows)) == (True, 1, 2)
    assert [(mail.subject, "at nine." in mail.text) for mail in mails] == [("About Monday", True)]


def test_the_waiting_list_takes_only_those_who_may_wait():
    at = office(capacity=0)
    rows = [applied(at, "A"), applied(at, "B", state="cancelled")]

    lines = bulk.preview(bulk.ACTIONS["waiting"], at.event, rows)
    bulk.run(bulk.ACTIONS["waiting"], rows, bulk.Words(), by=at.user, now=desk.NOW)

    assert ([line.is_left_out for line in lines], desk.states(*rows)) == ([False, True], ["waiting", "cancelled"])


def test_too_many_or_none_are_refused_before_anything_happens(monkeypatch):
    at = office()
    rows = [applied(at, f"Werk {number}") for number in range(3)]
    monkeypatch.setattr(bulk, "MOST", 2)

    answers = [
        post(at, "many", action="approve", chosen=chosen, confirm="1").url
        for chosen in ([], [row.public_id for row in rows])
    ]

    assert (answers, desk.states(*rows)) == ([address(at, "applications")] * 2, ["submitted"] * 3)


def test_the_page_of_one_shows_answers_history_and_notes():
    at = office()
    row = applied(at)
    kept = make.QuestionFactory(event=at.event, label=Text.of(en="Which machine?"))
    sensitive = make.QuestionFactory(event=at.event, label=Text.of(en="Passport"), is_sensitive=True)
    make.AnswerFactory(application=row, question=kept, value="A lathe")
    make.AnswerFactory(application=row, question=sensitive, value="C01X")
    make.NoteFactory(application=row, text="Rang back")
    post(at, "decide", row.public_id, step="incomplete", text="The region is missing")

    page = get(at, "application_desk", row.public_id).content.decode()

    shown = ["Which machine?", "A lathe", "Passport", "C01X", "Rang back", "The region is missing", "found incomplete"]
    assert [words in page for words in shown] == [True] * 7


@pytest.mark.parametrize(
    ("before", "step", "data", "after"),
    [
        ("submitted", "approve", {}, "approved"),
        ("submitted", "conditions", {"text": "Pay first"}, "approved"),
        ("submitted", "refuse", {"text": "Too late"}, "refused"),
        ("submitted", "incomplete", {"text": "The side"}, "incomplete"),
        ("incomplete", "complete", {}, "submitted"),
        ("late_request", "late", {}, "submitted"),
        ("objected", "approve", {}, "approved"),
        ("submitted", "cancel", {"text": "Asked for it"}, "cancelled"),
    ],
)
def test_each_decision_does_what_it_says(before, step, data, after):
    at = office()
    row = applied(at, state=before)

    answer = post(at, "decide", row.public_id, step=step, **data)

    assert (answer.status_code, desk.states(row)) == (302, [after])
    assert AuditEntry.objects.filter(target_id=row.public_id).exists()


def test_a_decision_that_is_not_possible_is_refused_with_a_sentence():
    at = office(capacity=0)
    row, refused = applied(at, "A"), applied(at, "B", state="refused")

    answers = [
        post(at, "decide", row.public_id, step="approve"),
        post(at, "decide", row.public_id, step="refuse", text=""),
        post(at, "decide", refused.public_id, step="approve"),
        post(at, "decide", row.public_id, step="nonsense"),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 404]
    assert "All places are taken" in answers[0].content.decode()
    assert desk.states(row, refused) == ["submitted", "refused"]


def test_waiting_and_ranking_keep_the_queue():
    at = office(capacity=0)
    rows = [applied(at, name) for name in ("A", "B")]
    for row in rows:
        post(at, "decide", row.public_id, step="waiting")

    post(at, "decide", rows[1].public_id, step="prefer", priority="5")

    assert found(at, state="waiting", sort="queue") == ["B", "A"]


def test_only_the_author_removes_a_note():
    at = office()
    row = applied(at)
    foreign = make.NoteFactory(application=row)
    post(at, "note", row.public_id, kind="telephone", text="Comes with two")
    own = Note.objects.get(by=at.user)

    answers = [post(at, "note", row.public_id, remove=one.public_id).status_code for one in (foreign, own)]

    assert (answers, list(Note.objects.all()), own.kind) == ([422, 302], [foreign], "telephone")


def test_the_office_enters_one_for_somebody_and_changes_it():
    at = office(capacity=1)
    facts = {"contact_name": "Iwan", "email": "iwan@example.org", "language": "ru", "side": "guest", "country": "RU"}

    post(at, "new_application", **facts, organisation="Насос")
    row = Application.objects.get()
    twice = post(at, "new_application", **facts | {"email": "other@example.org"}, organisation="насос")
    changed = post(at, "change_for_them", row.public_id, **facts | {"region": "Tula"}, organisation="Насос")

    assert (row.state, row.organisation.name, row.side) == ("submitted", "Насос", at.side)
    assert (twice.status_code, changed.status_code, now_is(row).region) == (422, 302, "Tula")
    assert (Application.objects.count(), found(at, q="nasos")) == (1, ["Насос"])


def test_a_refused_entry_leaves_no_organisation_behind():
    at = office()
    applied(at, None, email="iwan@example.org", contact_name="Iwan")
    before = Organisation.objects.count()
    at.event.is_history = True
    at.event.save()
    facts = {"contact_name": "Iwan", "email": "x@example.org", "language": "ru", "side": "guest", "country": "RU"}

    answer = post(at, "new_application", **facts, organisation="Neu")

    assert (answer.status_code, Organisation.objects.count()) == (422, before)


def test_a_representative_is_added_with_languages_and_nonsense_is_refused():
    at = office()
    row = applied(at)

    good = post(at, "add_speaker", row.public_id, name="Olga", languages="ru native, de B2")
    bad = post(at, "add_speaker", row.public_id, name="Olga 2", languages="fluent")

    assert (good.status_code, bad.status_code) == (302, 422)
    assert row.applicants.get(name="Olga").languages == [
        {"language": "ru", "level": "native"},
        {"language": "de", "level": "B2"},
    ]
