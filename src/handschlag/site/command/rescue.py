"""``handschlag rescue``: for somebody whose device is lost, and her recovery codes with it."""

from __future__ import annotations

import argparse

from django.utils import timezone

from handschlag.accounts.models import User
from handschlag.accounts.services import people
from handschlag.site.command.errors import InputError


def run(args: argparse.Namespace) -> int:
    user = User.objects.filter(email=args.address.strip().lower()).first()
    if user is None:
        raise InputError(f'no account has the mail address "{args.address}"')
    removed = people.forget_second_factors(user, now=timezone.now())
    print(f"{removed} second factors of {user.email} removed; she signs in by a mailed code and sets up a new one")
    return 0
