"""The whole site as a user starts it (web, workers, demo data, on loopback), and a real Chromium that looks at it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
START_SECONDS = 120
LOCALES = {"de": "de-DE", "en": "en-GB", "ru": "ru-RU"}


@contextmanager
def demo(folder):
    """The address of a demo that lives as long as the block; its data and its log are in the folder."""
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "HANDSCHLAG_", "DATABASE_URL", "COV"))}
    command = [str(Path(sys.executable).parent / "handschlag"), "demo", "--data", str(folder / "data")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port)], env=kept, stdout=log, stderr=log, cwd=folder, start_new_session=True
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(process, address, folder / "log")
            yield address
        finally:
            end(process)


def add_endless_forum(folder):
    """Give a running demo one more forum, on which its planner computes until somebody stops it."""
    program = """
import django; django.setup()
from tests.meetings import planned
from tests import factories as make
event = planned.endless()
make.MembershipFactory(event=event)
type(event).objects.filter(pk=event.pk).update(slug="endless", is_demo=True)
"""
    environment = os.environ | {"HANDSCHLAG_DATA": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(process, address, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the site did not start: " + log.read_text()[-2000:])


def end(process):
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def chromium():
    """Debian's browser; Playwright brings none of its own."""
    found = subprocess.run([ROOT / "scripts" / "chromium.sh"], capture_output=True, text=True, check=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.stdout.strip(),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def sign_in(page, role, language="de", event="forum-2019"):
    """Come in as the first of a role at an event, which may be named with the role: ``organiser:forum-2027``."""
    role, _, named = role.partition(":")
    event = named or event
    page.goto(f"/{language}/sign-in/")
    page.locator(f'[data-role={role}]:has(input[value^="{event}:"]) button').first.click()
    page.wait_for_url(f"**/events/{event}/**")
