"""The numbers of a recipe as flags of a command line."""

from __future__ import annotations

import argparse
from dataclasses import replace

from handschlag.engine.scheduling.generate.recipe import TONGUES, Recipe, demo_like

_FLAGS: tuple[tuple[str, type, str], ...] = (
    ("participants", int, "how many organisations"),
    ("meetings", int, "how many meetings are wished for and fit together"),
    ("slots", int, "slots of all days together"),
    ("seed", int, "another number makes another forum of the same kind"),
    ("days", int, "over how many days the slots are spread"),
    ("pools", int, f"pairs of languages with interpreters, up to {len(TONGUES)}"),
    ("interpreters", int, "interpreters of all pairs together; 0: as many as needed"),
    ("interpreted", float, "share of meetings that need an interpreter"),
    ("tables", int, "how many tables; 0: as many as needed"),
    ("slack", float, "share of tables and interpreters beyond the need"),
    ("absent", float, "share of slots in which participants are away"),
    ("popularity", float, "how much a few are sought after; 0: all alike"),
    ("overload", float, "further meetings that need not fit, as a share of --meetings"),
    ("limit", float, "share of participants with a largest number of meetings"),
    ("precedences", int, "pairs of meetings in a given order"),
    ("rest", int, "meetings without a pause that an interpreter can bear"),
    ("lunch", int, "number of the first slot after noon"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add a flag for each number of a recipe."""
    usual = Recipe()
    for name, kind, meaning in _FLAGS:
        default = getattr(usual, name)
        shown = meaning if default is None else f"{meaning} (usually {default})"
        parser.add_argument(f"--{name}", type=kind, metavar="N" if kind is int else "X", help=shown)
    parser.add_argument("--like", choices=("demo",), help="start from the numbers of the demo forum")


def from_arguments(namespace: argparse.Namespace) -> Recipe:
    """The recipe that the flags ask for.

    Raises
    ------
    ValueError
        With one sentence, if a number is out of its range.
    """
    given = {name: getattr(namespace, name) for name, _, _ in _FLAGS if getattr(namespace, name) is not None}
    return replace(demo_like(1) if namespace.like == "demo" else Recipe(), **given)
