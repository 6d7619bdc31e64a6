"""What does a person get handed with a chat, so that nobody has to say anything twice? And what is said as one turn?

By template: nothing here guesses. Source: support.md 4; brief, *Hand-over notice*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from amiabil.domain.terms import PARTIES, Role
from amiabil.foundation.ids import read_reference

ONE_TURN = timedelta(seconds=90)
"""Messages one person sends within this time of each other, with nobody between, are one turn."""

SUMMARY_LETTERS = 240

_REFERENCE = re.compile(r"\b[DTC]-?[0-9A-Z]{4}-?[0-9A-Z]{4}\b", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a chat as far as a hand-over looks at it."""

    role: Role
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Packet:
    """What whoever takes a chat reads first.

    ``asked`` is what the customer said first, ``last`` what they said since anybody answered, each shortened;
    ``references`` are those of disputes, requests and chats named in it; ``answers`` how often the assistant
    answered, ``missed`` how often a person did not come.
    """

    reason: str
    language: str
    topic: str
    asked: str
    last: str
    references: tuple[str, ...]
    answers: int
    missed: int


def packet(lines: Sequence[Line], *, reason: str, language: str, topic: str, missed: int) -> Packet:
    """The packet of a chat in which these lines were said, in order."""
    customers = [one.text for one in lines if one.role in PARTIES]
    return Packet(
        reason=reason,
        language=language,
        topic=topic,
        asked=_short(customers[0] if customers else ""),
        last=_short(" ".join(open_turn(lines)) if len(customers) > 1 else ""),
        references=references_in(customers),
        answers=sum(one.role is Role.ASSISTANT for one in lines),
        missed=missed,
    )


def open_turn(lines: Iterable[Line]) -> tuple[str, ...]:
    """What the customer has said since anybody else said something: however many messages, one question."""
    found: list[str] = []
    for one in lines:
        if one.role in PARTIES:
            found.append(one.text)
        else:
            found.clear()
    return tuple(found)


def follows(before: Line, after: Line) -> bool:
    """Whether two messages, one after the other, are one turn of one person."""
    return before.role is after.role and after.at - before.at <= ONE_TURN


def references_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The references of ours that are named, in their usual form, each once, in order."""
    found = (read_reference(one) for text in texts for one in _REFERENCE.findall(text))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def as_text(said: Sequence[tuple[str, str]], *, most: int) -> str:
    """Who said what, one after the other; of more than ``most`` letters the end is kept, which is what is open."""
    whole = "\n\n".join(f"{name}: {text}" for name, text in said)
    return whole if len(whole) <= most else f"…{whole[-(most - 1) :]}"


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= SUMMARY_LETTERS else f"{one_line[: SUMMARY_LETTERS - 1].rstrip()}…"
