"""What makes a translation wrong, and how are the two pseudo-languages made?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from babel.messages.catalog import Message

_PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}|<[^>]+>|&[a-z]+;|%%")
_CEDILLA = re.compile("[şŞţŢ]")
_DOUBLE = '"'
_ENGLISH_ONLY = re.compile("[“‟]|(?<!\\w)‘")
"""Quotes that Romanian does not open or close with; it writes „ ” and inside them « »."""

_FORMS = {"ro": 3}


def placeholders(text: str) -> list[str]:
    """What a program fills in or a browser reads, sorted; a translation has the same."""
    return sorted(found for found in _PLACEHOLDER.findall(text) if found != "%%")


def problems_of(message: Message, language: str) -> Iterator[str]:
    """What is wrong with one translated string, in words."""
    if message.fuzzy:
        yield "fuzzy"
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string)
    if not strings or not all(strings):
        yield "not translated"
        return
    if len(ids) > 1 and len(strings) != _FORMS[language]:
        yield f"{len(strings)} plural forms instead of {_FORMS[language]}"
    yield from _placeholder_problems(ids, strings)
    for text in strings:
        yield from _letter_problems(text)
    if any(_DOUBLE in re.sub(r"<[^>]+>", "", text) for text in ids):
        yield "the English text has straight quotes; it writes “ ”"


def _placeholder_problems(ids: Sequence[str], strings: Sequence[str]) -> Iterator[str]:
    """A singular may leave out the number, nothing else may differ."""
    allowed = [placeholders(text) for text in ids]
    for text in strings:
        if placeholders(text) not in allowed:
            yield f"placeholders {placeholders(text)} instead of {allowed[-1]}"


def _letter_problems(text: str) -> Iterator[str]:
    plain = re.sub(r"<[^>]+>", "", text)
    if _CEDILLA.search(plain):
        yield "letters with a cedilla; Romanian has ș and ț with a comma below"
    if _DOUBLE in plain or _ENGLISH_ONLY.search(plain):
        yield "quotes that are not Romanian; it writes „ ”"
    if plain.count("„") != plain.count("”"):
        yield "quotes that do not match"


# ---- pseudo-languages -------------------------------------------------------------------

_ACCENTS = str.maketrans("aceghijklnorstuwyzACEGHIJKLNORSTUWYZ", "āčēĝĥīĵķļñōŕšŧūŵŷžĀČĒĜĤĪĴĶĻÑŌŔŠŦŪŴŶŽ")
_PADDING = " one two three four five six seven eight nine ten"
_RIGHT_TO_LEFT, _END = "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{POP DIRECTIONAL FORMATTING}"


def _between(text: str) -> Iterator[tuple[bool, str]]:
    """Pieces of the text: whether it is a placeholder, and the piece."""
    at = 0
    for found in _PLACEHOLDER.finditer(text):
        yield False, text[at : found.start()]
        yield True, found[0]
        at = found.end()
    yield False, text[at:]


def pseudo_accented(text: str) -> str:
    """The text with accents and a third longer, so that fixed widths and missing glyphs show."""
    if not text.strip():
        return text
    said = "".join(piece if fixed else piece.translate(_ACCENTS) for fixed, piece in _between(text))
    return f"{said}{_PADDING[: len(text) // 3].translate(_ACCENTS)}"


def pseudo_mirrored(text: str) -> str:
    """The text written from right to left, so that what does not mirror shows."""
    pieces = []
    for fixed, piece in _between(text):
        bare = piece.strip()
        if fixed or not bare:
            pieces.append(piece)
        else:
            pieces.append(piece.replace(bare, f"{_RIGHT_TO_LEFT}{bare}{_END}"))
    return "".join(pieces)
