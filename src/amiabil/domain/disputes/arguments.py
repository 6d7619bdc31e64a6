"""What goes with each command? One small record per command, read once at the edge.

Amounts arrive as text, because an amount with too many decimals is a refusal of its own (``bad_amount``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, Literal, TypeAlias, get_args, get_type_hints

from amiabil.domain.disputes import reports
from amiabil.domain.disputes.rulings import RuleOnEvidence, RuleOnSecrecy
from amiabil.domain.terms import (
    AppealGround,
    Channel,
    Command,
    EvidenceKind,
    Lane,
    Reason,
    Remedy,
    ReturnCost,
    Role,
)
from amiabil.foundation.codec import decode
from amiabil.foundation.errors import Invalid


class BadArguments(Invalid):
    """An argument is unknown, missing or not of its kind."""

    code = "bad_arguments"


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """An item handed in: its kind and its label, unique in the case; ``gone``: words in its place, it is no longer."""

    kind: EvidenceKind
    label: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """What the buyer asks for; neither amount nor percentage means all that is refundable."""

    remedy: Remedy
    amount: str | None = None
    percent: str | None = None
    return_cost: ReturnCost | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """An opening: units per line of the order, the reason, the request (None only for a withdrawal).

    ``answers`` are the replies to the questions of the reason, by key; with ``text`` they are kept erasable. ``None``
    where none can be told, as in a story or a replay: then no question is demanded.
    """

    units: Mapping[str, int]
    reason: Reason
    ask: Ask | None = None
    evidence: tuple[EvidenceEntry, ...] = ()
    channel: Channel = Channel.WEB
    text: str = ""
    answers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Nothing:
    """A command without arguments."""


@dataclass(frozen=True, slots=True)
class AcceptRequest:
    """``amount`` is what the actor saw."""

    amount: str | None = None


@dataclass(frozen=True, slots=True)
class RejectRequest:
    """A reason in one word, and what the matrix demands."""

    reason: str
    text: str = ""
    evidence: tuple[EvidenceEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Propose:
    """A proposal; ``perform_by`` for repair and replacement."""

    remedy: Remedy
    amount: str | None = None
    percent: str | None = None
    return_cost: ReturnCost | None = None
    perform_by: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whose proposal is accepted or declined, and the amount the actor saw."""

    proposal: Role
    amount: str | None = None


