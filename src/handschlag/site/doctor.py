"""Is everything as it must be? Each check answers with what it found, and with what to do if that is not well."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import connection
from django.utils import timezone

from handschlag.foundation import audit
from handschlag.foundation.mail_route import Route, Way
from handschlag.foundation.outbox import queries
from handschlag.foundation.outbox.transports import Smtp, Unreachable
from handschlag.foundation.page_cache import shared
from handschlag.portal import search
from handschlag.portal.models import SearchEntry
from handschlag.portal.search import dialects
from handschlag.registration import finding as applications
from handschlag.registration import queries as registration
from handschlag.site import made

OLDEST_PYTHON = (3, 11)
LEAST_BYTES = 500 * 1000**2
FAR_AWAY = "Asia/Tashkent"
DAY = 24 * 3600
FAULTS_SHOWN = 5
MAIL_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. ``remedy`` says what to do; it is empty when all is well."""

    says: str
    remedy: str = ""


def python() -> Finding:
    version = ".".join(str(number) for number in sys.version_info[:3])
    new_enough = sys.version_info >= OLDEST_PYTHON
    return Finding(version, "" if new_enough else "install Python 3.11 or newer")


def database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    missing = made.missing_migrations()
    if missing:
        return Finding(f"behind by {len(missing)} migrations", "type: handschlag prepare")
    return Finding(f"{connection.vendor} answers, its tables are up to date")


def data_folder() -> Finding:
    with tempfile.TemporaryFile(dir=settings.DATA) as file:
        file.write(b"written")
    return Finding(f"{settings.DATA} can be written")


def secret_key() -> Finding:
    path = settings.DATA / "secret-key"
    if path.exists() and path.stat().st_mode & 0o077:
        return Finding(f"{path} can be read by others", f"type: chmod 600 {path}")
    return Finding("kept in the data folder" if path.exists() else "given by SECRET_KEY")


def static_files() -> Finding:
    collected = made.static_files_are_collected()
    return Finding("collected") if collected else Finding("not collected or old", "type: handschlag prepare")


def translations() -> Finding:
    compiled = {path.parts[-3] for path in made.catalogues()}
    missing = [code for code, _ in settings.LANGUAGES if code != "en" and code not in compiled]
    if missing:
        return Finding(f"none for {', '.join(missing)}", "install Handschlag anew: a part of it is missing")
    if made.stale_translations():
        return Finding("not compiled or old", "type: handschlag prepare")
    return Finding(f"compiled for {', '.join(sorted(compiled))}")


def planner() -> Finding:
    made.use_planner_cache()
    if made.planner_is_compiled():
        return Finding("compiled")
    return Finding("not compiled: the first plan takes half a minute longer", "type: handschlag prepare")


def clock() -> Finding:
    written_at = made.PLANNER.stat().st_mtime
    if time.time() < written_at - DAY:
        return Finding("behind: it shows a time before Handschlag was installed", "set the clock of this machine")
    try:
        here, there = ZoneInfo(settings.TIME_ZONE), ZoneInfo(FAR_AWAY)
    except ZoneInfoNotFoundError as wrong:
        return Finding(f"no time zones: {wrong}", "install the package tzdata")
    return Finding(f"{time.strftime('%Y-%m-%d %H:%M:%S %Z')}; time zones such as {here} and {there} are known")


def audit_log() -> Finding:
    faults = list(islice(audit.verify(), FAULTS_SHOWN))
    if faults:
        says = "; ".join(f"entry {fault.number} {fault.says}" if fault.number else fault.says for fault in faults)
        return Finding(says, "compare it with a backup: it has been changed from outside, or SECRET_KEY is another one")
    number, last = audit.head()
    return Finding(f"{number} entries, none changed; the last one is {last}" if number else "no entries yet")


def proxies() -> Finding:
    number: int = settings.TRUSTED_PROXIES
    if settings.IS_HTTPS and not number:
        says = "none is trusted: everybody seems to come from the one that encrypts, and is braked together"
        return Finding(says, "set HANDSCHLAG_TRUSTED_PROXIES to their number, mostly 1")
    return Finding(f"{number} trusted" if number else "none; visitors reach the site directly")


def disk() -> Finding:
    free = shutil.disk_usage(settings.DATA).free
    says = f"{free / 1000**3:.1f} GB free at {settings.DATA}"
    return Finding(says, "" if free >= LEAST_BYTES else "make room: at least 0.5 GB")


def mail() -> Finding:
    route, found = settings.MAIL_ROUTE, queries.health(timezone.now())
    if route.way == Way.KEEP:
        says = f"no mail server is set: mails are kept here and not sent ({found.kept} so far)"
        return Finding(says, "" if settings.DEMO else "set EMAIL_URL, or read them with: handschlag mails")
    if answer := _unreachable(route):
        return Finding(f"{route}: {answer}", "start the mail server, or put EMAIL_URL right")
    if found.late:
        return Finding(f"{found.late} mails wait for too long", "start a worker: handschlag worker --queue mail")
    return Finding(
        f"by {route}, from {settings.EMAIL_FROM}; {found.failed} could not be delivered in the last 24 hours"
    )


def _unreachable(route: Route) -> str:
    """What the mail server said instead of a greeting; empty if it can be spoken to."""
    if route.way != Way.SMTP:
        return ""
    line = Smtp(replace(route, seconds=MAIL_SECONDS))
    try:
        line.open()
    except Unreachable as wrong:
        return wrong.answer.words
    line.close()
    return ""


def search_index() -> Finding:
    if not (dialects.is_whole(connection) and applications.WORDS.is_whole(connection)):
        return Finding("the database has lost a part of the index", "type: handschlag reindex")
    if waiting := search.unwritten():
        return Finding(f"{waiting} changes are not found yet", "type: handschlag tick (once a minute)")
    return Finding(f"{SearchEntry.objects.count()} things can be found")


def kept_pages() -> Finding:
    if not settings.REDIS_URL:
        return Finding("each process keeps its own")
    if shared.answers():
        return Finding("shared in Redis")
    return Finding("Redis does not answer: each process keeps its own", "start Redis, or put REDIS_URL right")


def places() -> Finding:
    """Do the counts of places say what the applications say?"""
    if wrong := registration.drift():
        told = "; ".join(f"{one.quota}: counted {one.quota.taken}, held {one.held}" for one in wrong[:FAULTS_SHOWN])
        return Finding(told, "somebody has written past the site: restore a backup, or ask whoever maintains it")
    return Finding("every place is counted once")


CHECKS: dict[str, Callable[[], Finding]] = {
    "Python": python,
    "Data folder": data_folder,
    "Secret key": secret_key,
    "Database": database,
    "Static files": static_files,
    "Translations": translations,
    "Planner": planner,
    "Clock": clock,
    "Proxies": proxies,
    "Disk": disk,
    "Audit": audit_log,
    "Mail": mail,
    "Search": search_index,
    "Kept pages": kept_pages,
    "Places": places,
}


def examine() -> Iterator[tuple[str, Finding]]:
    """Yield each subject with what was found; what makes a check itself fail is a finding, too."""
    for subject, check in CHECKS.items():
        try:
            yield subject, check()
        except Exception as wrong:
            says = " ".join(str(wrong).split()) or type(wrong).__name__
            yield subject, Finding(says, REMEDIES.get(subject, "see the message"))


REMEDIES = {
    "Database": "start the database, or put DATABASE_URL right",
    "Data folder": f"make {settings.DATA} writable for user {os.getuid()}",
}
