"""Every environment variable is read here: typed, checked at the start, with a sentence for what is wrong.

Each may also be given as ``NAME_FILE``, the path of a file whose content is the value.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, parse_qsl, quote, unquote, urlsplit

from handschlag.foundation.mail_route import Cipher, Route, Way

SECRET_LETTERS = 32
MOST_PROXIES = 5
MAIL_EXAMPLE = "smtp://forum:secret@mail.example.org:587/?starttls=1"


@dataclass(frozen=True, slots=True)
class Environment:
    """What the surroundings say; defaults run with nothing set."""

    data: Path
    database_url: str
    base_url: str
    secret_key: str
    mail: Route
    mail_from: str
    demo: bool
    debug: bool
    trusted_proxies: int
    sign_up: bool
    oidc: OpenIdConnect | None
    redis_url: str


@dataclass(frozen=True, slots=True)
class OpenIdConnect:
    """The sign-in of somebody else that is offered beside ours: its address, our name there, and its name here."""

    url: str
    client_id: str
    client_secret: str
    name: str


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
    base_url = _base_url(_value(variables, "HANDSCHLAG_BASE_URL", "http://127.0.0.1:8000"))
    return Environment(
        data=data,
        database_url=database_url,
        base_url=base_url,
        secret_key=_secret(_value(variables, "SECRET_KEY", "")) or _kept_secret(data),
        mail=mail(_value(variables, "EMAIL_URL", "")),
        mail_from=_mail_from(_value(variables, "HANDSCHLAG_MAIL_FROM", f"handschlag@{urlsplit(base_url).hostname}")),
        demo=_flag(variables, "HANDSCHLAG_DEMO"),
        debug=_flag(variables, "HANDSCHLAG_DEBUG"),
        trusted_proxies=_number(variables, "HANDSCHLAG_TRUSTED_PROXIES", most=MOST_PROXIES),
        sign_up=_flag(variables, "HANDSCHLAG_SIGN_UP"),
        oidc=_oidc(variables),
        redis_url=_redis(_value(variables, "REDIS_URL", "")),
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


def mail(url: str) -> Route:
    """The way out for mails: ``smtp://USER:PASSWORD@HOST:PORT/?starttls=1``, ``smtps://…``, ``file:///FOLDER``
    or ``console:``. Empty: they are kept in the site.

    Raises
    ------
    ValueError
        For any other address, and where a password would be sent in the open.
    """
    if not url:
        return Route()
    parts = _parts("EMAIL_URL", url, example=MAIL_EXAMPLE)
    match parts.scheme:
        case "console":
            return Route(Way.CONSOLE)
        case "file" if parts.path.strip("/") and not parts.netloc:
            return Route(Way.FILE, folder=Path(unquote(parts.path)))
        case "smtp" | "smtps" if parts.hostname:
            return _smtp(parts)
    raise ValueError(
        "EMAIL_URL: expected smtp:// or smtps:// with a host, file:/// with a folder, or console:, "
        f'got "{parts.scheme}:" (example: {MAIL_EXAMPLE})'
    )


def _smtp(parts: SplitResult) -> Route:
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if query.keys() - {"starttls"} or query.get("starttls", "1") not in ("0", "1"):
        raise ValueError(f'EMAIL_URL: expected at most ?starttls=1 at its end, got "?{parts.query}"')
    wants_starttls = query.get("starttls") == "1"
    cipher = Cipher.TLS if parts.scheme == "smtps" else Cipher.STARTTLS if wants_starttls else Cipher.NONE
    host = unquote(parts.hostname or "")
    if parts.username and cipher == Cipher.NONE and host not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError(f"EMAIL_URL: expected ?starttls=1 or smtps://, for a password goes to {host}")
    usual_port = {Cipher.TLS: 465, Cipher.STARTTLS: 587, Cipher.NONE: 25}[cipher]
    return Route(
        Way.SMTP,
        host=host,
        port=parts.port or usual_port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        cipher=cipher,
    )


def _mail_from(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not (value.isascii() and local and at and domain) or any(letter in value for letter in ' <>,;"\r\n\t'):
        raise ValueError(
            f'HANDSCHLAG_MAIL_FROM: expected a mail address, got "{value}" (example: forum@agency.example.org)'
        )
    return value


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


def _number(variables: Mapping[str, str], name: str, *, most: int) -> int:
    value = _value(variables, name, "0")
    if not (value.isascii() and value.isdigit() and int(value) <= most):
        raise ValueError(f'{name}: expected a number from 0 to {most}, got "{value}" (example: {name}=1)')
    return int(value)


def _oidc(variables: Mapping[str, str]) -> OpenIdConnect | None:
    """All of it or nothing: half a sign-in would be found out only by those who try it."""
    url = _value(variables, "HANDSCHLAG_OIDC_URL", "")
    client_id = _value(variables, "HANDSCHLAG_OIDC_CLIENT_ID", "")
    secret = _value(variables, "HANDSCHLAG_OIDC_CLIENT_SECRET", "")
    if not (url or client_id or secret):
        return None
    given = {"URL": url, "CLIENT_ID": client_id, "CLIENT_SECRET": secret}
    missing = next((f"HANDSCHLAG_OIDC_{name}" for name, value in given.items() if not value), None)
    if missing:
        raise ValueError(f"{missing}: expected a value, got none, although another HANDSCHLAG_OIDC_… is set")
    example = "https://sign-in.example.org/realms/agency"
    parts = _parts("HANDSCHLAG_OIDC_URL", url, example=example)
    is_here = parts.hostname in ("localhost", "127.0.0.1")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise ValueError(f'HANDSCHLAG_OIDC_URL: expected an address with https, got "{url}" (example: {example})')
    name = _value(variables, "HANDSCHLAG_OIDC_NAME", str(parts.hostname))
    return OpenIdConnect(url.rstrip("/"), client_id, secret, name)


def _redis(url: str) -> str:
    """``redis://`` or ``rediss://`` (encrypted) with a host, or ``unix://`` with a path; empty: none is used."""
    example = "redis://127.0.0.1:6379/0"
    parts = _parts("REDIS_URL", url, example=example)
    is_complete = bool(parts.path if parts.scheme == "unix" else parts.hostname)
    if url and not (parts.scheme in ("redis", "rediss", "unix") and is_complete):
        raise ValueError(
            f'REDIS_URL: expected redis://, rediss:// or unix://, got "{parts.scheme}:" (example: {example})'
        )
    if url and importlib.util.find_spec("redis") is None:
        raise ValueError("REDIS_URL: expected the package redis to be there (type: pip install 'handschlag[redis]')")
    return url


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
