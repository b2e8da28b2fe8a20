"""Where static files are kept once they are collected."""

from functools import lru_cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Each under a name that holds its hash, so that browsers may keep it for ever; compressed ones beside them."""

    # Modules that import each other must do so by these names, too.
    support_js_module_import_aggregation = True

    def url(self, name: str, force: bool = False) -> str:
        """Put together once for each collection: a page names seven files."""
        return self._address(name, force, self.manifest_hash)

    @lru_cache(1_000)  # noqa: B019  (there is one storage as long as the process lives)
    def _address(self, name: str, force: bool, _collection: str) -> str:
        return str(super().url(name, force))
