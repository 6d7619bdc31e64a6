"""What are countries and languages called in the reader's language?"""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.partition("-")[0])
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


@lru_cache(maxsize=512)
def country_name(code: str, language: str) -> str:
    """``România``, ``Germany``; empty for letters that are no country."""
    known = len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()
    return str(_locale(language).territories.get(code, "")) if known else ""


@lru_cache(maxsize=128)
def language_name(code: str, language: str) -> str:
    """A language by its name in ``language``; its code where nobody has named it."""
    return str(_locale(language).languages.get(code.partition("-")[0], code))
