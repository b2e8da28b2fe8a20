"""Every environment variable is read here: typed, checked at the start, with a sentence for what is wrong.

Each may also be given as ``NAME_FILE``, the path of a file whose content is the value.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

SECRET_LETTERS = 32


@dataclass(frozen=True, slots=True)
class Environment:
    """What the surroundings say; defaults run with nothing set."""

    data: Path
    database_url: str
    base_url: str
    secret_key: str
    demo: bool
    debug: bool


def read(variables: Mapping[str, str] = os.environ) -> Environment:
    """The environment, checked.

    Raises
    ------
    ValueError
        With one sentence naming the variable, what was expected and an example.
    """
    data = _folder(_value(variables, "HANDSCHLAG_DATA", "var"))
    database_url = _value(variables, "DATABASE_URL", f"sqlite:///{quote(str(data / 'handschlag.sqlite3'))}")
    database(database_url)
    return Environment(
        data=data,
        database_url=database_url,
        base_url=_base_url(_value(variables, "HANDSCHLAG_BASE_URL", "http://127.0.0.1:8000")),
        secret_key=_secret(_value(variables, "SECRET_KEY", "")) or _kept_secret(data),
        demo=_flag(variables, "HANDSCHLAG_DEMO"),
        debug=_flag(variables, "HANDSCHLAG_DEBUG"),
    )


def database(url: str) -> dict[str, object]:
    """Django's settings for ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST:PORT/NAME`` (or ``?host=FOLDER``).

    Raises
    ------
    ValueError
        For any other address.
    """
    parts = _parts("DATABASE_URL", url, example="postgresql://forum:secret@127.0.0.1/forum")
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in ("sqlite", "postgresql", "postgres"):
        raise ValueError(
            f'DATABASE_URL: expected sqlite:/// or postgresql://, got "{parts.scheme}:" '
            "(example: postgresql://forum:secret@127.0.0.1/forum)"
        )
    if not name:
        raise ValueError("DATABASE_URL: expected the name of a database at the end (example: sqlite:///forum.sqlite3)")
    return _sqlite(name) if parts.scheme == "sqlite" else _postgresql(name, parts)


def _sqlite(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgresql(name: str, parts: SplitResult) -> dict[str, object]:
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def _value(variables: Mapping[str, str], name: str, default: str) -> str:
    path = variables.get(f"{name}_FILE")
    if not path:
        return variables.get(name, default).strip() or default
    try:
        return Path(path).read_text(encoding="utf-8").strip() or default
    except (OSError, UnicodeDecodeError) as wrong:
        why = wrong.strerror if isinstance(wrong, OSError) else "not UTF-8"
        raise ValueError(f"{name}_FILE: expected a readable text file, got {path} ({why})") from wrong


def _flag(variables: Mapping[str, str], name: str) -> bool:
    value = _value(variables, name, "0")
    if value not in ("0", "1"):
        raise ValueError(f'{name}: expected 0 or 1, got "{value}" (example: {name}=1)')
    return value == "1"


def _folder(value: str) -> Path:
    path = Path(value).absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise ValueError(
            f"HANDSCHLAG_DATA: expected a folder that can be made and written, got {path} ({wrong.strerror}; "
            "example: HANDSCHLAG_DATA=/var/lib/handschlag)"
        ) from wrong
    return path


def _base_url(value: str) -> str:
    example = "https://forum.example.org"
    parts = _parts("HANDSCHLAG_BASE_URL", value, example=example)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError(f'HANDSCHLAG_BASE_URL: expected scheme and host, got "{value}" (example: {example})')
    return value.rstrip("/")


def _parts(name: str, url: str, *, example: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (a wrong port is found only when it is asked for)
    except ValueError as wrong:
        shown = url.rpartition("@")[2]  # never a password
        raise ValueError(f'{name}: expected an address, got "{shown}" (example: {example})') from wrong
    return parts


def _secret(value: str) -> str:
    if value and len(value) < SECRET_LETTERS:
        raise ValueError(
            f"SECRET_KEY: expected at least {SECRET_LETTERS} letters, got {len(value)} "
            "(without it a key is made and kept in the data folder)"
        )
    return value


def _kept_secret(data: Path) -> str:
    """A secret of this installation, made once and kept beside its data."""
    path = data / "secret-key"
    try:
        if not path.exists():
            _keep(path, secrets.token_urlsafe(50))
        return path.read_text(encoding="ascii").strip()
    except OSError as wrong:
        raise ValueError(
            f"HANDSCHLAG_DATA: expected a folder in which the secret key can be kept, got {data} ({wrong.strerror}; "
            "example: HANDSCHLAG_DATA=/var/lib/handschlag)"
        ) from wrong


def _keep(path: Path, secret: str) -> None:
    """Write the whole key at once: a process that starts at the same moment never reads half of it."""
    draft = path.with_name(f"{path.name}-{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secret)
    try:
        os.link(draft, path)
    except FileExistsError:  # another process was faster
        pass
    finally:
        draft.unlink()
