"""How does a dispute become a row and come back? The pinned policy apart, the rest as one document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, get_type_hints

from amiabil.domain.chain import canonical
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import Outcome, Role, State
from amiabil.foundation.codec import codec_of, decode, encode
from amiabil.foundation.money import total
from amiabil.foundation.working_time import Calendar
from amiabil.records.ranks import ENDED, MY_TURN, WAITING, rank

PINNED = ("policy", "calendar")
"""What many cases share: kept once in ``policy_snapshot``, named by its digest."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """The policy and calendar a case was opened under, with the digest they are stored by."""

    digest: bytes
    policy: Policy
    calendar: Calendar
    document: Mapping[str, Any]


def pin(policy: Policy, calendar: Calendar) -> Pinned:
    """Policy and calendar as one snapshot."""
    document = {"policy": encode(Policy, policy), "calendar": encode(Calendar, calendar)}
    return Pinned(hashlib.sha256(canonical(document)).digest(), policy, calendar, document)


def pinned_of(dispute: Dispute, before: Pinned) -> Pinned:
    """The snapshot a dispute stands under now: the same as before, unless its calendar has changed."""
    if dispute.calendar is before.calendar or dispute.calendar == before.calendar:
        return before
    return pin(dispute.policy, dispute.calendar)


def read_pinned(digest: bytes, document: Mapping[str, Any]) -> Pinned:
    """A snapshot as it was stored."""
    return Pinned(
        digest, decode(Policy, document["policy"]), decode(Calendar, document["calendar"]), document
    )


@lru_cache(maxsize=1)
def _own_fields() -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(Dispute)
    return tuple(
        (field.name, codec_of(hints[field.name])) for field in fields(Dispute) if field.name not in PINNED
    )


def body_of(dispute: Dispute) -> dict[str, Any]:
    """The document of a dispute without what is pinned."""
    return engine.to_document(dispute, without=PINNED)


def dispute_of(body: Mapping[str, Any], pinned: Pinned, *, version: int) -> Dispute:
    """The dispute a row stands for; ``version`` is the conversation's, which messages move on too."""
    given = {name: codec.decode(body[name]) for name, codec in _own_fields() if name in body}
    given["version"] = version
    return Dispute(policy=pinned.policy, calendar=pinned.calendar, **given)


def change_of(change: Mapping[str, Any], pinned: Pinned) -> dict[str, Any]:
    """What an event changed, with the snapshot named by its digest instead of repeated."""
    kept = {name: value for name, value in change.items() if name not in PINNED}
    if len(kept) < len(change):
        kept["pinned"] = pinned.digest.hex()
    return kept


def columns_of(dispute: Dispute) -> dict[str, Any]:
    """The columns lists are sorted and searched by, computed from the aggregate."""
    turn = engine.turn(dispute)
    asked = dispute.claim.terms.amount
    held = total((unit.held for unit in dispute.units), dispute.currency)
    ranks = {
        side: rank(section=_section(dispute, turn.who, role), due_at=turn.due_at, closed_at=dispute.closed_at)
        for side, role in (
            ("buyer_rank", Role.BUYER),
            ("seller_rank", Role.SELLER),
            ("staff_rank", Role.MEDIATOR),
        )
    }
    return {
        "lane": dispute.lane.value,
        "reason": dispute.reason.value,
        "state": dispute.state.value,
        "outcome": dispute.outcome.value if dispute.outcome else "",
        "turn": turn.who.value if turn.who else "",
        "flags": sorted(flag.value for flag in dispute.flags),
        "asked": asked.minor if asked is not None else None,
        "held": held.minor,
        "due_at": turn.due_at,
        "wake_at": engine.wake_at(dispute),
        "closed_at": dispute.closed_at,
        "closed_to_messages": dispute.outcome is Outcome.MERGED_DUPLICATE,
        **ranks,
    }


def _section(dispute: Dispute, who: Role | None, role: Role) -> int:
    if dispute.state is State.CLOSED:
        return ENDED
    return MY_TURN if who is role else WAITING
