"""Does the record of a case hold? Reads chains for the check, and compares with them what lies beside them:
texts and items of evidence with their digests, the procedure with what the events make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from amiabil.domain import seals
from amiabil.domain.chain import Break, Envelope, Linked, first_break, text_digest
from amiabil.domain.terms import EvidenceStatus
from amiabil.foundation.codec import patched
from amiabil.records import books, evidence_seals, message_files, sql
from amiabil.records.chain_links import hold_still
from amiabil.records.evidence_seals import FileToCheck, StoredItem

FileHash = Callable[[FileToCheck], bytes | None]
"""Tells the SHA-256 of the bytes of a file as they lie now; None when there are none."""

BATCH = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """The result for one case: how many events it has, and the first place that does not hold, if any."""

    case_id: UUID
    reference: str
    events: int
    broken: Break | None


_HEADS = """
SELECT c.id, c.reference, c.chain_head FROM conversation c
 WHERE c.id > %(after)s AND (%(reference)s::text IS NULL OR c.reference = %(reference)s)
 ORDER BY c.id LIMIT %(limit)s
"""

_EVENTS = """
SELECT e.id, e.version, e.place, e.type, e.at, e.actor_role, e.actor_ref, e.data, e.change, e.texts, e.digest,
       e.link,
       (SELECT jsonb_agg(jsonb_build_array(t.name, t.text, encode(t.salt, 'hex'))) FROM event_text t
         WHERE t.event_id = e.id) AS kept,
       m.id AS message_id, m.text AS message_text, encode(m.salt, 'hex') AS message_salt,
       m.cards AS message_cards,
       (SELECT jsonb_agg(jsonb_build_array(f.id, encode(f.sha256, 'hex')))
          FROM message_file x JOIN stored_file f ON f.id = x.file_id WHERE x.message_id = m.id) AS message_files,
       c.chain_head,
       c.version AS end_version, c.place AS end_place
  FROM event e JOIN conversation c ON c.id = e.case_id
  LEFT JOIN message m ON m.case_id = e.case_id AND m.version = e.version AND e.type = 'message.posted'
 WHERE e.case_id = %(case)s ORDER BY e.version, e.place
