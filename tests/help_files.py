"""The sample articles of tests/data/help as files; no database is needed to read them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from amiabil.domain.helpcentre.article import Article
from amiabil.domain.helpcentre.packaged import Shipped, shipped

FOLDER = Path(__file__).parent / "data" / "help"


def samples() -> tuple[Shipped, ...]:
    """The sample files."""
    return tuple(shipped(FOLDER))


def sample(key: str = "refund-not-received", language: str = "en", **changes: object) -> Article:
    """The article of a sample file, changed."""
    found = next(one for one in samples() if (one.key, one.language) == (key, language))
    return replace(found.read(), **changes)
