"""Which dates, amounts, times and numbers does a text hold, and which of them does another one not hold?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from amiabil.foundation.text import fold

_NUMBER = r"\d+(?:[.,  ]\d{3})*(?:[.,]\d{1,2})?(?!\d)|\d+"
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DOTTED = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})\b")
_REFERENCE = re.compile(r"\b[a-z]-[0-9a-z]{4}-[0-9a-z]{4}\b|\b(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{6,}\b")
_PLAIN = re.compile(_NUMBER)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a text holds.

    ``dates`` are day, month and year (0 where none is said), ``amounts`` a number with its unit, ``others``
    numbers, times and references as written in one form.
    """

    dates: frozenset[tuple[int, int, int]]
    amounts: frozenset[tuple[str, str]]
    others: frozenset[str]

    def beyond(self, have: Figures) -> tuple[str, ...]:
        """What is here and not in ``have``; a date without a year is any year's, money may stand beside its sum."""
        days = [date for date in self.dates if not any(_same(date, one) for one in have.dates)]
        numbers = have.others | {number for number, _ in have.amounts}
        amounts = [
            (number, unit)
            for number, unit in self.amounts
            if (number, unit) not in have.amounts and not (unit == "money" and number in have.others)
        ]
        return (
            *sorted(f"{day}.{month}.{year or ''}" for day, month, year in days),
            *sorted(f"{number} {unit}" for number, unit in amounts),
            *sorted(self.others - numbers),
        )


def figures_of(
    text: str, numbers: Mapping[str, str], units: Mapping[str, str], months: Mapping[str, int]
) -> Figures:
    """Everything countable in a text. The words are folded: ``units`` to their kind, ``months`` to 1 to 12."""
    taken = _Taken(fold(text))
    dates = frozenset(_dates(taken, months))
    others = {f"{int(found[1])}:{found[2]}" for found in taken.out(_TIME)}
    others |= {found[0] for found in taken.out(_REFERENCE)}
    amounts = frozenset(_amounts(taken, numbers, units))
    others |= {_canonical(found[0]) for found in taken.out(_PLAIN)}
    return Figures(dates, amounts, frozenset(others))


class _Taken:
    """A text from which what is read is taken out, so that nothing is read twice."""

    def __init__(self, text: str) -> None:
        self.text = text

    def out(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        found = list(pattern.finditer(self.text))
        self.text = pattern.sub(" ; ", self.text)
        return found


def _dates(taken: _Taken, months: Mapping[str, int]) -> Iterator[tuple[int, int, int]]:
    for found in taken.out(_ISO):
        yield int(found[3]), int(found[2]), int(found[1])
    for found in taken.out(_DOTTED):
        yield int(found[1]), int(found[2]), int(found[3])
    named = _any_of(tuple(months))
    for found in taken.out(
        _compiled(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({named})\.?(?:,? (\d{{4}}))?\b")
    ):
        yield int(found[1]), months[found[2]], int(found[3] or 0)
    for found in taken.out(_compiled(rf"\b({named})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}})\b)?")):
        yield int(found[2]), months[found[1]], int(found[3] or 0)


def _amounts(
    taken: _Taken, numbers: Mapping[str, str], units: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    unit, word = _any_of(tuple(units)), _any_of(tuple(numbers))
    behind = rf"(?<![\w.,])({_NUMBER}|(?:{word})(?= ))(?: de)?[ -]?({unit})(?!\w)"
    for found in taken.out(_compiled(behind)):
        yield numbers.get(found[1]) or _canonical(found[1]), units[found[2]]
    signs = _any_of(tuple(one for one in units if not one.isalpha()) or ("€",))
    for found in taken.out(_compiled(rf"({signs}) ?({_NUMBER})")):
        yield _canonical(found[2]), units.get(found[1], "money")


def _canonical(number: str) -> str:
    """One form: no signs between thousands, a point before what is less than one, no zeros at its end."""
    bare = re.sub(r"[  ]", "", number)
    whole, fraction = bare, ""
    if found := re.fullmatch(r"(.*)[.,](\d{1,2})", bare):
        whole, fraction = found[1], found[2].rstrip("0")
    digits = re.sub(r"\D", "", whole).lstrip("0") or "0"
    return f"{digits}.{fraction}" if fraction else digits


def _same(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return one[:2] == other[:2] and (one[2] == other[2] or not one[2] or not other[2])


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=32)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
