"""What is never the assistant's to answer? A person who is asked for; danger, threats, fraud and law.

Each rule has its team, its priority and one fixed text, written in advance for a reader under stress. Patterns are data
(``content/assistant``); those of every language are tried, whatever language the page has. Tuned for recall: a
false alarm costs a question, a miss costs trust. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from amiabil.domain.support.terms import Priority
from amiabil.foundation.text import fold


@unique
class Reason(StrEnum):
    """Why a person takes over, the weightiest first."""

    DANGER = "danger"
    SELF_HARM = "self_harm"
    THREAT = "threat"
    FRAUD = "fraud"
    LEGAL = "legal"
    VULNERABLE = "vulnerable"
    AUTOMATED = "automated"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Queue:
    """Which team of the set-up takes over, and how soon."""

    team: str
    priority: Priority


QUEUES: Mapping[Reason, Queue] = {
    Reason.DANGER: Queue("trust", Priority.URGENT),
    Reason.SELF_HARM: Queue("trust", Priority.URGENT),
    Reason.THREAT: Queue("trust", Priority.URGENT),
    Reason.FRAUD: Queue("trust", Priority.URGENT),
    Reason.LEGAL: Queue("care", Priority.HIGH),
    Reason.VULNERABLE: Queue("care", Priority.HIGH),
    Reason.AUTOMATED: Queue("care", Priority.HIGH),
    Reason.PERSON: Queue("care", Priority.NORMAL),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason in one language.

    ``anywhere`` are patterns of a part of the message, ``whole`` of all of it; ``misfires`` of any language are taken
    out of it first.
    ``text`` is what is said, in that language.
    """

    reason: Reason
    anywhere: tuple[re.Pattern[str], ...]
    whole: tuple[re.Pattern[str], ...]
    misfires: tuple[re.Pattern[str], ...]
    text: str

    def fires(self, words: str) -> bool:
        """Whether this is said in what is left of a message."""
        if any(one.fullmatch(words.strip(" #")) for one in self.whole):
            return True
        return any(one.search(words) for one in self.anywhere)


def as_compared(text: str) -> str:
    """A message as patterns see it: small letters without marks, one space between words, no punctuation."""
    plain = fold(text).translate(_PLAIN)
    return " ".join(re.sub(r"[^\w'\-\s]|_", " ", plain).split())


_PLAIN = str.maketrans(
    {"\u2019": "'", "\u02bc": "'", "\u2018": "'", "\u2010": "-", "\u2011": "-", "\u2013": "-"}
)


def reason_of(text: str, rules: Sequence[Rule]) -> Reason | None:
    """The weightiest reason for a person in a message, None where the assistant may go on."""
    words = as_compared(text)
    return next(
        (reason for reason in Reason if _fires(words, [r for r in rules if r.reason is reason])), None
    )


def _fires(words: str, rules: Sequence[Rule]) -> bool:
    """Whether a rule of one reason fires. What is harmless in one language is so in the words of another, too."""
    for misfire in (one for rule in rules for one in rule.misfires):
        words = misfire.sub(" # ", words)
    return any(rule.fires(words) for rule in rules)
