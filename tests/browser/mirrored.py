"""Takes a picture of every public page as people would see it who read from right to left.

``python -m tests.browser.mirrored FOLDER``

There is no such language yet. The pages stay German, their direction is turned: what then stands at the wrong side,
overlaps or points the wrong way would do so in Arabic, too. What the pictures are looked at for: the frame, arrows,
bars, marks at the beginning of lines, numbers and times inside of sentences.
"""

import argparse
import tempfile
from pathlib import Path

from tests.browser import running
from tests.browser.public import PAGES, newest_notice

SIZES = {"desk": (1440, 1000), "phone": (390, 844)}
TURN = "document.documentElement.dir = 'rtl'"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", nargs="*", default=list(PAGES))
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running.demo(Path(data)) as address, running.chromium() as browser:
        take(browser, address, args)


def take(browser, address, args):
    notice = newest_notice(browser, address)
    for size, (width, height) in SIZES.items():
        page = browser.new_context(base_url=address, viewport={"width": width, "height": height}).new_page()
        for name in args.pages:
            page.goto(f"/de{PAGES[name].format(notice=notice)}")
            page.evaluate(TURN)
            page.screenshot(path=args.folder / f"{name}-{size}.png", full_page=True)


if __name__ == "__main__":
    main()
