"""How objects are named, and those that are rows of their own beside a bare case: what desks find waiting."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from amiabil.actions.holidays import propose
from amiabil.actions.tickets import Asked, open_ticket
from amiabil.domain.access import Viewer
from amiabil.domain.policy import calendar
from amiabil.domain.policy.holidays import DeclaredDay
from amiabil.domain.terms import Role
from amiabil.foundation.ids import reference
from amiabil.foundation.working_time import next_working_day
from amiabil.records import clock
from amiabil.records.models import Conversation, Delivery, LedgerEntry, Notice, OutOfCourt, Payout
from amiabil.records.new_id import new_id
from tests.attacks.callers import Caller, World
from tests.factories import OPENED

Places = Mapping[str, str]


@dataclass(frozen=True)
class Named:
    """How a route is filled in; ``missing`` names nothing and has the same form."""

    own: Places
    missing: Places


def case_of(world: World) -> UUID:
    """A bare case of the world's buyer and shop."""
    case = Conversation.objects.create(
        id=new_id(),
        reference=reference("D", randomness=os.urandom(5)),
        kind="dispute",
        buyer_id=world.people[Caller.BUYER].person_id,
        shop=world.shop,
        version=1,
        chain_head=bytes(32),
        created_at=OPENED,
        changed_at=OPENED,
    )
    return case.id


def payout(world: World) -> Named:
    """What was released to the seller and did not reach him."""
    case = case_of(world)
    entry = {"case_id": case, "order": world.order, "version": 1, "currency": "RON", "at": OPENED}
    LedgerEntry.objects.create(id=new_id(), kind="hold", amount=500, **entry)
    LedgerEntry.objects.create(id=new_id(), kind="release", amount=500, payout_key=f"{case}:1.1", **entry)
    Payout.objects.update(state="stuck", cause="not_supported")
    return Named({"key": f"{case}:1.1"}, {"key": f"{new_id()}:1.1"})


def proceeding_outside(world: World) -> Named:
    """An entry of the register."""
    kept = OutOfCourt.objects.create(
        id=new_id(),
        case_id=case_of(world),
        body="sal",
        body_name="SAL",
        opened_on=OPENED.date(),
        recorded_by="staff:sue",
        created_at=OPENED,
        changed_at=OPENED,
    )
    return Named({"entry": str(kept.id)}, {"entry": str(new_id())})


def mail(world: World) -> Named:
    """A mail about the dispute that was given up."""
    notice = Notice.objects.create(
        id=new_id(),
        event_id=new_id(),
        case_id=case_of(world),
        person_kind="customer",
        person_id=world.people[Caller.BUYER].person_id,
        role="buyer",
        key="turn",
        facts={},
        created_at=OPENED,
    )
    sent = Delivery.objects.create(notice=notice, channel="email", address="a@example.com", state="given_up")
    return Named({"delivery": str(sent.id)}, {"delivery": str(sent.id + 1_000_000)})


def holiday(world: World) -> Named:
    """A day another operator has proposed."""
    today = clock.now().date()
    known = propose(
        Viewer(role=Role.OPERATOR, ref="another"),
        DeclaredDay("RO", next_working_day(today + timedelta(days=30), calendar("RO"))),
        "bridge day",
        today=today,
    )
    return Named({"declared": str(known.id)}, {"declared": str(new_id())})


def ticket(world: World) -> Named:
    """A request for help of the buyer."""
    asked = Asked(new_id(), "account", "Cannot sign in", "It says locked.", clock.now())
    made = open_ticket(world.people[Caller.BUYER], asked)
    return Named({"reference": made.reference}, {"reference": reference("T", randomness=os.urandom(5))})


def topic(world: World) -> Named:
    """Something one can ask about, the same for everybody."""
    return Named({"topic": "account"}, {"topic": "weather"})
