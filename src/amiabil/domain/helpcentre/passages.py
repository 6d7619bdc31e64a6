"""Which part of an article answers a question? Its section with most of the question's words, cut after a sentence."""

from __future__ import annotations

import re

from amiabil.domain.helpcentre.search_words import Stem, telling_words
from amiabil.foundation.markdown import to_text

PASSAGE_LETTERS = 600

_HEADING = re.compile(r"^#{2,6} +(.+?)\s*#*$", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?…;:])\s+")


def best_passage(body: str, asked: frozenset[str], stem: Stem) -> str:
    """The section of a Markdown body that says most of what is asked, as plain words: nothing is added to it.

    ``asked`` are stems. The first section where none says more than another; a heading counts like its text.
    """
    sections = _sections(body)
    said = [frozenset(stem(word) for word in telling_words(f"{title} {text}")) for title, text in sections]
    best = max(range(len(sections)), key=lambda at: (len(said[at] & asked), -at))
    return _cut(sections[best][1])


def _sections(body: str) -> list[tuple[str, str]]:
    """Headings with the text below them; what stands before the first one has an empty heading."""
    pieces = _HEADING.split(body)
    pairs = [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]
    written = [(title, to_text(text)) for title, text in pairs]
    return [pair for pair in written if pair[1]] or [("", "")]


def _cut(text: str) -> str:
    kept = ""
    for sentence in _SENTENCE.split(text):
        longer = f"{kept} {sentence}".strip()
        if kept and len(longer) > PASSAGE_LETTERS:
            break
        kept = longer
    return kept
