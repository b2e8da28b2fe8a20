"""The ways out: a mail server, a folder, the screen, or none."""

from __future__ import annotations

import smtplib
import ssl
import sys
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

from handschlag.foundation.mail_route import Cipher, Route, Way

ANSWER_LETTERS = 500
GOES = 421
"""The server's word for: I am leaving."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a mail: the code of the mail server (0 where none was asked) and its words."""

    code: int = 0
    words: str = ""

    @property
    def enhanced(self) -> str:
        """The finer code of RFC 3463 that its words may begin with, such as 5.1.1; else empty."""
        first = self.words.split(" ", 1)[0]
        return first if first.count(".") == 2 and first.replace(".", "").isdigit() else ""


class PutOff(Exception):
    """Not now, perhaps later: the server says so with a code from 400 to 499, or the line went dead."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.words)
        self.answer = answer


class Unreachable(PutOff):
    """There is nobody to hand any mail to."""


class Refused(PutOff):
    """Never: a code from 500 on."""


class Transport(Protocol):
    """A way out."""

    keeps: bool
    """Nothing leaves the house."""

    def send(self, message: EmailMessage, /) -> Answer:
        """Hand one mail over; raises ``PutOff``, ``Unreachable`` or ``Refused``."""

    def close(self) -> None:
        """Say good-bye."""


def of(route: Route) -> Transport:
    """The way out that the surroundings have chosen."""
    ways: dict[Way, type[Smtp] | type[Folder] | type[Screen] | type[Nowhere]] = {
        Way.SMTP: Smtp,
        Way.FILE: Folder,
        Way.CONSOLE: Screen,
        Way.KEEP: Nowhere,
    }
    return ways[route.way](route)


class Smtp:
    """One connection for many mails, opened for the first one and again when it has gone dead."""

    keeps = False

    def __init__(self, route: Route) -> None:
        self._route = route
        self._line: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, /) -> Answer:
        line = self._line or self.open()
        try:
            answer = _converse(line, message)
        except (smtplib.SMTPException, OSError) as wrong:
            self._drop()
            raise PutOff(Answer(0, _words(f"The connection was lost: {wrong}"))) from wrong
        if answer.code == GOES:
            self._drop()
        if answer.code >= 500:
            raise Refused(answer)
        if answer.code >= 400:
            raise PutOff(answer)
        return answer

    def open(self) -> smtplib.SMTP:
        """Connect and say who we are; raises ``Unreachable``."""
        try:
            line = self._connected()
            try:
                self._introduce(line)
            except BaseException:
                line.close()
                raise
        except smtplib.SMTPResponseException as wrong:
            raise Unreachable(_answer(wrong.smtp_code, wrong.smtp_error)) from wrong
        except (smtplib.SMTPException, OSError, ValueError) as wrong:
            raise Unreachable(Answer(0, _words(f"The mail server does not answer: {wrong}"))) from wrong
        self._line = line
        return line

    def close(self) -> None:
        if self._line is not None:
            with suppress(smtplib.SMTPException, OSError):  # it had gone before
                self._line.quit()
            self._line = None

    def _connected(self) -> smtplib.SMTP:
        route = self._route
        if route.cipher == Cipher.TLS:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(route.host, route.port, timeout=route.seconds, context=context)
        return smtplib.SMTP(route.host, route.port, timeout=route.seconds)

    def _introduce(self, line: smtplib.SMTP) -> None:
        if self._route.cipher == Cipher.STARTTLS:
            line.starttls(context=ssl.create_default_context())
        if self._route.user:
            line.login(self._route.user, self._route.password)
        line.ehlo_or_helo_if_needed()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _converse(line: smtplib.SMTP, message: EmailMessage) -> Answer:
    """The three questions of SMTP. After a no the line is made ready for the next mail."""
    answer = _answer(*line.mail(_only(message["From"])))
    if answer.code < 300:
        answer = _answer(*line.rcpt(_only(message["To"])))
    if answer.code < 300:
        try:
            return _answer(*line.data(message.as_bytes()))
        except smtplib.SMTPDataError as wrong:
            answer = _answer(wrong.smtp_code, wrong.smtp_error)
    if answer.code != GOES:
        line.rset()
    return answer


def _only(header: Any) -> str:
    return str(header.addresses[0].addr_spec)


class Folder:
    """Writes each mail into a file that bears its name."""

    keeps = False

    def __init__(self, route: Route) -> None:
        self._folder = route.folder or Path()

    def send(self, message: EmailMessage, /) -> Answer:
        path = self._folder / f"{message['Message-ID'].strip('<>').partition('@')[0]}.eml"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(message.as_bytes())
        except OSError as wrong:
            raise Unreachable(Answer(0, _words(f"Cannot write {path}: {wrong.strerror}"))) from wrong
        return Answer(0, _words(f"written to {path}"))

    def close(self) -> None:
        pass


class Screen:
    """Shows each mail on the worker's standard output."""

    keeps = False

    def __init__(self, _route: Route) -> None:
        pass

    def send(self, message: EmailMessage, /) -> Answer:
        sys.stdout.write(f"{message.as_string()}\n{'-' * 72}\n")
        sys.stdout.flush()
        return Answer(0, "shown on the console")

    def close(self) -> None:
        pass


class Nowhere:
    """Keeps each mail where it is."""

    keeps = True

    def __init__(self, _route: Route) -> None:
        pass

    def send(self, _message: EmailMessage, /) -> Answer:
        return Answer(0, "")

    def close(self) -> None:
        pass


def _answer(code: int, words: bytes | str) -> Answer:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return Answer(max(code, 0), _words(text))


def _words(text: str) -> str:
    return " ".join(text.split())[:ANSWER_LETTERS]
