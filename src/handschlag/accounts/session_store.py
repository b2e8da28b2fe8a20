"""What is kept of a visit: Django's store in the database, with one statement for each step.

Django asks first whether a key is free and opens a transaction for each row that it writes. A key has 165 random bits,
an INSERT of one that is taken fails anyway, and a single statement needs no transaction.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.db import IntegrityError
from django.utils.crypto import get_random_string

KEY_LETTERS = 32


class SessionStore(db.SessionStore):
    """The session of a request; ``SESSION_ENGINE`` names this module."""

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        row = self.create_model_instance(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        if must_create:
            try:
                row.save(force_insert=True)
            except IntegrityError as taken:
                raise CreateError from taken
        elif not self._put(row, self.session_key):
            raise UpdateError

    def cycle_key(self) -> None:
        """Another key for the same data: whoever knows the old one has nothing from now on."""
        data, before = self._session, self.session_key  # type: ignore[attr-defined]
        self._session_key = self._get_new_session_key()
        self.modified = True
        if before is None or not self._put(self.create_model_instance(data), before):
            self.create()  # somebody has ended it meanwhile
            self._session_cache = data

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model(session_key=key).delete()

    def _put(self, row: Any, key: str) -> int:
        """Put this row in place of the one of that key; 0 if there is none any more."""
        facts = {"session_key": row.session_key, "session_data": row.session_data, "expire_date": row.expire_date}
        found: int = self.model.objects.filter(session_key=key).update(**facts)
        return found

    def _get_new_session_key(self) -> str:
        return get_random_string(KEY_LETTERS, VALID_KEY_CHARS)
