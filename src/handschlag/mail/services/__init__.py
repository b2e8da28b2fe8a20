"""What can be done: send a letter, say it in other words, write to many."""

from handschlag.mail.services.sending import note, send

__all__ = ["note", "send"]
