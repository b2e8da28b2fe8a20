"""Files that somebody has sent."""

from __future__ import annotations

from django.db import models

from handschlag.foundation.models.stamped import Stamped


def place(stored: StoredFile, _filename: str) -> str:
    """Where the file is kept: a name made by us, without anything of the name that came with it."""
    return f"{stored.public_id[:2]}/{stored.public_id}"


class StoredFile(Stamped):
    """A file that was sent and looked into; kept in the data folder, outside of what the web server shows.

    ``scope`` is the slug of the host to whom it belongs, empty for the installation. Who may have it, the flat that
    owns it says.
    """

    scope = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=150, help_text="As it is shown and saved under.")
    kind = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=place, max_length=60)

    class Meta:
        indexes = [models.Index(fields=["scope"], name="files_by_scope")]

    def __str__(self) -> str:
        return self.name
