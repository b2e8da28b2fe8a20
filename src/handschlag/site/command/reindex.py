"""``handschlag reindex``: makes what searches look in anew: the index of the site, and that of the applications."""

from __future__ import annotations

import argparse

from handschlag.portal import search
from handschlag.registration import finding as applications


def run(_args: argparse.Namespace) -> int:
    applications.rebuild()
    print(f"{search.rebuild()} things can be found")
    return 0
