"""Two applications that were one, and two again."""

import pytest

from handschlag.companies.models import Participant
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import finding, listing
from handschlag.registration.listing import Chosen
from handschlag.registration.models import Merge
from handschlag.registration.services import merging
from tests import factories as make
from tests.registration import desk
from tests.registration.organisers import applied, get, now_is, office, post

pytestmark = pytest.mark.django_db


def facts(row):
    row = now_is(row)
    people = sorted(one.name for one in row.applicants.all())
    return row.state, row.organisation, row.region, people, row.answers.count(), row.notes.count()


def pair(**more):
    """One without organisation and region, and one with both."""
    at = office(**more)
    first = applied(at, None, contact_name="Anna", email="a@example.org")
    second = applied(at, "Werk 1", email="b@example.org", region="Tula")
    make.AnswerFactory(application=second, value="told")
    make.NoteFactory(application=second)
    return at, first, second


def test_the_kept_one_takes_over_what_it_lacks_and_is_found_by_it():
    at, first, second = pair()
    people = sorted(one.name for row in (first, second) for one in row.applicants.all())

    merging.merge(first, second, by=at.user, now=desk.NOW)

    assert facts(first) == ("submitted", second.organisation, "Tula", people, 1, 1)
    assert desk.states(second) == ["merged"]
    assert [str(one) for one in listing.chosen(at.event, Chosen(q="werk", state="submitted"))] == ["Werk 1"]


@pytest.mark.parametrize("approved", [(), (0,), (1,), (0, 1)])
def test_undone_both_are_what_they_were_and_places_stay_exact(approved):
    at, first, second = pair(capacity=2)
    for number in approved:
        post(at, "decide", (first, second)[number].public_id, step="approve")
    before = facts(first), facts(second)
    participants = Participant.objects.count()

    row = merging.merge(first, second, by=at.user, now=desk.NOW)
    desk.check_counts(at.event)
    merging.part(row, by=at.user, now=desk.NOW)

    assert (facts(first), facts(second)) == before
    assert (Merge.objects.count(), Participant.objects.count()) == (0, participants)
    desk.check_counts(at.event)


@pytest.mark.slow
def test_the_place_of_the_dropped_one_goes_to_who_waits_and_is_not_taken_back():
    at, first, second = pair(capacity=2, offer_hours=0)
    waits = applied(at, "Waits")
    for row, step in ((first, "approve"), (second, "approve"), (waits, "waiting")):
        post(at, "decide", row.public_id, step=step)

    row = merging.merge(first, second, by=at.user, now=desk.NOW)
    with pytest.raises(RuleBroken) as broken:
        merging.part(row, by=at.user, now=desk.NOW)

    assert (desk.states(first, second, waits), broken.value.code) == (["approved", "merged", "approved"], "full")
    desk.check_counts(at.event)


def test_one_is_not_merged_with_itself_nor_over_events_nor_into_one_that_is_over():
    at, first, second = pair()
    elsewhere = applied(office())
    over = applied(at, "Over", state="refused")
    codes = []
    for kept, dropped in ((first, first), (first, elsewhere), (over, second)):
        with pytest.raises(RuleBroken) as broken:
            merging.merge(kept, dropped, by=at.user, now=desk.NOW)
        codes.append(broken.value.code)

    assert codes == ["same", "event", "state"]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("ООО Челябинск", "Tscheljabinsk GmbH", True),
        ("Müller & Söhne KG", "Mueller Soehne", True),
        ("Elbflanke Pumpen-Technik", "ELBFLANKE Pumpentechnik GmbH", True),
        ("Sokolowa-Mikitowa", "Sokolowa Mikitowa", True),
        ("Werk 1 GmbH", "Werk 2 GmbH", False),
        ("Siemens Energy", "Siemens", False),
        ("GmbH", "AG", False),
    ],
)
def test_names_that_sound_alike_are_the_same_and_others_are_not(one, other, is_same):
    assert bool(finding.signatures(one) & finding.signatures(other)) == is_same


@pytest.mark.slow
def test_the_pages_compare_merge_and_part():
    at, first, second = pair()
    listed = get(at, "duplicates").content.decode()
    compared = get(at, "merge", first.public_id, second.public_id).content.decode()

    post(at, "merge", first.public_id, second.public_id, keep=second.public_id)
    merged = get(at, "application_desk", second.public_id).content.decode()
    post(at, "part", Merge.objects.get().public_id)

    assert ("No duplicates" in listed, "Tula" in compared, "Undo the merge" in merged) == (True, True, True)
    assert desk.states(first, second) == ["submitted", "submitted"]


def test_names_that_were_only_typed_may_be_the_same_too():
    event = make.EventFactory()
    typed = make.ApplicationFactory(event=event, state="submitted", organisation_name="Elbflanke Pumpen-Technik")
    known = make.ApplicationFactory(
        event=event, state="submitted", organisation=make.OrganisationFactory(name="Elbflanke Pumpentechnik GmbH")
    )
    for one in (typed, known):
        finding.keep(one)

    assert (finding.twins_of(typed), finding.twins_of(known)) == ([known], [typed])


def test_whoever_may_be_the_same_is_found_from_either_side_and_nobody_else():
    event, firm = make.EventFactory(), make.OrganisationFactory(name="Ost")

    def sent(**facts):
        row = make.ApplicationFactory(**{"event": event, "state": "submitted"} | facts)
        finding.keep(row)
        return row

    hyphen, joined = sent(organisation_name="Pumpen-Technik"), sent(organisation_name="Pumpentechnik GmbH")
    here, there = (
        sent(email="a-b@example.org", organisation_name="Süd"),
        sent(email="a-b@example.org", organisation=firm),
    )
    others = [
        sent(organisation_name="Pumpen Nord", email="b@example.org"),
        sent(organisation_name="Pumpen-Technik", event=make.EventFactory()),
    ]

    found = [finding.twins_of(row) for row in (hyphen, joined, here, there, *others)]

    assert found == [[joined], [hyphen], [there], [here], [], []]
