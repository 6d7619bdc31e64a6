"""Under which names are static files served? With a hash of their content, also where one module imports another."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
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

    def url(self, name: str, force: bool = False) -> str:
        """As in Django; an address stays the same as long as the list of hashed names does, so it is kept."""
        if settings.DEBUG or force or not self.manifest_hash:
            return str(super().url(name, force))
        return self._kept(name, self.manifest_hash, self.base_url)

    @lru_cache(maxsize=1024)  # noqa: B019 - there is one storage, for as long as the process lives
    def _kept(self, name: str, _manifest: str, _base: str) -> str:
        return str(super().url(name))
