"""Why can the embedded server not be used? Each sentence says what was found and what to do."""

from __future__ import annotations

from amiabil.server.unusable import Unusable


class DatabaseUnusable(Unusable):
    """The embedded server cannot start or stop as it should."""
