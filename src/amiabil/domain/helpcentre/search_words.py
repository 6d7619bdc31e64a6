"""Which words does a question or an article have, and which spellings are near one another?

Everything is folded first and brought to its stem then, on both sides, so that what is typed without diacritics, or
with cedillas, is the same as what is written properly. Stems come from outside: they are a library's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from amiabil.domain.search import STOP_WORDS
from amiabil.foundation.text import fold

LETTERS_MAX = 300
"""Letters of a question that are read; nobody asks longer, and what follows would only cost time."""

WORDS_MAX = 16
WORD_LETTERS = 32
NEAR_LETTERS = 4
"""From how many letters on a word can be a typing error of another one."""

FAR_LETTERS = 8
"""From how many letters on two errors are possible."""

GOES_ON_LETTERS = 3

Stem = Callable[[str], str]
"""Brings a folded word to its stem, in one language."""

_WORD = re.compile(r"[^\W_]+")
_SAID_LITTLE = (
    "as avea poate pot poti trebuie vrea vreti doar deja acum unei aceasta cand unde cine atunci acolo asa tot toate "
    "buna ziua salut va rog multumesc meu mele mei dvs voi imi mie dupa inca "
    "please hello hi thanks want would should could may must just get got im don dont does doing am"
)
_LITTLE = STOP_WORDS | frozenset(_SAID_LITTLE.split())


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for: its telling words, folded and in order, and all of it folded.

    ``goes_on`` says that the last word may not be typed to its end.
    """

    words: tuple[str, ...] = ()
    text: str = ""
    goes_on: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.words


def read_question(typed: str) -> Question:
    """What somebody looks for. Anything can be typed: what is too much is left out, and no sign has a meaning."""
    text = fold(readable(typed)[:LETTERS_MAX])[:LETTERS_MAX]
    words = list(words_of(text))
    telling = list(dict.fromkeys(word for word in words if word not in _LITTLE)) or list(dict.fromkeys(words))
    kept = tuple(telling[:WORDS_MAX])
    goes_on = (
        bool(kept) and text[-1:].isalnum() and kept[-1] == words[-1] and len(kept[-1]) >= GOES_ON_LETTERS
    )
    return Question(kept, " ".join(words), goes_on)


def readable(typed: str) -> str:
    """What was typed without what no text has: NUL, other control signs and halves of letters are spaces."""
    bounded = typed[: LETTERS_MAX * 4]
    return "".join(
        " " if sign < " " or "\x7f" <= sign <= "\x9f" or "\ud800" <= sign <= "\udfff" else sign
        for sign in bounded
    )


def words_of(folded: str) -> Iterator[str]:
    """The words of a folded text, in order."""
    return (found[0][:WORD_LETTERS] for found in _WORD.finditer(folded))


def telling_words(text: str) -> list[str]:
    """The words of a text that say something, folded and in order; all of them where none does."""
    words = list(words_of(fold(text)))
    return [word for word in words if word not in _LITTLE] or words


def near_keys(word: str) -> list[str]:
    """What a word shares with those that are one letter more, less, other or changed over: itself and each shorter by
    one letter. Empty for words so short that everything would be near."""
    if len(word) < NEAR_LETTERS or not word.isalpha():
        return []
    return sorted({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def errors_between(typed: str, written: str) -> int | None:
    """How many typing errors lead from one word to the other: letters too many, missing, other, or changed over.

    None when they are too many for words of this length.
    """
    most = 2 if min(len(typed), len(written)) >= FAR_LETTERS else 1
    if abs(len(typed) - len(written)) > most:
        return None
    before: list[int] = []
    row = list(range(len(written) + 1))
    for i, letter in enumerate(typed, 1):
        last, before, row = before, row, [i]
        for j, other in enumerate(written, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == written[j - 2] and typed[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1] if row[-1] <= most else None


def letters_in_threes(folded: str) -> frozenset[str]:
    """The pieces of three letters of a folded text, its words with their ends marked."""
    marked = f" {folded} "
    return frozenset(marked[at : at + 3] for at in range(len(marked) - 2))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of two sets is common, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
