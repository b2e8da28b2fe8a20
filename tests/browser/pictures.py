"""Takes a picture of every page, on a desk and on a phone, in every language.

``python -m tests.browser.pictures FOLDER``
"""

import argparse
import tempfile
from pathlib import Path

from tests.browser import running
from tests.browser.tour import STOPS, plan_and_publish

SIZES = {"desk": (1440, 1000), "phone": (390, 844)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", nargs="*", default=[stop.name for stop in STOPS])
    parser.add_argument("--languages", nargs="*", default=list(running.LOCALES))
    parser.add_argument("--scheme", choices=("light", "dark"), default="light")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        running.demo(Path(data)) as address,
        running.chromium() as browser,
    ):
        organiser = browser.new_context(base_url=address).new_page()
        running.sign_in(organiser, "organiser")
        ids = plan_and_publish(organiser)
        for role in {stop.role for stop in STOPS}:
            take(browser, address, args, role, ids)


def take(browser, address, args, role, ids):
    stops = [stop for stop in STOPS if stop.role == role and stop.name in args.pages]
    for size, (width, height) in SIZES.items():
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, color_scheme=args.scheme
        )
        page = context.new_page()
        if role:
            running.sign_in(page, role)
        for stop in stops:
            for language in args.languages:
                page.goto(f"/{language}{stop.address.format(**ids)}")
                page.screenshot(path=args.folder / f"{stop.name}-{size}-{language}.png", full_page=True)
        context.close()


if __name__ == "__main__":
    main()