"""

_PROCEDURE = """
SELECT body FROM dispute WHERE case_id = %(case)s
UNION ALL SELECT body FROM platform_complaint WHERE case_id = %(case)s
"""
"""A case has one procedure at most."""


def check(reference: str | None = None, *, hash_of: FileHash | None = None) -> Iterator[Checked]:
    """Check one case, or all of them in the order of their ids; nothing for an unknown reference.

    With ``hash_of`` the bytes of evidence are checked too.
    """
    after = UUID(int=0)
    while heads := sql.rows(_HEADS, {"after": after, "reference": reference, "limit": BATCH}):
        for head in heads:
            yield _check(head, hash_of)
        after = heads[-1].id


def _check(head: Any, hash_of: FileHash | None) -> Checked:
    with transaction.atomic():
        # One view of everything: people go on writing while their case is checked.
        hold_still(head.id)
        found = sql.rows(_EVENTS, {"case": head.id})
        body = sql.row(_PROCEDURE, {"case": head.id})
        items = evidence_seals.items_of(head.id)
        sent = message_files.to_check(head.id)
        books_differ = books.different(head.id)
    end = bytes(found[0].chain_head if found else head.chain_head)
    broken = (
        first_break(head.id, (_linked(one) for one in found), head=end)
        or _end_break(found)
        or _text_break(found)
        or _state_break(found, body.body if body else None)
        or _evidence_break(found, items, body.body if body else None)
        or _bytes_break(found, items, hash_of)
        or _sent_break(found, sent, hash_of)
        or (_at_the_end(found, "money", part=books_differ) if books_differ else None)
    )
    return Checked(head.id, head.reference, len(found), broken)


def _end_break(found: list[Any]) -> Break | None:
    """The head of the conversation names another last event than the last one."""
    last = found[-1] if found else None
    if last is None or (last.version, last.place) == (last.end_version, last.end_place):
        return None
    return Break(last.version, last.place, None, "head")


def _state_break(found: list[Any], body: Any) -> Break | None:
    """The stored procedure is not what the changes of the events add up to."""
    if body is None:
        return None
    document: dict[str, Any] = {}
    for one in found:
        if one.change:
            document = patched(document, one.change)
    document.pop("pinned", None)
    return None if document == body else _at_the_end(found, "state")


def _at_the_end(found: list[Any], what: str, item: str = "", part: str = "") -> Break:
    last = found[-1] if found else None
    return Break(last.version if last else 0, last.place if last else 0, None, what, item, part)


def _evidence_break(found: list[Any], items: list[StoredItem], body: Any) -> Break | None:
    recorded = {name: digest for one in found for name, digest in one.texts.items()}
    usual = EvidenceStatus.ADMITTED.value  # the document leaves out what is as usual
    statuses = {one["label"]: one.get("status", usual) for one in (body or {}).get("evidence", ())}
    differs = evidence_seals.first_difference(items, recorded, statuses)
    if differs is None:
        return None
    label, part = differs
    by = next((one for one in found if seals.name_of(label, seals.FACTS) in one.texts), None)
    if by is None:
        return _at_the_end(found, "evidence", label, part)
    return Break(by.version, by.place, by.id, "evidence", label, part)


def _bytes_break(found: list[Any], items: list[StoredItem], hash_of: FileHash | None) -> Break | None:
    for one in items if hash_of else ():
        if one.bytes is not None and hash_of is not None and hash_of(one.bytes) != one.bytes.sha256:
            return _at_the_end(found, "evidence", one.item.label, "bytes")
    return None


def _sent_break(found: list[Any], sent: list[FileToCheck], hash_of: FileHash | None) -> Break | None:
    """A file that was sent with a message is gone from it, or has other bytes than were received."""
    tied = {seals.seal_of(id) for one in found for id, _ in one.message_files or []}
    for one in found:
        if any(seals.is_of_file(name) and name not in tied for name in one.texts):
            return Break(one.version, one.place, one.id, "text")
    for file in sent if hash_of else ():
        if hash_of is not None and hash_of(file) != file.sha256:
            return _at_the_end(found, "evidence", str(file.id), "bytes")
    return None


def _linked(one: Any) -> Linked:
    envelope = Envelope(
        one.id, one.type, one.at, one.actor_role, one.actor_ref, one.data, one.texts, one.change
    )
    return Linked(envelope, one.version, one.place, bytes(one.digest), bytes(one.link))


def _text_break(found: list[Any]) -> Break | None:
    """The first text that is still there and is not the one that was recorded."""
    for one in found:
        if (
            one.message_id is not None
            and one.message_salt is None
            and (one.message_text or one.message_cards)
        ):
            return Break(one.version, one.place, one.id, "text")
        if one.message_salt is not None and not _has_its_cards(one):
            return Break(one.version, one.place, one.id, "text")
        for name, text, salt in _kept(one):
            if text_digest(text, salt=bytes.fromhex(salt)) != one.texts.get(name):
                return Break(one.version, one.place, one.id, "text")
    return None


def _has_its_cards(one: Any) -> bool:
    """Whether a message shows the cards that were recorded with it, or none where none were."""
    recorded = one.texts.get(seals.CARDS)
    if not one.message_cards:
        return recorded is None
    return bool(recorded == seals.cards_digest(one.message_cards, salt=bytes.fromhex(one.message_salt)))


def _kept(one: Any) -> list[tuple[str, str, str]]:
    kept = [(name, text, salt) for name, text, salt in one.kept or []]
    if one.message_salt is not None:
        kept.append(("text", one.message_text, one.message_salt))
        kept += [(seals.seal_of(id), sha256, one.message_salt) for id, sha256 in one.message_files or []]
    return kept
