"""``handschlag prepare``: brings everything up to date that is made and not written."""

from __future__ import annotations

import argparse
import sys

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from handschlag.accounts import demo as sign_in
from handschlag.site import made

STEPS = {
    "database": made.migrate,
    "translations": made.compile_translations,
    "static files": made.collect_static_files,
    "templates": made.compile_templates,
    "planner": made.compile_planner,
}


def run(args: argparse.Namespace) -> int:
    done = [name for name, bring_up_to_date in STEPS.items() if bring_up_to_date()]
    if done:
        print(f"Brought up to date: {', '.join(done)}", file=sys.stderr)
    if args.demo:
        from handschlag.site import demo  # large, and not for everybody

        demo.load()
        with translation.override("en"):
            print(sign_ins(), end="")
    if args.acceptance:
        from handschlag.site import acceptance  # not for everybody either

        print(acceptance.load())
    return 0


def sign_ins() -> str:
    """Who can be played in the demonstration, a line for each part."""
    lines = [f"One click at {settings.BASE_URL}{reverse('accounts:sign_in')} signs you in as"]
    for part in sign_in.parts():
        whom = f"{part.user.name} <{part.user.email}>"
        where = ", ".join(filter(None, (part.event, part.speaks_for)))
        lines.append(f"  {part.role_name:<14}  {whom:<52}  {where}")
    return "\n".join([*lines, ""])
