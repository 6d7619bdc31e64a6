"""What must be shown, and does an item count? Source: disputes.md 5 and C24-C26."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from amiabil.domain.disputes import clock, errors, money
from amiabil.domain.disputes.arguments import (
    AddEvidence,
    EvidenceEntry,
    Nothing,
)
from amiabil.domain.disputes.change import Change
from amiabil.domain.disputes.guards import opposite
from amiabil.domain.disputes.hearing import check_reviewer
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.parts import EvidenceItem
from amiabil.domain.disputes.procedure import HEARING
from amiabil.domain.disputes.rulings import RuleOnEvidence, RuleOnSecrecy
from amiabil.domain.policy.model import OneOf, Policy
from amiabil.domain.terms import (
    Command,
    EvidenceKind,
    EvidenceStatus,
    Flag,
    Reason,
    Role,
    Secrecy,
    Timer,
    party,
)
from amiabil.foundation.fields import FieldRequired
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import end_of_day, local_day

Missing = list[str | list[str]]
"""Kinds that are not there; an inner list means one of these is enough."""


def required_to_file(policy: Policy, reason: Reason) -> tuple[OneOf, ...]:
    """What a buyer must show for a reason; each entry is met by one of its kinds."""
    return policy.evidence.required_by_reason.get(reason, ())


def required_to_reject(dispute: Dispute) -> tuple[OneOf, ...]:
    """What the seller must show to reject the request.

    A proof of delivery is demanded only from the value at which the policy wants a signature or a code.
    """
    required = dispute.policy.evidence.required_to_reject.get(dispute.reason, ())
    if dispute.reason is not Reason.NR_DELIVERED_NOT_RECEIVED:
        return required
    limits = dispute.policy.delivery_proof.signature_or_code_from
    threshold = limits.of(dispute.currency) if limits else None
    if threshold is not None and money.refundable(dispute) >= threshold:
        return required
    return tuple(entry for entry in required if EvidenceKind.DELIVERY_PROOF not in entry.kinds)


def unmet(required: Iterable[OneOf], shown: Iterable[EvidenceKind]) -> Missing:
    """The requirements nothing shown meets."""
    have = frozenset(shown)
    return [_named(entry) for entry in required if not have & frozenset(entry.kinds)]


def _named(entry: OneOf) -> str | list[str]:
    kinds = [kind.value for kind in entry.kinds]
    return kinds[0] if len(kinds) == 1 else kinds


PACKAGING = frozenset({EvidenceKind.PHOTO_PARCEL, EvidenceKind.PHOTO_WEIGHT_LABEL})
"""What people throw away before they know that it matters: instead of it they may say why it is gone."""


def missing_to_file(dispute: Dispute, more: Sequence[EvidenceEntry]) -> Missing:
    """What the buyer has not shown of what the case's reason demands; packaging that is gone keeps nobody out."""
    listed = [(item.kind, item.gone) for item in dispute.evidence if item.by is Role.BUYER]
    handed_in = [(entry.kind, entry.gone) for entry in more]
    shown = [kind for kind, gone in (*listed, *handed_in) if not gone or kind in PACKAGING]
    return unmet(required_to_file(dispute.policy, dispute.reason), shown)


def is_shown(dispute: Dispute) -> bool:
    """Whether all that the reason demands is really there: only then may silence grant a request (T2)."""
    shown = [item.kind for item in dispute.evidence if item.by is Role.BUYER and not item.gone]
    return not unmet(required_to_file(dispute.policy, dispute.reason), shown)


def missing_to_reject(dispute: Dispute, more: Sequence[EvidenceEntry]) -> Missing:
    """What the seller has not shown of what a rejection demands."""
    shown = [item.kind for item in dispute.evidence if item.by is Role.SELLER]
    return unmet(required_to_reject(dispute), [*shown, *(entry.kind for entry in more)])


def add_entries(change: Change, entries: Iterable[EvidenceEntry]) -> None:
    """List items that came with another command."""
    for entry in entries:
        _list(change, entry)


