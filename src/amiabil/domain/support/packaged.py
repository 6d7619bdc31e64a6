"""Which set-up, and which reasons of reports, come with the product? The edge that reads files packaged with it."""

from __future__ import annotations

from functools import cache
from importlib import resources

from amiabil.domain.support.content_reports import Category
from amiabil.foundation.documents import Node, read_yaml
from amiabil.foundation.schema import typed


@cache
def shipped_text() -> str:
    """The document of customer assistance as it ships."""
    return (resources.files("amiabil.domain.support") / "data" / "default.yaml").read_text(encoding="utf-8")


@cache
def categories() -> tuple[Category, ...]:
    """The reasons a reporter chooses from, in the order of the form."""
    place = resources.files("amiabil.domain.support") / "data" / "reports.yaml"
    rows = read_yaml(place.read_text(encoding="utf-8"), "reports.yaml").items()
    return tuple(typed(Category, one, {str: Node.text, bool: Node.boolean}) for one in rows)
