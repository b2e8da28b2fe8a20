"""``handschlag reindex``: makes the index of the search anew."""

from __future__ import annotations

import argparse

from handschlag.portal import search


def run(_args: argparse.Namespace) -> int:
    print(f"{search.rebuild()} things can be found")
    return 0
