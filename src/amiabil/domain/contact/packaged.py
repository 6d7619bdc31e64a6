"""Which contact directory comes with the product? The edge that reads the file packaged with it."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def shipped_text() -> str:
    """The document of the contact directory as it ships."""
    return (resources.files("amiabil.domain.contact") / "data" / "default.yaml").read_text(encoding="utf-8")
