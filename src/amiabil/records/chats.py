"""Which chats are there, whose are they, and how does each stand? For writing see ``chat_save``."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Subject, Viewer, demand
from amiabil.domain.support.chat import Chat
from amiabil.domain.support.routing import HEAD_START
from amiabil.domain.terms import Role
from amiabil.foundation import codec
from amiabil.foundation.errors import NotFound
from amiabil.foundation.values import replace
from amiabil.records import sql
from amiabil.records.contacts import Contact, contact_of
from amiabil.records.event_rows import Chain
from amiabil.records.scope import CASE_SCOPE, case_scope

SECRET_OPENS = timedelta(days=1)
"""So long after its end a chat is still read with its secret: to take the transcript along and to rate it."""

MOST_LISTED = 200
"""Chats of one list of the staff; a longer queue is not worked off chat by chat."""

MEASURED_WITHIN, MEASURED = timedelta(days=7), 50
"""Of which waits the next one is told: the newest of these days."""


@dataclass(frozen=True, slots=True)
class ChatFile:
    """A chat with everything an act on it decides on.

    ``customer_id`` is whose it is, of a shop's the member who writes; ``contact`` is the visitor of one without an
    account. ``agent_name`` is the name customers read, empty while nobody answers. ``read_seq`` and ``unread`` are
    those of the staff's side or the customer's, whoever reads. ``is_vip``: the marketplace always gives them a person;
    ``chosen_language`` is the one they have chosen for themselves, empty for none.
    """

    case_id: UUID
    reference: str
    subject: str
    person_id: UUID | None
    person_ref: str
    shop_id: UUID | None
    person_name: str
    person_language: str
    contact: Contact | None
    agent_name: str
    chain: Chain
    chat: Chat
    is_vip: bool = False
    chosen_language: str = ""

    @property
    def side(self) -> Role:
        """On which side of the marketplace they stand who asked."""
        return Role.SELLER if self.shop_id is not None else Role.BUYER

    @property
    def subject_of_rights(self) -> Subject:
        """The chat as the table of rights knows it."""
        return Subject(
            buyer_id=self.person_id if self.shop_id is None else None,
            shop_id=self.shop_id,
            contact_id=self.contact.id if self.contact else None,
        )

    @property
    def asker(self) -> Viewer:
        """Whoever asked, as they read and write here."""
        if self.contact is not None:
            return self.contact.viewer
        return Viewer(
            role=self.side,
            person_id=self.person_id,
            ref=self.person_ref,
            name=self.person_name,
            shop_id=self.shop_id,
            language=self.chat.language or self.person_language or "ro",
        )


IN_ORDER = (
    "k.asked_at - CASE k.body ->> 'priority' "
    + " ".join(
        f"WHEN '{one.value}' THEN interval '{int(start.total_seconds())} seconds'"
        for one, start in HEAD_START.items()
    )
    + " ELSE interval '0' END, k.case_id"
)
"""The order of the queue, as ``routing.Waiting.place``; for the chats with the alias ``k``."""

_FILE = """
SELECT c.id AS case_id, c.reference, c.subject, c.version, c.place, c.chain_head, k.customer_id, k.shop_id,
       COALESCE(b.subject, '') AS person_ref,
       COALESCE(NULLIF(b.name, ''), NULLIF(s.name, ''), b.subject, s.ref, q.name, '') AS person_name,
       COALESCE(b.language, q.language, '') AS person_language, COALESCE(b.vip, false) AS person_vip,
       CASE WHEN b.language_chosen THEN b.language ELSE '' END AS chosen_language,
       COALESCE(NULLIF(a.pseudonym, ''), a.name, '') AS agent_name, k.body,
       q.id AS contact_id, q.address AS contact_address, q.name AS contact_name, q.language AS contact_language,
       q.verified_at AS contact_verified_at
  FROM chat k
  JOIN conversation c ON c.id = k.case_id
  LEFT JOIN customer b ON b.id = k.customer_id
  LEFT JOIN shop s ON s.id = k.shop_id
  LEFT JOIN contact q ON q.id = c.contact_id
  LEFT JOIN staff_member a ON a.id = k.agent_id
"""
_BY_REFERENCE = f"{_FILE} WHERE c.reference = %(reference)s AND {CASE_SCOPE}"
_BY_ID = f"{_FILE} WHERE c.id = %(case)s AND {CASE_SCOPE}"
_BY_SECRET = f"""{_FILE} WHERE k.secret_hash = %(hash)s AND c.erased_at IS NULL
   AND (k.ended_at IS NULL OR k.ended_at > %(since)s)"""
_OPEN_OF = f"""{_FILE} WHERE k.customer_id = %(person)s AND k.shop_id IS NOT DISTINCT FROM %(shop)s
   AND c.erased_at IS NULL AND (k.ended_at IS NULL OR k.ended_at > %(since)s)
 ORDER BY k.ended_at IS NULL DESC, k.started_at DESC, c.id LIMIT 1"""
_DUE = f"{_FILE} WHERE k.wake_at <= %(at)s ORDER BY k.wake_at, k.case_id LIMIT %(limit)s FOR UPDATE OF c SKIP LOCKED"
_IN_LINE = f"{_FILE} WHERE k.state = 'waiting' ORDER BY {IN_ORDER} LIMIT {MOST_LISTED}"
_OF_AGENT = (
    f"{_FILE} WHERE k.state = 'with_agent' AND k.agent_id = %(agent)s ORDER BY k.case_id LIMIT {MOST_LISTED}"
)
_WITH_AGENTS = f"{_FILE} WHERE k.state = 'with_agent' ORDER BY k.case_id LIMIT {MOST_LISTED}"


_UNREAD = f"""
SELECT c.id, c.staff_seq - COALESCE(r.seq, 0) AS unread
  FROM conversation c LEFT JOIN read_mark r ON r.case_id = c.id AND r.person_id = %(reader)s
 WHERE c.id = ANY(%(cases)s) AND {CASE_SCOPE}
