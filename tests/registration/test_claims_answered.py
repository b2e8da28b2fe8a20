"""Who has spoken for an organisation says whether those who claim it belong to it; nobody else does."""

import pytest
from django.test import Client
from django.urls import reverse

from handschlag.events.roles import Role
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import AuditEntry, OutgoingMail
from handschlag.registration import access
from handschlag.registration.services import claiming
from tests import factories as make
from tests.accounts.people import address as page_of
from tests.registration.desk import NOW
from tests.registration.organisers import get, now_is, office
from tests.registration.test_applicant import BACKEND
from tests.registration.test_claiming import NAME, claim

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ASKER = "somebody@else.example"


def colleague(row):
    return row.claimed.participations.get().representatives.get().person.user


def signed_in(user):
    client = Client(headers={"accept-language": user.language})
    client.force_login(user, backend=BACKEND)
    return client


def account_of(user):
    return signed_in(user).get(page_of("accounts:account")).content.decode()


def say(user, row, step):
    return signed_in(user).post(reverse("registration:answer_claim", args=[row.public_id]), {"step": step}, follow=True)


def verbs():
    return list(
        AuditEntry.objects.filter(verb__startswith="application.claim").order_by("number").values_list("verb", "actor")
    )


def test_who_has_spoken_for_it_reads_on_her_account_who_says_that_she_belongs_to_it():
    row = claim(office(), email=ASKER, contact_name="Berta Neu")

    shown = account_of(colleague(row))

    assert [word in shown for word in ("Berta Neu", ASKER, NAME, str(row.event.title.best(("de",)).text))] == [True] * 4


def test_who_has_applied_for_it_and_was_let_in_is_asked_too():
    row = claim(office())
    contact = make.UserFactory()
    taking_part = row.claimed.participations.get()
    make.ApplicationFactory(
        event=taking_part.event, user=contact, organisation=row.claimed, state="approved", participant=taking_part
    )

    assert list(access.claims_to_answer(contact)) == [row]


def test_yes_makes_it_the_application_of_the_organisation():
    row = claim(office(), email=ASKER)
    organisation, user = row.claimed, colleague(row)

    answer = say(user, row, "yes")

    row = now_is(row)
    assert (answer.status_code, row.organisation, row.claimed) == (200, organisation, None)
    assert [verb for verb, _who in verbs()] == ["application.claim_vouched", "application.claim_confirmed"]
    assert {who for _verb, who in verbs()} == {user.public_id}


def test_no_lets_it_go_on_as_one_of_its_own():
    row = claim(office(), email=ASKER)
    own, user = row.organisation, colleague(row)

    say(user, row, "no")

    row = now_is(row)
    assert (row.organisation, row.claimed) == (own, None)
    assert [verb for verb, _who in verbs()] == ["application.claim_disowned", "application.claim_rejected"]


@pytest.mark.parametrize("language", ["de", "en", "ru"])
@pytest.mark.parametrize(("step", "kind"), [("yes", "claim_confirmed"), ("no", "claim_rejected")])
def test_who_asked_is_told_in_her_language_and_not_by_whom(step, kind, language):
    row = claim(office(), email=ASKER, language=language)
    user = colleague(row)

    say(user, row, step)

    mail = OutgoingMail.objects.get(to_email=ASKER)
    assert (mail.kind, mail.language, NAME in mail.text) == (f"registration.{kind}", language, True)
    assert [word in mail.text for word in (user.email, user.name, "{", "%(")] == [False] * 4


def test_the_office_sees_who_has_said_so():
    at = office()
    row = claim(at)
    user = colleague(row)

    say(user, row, "yes")
    shown = get(at, "application_desk", row.public_id).content.decode()

    assert (user.name in shown, f"Has spoken for {NAME} and says that it is them" in shown) == (True, True)


def test_where_the_organisation_has_applied_itself_her_word_waits_for_the_office():
    at = office()
    row = claim(at)
    user = colleague(row)
    make.ApplicationFactory(event=at.event, organisation=row.claimed, state="submitted", side=at.side)

    answer = say(user, row, "yes")
    shown = get(at, "application_desk", row.public_id).content.decode()

    row = now_is(row)
    assert (answer.status_code, row.claimed is None, row.vouched_by) == (200, False, user)
    assert f"{user.name}, who has spoken for {NAME}, says that it is them" in shown
    assert list(access.claims_to_answer(user)) == []
    assert OutgoingMail.objects.filter(to_email=row.email).count() == 0


def test_nobody_is_asked_who_has_not_spoken_for_it_or_asks_herself():
    at = office()
    row = claim(at, user=make.UserFactory())
    elsewhere = make.RepresentativeFactory(person__user=make.UserFactory()).person.user
    applied = make.ApplicationFactory(organisation=row.claimed, user=make.UserFactory(), state="submitted").user

    found = [list(access.claims_to_answer(one)) for one in (row.user, elsewhere, applied, at.user)]
    answers = [say(one, row, "yes").status_code for one in (row.user, elsewhere, applied, at.user)]

    assert (found, answers, now_is(row).claimed) == ([[]] * 4, [404] * 4, row.claimed)


def test_who_asks_does_not_confirm_herself_under_another_account_with_her_address():
    row = claim(office(), email="owner@werk.example")

    assert list(access.claims_to_answer(colleague(row))) == []


def test_while_she_acts_for_somebody_she_is_not_asked():
    at = office()
    row = claim(at)
    user = make.MembershipFactory(event=at.event, role=Role.ADVISER, user=colleague(row)).user
    mandate = make.MandateFactory(agent=user, event=at.event)
    client = signed_in(mandate.agent)
    session = client.session
    session["acting"] = mandate.public_id
    session.save()

    answer = client.post(reverse("registration:answer_claim", args=[row.public_id]), {"step": "yes"})

    assert (answer.status_code, now_is(row).claimed) == (404, row.claimed)
    assert list(access.claims_to_answer(user)) == [row]


@pytest.mark.parametrize("state", ["draft", "cancelled", "refused", "merged"])
def test_nobody_is_asked_about_what_was_not_sent_or_is_over(state):
    row = claim(office(), state=state)

    assert list(access.claims_to_answer(colleague(row))) == []


def test_of_two_answers_the_first_one_counts():
    row = claim(office())
    user = colleague(row)
    say(user, row, "no")

    late = say(user, row, "yes")
    with pytest.raises(RuleBroken) as broken:
        claiming.vouch(row, by=user, now=NOW)

    assert (late.status_code, broken.value.code, now_is(row).claimed) == (404, "claim", None)


def test_another_answer_than_yes_or_no_is_none():
    row = claim(office())

    answer = say(colleague(row), row, "perhaps")

    assert (answer.status_code, now_is(row).claimed) == (404, row.claimed)


def test_one_and_three_claims_take_the_same_number_of_queries(django_assert_num_queries):
    row = claim(office())
    user = colleague(row)
    access_one = len(list(access.claims_to_answer(user)))
    for number in range(2):
        make.ApplicationFactory(
            event=row.event, claimed=row.claimed, state="submitted", submitted_at=NOW, email=f"p{number}@else.example"
        )

    with django_assert_num_queries(1):
        names = [(str(one.claimed), str(one.event.host)) for one in access.claims_to_answer(user)]

    assert (access_one, len(names)) == (1, 3)
