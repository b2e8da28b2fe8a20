"""Where static files are kept once they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Each under a name that holds its hash, so that browsers may keep it for ever; compressed ones beside them."""

    # Modules that import each other must do so by these names, too.
    support_js_module_import_aggregation = True
