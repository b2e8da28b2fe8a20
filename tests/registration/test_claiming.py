"""Somebody says that her organisation is one that is known here: it waits for the office and blocks nobody."""

import pytest
from django.utils import timezone

from handschlag.companies.models import Organisation
from handschlag.foundation.models import AuditEntry
from handschlag.registration import work_list
from handschlag.registration.models import Application
from handschlag.registration.services import merging
from tests import factories as make
from tests.registration.desk import NOW
from tests.registration.organisers import address, get, now_is, office, post
from tests.registration.test_applicant import BACKEND, filled, forum, page

pytestmark = pytest.mark.django_db
NAME = "Machatschkala Pumpenwerk"


def werk():
    """An organisation that took part elsewhere, and somebody who spoke for it there."""
    participant = make.ParticipantFactory(organisation__name=NAME, organisation__country="RU")
    owner = make.UserFactory(email="owner@werk.example")
    make.RepresentativeFactory(participant=participant, person__user=owner)
    return participant.organisation, owner


def apply_as(client, event, user, organisation):
    """Choose "That is us" and send; the answer to sending."""
    client.force_login(user, backend=BACKEND)
    client.post(page(event), filled(organisation_name=NAME, us=organisation.public_id))
    return client.post(page(event), filled(step="send", organisation_name=NAME, country="RU"))


def claim(at, email="somebody@else.example", **facts):
    organisation, _owner = werk()
    own = make.OrganisationFactory(name=NAME, country="RU")
    facts = {"state": "submitted", "submitted_at": NOW, "side": at.side} | facts
    return make.ApplicationFactory(event=at.event, email=email, organisation=own, claimed=organisation, **facts)


def test_who_says_so_first_does_not_keep_out_those_whose_organisation_it_is(client):
    event = forum()
    organisation, owner = werk()

    apply_as(client, event, make.UserFactory(email="somebody@else.example"), organisation)
    sent = apply_as(client, event, owner, organisation)

    assert (sent.status_code, organisation.applications.get().email) == (302, "owner@werk.example")
    assert Application.objects.get(email="somebody@else.example").claimed == organisation


def test_who_has_spoken_for_it_need_not_be_confirmed_and_is_approved_by_itself(client):
    event = forum()
    organisation, owner = werk()

    apply_as(client, event, owner, organisation)

    row = Application.objects.get()
    assert (row.organisation, row.claimed, row.state) == (organisation, None, "approved")


def test_those_who_applied_read_that_it_is_to_be_confirmed_before_and_after_sending(client):
    event = forum()
    organisation, _owner = werk()
    client.force_login(make.UserFactory(language="en"), backend=BACKEND)
    client.post(page(event), filled(organisation_name=NAME, us=organisation.public_id))
    form = client.get(page(event)).content.decode()

    sent = client.post(page(event), filled(step="send", organisation_name=NAME, country="RU"))
    after = client.get(sent.url).content.decode()

    assert [NAME in one and 'class="note"' in one for one in (form, after)] == [True, True]
    assert 'name="us" value=""' in form


def test_who_takes_it_back_applies_for_one_of_her_own(client):
    event = forum()
    organisation, _owner = werk()
    client.force_login(make.UserFactory(), backend=BACKEND)
    client.post(page(event), filled(organisation_name=NAME, us=organisation.public_id))
    client.post(page(event), filled(us=""))

    client.post(page(event), filled(step="send", organisation_name="Pumpenwerk Nord", asked="1"))

    row = Application.objects.get()
    assert (row.claimed, row.organisation == organisation, row.state) == (None, False, "approved")


def test_the_office_reads_of_it_on_the_page_and_in_the_work_list():
    at = office()
    row = claim(at)

    shown = get(at, "application_desk", row.public_id).content.decode()
    sections = work_list.sections(at.event, reader=at.user, now=timezone.now())
    found = [line for one in sections if one.rule.key == "claim" for line in one.lines]

    assert ("To be confirmed:" in shown, f"say that they are {NAME}" in shown) == (True, True)
    assert [one.address for one in found] == [address(at, "application_desk", row.public_id)]


def test_confirmed_it_is_that_organisation_and_what_was_made_for_it_is_gone():
    at = office()
    row = claim(at)
    organisation, own = row.claimed, row.organisation

    post(at, "claim", row.public_id, step="confirm")

    row = now_is(row)
    assert (row.organisation, row.claimed, Organisation.objects.filter(pk=own.pk).exists()) == (
        organisation,
        None,
        False,
    )
    assert AuditEntry.objects.filter(verb="application.claim_confirmed").count() == 1


@pytest.mark.slow
def test_confirmed_after_approval_it_takes_part_as_that_organisation():
    at = office(capacity=3)
    row = claim(at)
    post(at, "decide", row.public_id, step="approve")

    post(at, "claim", row.public_id, step="confirm")

    row = now_is(row)
    assert row.participant.organisation == row.organisation == Organisation.objects.get(name=NAME)
    assert at.event.participants.count() == 1


def test_of_a_rejected_one_the_application_goes_on_with_its_own():
    at = office()
    row = claim(at)

    post(at, "claim", row.public_id, step="reject")
    again = post(at, "claim", row.public_id, step="confirm")

    assert (now_is(row).organisation, now_is(row).claimed, again.status_code) == (row.organisation, None, 422)


def test_where_the_organisation_has_applied_itself_the_two_are_merged_first():
    at = office()
    row = claim(at)
    owners = make.ApplicationFactory(
        event=at.event, organisation=row.claimed, state="submitted", email="owner@werk.example", side=at.side
    )

    refused = post(at, "claim", row.public_id, step="confirm")
    merging.merge(row, owners, by=at.user, now=NOW)
    post(at, "claim", row.public_id, step="confirm")

    assert (refused.status_code, "merge the two" in refused.content.decode()) == (422, True)
    assert now_is(row).organisation == row.claimed


def test_only_who_decides_confirms():
    at = office()
    row = claim(at)
    other = office()

    lost = other.client.post(address(at, "claim", row.public_id), {"step": "confirm"})

    assert (lost.status_code, now_is(row).claimed) == (404, row.claimed)
