"""May this drafted answer be shown? Only what the sources of the turn say, with where it stands.

A model words an answer from passages of articles and readings of tools, each with a key, and names the key in square
brackets after each sentence. Here a draft is refused that says more than they do: a number, date or sum of its own, a
sentence without a source or against it, a promise, an address, somebody's data. Pure. Source: assistant.md 5.1, 8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from amiabil.domain.assistant.figures import Figures, figures_of
from amiabil.domain.assistant.redaction import redacted
from amiabil.foundation.text import fold

SHARED_LEAST = 0.5
"""Part of a sentence's telling words that its source must have; wording is free, substance is not."""

STEM_LETTERS = 5
"""Letters by which two words count as one: endings change in both languages."""

_MARK = re.compile(r"\s*\[([\w:./-]{1,80})\]")
_SENTENCE = re.compile(r"(?<=[.!?…])(?:\s*\[[\w:./-]{1,80}\])*(?:\s+|\Z)|\n+")
_ADDRESS = re.compile(
    r"(?:https?:|www\.|//)\S+|\]\([^)]*\)|\b[\w-]+\.(?:com|ro|net|org|eu|info|io|ru|xyz)\b\S*|(?<!\w)/\w[\w/-]+",
    re.I,
)
_MARKUP = re.compile(r"<[a-z!/]|!\[|```|\]\(", re.I)
_WORD = re.compile(r"[^\W_]+")


@unique
class Fault(StrEnum):
    """Why a draft may not be shown."""

    UNKNOWN_SOURCE = "unknown_source"
    NO_SOURCE = "no_source"
    NOT_SAID = "not_said"
    FIGURE = "figure"
    PROMISE = "promise"
    ADDRESS = "address"
    MARKUP = "markup"
    PERSONAL = "personal"
    LANGUAGE = "language"
    LEAK = "leak"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Source:
    """What the turn found: ``key`` as the draft names it, ``text`` as the model was given it."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language that the check needs; all folded.

    ``numbers`` and ``units`` are read by ``figures``; ``nots`` turn a sentence round, ``promises`` are patterns,
    ``courtesy`` is a whole sentence that says nothing of the matter.
    """

    numbers: Mapping[str, str]
    units: Mapping[str, str]
    months: Mapping[str, int]
    nots: frozenset[str]
    promises: tuple[re.Pattern[str], ...]
    courtesy: re.Pattern[str]
    little: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grounded:
    """What may be shown, without marks, and the keys it named, each once in the order of the text."""

    text: str
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unfounded:
    """What may not be shown, and why: each fault once, with the part of the draft it was found in."""

    faults: tuple[tuple[Fault, str], ...]


def check(
    draft: str,
    sources: Sequence[Source],
    words: Words,
    *,
    in_language: Callable[[str], bool],
    canary: str = "",
) -> Grounded | Unfounded:
    """Whether a draft says only what its sources say.

    ``canary`` is a word of the instructions that nothing else holds. A sentence that asks is free of sources, not of
    figures, promises and addresses.
    """
    known = {source.key: source for source in sources}
    shown = _MARK.sub(lambda found: "" if found[1] in known else found[0], draft).strip()
    faults = [(Fault.UNKNOWN_SOURCE, mark) for mark in _MARK.findall(draft) if mark not in known]
    faults += _of_the_whole(shown, "\n".join(source.text for source in sources), words)
    if canary and fold(canary) in fold(draft):
        faults.append((Fault.LEAK, ""))
    if shown and not in_language(shown):
        faults.append((Fault.LANGUAGE, ""))
    cited: dict[str, None] = {}
    for sentence, marks in _sentences(draft):
        cited |= dict.fromkeys(mark for mark in marks if mark in known)
        named = [known[mark] for mark in marks if mark in known]
        faults += [(fault, sentence) for fault in _of_a_sentence(sentence, named, words)]
    if faults:
        return Unfounded(tuple(dict.fromkeys(faults)))
    return Grounded(shown, tuple(cited))


def _of_the_whole(shown: str, given: str, words: Words) -> Iterator[tuple[Fault, str]]:
    if not shown:
        yield Fault.EMPTY, ""
    if _MARKUP.search(shown):
        yield Fault.MARKUP, ""
    yield from ((Fault.ADDRESS, found[0]) for found in _ADDRESS.finditer(shown))
    if not set(redacted(shown).kinds) <= set(redacted(given).kinds):
        yield Fault.PERSONAL, ""
    yield from ((Fault.FIGURE, told) for told in _figures(shown, words).beyond(_figures(given, words)))


def _of_a_sentence(sentence: str, named: Sequence[Source], words: Words) -> Iterator[Fault]:
    folded = fold(sentence)
    if any(pattern.search(folded) for pattern in words.promises) and not _is_quoted(folded, named):
        yield Fault.PROMISE
    if words.courtesy.fullmatch(folded.strip(" .!,")) or folded.rstrip().endswith("?"):
        return
    telling = _telling(folded, words)
    if not telling:
        return
    if not named:
        yield Fault.NO_SOURCE
    elif not any(_is_said(telling, _turned(folded, words), source, words) for source in named):
        yield Fault.NOT_SAID
    elif _figures(sentence, words).beyond(_figures("\n".join(one.text for one in named), words)):
        yield Fault.FIGURE


def _is_said(telling: frozenset[str], turned: bool, source: Source, words: Words) -> bool:
    """Whether the source as a whole has most of the words, and its nearest sentence does not say the contrary."""
    whole = _telling(fold(source.text), words)
    if len(telling & whole) < SHARED_LEAST * len(telling):
        return False
    told = [fold(one) for one, _ in _sentences(source.text)]
    nearest = max(told, key=lambda one: len(telling & _telling(one, words)), default="")
    return _turned(nearest, words) == turned


def _is_quoted(folded: str, named: Sequence[Source]) -> bool:
    plain = " ".join(_WORD.findall(folded))
    return any(plain in " ".join(_WORD.findall(fold(one.text))) for one in named)


def _turned(folded: str, words: Words) -> bool:
    found = _WORD.findall(folded)
    return any(word in words.nots for word in found)


def _telling(folded: str, words: Words) -> frozenset[str]:
    return frozenset(
        word[:STEM_LETTERS]
        for word in _WORD.findall(folded)
        if len(word) > 2 and not word.isdigit() and word not in words.little and word not in words.nots
    )


def _sentences(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each sentence without its marks, and the keys it names; marks before or behind its full stop are its own."""
    at = 0
    for end in [*(found.end() for found in _SENTENCE.finditer(text)), len(text)]:
        piece = text[at:end]
        at = end
        bare = _MARK.sub("", piece).strip(" \n\t-*•")
        if bare:
            yield bare, tuple(_MARK.findall(piece))


def _figures(text: str, words: Words) -> Figures:
    return figures_of(text, words.numbers, words.units, words.months)
