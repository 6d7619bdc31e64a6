"""What has the buyer answered so far? The draft as typed values, and how its JSON is read and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum, unique
from typing import Any

from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.order import LineFacts
from amiabil.domain.disputes.questions import QUESTIONS, WHAT_HAPPENED
from amiabil.domain.terms import EvidenceKind, Reason, Remedy

IN_WORDS = frozenset(
    {
        EvidenceKind.LISTING_PASSAGE,
        EvidenceKind.DEFECT_DESCRIPTION,
        EvidenceKind.MEASUREMENT,
        EvidenceKind.ADDRESS_CHECK,
    }
)
"""Evidence that may be given in words instead of a file."""


@unique
class Step(StrEnum):
    """The steps of the form, in order."""

    WHAT = "what"
    WHY = "why"
    WANT = "want"
    SHOW = "show"
    SEND = "send"


STEPS = tuple(Step)


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything a draft holds. ``amount`` is the dotted text that was read, empty for all that is refundable."""

    units: dict[str, int] = field(default_factory=dict)
    reason: str = ""
    remedy: str = ""
    amount: str = ""
    told: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    edited: bool = False
    seen: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, body: dict[str, Any]) -> Answers:
        """The answers of a draft's JSON; what an older version wrote beside them is left out."""
        known = {name: body[name] for name in cls.__slots__ if name in body}
        return cls(**known)

    def about(self, lines: Iterable[LineFacts]) -> Answers:
        """The same answers without lines that the order no longer has: the marketplace may change it meanwhile."""
        known = {line.ref for line in lines}
        return replace(self, units={ref: count for ref, count in self.units.items() if ref in known})

    def body(self) -> dict[str, Any]:
        """The JSON of the draft."""
        return asdict(self)

    def submission(self) -> Submission:
        """What is sent to the procedure; the text is the answer to "what happened".

        Answers to another reason that was chosen before stay in the draft: the check before sending does not show them.
        """
        remedy, reason = Remedy(self.remedy), Reason(self.reason)
        amount = None if remedy in GOODS else self.amount or None
        asked = {question.key for question in QUESTIONS.get(reason, ())}
        told = {key: text for key, text in self.told.items() if key in asked and text}
        return Submission(
            units=dict(self.units),
            reason=reason,
            ask=Ask(remedy, amount),
            text=told.pop(WHAT_HAPPENED, ""),
            answers=told,
        )

    def worded(self) -> dict[EvidenceKind, str]:
        """The evidence given in words, without empty ones."""
        return {EvidenceKind(kind): text for kind, text in self.shown.items() if text}

    def missing_now(self) -> dict[EvidenceKind, str]:
        """The packaging that no longer exists, with why; without empty ones."""
        return {EvidenceKind(kind): text for kind, text in self.gone.items() if text}

    def reached(self) -> Step:
        """The first step that still wants an answer."""
        if not self.units:
            return Step.WHAT
        if not self.reason:
            return Step.WHY
        if not self.remedy:
            return Step.WANT
        return Step.SEND if Step.SHOW in self.seen else Step.SHOW
