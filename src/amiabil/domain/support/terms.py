"""Which words does customer assistance use? Closed sets of names, public like those of disputes.

Source: support.md 6. Topics, teams and service levels are the operator's data (``setup``), not words of the program.
"""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class TicketStatus(StrEnum):
    """Where a request stands; an operator's own names are mapped onto these."""

    NEW = "new"
    OPEN = "open"
    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    WAITING_FOR_THIRD_PARTY = "waiting_for_third_party"
    SOLVED = "solved"
    CLOSED = "closed"


ENDED = frozenset({TicketStatus.SOLVED, TicketStatus.CLOSED})
"""Nobody has to act; a solved request opens again when its customer writes."""

WAITING = frozenset({TicketStatus.WAITING_FOR_CUSTOMER, TicketStatus.WAITING_FOR_THIRD_PARTY})
"""Somebody outside the staff acts next."""


@unique
class Priority(StrEnum):
    """How soon a request wants an answer, the least first."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


@unique
class TicketType(StrEnum):
    """What kind of work a request is."""

    QUESTION = "question"
    PROBLEM = "problem"
    TASK = "task"
    REPORT = "report"


@unique
class LevelClock(StrEnum):
    """What a service level promises: until when the first answer, the next one, the solution."""

    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    SOLUTION = "solution"


@unique
class TicketEvent(StrEnum):
    """What can happen to a request besides messages; stored as ``ticket.<kind>``."""

    OPENED = "opened"
    CHANGED = "changed"
    REOPENED = "reopened"
    SOLVED = "solved"
    CLOSED = "closed"
    REMINDED = "reminded"
    RATED = "rated"
    LEVEL_NEAR = "level_near"
    LEVEL_MISSED = "level_missed"
    MERGED = "merged"
    TOOK_IN = "took_in"
    UNMERGED = "unmerged"
    LET_GO = "let_go"
    SPLIT = "split"
    REPORT_DECIDED = "report_decided"
    REPORT_COMPLAINED = "report_complained"
    VERIFIED = "verified"
    ATTACHED = "attached"
    COPIED = "copied"
    """Somebody is in copy from here on."""
    NO_LONGER_COPIED = "no_longer_copied"


@unique
class Rating(StrEnum):
    """What a customer thinks of how their request was solved, the best first."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"


@unique
class FieldKind(StrEnum):
    """What a custom field of a topic holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    ADDRESS = "address"
