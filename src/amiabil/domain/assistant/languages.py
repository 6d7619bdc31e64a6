"""In which language is a message answered? The reader's choice wins; a few words change nothing. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from amiabil.domain.assistant.red_rules import as_compared

STICKY_WORDS = 3
"""Fewer words than these tell no language: *ok*, *da*, *salut*, *urgent please*."""

Identify = Callable[[str], str]
"""The likeliest language of a text among those that are switched on; empty where nothing can be said."""


def spoken(text: str, before: str, enabled: Sequence[str], identify: Identify, *, chosen: str = "") -> str:
    """The language to answer in: what the reader ``chosen``, else what was identified, else the one of ``before``."""
    if chosen in enabled:
        return chosen
    if len(enabled) < 2 or is_short(text):
        return before
    found = identify(text)
    return found if found in enabled else before


def is_short(text: str) -> bool:
    """Whether a message has too few words to tell a language."""
    return len(as_compared(text).split()) < STICKY_WORDS
