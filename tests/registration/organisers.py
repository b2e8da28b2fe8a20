"""What tests of the organiser's pages share: an event with applications of every sort, and somebody who decides."""

from datetime import timedelta
from types import SimpleNamespace

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from handschlag.engine.language import Text
from handschlag.events.roles import Role
from handschlag.registration import finding
from handschlag.registration.models import Application
from tests import factories as make
from tests.registration import desk

SOON = timedelta(days=60)


def office(capacity=None, *, name="Anna Amt", **rules):
    """An event in two months, an organiser who has signed in, and a way to ask for pages."""
    event = desk.event(capacity=capacity, **{"approval": "by_hand"} | rules)
    event.starts_at, event.ends_at = timezone.now() + SOON, timezone.now() + SOON + timedelta(hours=8)
    event.save()
    side = make.SideFactory(event=event, key="guest", name=Text.of(de="Gäste", en="Guests", ru="Гости"))
    user = make.MembershipFactory(event=event, role=Role.ORGANISER, user__name=name, user__language="en").user
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return SimpleNamespace(event=event, side=side, user=user, client=client)


def applied(at, name="Werk 1 GmbH", *, state="submitted", **facts):
    """An application as it lies in the office, found by its words."""
    organisation = make.OrganisationFactory(name=name, country="DE") if name else None
    facts = {"submitted_at": timezone.now(), "side": at.side, "country": "DE", "size": "small"} | facts
    row = make.ApplicationFactory(event=at.event, organisation=organisation, state=state, **facts)
    make.ApplicantFactory(application=row, languages=[{"language": "de", "level": "native"}])
    finding.keep(row)
    return row


def address(at, name, *args):
    with translation.override("en"):
        return reverse(f"registration:{name}", args=[at.event.slug, *args])


def get(at, page, *args, **query):
    return at.client.get(address(at, page, *args), query)


def post(at, page, *args, **data):
    return at.client.post(address(at, page, *args), data)


def now_is(application):
    return Application.objects.get(pk=application.pk)
