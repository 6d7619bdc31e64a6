"""How is a dispute answered? References, words of the trade and amounts; who must act, and what is open to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from amiabil.channels.api.acting import roles_for
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import clock, engine, money
from amiabil.domain.disputes.eligibility import rights_of, sight_of
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.parts import Proposal, Terms
from amiabil.domain.disputes.return_address import ReturnAddress
from amiabil.domain.disputes.settling import return_required
from amiabil.domain.orders.writing import instant_text
from amiabil.domain.terms import Command, Role, Timer
from amiabil.foundation.money import Money
from amiabil.records.case_files import CaseFile
from amiabil.records.changes import Change
from amiabil.records.dispute_index import IndexedDispute
from amiabil.records.evidence import EvidenceRow, forms_of
from amiabil.records.insolvencies import Proceeding
from amiabil.records.timeline import Moment

Document = dict[str, Any]

ACTORS = (
    Role.BUYER,
    Role.SELLER,
    Role.ADMINISTRATOR,
    Role.MEDIATOR,
    Role.REVIEWER,
    Role.SUPERVISOR,
    Role.OPERATOR,
    Role.CARRIER,
    Role.PSP,
)
"""Whose open actions are told."""

WRITERS = tuple(Role(role) for role in roles_for(Command.MESSAGE))
"""As whom a key may write into a case; of each it is told whether they may now."""


def instant(at: datetime | None) -> str | None:
    """RFC 3339 with ``Z``, or None."""
    return instant_text(at) if at is not None else None


def indexed(one: IndexedDispute) -> Document:
    """A dispute in a list."""
    return {
        "id": str(one.id),
        "reference": one.reference,
        "version": one.version,
        "order": one.order_ref,
        "buyer": one.buyer_ref,
        "seller": one.seller_ref,
        "lane": one.lane,
        "reason": one.reason,
        "state": one.state,
        "outcome": one.outcome or None,
        "turn": one.turn or None,
        "asked": one.asked.fact() if one.asked else None,
        "held": one.held.fact(),
        "opened_at": instant(one.opened_at),
        "due_at": instant(one.due_at),
        "closed_at": instant(one.closed_at),
        "changed_at": instant(one.changed_at),
    }


def whole(
    case: CaseFile,
    evidence: Iterable[Document],
    moments: Iterable[Moment],
    *,
    at: datetime,
    proceeding: Proceeding | None = None,
) -> Document:
    """A dispute with everything a client needs to act on it at this instant; ``proceeding`` of an insolvent seller."""
    dispute = case.dispute
    taken = case.mediator_id is not None
    open_now = {role: engine.available_actions(dispute, role, at=at, taken=taken) for role in ACTORS}
    return {
        "id": str(case.case_id),
        "reference": case.reference,
        "version": case.version,
        "subject": case.subject,
        "order": case.order_ref,
        "buyer": dispute.order.buyer_ref,
        "seller": dispute.order.seller_ref,
        "lane": dispute.lane.value,
        "reason": dispute.reason.value,
        "state": dispute.state.value,
        "outcome": dispute.outcome.value if dispute.outcome else None,
        "flags": sorted(flag.value for flag in dispute.flags),
        "units": _units(dispute),
        "opened_at": instant(dispute.opened_at),
        "closed_at": instant(dispute.closed_at),
        "changed_at": instant(case.changed_at),
        "must_act": _turn(dispute),
        "due": {timer.value: instant(due) for timer, due in engine.due(dispute).items()},
        "late_since": {
            timer.value: instant(since) for timer in Timer if (since := clock.late_since(dispute, timer))
        },
        "available_actions": {
            role.value: [command.value for command in commands] for role, commands in open_now.items()
        },
        "proposals": _proposals(dispute),
        "settlement": _agreed(dispute),
        "decision": _decided(dispute),
        "recoup": _recoup(dispute),
        "refundable": money.refundable(dispute).fact(),
        "held": money.held(dispute).fact(),
        "refunded": money.refunded(dispute).fact(),
        "unpaid": dispute.unpaid.fact() if dispute.unpaid else None,
        "insolvency": _insolvency(proceeding),
        "evidence": list(evidence),
        "events": [event(case.reference, one) for one in moments],
        "messages_open": not case.closed_to_messages,
        "may_write": {
            role.value: Command.MESSAGE in open_now[role] and not case.closed_to_messages for role in WRITERS
        },
        "legal_guarantee": _guarantee(dispute, at),
        "return_required": return_required(dispute),
        "return_address": _address(case.return_address),
        "safety_request": case.safety or None,
        "merged_into": dispute.merged_into.key if dispute.merged_into is not None else None,
        "merged_from": [one.key for one in dispute.merged_from],
    }


def _guarantee(dispute: Dispute, at: datetime) -> list[Document]:
    """The legal guarantee of each line of the case that has one, as a date."""
    mine = {unit.line for unit in dispute.units}
    known = rights_of(sight_of(dispute, at)).lines
    return [
        {
            "line": one.line,
            "until": instant(one.guarantee.closes),
            "prolonged_months": one.prolonged,
        }
        for one in known
        if one.line in mine and one.guarantee.barrier is None
    ]


def _insolvency(proceeding: Proceeding | None) -> Document | None:
    if proceeding is None:
        return None
    until = proceeding.claims_until
    inner = {"country", "named_by_sign_in"}
    told = {name: value for name, value in asdict(proceeding).items() if name not in inner}
    return {**told, "claims_until": until.isoformat() if until else None}


def _address(found: ReturnAddress | None) -> Document | None:
    return {"text": found.text, "given_by": found.given_by.value} if found is not None else None


def event(reference: str, one: Moment) -> Document:
    """One moment of a case's history, in the envelope of events; a message carries its words beside it."""
    told: Document = {
        "id": str(one.event_id),
        "type": one.type,
        "at": instant(one.at),
        "actor": {"role": one.actor_role, "ref": one.actor_ref},
        "case": reference,
        "version": one.version,
        "data": one.data,
    }
    if one.texts:
        told["texts"] = one.texts
    if one.message is not None:
        told["message"] = {
            "id": str(one.message.id),
            "author": {"role": one.message.author_role, "ref": one.message.author_ref},
            "audience": one.message.audience,
            "text": None if one.message.erased else one.message.text,
            "language": one.message.language or None,
        }
    return told


