"""Who may a mail be from, and which conversations may it mean? For the door itself, which acts for nobody.

An address proves nothing; what may be done with what is found here, ``domain.mail`` decides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.mail.threads import Candidate
from amiabil.domain.terms import Role, ShopRight
from amiabil.records import in_copy, mail_sent, sql
from amiabil.records.contacts import Contact

_MOST_MERGES = 5
"""Requests merged into merged ones that are followed; a ring ends there as well."""

_NAMED = """
SELECT c.id, c.reference, c.buyer_id, c.shop_id, COALESCE(t.body ->> 'merged_into', '') AS merged_into
  FROM conversation c LEFT JOIN ticket t ON t.case_id = c.id
 WHERE c.reference = ANY(%(references)s) AND c.kind IN ('ticket', 'dispute') AND c.erased_at IS NULL
"""

_PEOPLE = """
SELECT c.reference, b.id, lower(b.email) AS email FROM conversation c JOIN customer b ON b.id = c.buyer_id
 WHERE c.reference = ANY(%(references)s) AND b.email <> ''
UNION ALL
SELECT c.reference, q.id, lower(q.address) FROM conversation c JOIN contact q ON q.id = c.contact_id
 WHERE c.reference = ANY(%(references)s)
UNION ALL
SELECT c.reference, p.id, lower(p.email) FROM conversation c
  JOIN shop_member m ON m.shop_id = c.shop_id JOIN customer p ON p.id = m.customer_id
 WHERE c.reference = ANY(%(references)s) AND p.email <> '' AND (c.kind = 'dispute' OR NOT m.administrator)
UNION ALL
SELECT c.reference, w.id, lower(w.address) FROM conversation c
  JOIN person_in_copy w ON w.case_id = c.id AND w.removed_at IS NULL
 WHERE c.reference = ANY(%(references)s)
"""


_FORMERLY = """
SELECT DISTINCT c.reference, n.person_id AS was, c.buyer_id AS now, lower(d.address) AS email
  FROM conversation c JOIN notice n ON n.case_id = c.id AND n.person_kind = 'contact'
  JOIN delivery d ON d.notice_id = n.id AND d.channel = 'mail'
 WHERE c.reference = ANY(%(references)s) AND c.contact_id IS NULL AND c.buyer_id IS NOT NULL
"""
"""Whoever took a request into their account has shown by its link that the mailbox of the request is theirs too."""


_COPIED_FORMERLY = """
SELECT DISTINCT c.reference, w.id AS was, k.id AS now, lower(k.address) AS email
  FROM jsonb_each_text(%(leads)s::jsonb) AS went(was, now)
  JOIN conversation c ON c.reference = went.was JOIN person_in_copy w ON w.case_id = c.id AND w.removed_at IS NULL
  JOIN conversation i ON i.reference = went.now JOIN person_in_copy k ON k.case_id = i.id AND k.removed_at IS NULL
   AND lower(k.address) = lower(w.address)
"""
"""Whoever was in copy of a request that was merged answers the mails of then as who they are in the surviving one."""

_WROTE_FORMERLY = """
SELECT DISTINCT c.reference, w.id AS was, k.id AS now, lower(k.address) AS email
  FROM jsonb_each_text(%(leads)s::jsonb) AS went(was, now)
  JOIN conversation c ON c.reference = went.was JOIN contact w ON w.id = c.contact_id
  JOIN conversation i ON i.reference = went.now JOIN contact k ON k.id = i.contact_id
   AND lower(k.address) = lower(w.address) AND k.verified_at IS NOT NULL AND w.verified_at IS NOT NULL
