"""``handschlag host``: an agency begins to use this installation, or gets another manager."""

from __future__ import annotations

import argparse

from django.db import transaction
from django.utils import timezone, translation

from handschlag.accounts.services import people
from handschlag.events.services import hosts
from handschlag.foundation.errors import RuleBroken
from handschlag.site import made
from handschlag.site.command.errors import InputError


def run(args: argparse.Namespace) -> int:
    made.migrate()
    now = timezone.now()
    try:
        with translation.override("en"), transaction.atomic():
            manager = people.open_account(args.manager, language=args.language)
            host, is_new = hosts.found(args.slug, name=args.name or "", manager=manager, now=now)
    except RuleBroken as wrong:
        raise InputError(" ".join(wrong.messages)) from wrong
    print(f"{host.name} ({host.slug}) {'is there now' if is_new else 'was there already'}, managed by {manager.email}")
    print("Sign in with this address: a code comes by mail, then a second factor is set up.")
    return 0
