"""What is kept of a visit: Django's store in the database, with one statement for each step.

Django asks first whether a key is free and opens a transaction for each row that it writes. A key has 165 random bits,
an INSERT of one that is taken fails anyway, and a single statement needs no transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.db import IntegrityError
from django.utils.crypto import get_random_string

from handschlag.accounts import readers
from handschlag.accounts.models import Session, User

KEY_LETTERS = 32
AGENT_LETTERS = Session._meta.get_field("user_agent").max_length


class SessionStore(db.SessionStore):
    """The session of a request; ``SESSION_ENGINE`` names this module."""

    _stored_as: str | None = None
    """The key that its row still has, after it was given another one."""
    _stored: bytes | None = None
    """What this object has written last: once is enough."""
    _sign_in: dict[str, Any]
    """What is to be written of the sign-in: when and where it began, when something was sent with it."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._sign_in = {}
        self.reader: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        """What is kept. Whose it is comes with it, as ``reader``: hardly a page asks for the one without the other."""
        visit = readers.visit(self.session_key)
        if visit is None:
            self._session_key = None
            return {}
        self.reader = visit.user
        data: dict[str, Any] = self.decode(visit.session_data)
        return data

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast("Session", super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        for name, value in self._sign_in.items():
            setattr(row, name, value)
        return row

    def begins(self, *, ip: str | None, user_agent: str, at: datetime) -> None:
        """Somebody has just signed in, from this address and with this browser; it is written with the next save."""
        self._sign_in |= {"ip": ip, "user_agent": user_agent[:AGENT_LETTERS], "created_at": at, "last_seen_at": at}

    def is_seen(self, at: datetime) -> None:
        """Something was sent at this moment; it is written with the next save."""
        self._sign_in["last_seen_at"] = at

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        content = self.serializer().dumps(data)
        if content == self._stored and self._stored_as is None and not must_create and not self._sign_in:
            return
        row = self.create_model_instance(data)
        if must_create:
            try:
                row.save(force_insert=True)
            except IntegrityError as taken:
                raise CreateError from taken
        elif not self._put(row, self._stored_as or self.session_key):
            if self._stored_as is None:
                raise UpdateError
            row.save(force_insert=True)  # somebody has ended it before she signed in
        self._stored_as, self._stored, self._sign_in = None, content, {}

    def cycle_key(self) -> None:
        """Another key for the same data: whoever knows the old one has nothing as soon as this is saved.

        It is saved once with what follows, which says who she is. If that fails nobody is signed in: what lies under
        the old key does not know of it.
        """
        data, before = self._session, self._stored_as or self.session_key  # type: ignore[attr-defined]
        self.modified = True
        if before is None:
            self.create()
            self._session_cache = data
            return
        self._stored_as, self._session_key = before, self._get_new_session_key()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if self._stored_as is not None and key == self.session_key:
            key, self._stored_as = self._stored_as, None
        if key is not None:
            self.model(session_key=key).delete()

    def _put(self, row: Any, key: str) -> int:
        """Put this row in place of the one of that key; 0 if there is none any more."""
        facts = {"session_key": row.session_key, "session_data": row.session_data, "expire_date": row.expire_date}
        facts |= {"user": row.user_id, **self._sign_in}
        found: int = self.model.objects.filter(session_key=key).update(**facts)
        return found

    def _get_new_session_key(self) -> str:
        return get_random_string(KEY_LETTERS, VALID_KEY_CHARS)
