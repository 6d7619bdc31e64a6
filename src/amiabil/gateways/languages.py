"""Which language is a text in? By lingua, among the languages that are switched on only: fewer, and it hardly errs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from lingua import IsoCode639_1, LanguageDetector, LanguageDetectorBuilder

LETTERS_MAX = 500
"""Letters that are looked at; more tell nothing more."""


def identified(text: str, enabled: Sequence[str]) -> str:
    """The likeliest language by its two letters, empty where nothing can be said or lingua knows fewer than two."""
    detector = _detector(tuple(sorted(enabled)))
    found = detector.detect_language_of(text[:LETTERS_MAX]) if detector is not None else None
    return found.iso_code_639_1.name.lower() if found is not None else ""


CLEAR = 0.9
"""How likely a language is that somebody clearly writes; names of products are less."""


def clearly(text: str, enabled: Sequence[str]) -> str:
    """The language a text is clearly in; empty where that is open, as in names and numbers.

    By groups of three letters alone: a tenth of the memory, which the process that answers chats has none to spare of.
    """
    detector = _small_detector(tuple(sorted(enabled)))
    if detector is None:
        return ""
    first = detector.compute_language_confidence_values(text[:LETTERS_MAX])[0]
    return first.language.iso_code_639_1.name.lower() if first.value >= CLEAR else ""


@cache
def _detector(enabled: tuple[str, ...]) -> LanguageDetector | None:
    builder = _builder(enabled)
    return builder.with_preloaded_language_models().build() if builder is not None else None


@cache
def _small_detector(enabled: tuple[str, ...]) -> LanguageDetector | None:
    builder = _builder(enabled)
    return builder.with_low_accuracy_mode().build() if builder is not None else None


def _builder(enabled: tuple[str, ...]) -> LanguageDetectorBuilder | None:
    known = [getattr(IsoCode639_1, one.partition("-")[0].upper(), None) for one in enabled]
    codes = [one for one in known if one is not None]
    if len(codes) < 2:
        return None
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
