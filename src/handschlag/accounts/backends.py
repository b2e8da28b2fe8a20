"""Who is behind a session."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from handschlag.accounts import readers
from handschlag.accounts.models import User


class MailAddressBackend(AuthenticationBackend):
    """People by their mail address. The row that pages get knows, by the same query, what they want to know of her."""

    def get_user(self, user_id: Any) -> User | None:
        user = readers.reader(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
