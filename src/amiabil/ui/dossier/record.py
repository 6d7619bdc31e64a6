"""The dossier as a record for programs, and the fields a card network's form for contested payments asks for.

Source: disputes.md 5.7.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from amiabil.actions.dossier_proof import FORMAT
from amiabil.actions.dossiers import Collected
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.order import OrderFacts
from amiabil.domain.disputes.parts import Proposal, Terms
from amiabil.foundation import codec
from amiabil.foundation.codec import instant_text
from amiabil.records.chain_links import LinkRow
from amiabil.records.evidence import EvidenceRow
from amiabil.records.timeline import Moment
from amiabil.ui.case import history
from amiabil.ui.case.seen import Seen
from amiabil.ui.dossier.contents import FileIn
from amiabil.ui.facts import Message

Document = dict[str, Any]

CARD_CHARACTERS = 150_000
"""The most characters of all fields together that a card network's form takes."""

_MOST = {"product_description": 60_000, "refund_policy_disclosure": 20_000, "shipping_tracking_number": 1_000}


def record(seen: Seen, collected: Collected, files: Sequence[FileIn]) -> Document:
    """Everything of the document as data: instants in UTC, amounts as decimal text with their currency."""
    dispute = seen.dispute
    return {
        "format": FORMAT,
        "made_at": instant_text(seen.reader.now),
        "made_for": seen.role.value,
        "marketplace": settings.AMIABIL_MARKETPLACE,
        "case": _case(seen),
        "order": _order(dispute),
        "parties": {
            "buyer": seen.file.buyer_name,
            "seller": seen.file.shop_name,
            "shop": seen.file.shop_identity,
        },
        "proposals": [_proposal(one) for one in (dispute.request, *dispute.proposals.values())],
        "agreement": _terms(dispute.settlement.terms) if dispute.settlement else None,
        "decision": _decision(dispute),
        "refunds": [{"amount": _money(one.amount), "status": one.status} for one in dispute.refunds],
        "unpaid": _money(dispute.unpaid) if dispute.unpaid else None,
        "history": [told for one in reversed(collected.moments) if (told := _moment(seen, one))],
        "evidence": [item(one, files) for one in collected.evidence],
        "chain": chain(collected.file.case_id, collected.links),
    }


def _order(dispute: Dispute) -> Document:
    """The order as sold, without the names the marketplace's systems give to the parties."""
    facts = codec.encode(OrderFacts, dispute.order)
    return {name: fact for name, fact in facts.items() if name not in {"buyer_ref", "seller_ref"}}


def _case(seen: Seen) -> Document:
    dispute = seen.dispute
    running = {name.value: one.due_at for name, one in dispute.timers.items() if one.due_at is not None}
    return {
        "reference": seen.file.reference,
        "version": dispute.version,
        "subject": seen.file.subject,
        "lane": dispute.lane.value,
        "reason": dispute.reason.value,
        "state": dispute.state.value,
        "outcome": dispute.outcome.value if dispute.outcome else None,
        "opened_at": instant_text(dispute.opened_at),
        "closed_at": instant_text(dispute.closed_at) if dispute.closed_at else None,
        "deadlines": {name: instant_text(due_at) for name, due_at in running.items()},
        "units": [{"line": one.line, "unit": one.number} for one in dispute.units],
        "policy": {"id": dispute.policy.policy.id, "version": dispute.policy.policy.version},
    }


def _money(amount: Any) -> str:
    return f"{amount.text()} {amount.currency}"


def _terms(terms: Terms) -> Document:
    return dict(codec.encode(Terms, terms))


def _proposal(one: Proposal) -> Document:
    return {"by": one.by.value, "made_at": instant_text(one.made_at), "terms": _terms(one.terms)}


def _decision(dispute: Dispute) -> Document | None:
    if dispute.decision is None:
        return None
    final = dispute.decision.final_at
    return {"amount": _money(dispute.decision.amount), "final_at": instant_text(final) if final else None}


def _moment(seen: Seen, moment: Moment) -> Document | None:
    """The moment as its reader is told of it, and by whom; None for what is told to somebody else."""
    told = history.entry(seen, moment)
    if told is None:
        return None
    facts = {
        "version": moment.version,
        "at": instant_text(moment.at),
        "type": moment.type,
        "by": moment.actor_role,
    }
    if isinstance(told, Message):
        return facts | {"who": told.person.name, "about": told.about, "text": told.text}
    return facts | {"text": told.text}


def item(one: EvidenceRow, files: Sequence[FileIn]) -> Document:
    """An item of evidence, and where its file lies in the dossier."""
    file = next((kept for kept in files if kept.item == one.id), None)
    return {
        "label": one.label,
        "kind": one.kind,
        "by": one.owner_role,
        "title": one.title,
        "text": one.text,
        "status": one.status,
        "confidential": one.confidential,
        "hidden": one.hidden,
        "summary": one.summary,
        "edited_media": one.edited_media,
        "received_at": instant_text(one.received_at),
        "file": None
        if one.file_id is None
        else {
            "name": one.file_name,
            "media_type": one.media_type,
            "size": one.size,
            "sha256": one.sha256,
            "here": file.name if file else None,
            "form": file.form.value if file else None,
        },
    }


def chain(case_id: UUID, links: Sequence[LinkRow]) -> Document:
    """The whole chain of a case: place and digest of every event, and the head after it."""
    return {
        "case": str(case_id),
        "links": [[one.version, one.place, one.digest.hex(), one.link.hex()] for one in links],
        "head": links[-1].link.hex(),
    }


def card_evidence(seen: Seen, collected: Collected, *, document: str) -> Document:
    """The fields for contesting a card payment, by the names Stripe gives them; ``document`` is the PDF's name.

    All characters together stay below ``CARD_CHARACTERS``. An update at the service submits all fields, so they are
    given as one set.
    """
    sent = [one for one in collected.sheet.parcels if one.shipped_at is not None]
    fields = {
        "customer_name": seen.file.buyer_name,
        "product_description": _sold(collected),
        "shipping_carrier": ", ".join(sorted({one.carrier for one in sent if one.carrier})),
        "shipping_tracking_number": ", ".join(one.tracking for one in sent if one.tracking),
        "shipping_date": min(
            (one.shipped_at.date().isoformat() for one in sent if one.shipped_at), default=""
        ),
        "refund_policy_disclosure": _disclosure(seen),
    }
    kept = {name: text[: _MOST.get(name, 500)] for name, text in fields.items() if text}
    return {
        "fields": kept,
        "files": {"customer_communication": document},
        "characters": sum(len(text) for text in kept.values()),
        "most_characters": CARD_CHARACTERS,
    }


def _sold(collected: Collected) -> str:
    listings = {one.ref: one.listing for one in collected.sheet.lines}
    parts = []
    for line in collected.file.dispute.order.lines:
        words = [str(one) for one in listings.get(line.ref, {}).values() if one]
        parts.append("\n".join([f"{line.quantity} x {line.title or line.ref}", *words]))
    return "\n\n".join(parts)


def _disclosure(seen: Seen) -> str:
    policy = seen.dispute.policy
    return (
        f"{policy.policy.id}, version {policy.policy.version}, in force since {policy.policy.effective_from}"
    )
