"""What does somebody look for, and which part of a text shows that it was found?

Words count without diacritics and case: *mașină*, *maşină* and *masina* are one. How words are brought to their stems
is the database's (records/search.py); what is folded here is folded there in the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, takewhile

from amiabil.foundation.ids import read_reference

LETTERS_MAX = 200
WORDS_MAX = 12
WORD_LETTERS = 60
PREFIX_LETTERS = 3
"""From how many letters on the last word may still go on."""

EXTRACT_LETTERS = 180

_EMAIL = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,180}[a-z0-9]")
_WORD = re.compile(r"[^\W_]+")
_DROPPED = frozenset("\u0300\u0301\u0302\u0303\u0306\u0307\u0308\u030a\u030b\u030c\u0326\u0327\u0328")

_EVERYWHERE = (
    "a acest aceasta acesta ai al ale am ar are as asta au ca care cat ce cea cel cu cum da daca dar de deci "
    "din dupa e ei el ele este eu fara fi fie fost i ii il imi in isi iti la le li lor lui m ma mai mi mea meu "
    "n ne nici noi nostru nu o ori pana pe pentru prin s sa sau se si sub sunt t ta te tu un una unei unui va v "
    "vreau about an and any are at be been but by can did do for from had has have he how if is it its me my no "
    "not of on or our she so that the their them then there they this to us was we were what when where which "
    "who why will with you your"
)
STOP_WORDS = frozenset(_EVERYWHERE.split())
"""Words that are everywhere and tell nothing; they are looked for only where nothing else was typed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: folded words in order, e-mail addresses, and whether the last word may go on."""

    words: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    goes_on: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.words and not self.emails


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an extract; ``found`` where it is what was looked for."""

    text: str
    found: bool = False


def folded(text: str) -> str:
    """The text in small letters, without diacritics."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in apart if sign not in _DROPPED).lower()


def read(typed: str) -> Asked:
    """What somebody looks for. Anything can be typed; what is too much is left out. A reference is read as it is meant,
    however it is written."""
    text = typed.replace("\0", "")[:LETTERS_MAX]
    text = read_reference(text) or text
    small = text.lower()
    emails = tuple(dict.fromkeys(_EMAIL.findall(small)))[:3]
    rest = folded(_EMAIL.sub(" ", small))
    words = [word[:WORD_LETTERS] for word in _WORD.findall(rest)]
    telling = [word for word in words if word not in STOP_WORDS] or words
    kept = tuple(dict.fromkeys(telling))[:WORDS_MAX]
    last = words[-1] if words else ""
    goes_on = bool(kept) and kept[-1] == last and rest[-1].isalnum() and len(last) >= PREFIX_LETTERS
    return Asked(kept, emails, goes_on)


def extract(text: str, stems: frozenset[str], *, most: int = EXTRACT_LETTERS) -> tuple[Piece, ...]:
    """About ``most`` letters of a text around the first word of one of the stems; as ``extract_around``."""
    return extract_around(text, lambda word: _is_one(folded(word), stems), most=most)


def extract_around(
    text: str, looked_for: Callable[[str], bool], *, most: int = EXTRACT_LETTERS
) -> tuple[Piece, ...]:
    """About ``most`` letters of a text around the first word that was looked for, with each such word apart.

    The beginning of the text where none is in it. Line breaks are spaces. Nothing is escaped: that is the page's.
    """
    line = " ".join(text.split())
    found = (word for word in _WORD.finditer(line) if looked_for(word[0]))
    first = next(found, None)
    start = _start(line, first.start() if first else 0, most)
    end = min(len(line), start + most)
    if end < len(line):
        end = max(line.rfind(" ", start, end), first.end() if first else 0) if " " in line[start:end] else end
    pieces = [Piece("… ")] if start else []
    at = start
    for hit in takewhile(lambda hit: hit.end() <= end, chain([first] if first else [], found)):
        pieces += [Piece(line[at : hit.start()]), Piece(hit[0], found=True)]
        at = hit.end()
    pieces.append(Piece(line[at:end] + (" …" if end < len(line) else "")))
    return tuple(piece for piece in pieces if piece.text)


def _start(line: str, hit: int, most: int) -> int:
    """Where an extract begins: a third of it stands before the first word that was found."""
    if hit < most // 2:
        return 0
    around = hit - most // 3
    return line.find(" ", around, hit) + 1 or around


def _is_one(word: str, stems: frozenset[str]) -> bool:
    """Whether a word has one of the stems. Stems are beginnings of their words, but for *y*, which becomes *i*."""
    return any(
        word.startswith(stem) or (len(stem) > 2 and stem.endswith("i") and word.startswith(f"{stem[:-1]}y"))
        for stem in stems
    )