def add_evidence(change: Change, given: AddEvidence) -> None:
    """A party hands in an item, or several at once; in mediation, after the evidence window, they are late."""
    taken = {item.label for item in change.dispute.evidence}
    entries = (EvidenceEntry(given.kind, given.label, gone=given.gone), *given.more)
    if any(entry.gone and entry.kind not in PACKAGING for entry in entries):
        raise errors.EvidenceMissing([entry.kind.value for entry in entries if entry.gone])
    secret = _secret(given)
    twice = next((entry.label for entry in entries if entry.label in taken), None)
    if twice:
        raise errors.DuplicateLabel(twice)
    hand_in(change, entries, text=given.text, secret=secret)


def _secret(given: AddEvidence) -> Mapping[str, str]:
    """What both sides read of an item that is for who decides alone; nothing for any other (disputes.md 5.3).

    Raises ``FieldRequired`` without a summary.
    """
    if not given.confidential.strip():
        return {}
    if not given.summary.strip():
        raise FieldRequired(field="/summary")
    return {"confidential": given.confidential, "summary": given.summary}


NOT_SECRET: Mapping[str, str] = {}


def hand_in(
    change: Change,
    entries: Sequence[EvidenceEntry],
    *,
    text: str = "",
    secret: Mapping[str, str] = NOT_SECRET,
) -> None:
    """List items and tell of each, the first with these words; a reply to late evidence is given by them.

    Of a ``secret`` one the event tells why it is, and the summary: what it says lies with the item alone.
    """
    secrecy = Secrecy.ASKED if secret else Secrecy.OPEN
    items = [_list(change, entry, secrecy) for entry in entries]
    words = secret or {"text": text}
    side = party(change.actor.role)
    if items and side in change.dispute.late_replies:
        _replied(change, side)
    for number, item in enumerate(items):
        facts: dict[str, Any] = {"secrecy": item.secrecy.value} if secret else {}
        if item.gone:
            facts["gone"] = True
        change.record(
            Command.ADD_EVIDENCE,
            dict.fromkeys(words, "") if number else words,
            evidence_kind=item.kind.value,
            label=item.label,
            by=side.value,
            status=item.status.value,
            **facts,
        )
    if any(item.late for item in items):
        change.flag(Flag.LATE_EVIDENCE)


def _list(change: Change, entry: EvidenceEntry, secrecy: Secrecy = Secrecy.OPEN) -> EvidenceItem:
    kind, label = entry.kind, entry.label
    dispute, side = change.dispute, party(change.actor.role)
    taken = {item.label for item in dispute.evidence}
    number = len(taken) + 1
    while not label or label in taken:
        label, number = f"{number}", number + 1
    closed = dispute.state in HEARING and not clock.runs(dispute, Timer.EVIDENCE_WINDOW)
    late = closed and side not in dispute.late_replies
    status = EvidenceStatus.LATE if late else EvidenceStatus.ADMITTED
    item = EvidenceItem(label, kind, side, change.at, status, late, secrecy=secrecy, gone=entry.gone)
    change.dispute = replace(dispute, evidence=(*dispute.evidence, item))
    return item


def admit_evidence(change: Change, given: RuleOnEvidence) -> None:
    """The mediator admits a late item; the other party gets time to answer it."""
    item = _ruled_upon(change, given, late_only=True)
    _set(change, replace(item, status=EvidenceStatus.ADMITTED, ruled=True))
    change.record(Command.ADMIT_EVIDENCE, {"text": given.text}, label=item.label)
    dispute = change.dispute
    change.dispute = replace(dispute, late_replies=dispute.late_replies | {opposite(item.by)})
    clock.start(change, Timer.LATE_EVIDENCE_REPLY, dispute.policy.timers.late_evidence_reply.span)
    move_decision(change)


def move_decision(change: Change) -> None:
    """T6 moves to the reply's last day and the policy's days after it, when that is later; it does not roll."""
    dispute = change.dispute
    due_at = clock.due_of(dispute, Timer.LATE_EVIDENCE_REPLY)
    if due_at is None:
        return
    last = local_day(due_at, dispute.policy.zone) - timedelta(days=1)
    days = timedelta(days=dispute.policy.evidence.late.extend_decision_days)
    floor = end_of_day(last + days, dispute.policy.zone)
    change.dispute = replace(dispute, decision_floor=floor)
    running = dispute.timers.get(Timer.FIRST_DECISION)
    if running is not None and running.due_at is not None and running.due_at < floor:
        clock.set_running(change, Timer.FIRST_DECISION, replace(running, due_at=floor))


