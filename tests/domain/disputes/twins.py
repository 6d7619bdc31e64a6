"""Two cases about two lamps of one order, and what joining them gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from amiabil.domain.disputes import engine, money
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.model import Dispute, Step, Surroundings, Twin
from amiabil.domain.disputes.order import LineFacts, OrderFacts
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import (
    Command,
    Reason,
    Remedy,
    Role,
)
from amiabil.foundation.errors import AmiabilError
from tests.domain.disputes.cases import DELIVERED, OPENED, PHOTOS, act, actor, opened, order, ron

LATER = OPENED + timedelta(days=4)
JOINED = OPENED + timedelta(days=5)
"""The first case is filed on a Thursday, the second on Monday; they are joined on Tuesday, the seller's last day."""


def two_lamps(**changes: Any) -> OrderFacts:
    """Two units of 300.00 with 20.00 for delivery, and a vase of another line between them and nothing."""
    lines = (
        LineFacts("L1", ron("300.00"), 2, "Lamp", "home", DELIVERED),
        LineFacts("L2", ron("80.00"), 1, "Vase", "home", DELIVERED),
    )
    return order(lines=lines, shipping=ron("20.00"), shipping_standard=ron("20.00"), **changes)


def filed(
    line: str = "L1",
    at: datetime = OPENED,
    *,
    ask: Ask | None = None,
    rules: Policy | None = None,
    **more: Any,
) -> Dispute:
    """One unit of a line, damaged, all of it asked back unless told otherwise."""
    reason = more.pop("reason", Reason.NC_DAMAGED)
    given = Submission({line: 1}, reason, ask or Ask(Remedy.REFUND_KEEP), more.pop("evidence", PHOTOS))
    first = more.pop("others", ())
    others = tuple(money.elsewhere(one, f"D-{one.id.int}") for one in first)
    case = opened(given=given, facts=two_lamps(), rules=rules, at=at, others=others).dispute
    return replace(case, id=UUID(int=8 if first else 7))


def pair(**more: Any) -> tuple[Dispute, Dispute]:
    """The case filed first, and the later one about the other lamp."""
    first = filed()
    return first, filed(at=LATER, others=(first,), **more)


def joined(one: Dispute, other: Dispute, at: datetime = JOINED, **more: Any) -> Step:
    """The step of ``one``, an agent joining it with ``other``."""
    role, seen = more.pop("role", Role.AGENT), more.pop("seen", None)
    around = Surroundings(twin=Twin(other, f"D-{other.id.int}", f"D-{one.id.int}"))
    arguments = {"other": f"D-{other.id.int}", "text": "the same parcel", **more}
    return engine.act(one, Command.MERGE, arguments, by=By(actor(role), at, seen), around=around)


def kept_and_ended(one: Dispute, other: Dispute, at: datetime = JOINED) -> tuple[Dispute, Dispute]:
    step = joined(one, other, at)
    both = [step.dispute, step.joins[0].dispute]
    kept = next(case for case in both if case.is_open)
    return kept, next(case for case in both if not case.is_open)


def refused(one: Dispute, other: Dispute, **more: Any) -> AmiabilError:
    with pytest.raises(AmiabilError) as caught:
        joined(one, other, **more)
    return caught.value


def mediated(case: Dispute, at: datetime) -> Dispute:
    rejected = act(case, Command.REJECT_REQUEST, Role.SELLER, at, {"reason": "works"})
    return act(rejected, Command.ESCALATE, Role.BUYER, at)
