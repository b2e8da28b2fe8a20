"""Somebody who has been here today: her first page of a day notes the day, and all others cost what they cost."""

from django.utils import timezone

from handschlag.accounts.sessions import SEEN_ON


def sign_in(client, user):
    client.force_login(user)
    session = client.session
    session[SEEN_ON] = timezone.localdate().isoformat()
    session.save()
