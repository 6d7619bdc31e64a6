"""Whom does a note name? ``@user`` as colleagues write it."""

from __future__ import annotations

import re

MOST_NAMED = 20
"""Colleagues told by one note: more is an announcement."""

_NAMED = re.compile(r"(?<![\w@.+-])@([a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,148}[a-zA-Z0-9])?)")


def mentioned(text: str) -> tuple[str, ...]:
    """The user names after ``@``, small, each once, in their order, ``MOST_NAMED`` at most; an address is no name."""
    return tuple(dict.fromkeys(name.casefold() for name in _NAMED.findall(text)))[:MOST_NAMED]
