"""A site as a host runs it, not a demonstration; people who have accounts there, and the mails that they get."""

import os
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

from tests.browser import running

PATIENCE_SECONDS = 60
PEOPLE = """
import sys
import django; django.setup()
from handschlag.accounts.models import User
from handschlag.accounts.services.people import open_account
from tests import factories as make
event = make.EventFactory(slug="forum")
for email, language, is_staff in [
    ("anna@example.org", "de", False),
    ("boris@example.org", "ru", False),
    ("carla@example.org", "en", False),
    ("dora@example.org", "de", False),
    ("staff@example.org", "de", True),
    ("manager@example.org", "de", True),
]:
    user = open_account(email, name="" if email.startswith("anna") else email.split("@")[0].title(), language=language)
    if not email.startswith("anna"):
        User.objects.filter(pk=user.pk).update(welcomed_at=make.OPENING)
    if is_staff:
        make.MembershipFactory(user=user, event=event)
"""


class House:
    """Where it is, and what lies in its outbox."""

    def __init__(self, folder, address):
        self.address = address
        self._database = folder / "data" / "handschlag.sqlite3"

    def mails(self, email):
        """Texts of all mails to an address, the newest first."""
        with closing(sqlite3.connect(self._database, timeout=PATIENCE_SECONDS)) as database:
            rows = database.execute(
                "SELECT text FROM foundation_outgoingmail WHERE to_email = ? ORDER BY id DESC", [email]
            )
            return [text for (text,) in rows]

    def code(self, email, number=1):
        """The code in the newest mail, as soon as there are so many."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found = [code[0] for text in self.mails(email) if (code := re.search(r"\d{4}-\d{4}", text))]
            if len(found) >= number:
                return found[0]
            time.sleep(0.05)
        raise AssertionError(f"no code for {email}")


@contextmanager
def house(folder, **more):
    """A running site that lives as long as the block; its data and its log are in the folder.

    ``more`` are environment variables that it gets besides.
    """
    port = running.free_port()
    address = f"http://localhost:{port}"  # passkeys need a name, and no number
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "HANDSCHLAG_", "DATABASE_URL", "COV"))}
    surroundings = kept | {"HANDSCHLAG_BASE_URL": address, "HANDSCHLAG_DATA": str(folder / "data")} | more
    command = [str(Path(sys.executable).parent / "handschlag"), "serve", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env=surroundings, stdout=log, stderr=log, cwd=folder, start_new_session=True
        )
        try:
            running.wait_for(process, address, folder / "log")
            subprocess.run(
                [sys.executable, "-c", PEOPLE],
                cwd=running.ROOT,
                env=surroundings | {"DJANGO_SETTINGS_MODULE": "handschlag.site.settings"},
                check=True,
            )
            yield House(folder, address)
        finally:
            running.end(process)


def ask_for_code(page, email, language="de"):
    page.goto(f"/{language}/sign-in/")
    page.locator("input[name=email]").fill(email)
    page.locator("form.form button").click()
    page.wait_for_url("**/sign-in/code/**")


def sign_in(page, house, email, language="de"):
    """By a mailed code, as people do."""
    before = len([text for text in house.mails(email) if re.search(r"\d{4}-\d{4}", text)])
    ask_for_code(page, email, language)
    page.locator("input[name=code]").fill(house.code(email, before + 1))
    page.locator("form.code-form button").click()
    page.wait_for_url(lambda url: "/sign-in/code/" not in url)


def virtual_key(page):
    """A device that answers to passkeys, as a phone with a fingerprint would."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, added["authenticatorId"]
