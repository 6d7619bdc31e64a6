"""Under which names are static files served? With a hash of their content, also where one module imports another."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """As in whitenoise; imports of our modules are written to name the hashed file, so that no old one meets a new one.

    Only in ``js/``: packages ship modules that import what they do not ship (``support_js_module_import_aggregation``
    of Django would read them too and stop).
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((r"""(?P<matched>from "(?P<url>\./[^"]+)";)""", 'from "%(url)s";'),)),
    )
