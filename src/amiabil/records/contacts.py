"""Who is behind a conversation without an account: an address, and what they wrote beside it. Nobody's identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import sql

CONTACT = "contact"
"""How a contact is called where a kind of person is named."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody known by an address alone, as one conversation knows them.

    ``address`` is as ``read_address`` spells it, ``name`` what they typed, ``language`` a BCP 47 code; the last two may
    be empty. ``verified_at`` is when the mailbox was shown to be theirs; while it is None no mail goes there.
    """

    id: UUID
    address: str
    name: str
    language: str
    verified_at: datetime | None

    @property
    def ref(self) -> str:
        """How events name them: by a random id, never by the address."""
        return f"{CONTACT}:{self.id}"

    @property
    def viewer(self) -> Viewer:
        """They themselves, on the buyer's side of their one conversation."""
        return Viewer(
            role=Role.BUYER, contact_id=self.id, ref=self.ref, name=self.name, language=self.language or "ro"
        )


def contact_of(row: Any) -> Contact | None:
    """The contact of a row that names its columns ``contact_…``; None where it has none."""
    if row.contact_id is None:
        return None
    return Contact(
        row.contact_id,
        row.contact_address,
        row.contact_name,
        row.contact_language,
        row.contact_verified_at,
    )


@dataclass(frozen=True, slots=True)
class Known:
    """A contact with the reference of its conversation; links made before ``links_since`` open nothing."""

    contact: Contact
    reference: str
    links_since: datetime | None = None

    def opens(self, issued_at: int) -> bool:
        """Whether a link of then, in seconds since 1970, still opens the conversation."""
        return self.links_since is None or issued_at >= int(self.links_since.timestamp())


def of_id(contact_id: UUID) -> Known | None:
    """The contact of this id; None when it is gone: erased, or taken into an account. One statement."""
    found = sql.row(
        "SELECT q.id, q.address, q.name, q.language, q.verified_at, q.links_since, c.reference"
        "  FROM contact q JOIN conversation c ON c.contact_id = q.id WHERE q.id = %(id)s",
        {"id": contact_id},
    )
    if found is None:
        return None
    return Known(
        Contact(found.id, found.address, found.name, found.language, found.verified_at),
        found.reference,
        found.links_since,
    )


def attach(contact_id: UUID, customer_id: UUID) -> bool:
    """A customer stands where the contact did, which goes; whether it was there. Two statements, in a transaction."""
    given = {"contact": contact_id, "customer": customer_id}
    moved = sql.run(
        "WITH head AS (UPDATE conversation SET buyer_id = %(customer)s, contact_id = NULL"
        " WHERE contact_id = %(contact)s AND buyer_id IS NULL AND shop_id IS NULL RETURNING id)"
        " UPDATE ticket k SET customer_id = %(customer)s FROM head WHERE k.case_id = head.id",
        given,
    )
    if moved:
        sql.run("DELETE FROM address_check WHERE contact_id = %(contact)s", given)
        sql.run("DELETE FROM contact WHERE id = %(contact)s", given)
    return moved == 1


def attach_chat(contact_id: UUID, customer_id: UUID) -> bool:
    """The same for the contact of a chat, whose secret ends; whether it was there. Three statements."""
    given = {"contact": contact_id, "customer": customer_id}
    moved = sql.run(
        "WITH head AS (UPDATE conversation SET buyer_id = %(customer)s, contact_id = NULL"
        " WHERE contact_id = %(contact)s AND buyer_id IS NULL AND shop_id IS NULL RETURNING id)"
        " UPDATE chat k SET customer_id = %(customer)s, secret_hash = NULL FROM head WHERE k.case_id = head.id",
        given,
    )
    if moved:
        sql.run("DELETE FROM address_check WHERE contact_id = %(contact)s", given)
        sql.run("DELETE FROM contact WHERE id = %(contact)s", given)
    return moved == 1


def reach_at(contact_id: UUID, address: str, *, at: datetime) -> None:
    """This mailbox is theirs, whichever one was named before. One statement."""
    sql.run(
        "UPDATE contact SET address = %(address)s, verified_at = %(at)s WHERE id = %(id)s",
        {"id": contact_id, "address": address, "at": at},
    )


def verify(contact_id: UUID, *, at: datetime) -> bool:
    """The mailbox is theirs; whether that was news. The first time counts."""
    return (
        sql.run(
            "UPDATE contact SET verified_at = %(at)s WHERE id = %(id)s AND verified_at IS NULL",
            {"id": contact_id, "at": at},
        )
        == 1
    )
