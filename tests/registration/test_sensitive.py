"""What is nobody else's business, such as diet or passport: read by those who decide, on one page, and nowhere else."""

from contextlib import suppress

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from handschlag.engine.language import Text
from handschlag.events.roles import RIGHTS, Right, Role
from handschlag.foundation.models import OutgoingMail
from handschlag.registration import organiser_urls, urls
from handschlag.registration.services import deciding
from tests import factories as make
from tests.api.desk import program
from tests.registration.organisers import applied, office

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CANARY = "Canary-Diet-4711"
DECIDES = [role for role in Role if Right.DECIDE_APPLICATIONS in RIGHTS[role]]


@pytest.fixture
def asked():
    """An approved application that has answered what is nobody else's business."""
    at = office(capacity=3)
    at.row = applied(at, email="anna@werk.example")
    deciding.approve(at.row, by=at.user, now=timezone.now())
    question = make.QuestionFactory(
        event=at.event, stage="approved", is_sensitive=True, label=Text.of(en="Diet", de="Diät", ru="Диета")
    )
    make.AnswerFactory(application=at.row, question=question, value=CANARY)
    return at


def addresses(at):
    """All pages of this flat that can be asked for with the event alone, or with the application."""
    found = {reverse("registration:import_template", args=[at.event.slug, "csv"]): "import_template"}
    for name in {one.name for one in (*urls.urlpatterns, *organiser_urls.urlpatterns)}:
        for args in ([at.event.slug], [at.event.slug, at.row.public_id]):
            with suppress(NoReverseMatch):
                found[reverse(f"registration:{name}", args=args)] = name
    return found


def said(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def pages(at, user):
    """What this person gets to see, by the name of the page."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    answers = {name: client.get(way) for way, name in addresses(at).items()}
    return {name: said(answer) for name, answer in answers.items() if answer.status_code == 200}


def telling(found):
    return {name for name, content in found.items() if CANARY.encode() in content}


@pytest.mark.parametrize("role", DECIDES)
def test_who_decides_reads_it_on_the_page_of_the_application_and_in_no_list_or_file(asked, role):
    user = make.MembershipFactory(event=asked.event, role=role).user

    found = pages(asked, user)

    assert (telling(found), {"applications", "export_csv", "badges"} <= found.keys()) == ({"application_desk"}, True)


def test_who_has_all_other_roles_together_reads_it_nowhere(asked):
    user = make.UserFactory()
    for role in Role:
        if role not in DECIDES:
            make.MembershipFactory(event=asked.event, role=role, user=user)

    found = pages(asked, user)

    assert (telling(found), "own_link" in found) == (set(), True)


def test_the_interface_does_not_say_it(asked):
    caller = program(host=asked.event.host)
    root = f"/events/{asked.event.slug}/applications"

    answers = [caller.get(way) for way in (root, f"{root}/{asked.row.public_id}", f"{root}.csv", f"{root}.xlsx")]

    assert (answers[0].status_code, answers[1].status_code) == (200, 200)
    assert not any(CANARY.encode() in said(one) for one in answers)


def test_no_mail_says_it(asked):
    deciding.refuse(asked.row, Text.of(en="Too late"), by=asked.user, now=timezone.now())

    assert OutgoingMail.objects.exists()
    assert not any(CANARY in f"{one.subject}{one.text}{one.html}" for one in OutgoingMail.objects.all())
