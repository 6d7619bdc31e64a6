"""How is an address put together for the price of joining a few strings? By doing it once for each route.

A page holds some fifty addresses; Django tries the routes of a name anew for each, and checks what it made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from django.urls import NoReverseMatch, base, get_urlconf
from django.urls.base import get_script_prefix
from django.utils.translation import get_language, override

_MARKS = tuple(f"Mark-{place}_0" for place in range(4))
_IDS = tuple(UUID(int=0xA11AB11_0000_4000_8000_000000000000 + place) for place in range(4))
"""Stand where a word or an id will stand: a route takes them for the same that it takes those for."""

_PLAIN = re.compile(r"[-A-Za-z0-9_]+")
"""Words that stand in an address as they are; the marks hold each sort of their letters."""


def reverse(name: str, args: Sequence[object] = ()) -> str:
    """As ``django.urls.reverse``, which does it where an argument is neither a plain word nor an id."""
    ids = tuple(type(one) is UUID for one in args)
    words = [str(one) for one in args]
    if len(args) > len(_MARKS) or not all(map(_PLAIN.fullmatch, words)):
        return base.reverse(name, args=args)
    pieces = _pieces(name, ids, get_language(), get_urlconf(), get_script_prefix())
    if pieces is None:
        return base.reverse(name, args=args)
    made = pieces[0]
    for word, piece in zip(words, pieces[1:], strict=True):
        made += word + piece
    return made


def path_of(name: str, *args: str) -> str:
    """The path of a page in the language of the page that asks."""
    return reverse(name, args)


def in_language(language: str, name: str, *args: str) -> str:
    """The path of a page in a language: the same name and arguments always lead to the same."""
    return _path(language, get_urlconf(), name, args)


@lru_cache(maxsize=4096)
def _path(language: str, urlconf: str | None, name: str, args: tuple[str, ...]) -> str:
    with override(language):
        return base.reverse(name, urlconf, args)


@lru_cache(maxsize=4096)
def _pieces(
    name: str, ids: tuple[bool, ...], _language: str | None, _urlconf: str | None, _prefix: str
) -> tuple[str, ...] | None:
    """What stands before, between and after the arguments; None for a route that does not take the marks."""
    marks = [_IDS[place] if is_id else _MARKS[place] for place, is_id in enumerate(ids)]
    try:
        rest = base.reverse(name, args=marks)
    except NoReverseMatch:
        return None
    pieces = []
    for mark in marks:
        before, found, rest = rest.partition(str(mark))
        if not found:
            return None
        pieces.append(before)
    return (*pieces, rest)