def change(one: Change) -> Document:
    """An event of the feed: the envelope of webhooks."""
    return {
        "stream_seq": one.stream_seq,
        "id": str(one.id),
        "type": one.type,
        "at": instant(one.at),
        "actor": {"role": one.actor_role, "ref": one.actor_ref},
        "case": one.case_reference,
        "version": one.version,
        "data": one.data,
    }


def _units(dispute: Dispute) -> dict[str, int]:
    counted: dict[str, int] = {}
    for unit in dispute.units:
        counted[unit.line] = counted.get(unit.line, 0) + 1
    return counted


def _turn(dispute: Dispute) -> Document:
    now = engine.turn(dispute)
    return {
        "act": now.act.value,
        "who": now.who.value if now.who else None,
        "due_at": instant(now.due_at),
        "timer": now.timer.value if now.timer else None,
        "otherwise": now.silence.value,
        "facts": dict(now.facts),
    }


def _recoup(dispute: Dispute) -> Document | None:
    """At which rate the seller is charged; None in his own currency, or before a decision or settlement."""
    if dispute.recoup is None:
        return None
    return {
        "pair": f"{dispute.currency}/{dispute.order.settles_in}",
        "rate": f"{dispute.recoup.rate:f}",
        "day": dispute.recoup.day.isoformat(),
        "source": dispute.recoup.source,
    }


def _amount(amount: Money | None) -> Document | None:
    return dict(amount.fact()) if amount is not None else None


def _terms(terms: Terms) -> Document:
    return {
        "remedy": terms.remedy.value,
        "amount": _amount(terms.amount),
        "return_cost": terms.return_cost.value if terms.return_cost else None,
        "perform_by": terms.perform_by.isoformat() if terms.perform_by else None,
    }


def _proposals(dispute: Dispute) -> Document:
    found: dict[str, Proposal | None] = {
        role.value: dispute.proposal_of(role) for role in (Role.BUYER, Role.SELLER)
    }
    return {
        name: None
        if proposal is None
        else {**_terms(proposal.terms), "version": proposal.version, "made_at": instant(proposal.made_at)}
        for name, proposal in found.items()
    }


def _agreed(dispute: Dispute) -> Document | None:
    settled = dispute.settlement
    if settled is None:
        return None
    return {**_terms(settled.terms), "outcome": settled.outcome.value, "at": instant(settled.at)}


def _decided(dispute: Dispute) -> Document | None:
    decided = dispute.decision
    if decided is None:
        return None
    return {
        **_terms(decided.terms),
        "amount": dict(decided.amount.fact()),
        "rule": decided.rule,
        "at": instant(decided.at),
        "final_at": instant(decided.final_at),
        "appeals": [
            {
                "by": appeal.by.value,
                "ground": appeal.ground.value,
                "ask": dict(appeal.ask.fact()),
                "at": instant(appeal.at),
            }
            for appeal in decided.appeals
        ],
    }


def item(viewer: Viewer, one: EvidenceRow) -> Document:
    """An item of evidence as this viewer sees it; ``file`` is None for words alone."""
    file = {
        "name": one.file_name,
        "media_type": one.media_type,
        "size": one.size,
        "sha256": one.sha256,
        "erased": one.erased,
        "forms": [form.value for form in forms_of(viewer, one)],
    }
    return {
        "id": str(one.id),
        "label": one.label,
        "kind": one.kind,
        "title": one.title,
        "text": one.text,
        "by": {"role": one.owner_role, "ref": one.owner_ref},
        "status": one.status,
        "edited_media": one.edited_media,
        "confidential": one.confidential,
        "hidden": one.hidden,
        "summary": one.summary,
        "confidential_because": one.secret_because,
        "received_at": instant(one.received_at),
        "file": file if one.file_id else None,
    }
