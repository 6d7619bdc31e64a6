"""Which set-up comes with the product? The one edge that reads a packaged file: data of the program."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def shipped_text() -> str:
    """The document of customer assistance as it ships."""
    return (resources.files("amiabil.domain.support") / "data" / "default.yaml").read_text(encoding="utf-8")
