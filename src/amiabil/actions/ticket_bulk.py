"""The same is set in many requests at once, or answered to them; one act undoes what nobody has changed since."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amiabil.actions.tickets import Written, change, write
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.support.ticket import Changes, Ticket
from amiabil.domain.written import clean
from amiabil.foundation.errors import AmiabilError, Fact, Invalid
from amiabil.records import audit, clock, tickets
from amiabil.records import ticket_bulk as records
from amiabil.records.ticket_bulk import Became, Bulk, BulkRow
from amiabil.records.tickets import TicketFile

MOST = 200
"""How many requests one act changes: it is done while the person waits."""

RESTORED, KEPT = "restored", "kept"

FIELDS = ("status", "status_name", "priority", "topic", "team", "assignee", "tags")
"""What such an act may change."""


class NothingChosen(Invalid):
    """No request was chosen."""

    code = "nothing_chosen"


class NothingAsked(Invalid):
    """It was not said what to do with the chosen requests."""

    code = "nothing_asked"


class TooManyChosen(Invalid):
    """More requests than ``most`` were chosen."""

    code = "too_many_chosen"


@dataclass(frozen=True, slots=True)
class Together:
    """What is done to requests, by their references; ``id`` is the client's name for it.

    ``text`` is an answer to each customer, empty for none. ``tags`` are added, ``untagged`` taken away.
    """

    id: UUID
    references: tuple[str, ...]
    changes: Changes = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    untagged: tuple[str, ...] = ()
    text: str = ""


def do(viewer: Viewer, asked: Together) -> Bulk:
    """Do it to each, one after the other, each for itself; a refusal stops none of the others. A repeat goes on where
    the first try ended.

    Raises ``NothingChosen``, ``NothingAsked``, ``TooManyChosen``, ``TextTooLong``, ``NotFound`` for a name somebody
    else has given, and what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    chosen = tuple(dict.fromkeys(asked.references))
    if not chosen:
        raise NothingChosen(field="/ticket")
    if len(chosen) > MOST:
        raise TooManyChosen(field="/ticket", most=MOST)
    if not (asked.changes or asked.tags or asked.untagged or asked.text.strip()):
        raise NothingAsked(field="/status")
    if asked.text.strip():
        clean(asked.text, field="/text")
    at = clock.now()
    with transaction.atomic():
        if records.begin(viewer, asked.id, at=at, answered=bool(asked.text.strip())):
            facts: dict[str, Fact] = {"requests": len(chosen), "fields": [*sorted(asked.changes)]}
            audit.note(viewer, "tickets.together", f"bulk:{asked.id}", at=at, facts=facts)
    done = {one.reference for one in records.of_id(viewer, asked.id).rows}
    for reference in chosen:
        if reference not in done:
            _one(viewer, asked, reference, at)
    return records.of_id(viewer, asked.id)


def _one(viewer: Viewer, asked: Together, reference: str, at: datetime) -> None:
    try:
        before = tickets.file_of(viewer, reference)
    except AmiabilError:
        return  # nothing of ours has this reference: there is no row to tell of it
    try:
        with transaction.atomic():
            after = _changed(viewer, asked, before, at)
            was, now = _differ(before.ticket, after.ticket)
            records.note(viewer, asked.id, before.case_id, Became(before=was, after=now))
    except AmiabilError as refusal:
        records.note(viewer, asked.id, before.case_id, Became(refusal.code))


def _changed(viewer: Viewer, asked: Together, file: TicketFile, at: datetime) -> TicketFile:
    changes = dict(asked.changes)
    if asked.tags or asked.untagged:
        changes["tags"] = tuple({*file.ticket.tags, *asked.tags} - {*asked.untagged})
    if asked.text.strip():
        message = uuid.uuid5(asked.id, str(file.case_id))
        return write(viewer, file.reference, Written(message, asked.text, at, changes=changes))
    return change(viewer, file.reference, changes, at=at, seen_version=file.chain.version)


def _differ(before: Ticket, after: Ticket) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that are not as they were: as they were, and as they are."""
    changed = [name for name in FIELDS if getattr(before, name) != getattr(after, name)]
    return _values(before, changed), _values(after, changed)


def _values(ticket: Ticket, names: Sequence[str]) -> dict[str, Any]:
    return {name: _plain(getattr(ticket, name)) for name in names}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value)


_READ: Mapping[str, Any] = {"status": TicketStatus, "priority": Priority, "tags": tuple}


def undo(viewer: Viewer, bulk_id: UUID) -> Bulk:
    """Put every field back that is still as this act left it; what somebody changed since stays, and is named.

    An answer that went out stays said. Again changes nothing more. Raises ``NotFound``, and what ``demand`` raises for
    ``WORK_TICKET``.
    """
    bulk, at = records.of_id(viewer, bulk_id), clock.now()
    with transaction.atomic():
        if records.mark_undone(viewer, bulk_id, at=at):
            audit.note(viewer, "tickets.undone", f"bulk:{bulk_id}", at=at, facts={"requests": len(bulk.rows)})
    for row in bulk.rows:
        if not row.refusal and not row.undone and row.before:
            _back(viewer, bulk_id, row, at)
    return records.of_id(viewer, bulk_id)


def _back(viewer: Viewer, bulk_id: UUID, row: BulkRow, at: datetime) -> None:
    try:
        with transaction.atomic():
            file = tickets.file_of(viewer, row.reference)
            still = [name for name, value in row.after.items() if _plain(getattr(file.ticket, name)) == value]
            kept = sorted(row.after.keys() - set(still))
            restored = {name: _READ.get(name, str)(row.before[name]) for name in still}
            if restored:
                change(viewer, row.reference, restored, at=at, seen_version=file.chain.version)
            records.note_undone(viewer, bulk_id, row.case_id, RESTORED if restored else KEPT, kept)
    except AmiabilError as refusal:
        records.note_undone(viewer, bulk_id, row.case_id, refusal.code)