"""
_READ = f"""
INSERT INTO read_mark (case_id, person_id, seq)
SELECT c.id, %(reader)s, c.staff_seq FROM conversation c WHERE c.id = %(case)s AND {CASE_SCOPE}
    ON CONFLICT (person_id, case_id) DO UPDATE SET seq = EXCLUDED.seq WHERE read_mark.seq < EXCLUDED.seq
"""


def hash_of(secret: str) -> bytes:
    """Under what a visitor's secret is kept."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def by_secret(secret: str, *, at: datetime) -> ChatFile | None:
    """The chat of whoever holds this secret; None for any other, and a day after its end. One statement."""
    found = sql.row(_BY_SECRET, {"hash": hash_of(secret), "since": at - SECRET_OPENS})
    return _as_file(found) if found else None


def file_of(viewer: Viewer, reference: str) -> ChatFile:
    """The chat with this reference, if it is the viewer's to see. One statement. Raises ``NotFound``."""
    found = sql.row(_BY_REFERENCE, {"reference": reference, **case_scope(viewer)})
    if found is None:
        raise NotFound()
    return _as_file(found)


def of_id(viewer: Viewer, case_id: UUID) -> ChatFile | None:
    """The chat of this id, if it is there and the viewer's to see. One statement."""
    found = sql.row(_BY_ID, {"case": case_id, **case_scope(viewer)})
    return _as_file(found) if found else None


def last_of(viewer: Viewer, *, at: datetime) -> ChatFile | None:
    """A signed-in customer's chat that goes on, else the last that ended within a day; else None. One statement."""
    if viewer.person_id is None or viewer.is_staff:
        return None
    given = {"person": viewer.person_id, "shop": viewer.shop_id, "since": at - SECRET_OPENS}
    found = sql.row(_OPEN_OF, given)
    return _as_file(found) if found else None


def lock_due_chats(*, at: datetime, limit: int) -> list[ChatFile]:
    """Up to ``limit`` chats on which time acts, the longest overdue first, locked for this transaction."""
    return [_as_file(one) for one in sql.rows(_DUE, {"at": at, "limit": limit})]


def in_line(viewer: Viewer) -> list[ChatFile]:
    """Every chat that waits for a person, in the order of the queue. One statement. Raises as ``demand``."""
    demand(viewer, Act.SEE_TICKETS)
    return [_as_file(one) for one in sql.rows(_IN_LINE, {})]


def waiting_overseen(viewer: Viewer) -> list[ChatFile]:
    """The same queue for whoever oversees it. One statement. Raises what ``demand`` raises for ``OVERSEE``."""
    demand(viewer, Act.OVERSEE)
    return [_as_file(one) for one in sql.rows(_IN_LINE, {})]


def of_agent(viewer: Viewer) -> list[ChatFile]:
    """The chats in which the viewer answers. One statement. Raises what ``demand`` raises for ``SEE_TICKETS``."""
    demand(viewer, Act.SEE_TICKETS)
    return [_as_file(one) for one in sql.rows(_OF_AGENT, {"agent": viewer.person_id})]


def with_agents(viewer: Viewer) -> list[ChatFile]:
    """Every chat in which a person answers. One statement. Raises what ``demand`` raises for ``OVERSEE``."""
    demand(viewer, Act.OVERSEE)
    return [_as_file(one) for one in sql.rows(_WITH_AGENTS, {})]


def unread(viewer: Viewer, case_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many messages of these chats the viewer has not read, by chat; no statement for none."""
    if not case_ids or viewer.person_id is None:
        return {}
    given = {"cases": list(case_ids), **case_scope(viewer), "reader": viewer.person_id}
    return {one.id: max(one.unread, 0) for one in sql.rows(_UNREAD, given)}


def mark_read(viewer: Viewer, file: ChatFile) -> None:
    """This member of the staff has read the chat as it is now. One statement."""
    if viewer.person_id is not None and viewer.is_staff:
        sql.run(_READ, {"case": file.case_id, **case_scope(viewer), "reader": viewer.person_id})


def hold(reference: str) -> None:
    """Wait until nobody else acts on this chat, and let nobody before the transaction ends. One statement."""
    sql.row(
        "SELECT id FROM conversation WHERE reference = %(reference)s FOR UPDATE", {"reference": reference}
    )


def postpone(case_id: UUID, *, until: datetime) -> None:
    """Let the sweep pass a chat by until then; its next step computes the instant anew."""
    sql.run("UPDATE chat SET wake_at = %(until)s WHERE case_id = %(case)s", {"case": case_id, "until": until})


def keep_address(contact_id: UUID, address: str) -> None:
    """Where a visitor wants to be written to; it proves nothing, and nothing is sent there from here."""
    sql.run(
        "UPDATE contact SET address = %(address)s WHERE id = %(id)s", {"id": contact_id, "address": address}
    )


def _as_file(row: Any) -> ChatFile:
    return ChatFile(
        case_id=row.case_id,
        reference=row.reference,
        subject=row.subject,
        person_id=row.customer_id,
        person_ref=row.person_ref,
        shop_id=row.shop_id,
        person_name=row.person_name,
        person_language=row.person_language,
        contact=contact_of(row),
        agent_name=row.agent_name,
        chain=Chain(row.version, row.place, bytes(row.chain_head)),
        chat=replace(codec.decode(Chat, row.body), version=row.version),
        is_vip=row.person_vip and row.shop_id is None,
        chosen_language=row.chosen_language or "",
    )
