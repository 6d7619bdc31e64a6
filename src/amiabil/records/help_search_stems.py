"""How is a folded word brought to its stem? By Snowball, for the languages it knows; others keep their words."""

from __future__ import annotations

import threading
from functools import cache, lru_cache

import Stemmer

from amiabil.domain.helpcentre.search_words import Stem
from amiabil.foundation.text import fold

_NAMES = {"ro": "romanian", "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian"}

_APART = {"ro": {"rambursa": "rambursare", "rambursez": "rambursare"}}
"""Beginnings whose stem means something else: *rambursare* is a refund, with *ramburs* one pays the courier."""


def stem_of(language: str) -> Stem:
    """What brings folded words of a language to their stems; it may be used by any thread."""
    return _stem(language.partition("-")[0])


@lru_cache(maxsize=20_000)
def stem_of_written(language: str, word: str) -> str:
    """The stem of a word as it is written; those of the last texts are kept, some two megabytes."""
    return stem_of(language)(fold(word))


@cache
def _stem(language: str) -> Stem:
    name = _NAMES.get(language)
    if name is None:
        return str
    apart = _APART.get(language, {})
    kept = threading.local()  # a stemmer must not be used by two threads at once

    def stem(word: str) -> str:
        for beginning, instead in apart.items():
            if word.startswith(beginning):
                return instead
        if not hasattr(kept, "stemmer"):
            kept.stemmer = Stemmer.Stemmer(name)
        found: str = kept.stemmer.stemWord(word)
        return found

    return stem
