"""How far is the assistant in a conversation, and when has it failed often enough to yield to a person?

Values and rules only; pure. Source: assistant.md 5.1 and 5.5.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from amiabil.domain.assistant.red_rules import as_compared

REMEMBERED = 12
"""Questions of one conversation that are known again when they are repeated."""

IN_A_ROW, IN_ALL = 2, 3
"""So many failures in a row, or in one conversation, and a person is offered (assistant.md 5.5)."""

UPSET = 2
"""So many messages in anger, and a person is offered."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Where the assistant stands.

    ``answered`` is the last version of the chat it answered. ``flow`` is what is being done, with the ``slots`` known
    so far and the one it has ``asked`` for. ``doubts`` are failures in a row, ``failures`` all of them. ``questions``
    are short digests of what was asked, so that a repeat is seen without keeping the words. ``offered`` are articles
    last shown to choose from, ``about`` is the order or case spoken of last,
    ``yielded`` are the reasons for which a person was called unasked.
    """

    answered: int = 0
    introduced: bool = False
    flow: str = ""
    slots: dict[str, str] = field(default_factory=dict)
    asked: str = ""
    doubts: int = 0
    failures: int = 0
    anger: int = 0
    questions: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    about: str = ""
    yielded: tuple[str, ...] = ()

    def knows(self, **slots: str) -> Talk:
        """The same with these slots filled."""
        return replace(self, slots={**self.slots, **slots})

    def without(self, *slots: str) -> Talk:
        """The same without these slots."""
        return replace(self, slots={key: value for key, value in self.slots.items() if key not in slots})

    def asks(self, slot: str) -> Talk:
        """The same, waiting for a slot."""
        return replace(self, asked=slot)

    def begins(self, flow: str, arguments: Mapping[str, str]) -> Talk:
        """A flow begins; what was asked in another one is let go."""
        return replace(self, flow=flow, slots=dict(arguments), asked="", doubts=0)

    def done(self) -> Talk:
        """The flow is over."""
        return replace(self, flow="", slots={}, asked="", doubts=0)

    def speaks_of(self, what: str) -> Talk:
        """The same, with this order or case as the one spoken of last."""
        return replace(self, about=what)

    def understood(self) -> Talk:
        """Something was answered."""
        return replace(self, doubts=0)

    def failed(self) -> Talk:
        """Nothing was understood, or the answer was wrong."""
        return replace(self, doubts=self.doubts + 1, failures=self.failures + 1)

    @property
    def gives_up(self) -> bool:
        """Whether it is time for a person."""
        return self.doubts >= IN_A_ROW or self.failures >= IN_ALL

    def asked_before(self, text: str) -> bool:
        """Whether this was asked already."""
        return _digest(text) in self.questions

    def remembering(self, text: str) -> Talk:
        """The same, knowing that this was asked."""
        return replace(self, questions=(*self.questions, _digest(text))[-REMEMBERED:])


def _digest(text: str) -> str:
    return hashlib.sha256(as_compared(text).encode()).hexdigest()[:16]


_SHOUTED = re.compile(r"[^\W\d_]{2,}")


def is_angry(text: str, insults: re.Pattern[str]) -> bool:
    """Whether somebody shouts or insults: it never keeps anybody from help, it only brings a person sooner."""
    words = _SHOUTED.findall(text)
    shouts = len(words) >= 3 and sum(one.isupper() for one in words) * 3 >= len(words) * 2
    return shouts or "!!!" in text or insults.search(as_compared(text)) is not None
