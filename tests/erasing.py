"""A case in which a marker word was written at every door, closed and old; and where a word still stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from amiabil.actions.disputes import confirm_refund
from amiabil.actions.messages import Written, post_message
from amiabil.domain.terms import Audience, Command
from amiabil.foundation.ids import read_reference
from amiabil.jobs import notices
from amiabil.records import deliveries
from amiabil.records.models import (
    Conversation,
    Customer,
    DisputeDraft,
    Parcel,
    ParcelEvent,
    Refund,
    StoredFile,
    Upload,
)
from amiabil.records.new_id import new_id
from tests.actions.cases import ask, opened, step
from tests.cases_with_files import hand_in
from tests.factories import OPENED, PARCEL, World, later, make_world

WORD = "Zmeurica"
"""In every text of the person; in no text of the product."""

CLOSED = later(days=3, hours=1)
OVER = datetime(2029, 10, 10, 21, tzinfo=UTC)
"""Three years after the day of the closing, which is 10 October 2026 in Bucharest."""


@dataclass(frozen=True)
class OldCase(World):
    """A closed case of the world, with a file of the buyer."""

    reference: str
    case_id: UUID
    file: StoredFile


def ended_case(ref: str = "4101", *, refused: str = "Nu este vina mea, spune") -> OldCase:
    """Opened, refused, written about, with a photo, settled by an offer, paid and closed; everybody was told."""
    world = make_world(ref)
    Customer.objects.filter(id=world.buyer.person_id).update(
        name=f"{WORD} Pop", email=f"{WORD}-{ref}@example.org"
    )
    submission = replace(ask(), text=f"{WORD} este crăpat", answers={**PARCEL, "what_happened": WORD})
    reference = opened(world, submission)
    draft_of(world, reference)
    parcel_of(world)
    file = hand_in(world.buyer, reference, at=later(hours=2), name=f"{WORD}.jpg")
    step(
        world.seller,
        reference,
        Command.REJECT_REQUEST,
        later(days=1),
        reason="packed_well",
        text=f"{refused} {WORD}",
    )
    named = replace(world.buyer, name=f"{WORD} Pop")
    said = Written(new_id(), f"Sunt {WORD}, 0722 000 000", Audience.EVERYONE, later(days=1, hours=1))
    post_message(named, reference, said)
    step(world.seller, reference, Command.PROPOSE, later(days=2), remedy="refund_keep", amount="100.00")
    step(world.buyer, reference, Command.ACCEPT, later(days=3), proposal="seller")
    case = Conversation.objects.get(reference=read_reference(reference))
    confirm_refund(Refund.objects.get(case=case).key, at=CLOSED)
    for one in deliveries.steps_of(case.id):
        notices.tell(case.id, one.version, first=one.first)
    file.refresh_from_db()
    return OldCase(
        world.buyer,
        world.seller,
        world.order_ref,
        world.order_id,
        world.shop_id,
        reference,
        case.id,
        file,
    )


def draft_of(world: World, reference: str) -> None:
    """What the buyer had filled in, as it lies there after it was sent, and a file sent to it."""
    case = Conversation.objects.get(reference=reference)
    draft = DisputeDraft.objects.create(
        id=new_id(),
        customer_id=world.buyer.person_id,
        order_id=world.order_id,
        case_id=case.id,
        body={"text": WORD},
        created_at=OPENED,
        changed_at=OPENED,
    )
    assert world.buyer.person_id is not None
    Upload.objects.create(
        id=new_id(),
        person_id=world.buyer.person_id,
        purpose="draft",
        owner_id=draft.id,
        name=f"{WORD}.jpg",
        size=1,
        part_size=1,
        created_at=OPENED,
    )


def parcel_of(world: World) -> None:
    """A parcel whose last scan names who took it."""
    parcel = Parcel.objects.create(
        id=new_id(), order_id=world.order_id, ref="P1", carrier="Curier", tracking=f"{WORD}-1"
    )
    ParcelEvent.objects.create(
        id=new_id(),
        parcel=parcel,
        at=OPENED,
        status="delivered",
        place=f"str. {WORD}",
        text=f"semnat de {WORD}",
    )


def where(word: str) -> set[str]:
    """Every column of every table of ours in which a word stands, however it is written; binary ones too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY 1, 2"
        )
        found = set()
        for table, column, kind in cursor.fetchall():
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE {text} ILIKE %s LIMIT 1', [f"%{word}%"])
            if cursor.fetchone():
                found.add(f"{table}.{column}")
    return found