def disregard_evidence(change: Change, given: RuleOnEvidence) -> None:
    """The mediator leaves an item out of account; a late one is then listed as not admitted."""
    item = _ruled_upon(change, given, late_only=False)
    status = EvidenceStatus.LATE_NOT_ADMITTED if item.late else EvidenceStatus.DISREGARDED
    _set(change, replace(item, status=status, ruled=True))
    change.record(Command.DISREGARD_EVIDENCE, {"text": given.text}, label=item.label, status=status.value)


def rule_confidential(change: Change, given: RuleOnSecrecy) -> None:
    """Who hears the case, or its appeal, says whether an item stays unseen by the other side. If not it counts for
    nothing: its owner, who gave it in confidence, may hand it in openly."""
    if change.actor.role is Role.REVIEWER:
        check_reviewer(change)
    item = next((one for one in change.dispute.evidence if one.label == given.label), None)
    if item is None:
        raise errors.CaseNotFound(label=given.label)
    if item.secrecy is not Secrecy.ASKED:
        raise errors.NotInThisState(change.dispute.state, Command.RULE_CONFIDENTIAL)
    if not given.text.strip():
        raise errors.DecisionIncomplete(["text"])
    if given.granted:
        item = replace(item, secrecy=Secrecy.GRANTED)
    else:
        out = EvidenceStatus.LATE_NOT_ADMITTED if item.late else EvidenceStatus.DISREGARDED
        item = replace(item, secrecy=Secrecy.REFUSED, status=out, ruled=True)
    _set(change, item)
    change.record(
        Command.RULE_CONFIDENTIAL,
        {"text": given.text},
        label=item.label,
        granted=given.granted,
        status=item.status.value,
        by=change.actor.role.value,
        of=item.by.value,
    )


def _ruled_upon(change: Change, given: RuleOnEvidence, *, late_only: bool) -> EvidenceItem:
    found = next((item for item in change.dispute.evidence if item.label == given.label), None)
    if found is None:
        raise errors.CaseNotFound(label=given.label)
    if found.ruled or (late_only and not found.late):
        command = Command.ADMIT_EVIDENCE if late_only else Command.DISREGARD_EVIDENCE
        raise errors.NotInThisState(change.dispute.state, command)
    if not given.text.strip():
        raise errors.DecisionIncomplete(["text"])
    return found


def _set(change: Change, item: EvidenceItem) -> None:
    items = tuple(item if old.label == item.label else old for old in change.dispute.evidence)
    change.dispute = replace(change.dispute, evidence=items)


def waive_evidence(change: Change, given: Nothing) -> None:
    """A party needs no more time: for its reply to late evidence, else, when both say so, for all evidence."""
    side = party(change.actor.role)
    change.record(Command.WAIVE_EVIDENCE, by=side.value)
    if side in change.dispute.late_replies:
        _replied(change, side)
        return
    waived = change.dispute.evidence_waived | {side}
    change.dispute = replace(change.dispute, evidence_waived=waived)
    if waived >= {Role.BUYER, Role.SELLER}:
        clock.stop(change, Timer.EVIDENCE_WINDOW)


def _replied(change: Change, side: Role) -> None:
    rest = change.dispute.late_replies - {side}
    change.dispute = replace(change.dispute, late_replies=rest)
    if not rest:
        clock.stop(change, Timer.LATE_EVIDENCE_REPLY)


def reply_is_over(change: Change) -> None:
    """The time to answer late evidence is over: the decision is made on the file."""
    change.dispute = replace(change.dispute, late_replies=frozenset())


def unruled(dispute: Dispute) -> tuple[EvidenceItem, ...]:
    """Late items no mediator has ruled upon."""
    return tuple(item for item in dispute.evidence if item.late and not item.ruled)


def secrets(dispute: Dispute) -> frozenset[str]:
    """The labels of items one side has never seen: a decision may rest on them, but never on them alone."""
    return frozenset(item.label for item in dispute.evidence if item.secrecy is not Secrecy.OPEN)


def undecided_secrets(dispute: Dispute) -> tuple[EvidenceItem, ...]:
    """Items kept from the other side of which nobody has said whether that stands."""
    return tuple(item for item in dispute.evidence if item.secrecy is Secrecy.ASKED)
