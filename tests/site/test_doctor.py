"""The doctor: names what is not as it must be, and what to do."""

from datetime import timedelta

import pytest
from django.conf import settings as site
from django.utils import timezone

from handschlag.foundation import outbox
from handschlag.foundation.mail_route import Route, Way
from handschlag.portal import search
from handschlag.portal.models import SearchEntry
from handschlag.site import doctor, made
from handschlag.site.command import doctor as command
from tests import factories as make


@pytest.fixture
def machine(settings, tmp_path, monkeypatch, db):
    """A machine on which all is well."""
    settings.DATA = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    locale = tmp_path / "locale"
    for language in ("de", "ru"):
        path = locale / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True)
        path.write_text('msgid "Sign in"\nmsgstr "Anmelden"\n', encoding="utf-8")
    settings.LOCALE_PATHS = [locale]
    planner = tmp_path / "planner"
    planner.mkdir()
    (planner / "improve.search-1.py311.nbi").touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(planner))
    made.compile_translations()
    made.collect_static_files()
    return tmp_path


def problems():
    return {subject: finding for subject, finding in doctor.examine() if finding.remedy}


def test_a_machine_on_which_all_is_well_has_no_problem(machine, capsys):
    assert problems() == {}
    assert command.run(None) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["ok"] * len(doctor.CHECKS)


def test_static_files_that_have_changed_are_a_problem(machine):
    (machine / "static-files").write_text("another state", encoding="ascii")

    assert problems() == {"Static files": doctor.Finding("not collected or old", "type: handschlag prepare")}


def test_making_once_is_enough(machine):
    assert [step() for step in (made.migrate, made.compile_translations, made.collect_static_files)] == [False] * 3


def test_translations_that_are_not_compiled_are_a_problem(machine):
    (machine / "locale" / "ru" / "LC_MESSAGES" / "django.mo").unlink()

    assert problems() == {"Translations": doctor.Finding("not compiled or old", "type: handschlag prepare")}
    assert made.compile_translations()
    assert problems() == {}


def test_a_language_without_translations_is_a_problem(machine, settings):
    settings.LANGUAGES = [*site.LANGUAGES, ("kk", "Kazakh")]

    assert problems()["Translations"].says == "none for kk"


def test_a_planner_that_is_not_compiled_is_a_problem(machine):
    (machine / "planner" / "improve.search-1.py311.nbi").unlink()

    assert list(problems()) == ["Planner"]


def test_a_secret_that_others_can_read_is_a_problem(machine):
    key = machine / "secret-key"
    key.write_text("secret", encoding="ascii")
    key.chmod(0o644)

    assert problems()["Secret key"].remedy == f"type: chmod 600 {key}"


def test_a_missing_data_folder_is_a_problem_and_the_other_checks_go_on(machine, settings):
    settings.DATA = machine / "gone"

    assert list(problems()) == ["Data folder", "Disk"]


@pytest.mark.server  # takes a database that was made by its migrations
def test_a_missing_migration_is_a_problem(machine, monkeypatch):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="foundation").delete()

    assert problems()["Database"] == doctor.Finding("behind by 1 migrations", "type: handschlag prepare")


def test_a_clock_that_is_behind_is_a_problem(machine, monkeypatch):
    monkeypatch.setattr(doctor.time, "time", lambda: 0.0)

    assert problems()["Clock"].remedy == "set the clock of this machine"


def test_a_full_disk_is_a_problem(machine, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_BYTES", 10**18)

    assert problems()["Disk"].remedy == "make room: at least 0.5 GB"


def test_a_problem_ends_with_1(machine, capsys):
    (machine / "static-files").unlink()

    assert command.run(None) == 1
    line = "problem  Static files  not collected or old; type: handschlag prepare"
    assert line in capsys.readouterr().out.splitlines()


def test_mails_that_nobody_sends_are_a_problem_but_for_a_demo(machine, settings):
    settings.DEMO = False

    assert problems()["Mail"].remedy == "set EMAIL_URL, or read them with: handschlag mails"


def test_a_mail_server_that_does_not_answer_is_a_problem(machine, settings):
    settings.MAIL_ROUTE = Route(Way.SMTP, host="127.0.0.1", port=1)

    assert problems()["Mail"].remedy == "start the mail server, or put EMAIL_URL right"


def test_mails_that_wait_for_too_long_are_a_problem(machine, settings):
    settings.MAIL_ROUTE = Route(Way.CONSOLE)
    to = outbox.Address("anna@example.org")
    outbox.post(to=to, subject="x", text="x", kind="x", is_urgent=True, now=timezone.now() - timedelta(hours=1))

    assert problems()["Mail"].remedy == "start a worker: handschlag worker --queue mail"


def test_what_the_search_does_not_find_yet_is_a_problem(machine):
    make.NoticeFactory()
    SearchEntry.objects.all().delete()

    finding = doctor.Finding("1 changes are not found yet", "type: handschlag tick (once a minute)")
    assert problems() == {"Search": finding}
    assert search.heal() == 1
    assert problems() == {}
