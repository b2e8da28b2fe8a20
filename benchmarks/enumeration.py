"""Does the time of an answer tell whether there is an account? ``python -m benchmarks.enumeration``

Each form is sent in turn for a known and for an unknown address, so that whatever else the machine does meets both.
Prints a row of JSON for each form; the difference of the medians is what counts (less than 15 ms).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

PASSWORD = "vier schöne alte Wörter"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=60, help="of each form, for each address")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HANDSCHLAG_DATA": folder, "HANDSCHLAG_DEMO": "0", "HANDSCHLAG_DEBUG": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "handschlag.site.settings"
        for row in _measured(args.tries):
            print(json.dumps(row), flush=True)
    return 0


def _measured(tries: int) -> Iterator[Mapping[str, Any]]:
    import django  # reads the environment

    django.setup()
    from django.core.management import call_command

    from handschlag.accounts.services import people
    from handschlag.site import made

    call_command("migrate", verbosity=0)
    made.collect_static_files()
    for number in range(tries + 1):
        people.open_account(f"known{number}@example.org", password=PASSWORD if number == 0 else None)
    forms: dict[str, Callable[[str], dict[str, str]]] = {
        "/de/sign-in/": lambda email: {"email": email},
        "/de/password/": lambda email: {"email": email},
        "/de/sign-in/password/": lambda email: {"login": email, "password": "something else"},
    }
    for address, sent in forms.items():
        yield {"form": address, "tries": tries, **_compared(address, sent, tries)}


def _compared(address: str, sent: Callable[[str], dict[str, str]], tries: int) -> dict[str, float]:
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(tries + 1):
        for who, times in took.items():
            times.append(_milliseconds(address, sent(f"{who}{number}@example.org")))
    medians = {who: statistics.median(times[1:]) for who, times in took.items()}  # the first one also loads the form
    difference = abs(medians["known"] - medians["unknown"])
    return {f"{who}_ms": round(value, 2) for who, value in medians.items()} | {"difference_ms": round(difference, 2)}


def _milliseconds(address: str, data: dict[str, str]) -> float:
    from django.test import Client

    from handschlag.foundation.models import Tally

    Tally.objects.all().delete()  # nobody is to be braked here
    client = Client(HTTP_HOST="127.0.0.1")
    began = time.perf_counter()
    client.post(address, data)
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
