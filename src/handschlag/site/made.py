"""What is made and not written: tables, translations, static files, compiled templates, the compiled planner.

Each pair of functions says what is missing, and makes it. Making returns whether there was anything to do.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from handschlag.site import compiled_templates

PLANNER = settings.PACKAGE / "engine" / "scheduling"
SMALL_FORUM = ("generate", "--participants", "6", "--meetings", "6", "--slots", "4", "--seed", "1")


def missing_migrations() -> list[str]:
    """Migrations that the database has not seen yet."""
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def migrate() -> bool:
    if not missing_migrations():
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


def stale_translations() -> list[Path]:
    """Catalogues (``.po``) that have been changed since they were compiled."""
    return [path for path in catalogues() if _age(path.with_suffix(".mo")) < _age(path)]


def catalogues() -> list[Path]:
    return sorted(path for folder in settings.LOCALE_PATHS for path in folder.glob("*/LC_MESSAGES/*.po"))


def compile_translations() -> bool:
    stale = stale_translations()
    for path in stale:
        with path.open("rb") as written:
            catalogue = read_po(written, locale=path.parts[-3])
        draft = path.with_suffix(".mo.draft")
        with draft.open("wb") as compiled:
            write_mo(compiled, catalogue)
        draft.replace(path.with_suffix(".mo"))
    return bool(stale)


def static_files_are_collected() -> bool:
    kept = _static_mark()
    return kept.exists() and kept.read_text(encoding="ascii") == _state_of_static_files()


def collect_static_files() -> bool:
    if static_files_are_collected():
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    _static_mark().write_text(_state_of_static_files(), encoding="ascii")
    return True


def compile_templates() -> bool:
    """All at once, so that the first web process need not; what is missing nevertheless is compiled when asked for."""
    return compiled_templates.read_all() > 0


def _static_mark() -> Path:
    return settings.STATIC_ROOT.with_name("static-files")


def _state_of_static_files() -> str:
    """Changes whenever a static file does."""
    files = sorted((name, storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    state = [(name, Path(path).stat().st_size, Path(path).stat().st_mtime_ns) for name, path in files]
    return hashlib.sha256(repr((str(settings.STATIC_ROOT), state)).encode()).hexdigest()


def planner_cache() -> Path | None:
    """Where the compiled planner has to be kept if not beside its source, which may belong to somebody else."""
    beside = PLANNER / "__pycache__"
    return None if os.access(beside if beside.exists() else PLANNER, os.W_OK) else settings.DATA / "planner"


def use_planner_cache() -> None:
    """Let this process and those it starts keep the compiled planner where it can be kept."""
    if cache := planner_cache():
        os.environ.setdefault("NUMBA_CACHE_DIR", str(cache))


def planner_is_compiled() -> bool:
    """Is there a compiled form of the search, as far as can be told without loading the compiler?"""
    source = PLANNER / "improve.py"
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or PLANNER / "__pycache__")
    return any(_age(index) >= _age(source) for index in folder.rglob("improve.search-*.nbi"))


def compile_planner() -> bool:
    use_planner_cache()
    if planner_is_compiled():
        return False
    print("Compiling the planner, once; this takes about twenty seconds …", file=sys.stderr, flush=True)
    planner = [sys.executable, "-m", "handschlag.engine.scheduling"]
    problem = subprocess.run([*planner, *SMALL_FORUM], stdout=subprocess.PIPE, check=False).stdout
    solve = [*planner, "solve", "-", "--moves", "2000", "--quiet"]
    # If it fails, the first plan takes longer, and nothing else is lost.
    subprocess.run(solve, input=problem, stdout=subprocess.DEVNULL, check=False)
    return True


def _age(path: Path) -> float:
    """When it was last written, in seconds; before all time if it is not there."""
    return path.stat().st_mtime if path.exists() else 0.0
