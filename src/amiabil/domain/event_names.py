"""What is an event called where it is stored, sent and exported? Source: conventions.md, *Events and webhooks*.

The rules speak of kinds (``propose``, ``expired``); outside, a kind carries what it belongs to: ``dispute.propose``.
"""

from __future__ import annotations

from amiabil.domain.disputes.measures import MeasureState
from amiabil.domain.terms import Command

MESSAGE_POSTED = "message.posted"

_RENAMED = {
    "message": MESSAGE_POSTED,
    "add_evidence": "evidence.added",
    "refund_instructed": "refund.instructed",
    "refund_confirmed": "refund.confirmed",
    "refund_failed": "refund.failed",
}
"""What is called the same in every conversation."""

_OF_MEASURE = frozenset(
    {
        "recorded",
        Command.CALENDAR_CHANGED.value,
        Command.OUTAGE_EXTENDED.value,
        *(state.value for state in MeasureState),
    }
)


def of_dispute(kind: str) -> str:
    """The stored name of an event of a dispute."""
    return _RENAMED.get(kind, f"dispute.{kind}")


def of_measure(kind: str) -> str:
    """That of an event of a measure: ``measure.*`` for what becomes of it, ``complaint.*`` for the complaint."""
    if kind == Command.ADD_EVIDENCE:
        return _RENAMED[kind]
    return f"measure.{kind}" if kind in _OF_MEASURE else f"complaint.{kind}"


def of_ticket(kind: str) -> str:
    """That of an event of a request for help."""
    return MESSAGE_POSTED if kind == "message" else f"ticket.{kind}"


def of_chat(kind: str) -> str:
    """That of an event of a chat."""
    return MESSAGE_POSTED if kind == "message" else f"chat.{kind}"


def of_article(kind: str) -> str:
    """That of an event of an article of the help centre."""
    return f"article.{kind}"
