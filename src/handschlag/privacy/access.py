"""Doors to what a host decides about data, and to what it was asked."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.shortcuts import get_object_or_404

from handschlag.accounts.models import User
from handschlag.events.access import host_with
from handschlag.events.models import Host
from handschlag.events.roles import Right
from handschlag.foundation import personal
from handschlag.foundation.personal import Individual
from handschlag.privacy.models import Consent, Request

Reader = User | AnonymousUser


def host_of_privacy(user: Reader, slug: str) -> Host:
    """The host, if this person answers for its data."""
    return host_with(user, slug, Right.ANSWER_PRIVACY)


def request_of(user: Reader, slug: str, public_id: str) -> Request:
    """What this host was asked."""
    host = host_of_privacy(user, slug)
    found = get_object_or_404(Request.objects.select_related("noted_by", "answered_by"), host=host, public_id=public_id)
    found.host = host
    return found


def individual_at(host: Host, key: str) -> Individual:
    """Somebody about whom this host holds something."""
    found = personal.held(host.slug, key)
    if found is None:
        raise Http404
    return found


def consent_of(user: Reader, public_id: str) -> Consent:
    """A consent that she has given."""
    return get_object_or_404(Consent.objects.select_related("purpose__host"), user=user.pk or 0, public_id=public_id)
