"""Which way mails take out of the house, as the surroundings of the site say."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Way(StrEnum):
    """``keep``: nobody sends them; they are read in the site."""

    SMTP = "smtp"
    FILE = "file"
    CONSOLE = "console"
    KEEP = "keep"


class Cipher(StrEnum):
    """How the way to the mail server is encrypted."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class Route:
    """The way, and for SMTP whom to ask and how."""

    way: Way = Way.KEEP
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    cipher: Cipher = Cipher.NONE
    folder: Path | None = None
    seconds: float = 60.0
    """To wait for each answer of the mail server."""

    def __str__(self) -> str:
        """For people; never a password."""
        where = {Way.SMTP: f"{self.host}:{self.port} ({self.cipher})", Way.FILE: str(self.folder)}
        return where.get(self.way, self.way.value)
