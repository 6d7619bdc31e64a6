"""What must be shown, and does an item count? Source: disputes.md 5 and C24-C26."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from amiabil.domain.disputes import clock, errors, money
from amiabil.domain.disputes.arguments import AddEvidence, EvidenceEntry, Nothing, RuleOnEvidence
from amiabil.domain.disputes.change import Change
from amiabil.domain.disputes.guards import opposite, party
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.parts import EvidenceItem
from amiabil.domain.disputes.procedure import HEARING
from amiabil.domain.policy.model import OneOf, Policy
from amiabil.domain.terms import Command, EvidenceKind, EvidenceStatus, Flag, Reason, Role, Timer
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


def missing_to_file(dispute: Dispute, more: Sequence[EvidenceEntry]) -> Missing:
    """What the buyer has not shown of what the case's reason demands."""
    shown = [item.kind for item in dispute.evidence if item.by is Role.BUYER]
    return unmet(required_to_file(dispute.policy, dispute.reason), [*shown, *(entry.kind for entry in more)])


def missing_to_reject(dispute: Dispute, more: Sequence[EvidenceEntry]) -> Missing:
    """What the seller has not shown of what a rejection demands."""
    shown = [item.kind for item in dispute.evidence if item.by is Role.SELLER]
    return unmet(required_to_reject(dispute), [*shown, *(entry.kind for entry in more)])


def add_entries(change: Change, entries: Iterable[EvidenceEntry]) -> None:
    """List items that came with another command."""
    for entry in entries:
        _list(change, entry.kind, entry.label)


def add_evidence(change: Change, given: AddEvidence) -> None:
    """A party hands in an item, or several at once; in mediation, after the evidence window, they are late."""
    taken = {item.label for item in change.dispute.evidence}
    entries = (EvidenceEntry(given.kind, given.label), *given.more)
    twice = next((entry.label for entry in entries if entry.label in taken), None)
    if twice:
        raise errors.DuplicateLabel(twice)
    hand_in(change, entries, text=given.text)


def hand_in(change: Change, entries: Sequence[EvidenceEntry], *, text: str = "") -> None:
    """List items and tell of each, the first with these words; a reply to late evidence is given by them."""
    items = [_list(change, entry.kind, entry.label) for entry in entries]
    side = party(change.actor.role)
    if items and side in change.dispute.late_replies:
        _replied(change, side)
    for number, item in enumerate(items):
        change.record(
            Command.ADD_EVIDENCE,
            {"text": "" if number else text},
            evidence_kind=item.kind.value,
            label=item.label,
            by=side.value,
            status=item.status.value,
        )
    if any(item.late for item in items):
        change.flag(Flag.LATE_EVIDENCE)


def _list(change: Change, kind: EvidenceKind, label: str) -> EvidenceItem:
    dispute, side = change.dispute, party(change.actor.role)
    taken = {item.label for item in dispute.evidence}
    number = len(taken) + 1
    while not label or label in taken:
        label, number = f"{number}", number + 1
    closed = dispute.state in HEARING and not clock.runs(dispute, Timer.EVIDENCE_WINDOW)
    late = closed and side not in dispute.late_replies
    status = EvidenceStatus.LATE if late else EvidenceStatus.ADMITTED
    item = EvidenceItem(label, kind, side, change.at, status, late)
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