"""
"""Who asked without an account writes, where that was merged into another one of the same mailbox, as its person."""


@dataclass(frozen=True, slots=True)
class _Found:
    reference: str
    known_as: frozenset[str]


def candidates(references: Collection[str], message_ids: Sequence[str]) -> list[Candidate]:
    """The requests and disputes of these references, and those that sent mails of these ids (without brackets).

    What was merged is found where it went on. Four statements at most, one more for each step of a merge and two for
    who wrote and was in copy there.
    """
    sent = mail_sent.conversation_of_message_ids(message_ids)
    found = _where_they_went({*references, *(one.reference for one in sent.values())})
    if not found:
        return []
    everybody: dict[str, dict[UUID, frozenset[str]]] = {}
    for one in sql.rows(_PEOPLE, {"references": [one.reference for one in found]}):
        everybody.setdefault(one.reference, {})[one.id] = frozenset({one.email})
    formerly = _formerly(found, everybody)
    return [
        Candidate(
            one.reference,
            everybody.get(one.reference, {}),
            {id: mail.person_id for id, mail in sent.items() if mail.reference in one.known_as},
            one.known_as,
            formerly.get(one.reference, {}),
        )
        for one in found
    ]


def _formerly(
    found: Sequence[_Found], everybody: dict[str, dict[UUID, frozenset[str]]]
) -> dict[str, dict[UUID, UUID]]:
    """Who was a contact in each conversation before; their address of then becomes one of theirs in it."""
    leads_to = {name: one.reference for one in found for name in one.known_as}
    formerly: dict[str, dict[UUID, UUID]] = {}
    rows = sql.rows(_FORMERLY, {"references": list(leads_to)})
    merged = {was: now for was, now in leads_to.items() if was != now}
    if merged:
        leads = {"leads": sql.jsonb(merged)}
        rows = [*rows, *sql.rows(_COPIED_FORMERLY, leads), *sql.rows(_WROTE_FORMERLY, leads)]
    for one in rows:
        reference = leads_to[one.reference]
        people = everybody.setdefault(reference, {})
        if one.now in people:
            people[one.now] = people[one.now] | {one.email}
            formerly.setdefault(reference, {})[one.was] = one.now
    return formerly


def _where_they_went(references: Collection[str]) -> list[_Found]:
    """Each conversation once, with every reference that leads to it."""
    leads_to = {one: one for one in references}
    for _ in range(_MOST_MERGES):
        if not leads_to:
            return []
        rows = {one.reference: one for one in sql.rows(_NAMED, {"references": list({*leads_to.values()})})}
        leads_to = {was: now for was, now in leads_to.items() if now in rows}
        on = {now: rows[now].merged_into for now in leads_to.values() if rows[now].merged_into}
        if not on:
            break
        leads_to = {was: on.get(now, now) for was, now in leads_to.items()}
    whole: dict[str, set[str]] = {}
    for was, now in leads_to.items():
        whole.setdefault(now, {now}).add(was)
    return [_Found(now, frozenset(names)) for now, names in whole.items()]


# ---- people ----------------------------------------------------------------------------------


def staff_at(address: str) -> Viewer | None:
    """The member of the staff with this address, as an agent where they are one; None when there is none.

    One statement. ``role`` is None for somebody who answers no requests.
    """
    found = sql.row(
        """SELECT s.id, s.username, COALESCE(NULLIF(s.pseudonym, ''), s.name) AS name, s.language, s.zone,
                  EXISTS (SELECT 1 FROM staff_role r WHERE r.member_id = s.id AND r.role = 'agent') AS answers
             FROM staff_member s WHERE lower(s.email) = %(address)s AND s.email <> '' AND s.is_active
            ORDER BY answers DESC LIMIT 1""",
        {"address": address.lower()},
    )
    if found is None:
        return None
    role = Role.AGENT if found.answers else None
    return Viewer(role, found.id, f"staff:{found.username}", found.name, language=found.language)


_BUYER = "SELECT id, subject, name, language, zone FROM customer"


def customer_at(address: str) -> Viewer | None:
    """The one customer of the marketplace with this address, which the marketplace vouches for; None for none or
    several. One statement."""
    found = sql.rows(
        f"{_BUYER} WHERE lower(email) = %(address)s AND email <> '' AND email_verified AND erased_at IS NULL"
        " LIMIT 2",
        {"address": address.lower()},
    )
    return _buyer(found[0]) if len(found) == 1 else None


def participant(person_id: UUID, shop_id: UUID | None) -> Viewer | None:
    """A person of a conversation as they act there: as a member of its shop where it has one, or as its
    insolvency administrator, else as its buyer, or as
    the contact who began it without an account, or as somebody in copy.

    None when they are gone. One statement, two for a contact, three for somebody in copy.
    """
    found = sql.row(
        """SELECT b.id, b.subject, b.name, b.language, b.zone, m.rights, m.settle_limit,
                  m.administrator, s.name AS shop_name
             FROM customer b
             LEFT JOIN shop_member m ON m.customer_id = b.id AND m.shop_id = %(shop)s
             LEFT JOIN shop s ON s.id = m.shop_id
            WHERE b.id = %(person)s AND b.erased_at IS NULL""",
        {"person": person_id, "shop": shop_id},
    )
    if found is None:
        return _contact(person_id)
    if found.rights is None:
        return _buyer(found)
    return Viewer(
        Role.ADMINISTRATOR if found.administrator else Role.SELLER,
        found.id,
        found.subject,
        found.name if found.administrator else found.shop_name,
        shop_id,
        frozenset(ShopRight(right) for right in found.rights),
        sql.read_json(found.settle_limit),
        language=found.language,
        zone=found.zone or None,
    )


def _contact(contact_id: UUID) -> Viewer | None:
    found = sql.row(
        "SELECT id, address, name, language, verified_at FROM contact WHERE id = %(id)s", {"id": contact_id}
    )
    return Contact(*found).viewer if found else in_copy.writer(contact_id)


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation a mail is filed into: its kind, and whose it is."""

    case_id: UUID
    kind: str
    buyer_id: UUID | None
    shop_id: UUID | None


def place_of(reference: str) -> Place | None:
    """The conversation of a reference; None when there is none. One statement."""
    found = sql.row(
        "SELECT id, kind, buyer_id, shop_id FROM conversation WHERE reference = %(reference)s",
        {"reference": reference},
    )
    return Place(*found) if found else None


def _buyer(found: Any) -> Viewer:
    return Viewer(
        Role.BUYER,
        found.id,
        found.subject,
        found.name,
        language=found.language or "ro",
        zone=found.zone or None,
    )
