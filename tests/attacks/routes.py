"""Which doors does the program really have? Read from the URL configuration and from the API's own description."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
LANGUAGE = "<lang>/"
"""How the language at the start of an address is written in a row."""

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\{(?:\w+:)?(\w+)\}|\(\?P<(\w+)>\.\*\)")


def routes() -> list[str]:
    """Every address of the URL configuration, as ``<lang>/orders/<ref>``, in order."""
    return sorted(set(_walk(get_resolver(), "")))


def _walk(resolver: URLResolver, start: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        here = start + _text(entry)
        if isinstance(entry, URLPattern):
            yield plain(here)
        else:
            yield from _walk(entry, here)


def _text(entry: URLPattern | URLResolver) -> str:
    pattern: Any = entry.pattern
    return LANGUAGE if type(pattern).__name__ == "LocalePrefixPattern" else str(pattern)


def plain(route: str) -> str:
    """A route without the kinds of its places, so that Django's and OpenAPI's ways of writing it are one."""
    named = _PLACE.sub(lambda match: f"<{match[1] or match[2] or match[3]}>", route.replace("/^", "/"))
    return named.removeprefix("^").removesuffix("$")


def api_operations(description: dict[str, Any]) -> list[tuple[str, str]]:
    """Method and route of every operation that the API describes."""
    return sorted(
        (method.upper(), plain(path.removeprefix("/")))
        for path, operations in description["paths"].items()
        for method in operations
        if method.upper() in METHODS
    )


def is_routed(path: str) -> bool:
    """Whether any address answers to this path."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
