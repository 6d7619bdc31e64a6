"""What does a message do to the conversation? Begin a task, fill in what was asked, correct it, break off, or just ask.

The grammar is the seam: the embedded assistant and any language model give the same commands, and only code acts on
them (assistant.md 4, *Rasa CALM*). Patterns are data (``content/assistant``); those of every language are tried. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import TypeAlias

from amiabil.domain.assistant.red_rules import as_compared
from amiabil.domain.terms import Reason


@unique
class Flow(StrEnum):
    """What the assistant does besides answering from articles."""

    WHERE_IS_MY_ORDER = "where_is_my_order"
    UNTIL_WHEN = "until_when"
    OPEN_DISPUTE = "open_dispute"
    DISPUTE_STATUS = "dispute_status"
    ESCALATE_DISPUTE = "escalate_dispute"
    REFUND_NOT_RECEIVED = "refund_not_received"
    CONTACT_OPTIONS = "contact_options"
    OPEN_TICKET = "open_ticket"
    TICKET_STATUS = "ticket_status"
    REPORT_LISTING = "report_listing"
    WRITE_BY_MAIL = "write_by_mail"
    HAND_OVER = "hand_over"


NEEDS_ACCOUNT = frozenset(
    {
        Flow.WHERE_IS_MY_ORDER,
        Flow.UNTIL_WHEN,
        Flow.OPEN_DISPUTE,
        Flow.DISPUTE_STATUS,
        Flow.ESCALATE_DISPUTE,
        Flow.REFUND_NOT_RECEIVED,
        Flow.TICKET_STATUS,
    }
)
"""What is about somebody's own orders and cases: a visitor gets the article and the way to sign in."""


@unique
class Sign(StrEnum):
    """What a whole message says besides its subject."""

    CANCEL = "cancel"
    WRONG = "wrong"
    THANKS = "thanks"
    GREETING = "greeting"
    YES = "yes"
    NO = "no"
    NONE = "none"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class StartFlow:
    """Begin a task with what is known already."""

    flow: Flow
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetSlot:
    """Say one thing that was asked for: ``value`` was pressed, or is what was typed."""

    slot: str
    value: str
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """Choose one of the articles that were offered."""

    key: str


@dataclass(frozen=True, slots=True)
class Say:
    """A sign: cancel, thank, greet, yes, no, none of these, wrong."""

    sign: Sign


@dataclass(frozen=True, slots=True)
class Ask:
    """Anything else: to be answered from the articles."""

    text: str


Command: TypeAlias = StartFlow | SetSlot | Read | Say | Ask


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of every language together."""

    whole: Mapping[Sign, tuple[re.Pattern[str], ...]]
    flows: Mapping[Flow, tuple[re.Pattern[str], ...]]
    reasons: Mapping[Reason, tuple[re.Pattern[str], ...]]
    correction: tuple[re.Pattern[str], ...]
    insult: re.Pattern[str]

    def sign_of(self, text: str) -> Sign | None:
        """What the whole message says, if it is one of these."""
        said = as_compared(text)
        return next(
            (sign for sign, known in self.whole.items() if any(one.fullmatch(said) for one in known)), None
        )

    def flow_of(self, text: str) -> Flow | None:
        """The task a message asks for, by its words alone."""
        said = as_compared(text)
        return next(
            (flow for flow, known in self.flows.items() if any(one.search(said) for one in known)), None
        )

    def reason_of(self, text: str) -> Reason | None:
        """What somebody complains of, where the words say it."""
        said = as_compared(text)
        return next(
            (reason for reason, known in self.reasons.items() if any(one.search(said) for one in known)), None
        )

    def corrects(self, text: str) -> bool:
        """Whether a message takes something back."""
        return any(one.search(as_compared(text)) for one in self.correction)


def pressed(choice: str) -> Command | None:
    """What pressing a card means; None for one that names nothing of ours."""
    kind, _colon, rest = choice.partition(":")
    if kind == "flow":
        name, _space, order = rest.partition(" ")
        known = {"order": order} if order else {}
        return StartFlow(Flow(name), known) if name in set(Flow) else None
    if kind == "article" and rest:
        return Read(rest)
    if kind == "say" and rest in set(Sign):
        return Say(Sign(rest))
    if kind == "slot":
        slot, _equals, value = rest.partition("=")
        return SetSlot(slot, value, pressed=True) if slot and value else None
    return None
