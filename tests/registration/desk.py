"""What tests of this flat share: an event that takes applications, and short ways to send one."""

from datetime import timedelta

from django.db.models import F

from handschlag.registration import queries
from handschlag.registration.models import Application, Quota
from handschlag.registration.services import applying
from tests import factories as make

NOW = make.OPENING - timedelta(days=60)


def event(capacity=None, **rules):
    """Of its rules and one quota for everybody, if there is to be one."""
    found = make.EventFactory()
    make.RegistrationRulesFactory(event=found, **rules)
    if capacity is not None:
        make.QuotaFactory(event=found, capacity=capacity)
    return found


def sent(at, now=NOW, **facts):
    """An application to this event that was sent."""
    return applying.submit(make.ApplicationFactory(event=at, **facts), by=None, now=now)


def states(*applications):
    return [Application.objects.get(pk=one.pk).state for one in applications]


def taken(at):
    return list(Quota.objects.filter(event=at).order_by("number").values_list("taken", flat=True))


def check_counts(at):
    """What must be true whatever has happened."""
    quotas = list(Quota.objects.filter(event=at))
    assert queries.drift(quotas) == []
    assert not Quota.objects.filter(taken__gt=F("capacity")).exists()