@dataclass(frozen=True, slots=True)
class AddEvidence:
    """One item, without a label it gets the next number; ``more`` are handed in with it, in the same act.

    ``confidential`` is why the other side should not see it, empty for what it may; it then reads ``summary``.
    ``gone``: packaging that no longer exists, the words in its place say why.
    """

    kind: EvidenceKind
    label: str = ""
    text: str = ""
    gone: bool = False
    more: tuple[EvidenceEntry, ...] = ()
    confidential: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """Whom the mediator asks, and what."""

    of: Role
    text: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """Something said."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class AnswerInfo:
    """The answer to the mediator's question, with what shows it."""

    text: str = ""
    evidence: tuple[EvidenceEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommend:
    """What the mediator recommends, with written grounds."""

    remedy: Remedy
    amount: str | None = None
    percent: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact the mediator holds for proven or not, and what shows it: labels of evidence, or of our own records."""

    text: str
    result: Literal["proven", "unproven"] = "proven"
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decide:
    """The decision form: the amount for the buyer, the remedy, the grounds and the rule applied.

    What is missing is not unreadable: it is refused as ``decision_incomplete``. The rest of the form of disputes.md
    3.8 may be left out here; ``decision_form`` says what a decision that people read must have. ``legal_rules`` are
    identifiers of disputes.md 6, ``automated`` empty means that nothing was said about it.
    """

    remedy: Remedy | None = None
    amount: str | None = None
    percent: str | None = None
    grounds: str = ""
    rule: str = ""
    return_cost: ReturnCost | None = None
    findings: tuple[Finding, ...] = ()
    legal_rules: tuple[str, ...] = ()
    return_instruction: str = ""
    perform_by: date | None = None
    automated: Literal["", "none", "used"] = ""
    automated_how: str = ""


@dataclass(frozen=True, slots=True)
class AppealArguments:
    """Why, and for which amount."""

    ground: AppealGround
    ask: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class DecideAppeal:
    """The reviewer's amount and grounds; ``remedy`` names the decided goods where they stand (the amount is then 0)."""

    amount: str
    grounds: str = ""
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class Reopen:
    """Why a closed case is taken up again."""

    ground: str


@dataclass(frozen=True, slots=True)
class ProvideLabel:
    """How the goods go back: ``text`` has the address and what to do, ``tracking`` the number of a prepaid label."""

    text: str = ""
    tracking: str = ""
    evidence: tuple[EvidenceEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordReturn:
    """What shows that the goods are on their way, and whose carrier has them; ``tracking`` is the carrier's number."""

    proof: Literal["tracking", "receipt", "none"]
    carrier_chosen_by: ReturnCost | None = None
    tracking: str = ""
    evidence: tuple[EvidenceEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspect:
    """Whether the returned goods are in order."""

    ok: bool
    evidence: tuple[EvidenceEntry, ...] = ()
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Perform:
    """The goods are on their way."""

    tracking: str = ""


@dataclass(frozen=True, slots=True)
class Convert:
    """The new reason, or the new lane."""

    reason: Reason | None = None
    lane: Lane | None = None


@dataclass(frozen=True, slots=True)
class VoluntaryRefund:
    """What the seller pays back of his own will."""

    amount: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """Why the seller was silent."""

    excuse: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """Why another mediator should decide."""

    reason: str


@dataclass(frozen=True, slots=True)
class AnswerChallenge:
    """The supervisor's answer."""

    granted: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """The other case, by its reference, at the version that was seen (None: the current one), and why they are one."""

    other: str
    other_version: int | None = None
    text: str = ""


Arguments: TypeAlias = (
    Nothing
    | AcceptRequest
    | RejectRequest
    | Propose
    | Answer
    | AddEvidence
    | RuleOnEvidence
    | RequestInfo
    | AnswerInfo
    | Written
    | Recommend
    | Decide
    | AppealArguments
    | DecideAppeal
    | Reopen
    | ProvideLabel
    | RecordReturn
    | reports.Report
    | Inspect
    | Perform
    | Convert
    | VoluntaryRefund
    | SetAside
    | Challenge
    | AnswerChallenge
    | Merge
)

ARGUMENTS: Mapping[Command, type[Any]] = {
    **dict.fromkeys(Command, Nothing),
    **dict.fromkeys((Command.MESSAGE, Command.GRANT_SET_ASIDE, Command.REFUSE_SET_ASIDE), Written),
    Command.GIVE_RETURN_ADDRESS: Written,
    **dict.fromkeys((Command.ACCEPT, Command.DECLINE), Answer),
    **dict.fromkeys((Command.ADMIT_EVIDENCE, Command.DISREGARD_EVIDENCE), RuleOnEvidence),
    **dict.fromkeys((Command.REFUND_FAILED, Command.REFUND_CONFIRMED), reports.RefundReport),
    Command.SUBMIT: Submission,
    Command.ACCEPT_REQUEST: AcceptRequest,
    Command.REJECT_REQUEST: RejectRequest,
    Command.PROPOSE: Propose,
    Command.ADD_EVIDENCE: AddEvidence,
    Command.RULE_CONFIDENTIAL: RuleOnSecrecy,
    Command.REQUEST_INFO: RequestInfo,
    Command.ANSWER_INFO: AnswerInfo,
    Command.RECOMMEND: Recommend,
    Command.DECIDE: Decide,
    Command.APPEAL: AppealArguments,
    Command.DECIDE_APPEAL: DecideAppeal,
    Command.REOPEN: Reopen,
    Command.PROVIDE_LABEL: ProvideLabel,
    Command.RECORD_RETURN_SHIPMENT: RecordReturn,
    Command.SCAN: reports.Scan,
    Command.INSPECT: Inspect,
    Command.PERFORM: Perform,
    Command.CONVERT: Convert,
    Command.VOLUNTARY_REFUND: VoluntaryRefund,
    Command.EXTERNAL_OPENED: reports.ExternalOpened,
    Command.EXTERNAL_CLOSED: reports.ExternalClosed,
    Command.SET_ASIDE_DEFAULT: SetAside,
    Command.NOTICE_BOUNCED: reports.NoticeBounced,
    Command.CHALLENGE: Challenge,
    Command.ANSWER_CHALLENGE: AnswerChallenge,
    Command.MERGE: Merge,
    Command.CALENDAR_CHANGED: reports.CalendarChanged,
    Command.OUTAGE_EXTENDED: reports.OutageExtended,
}
"""The record that goes with each command."""


@lru_cache(maxsize=128)
def _closed_sets(command: Command) -> dict[str, frozenset[Any]]:
    """The values an argument may have, for those of a closed set (optional ones too)."""
    closed = {}
    for name, hint in get_type_hints(ARGUMENTS[command]).items():
        for part in (hint, *get_args(hint)):
            if isinstance(part, type) and issubclass(part, Enum):
                closed[name] = frozenset(member.value for member in part)
    return closed


def read_arguments(command: Command, given: Mapping[str, Any]) -> Any:
    """The record of a command from JSON; raises ``BadArguments`` with the field that is to blame."""
    kind = ARGUMENTS[command]
    known = {field.name for field in fields(kind)}
    for name in given:
        if name not in known:
            raise BadArguments(field=f"/{name}", problem="unknown")
    for name, allowed in _closed_sets(command).items():
        value = given.get(name)
        if value is not None and not isinstance(value, (list, dict)) and value not in allowed:
            raise BadArguments(field=f"/{name}", problem="not_allowed", allowed=sorted(allowed))
    try:
        return decode(kind, {name: value for name, value in given.items() if value is not None})
    except TypeError:
        raise BadArguments(problem="missing") from None
    except (KeyError, ValueError, AttributeError):
        raise BadArguments(problem="unreadable") from None
