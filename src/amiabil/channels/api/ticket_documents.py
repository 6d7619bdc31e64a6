"""How is a request for help answered? As it stands, what was said, and its files."""

from __future__ import annotations

from amiabil.channels.api.case_documents import Document, instant
from amiabil.channels.api.schemas import AT, COUNT, TEXT, many, maybe, named, shape, words
from amiabil.domain.access import Viewer
from amiabil.domain.support.clocks import Clock
from amiabil.domain.support.terms import LevelClock, Priority, TicketStatus, TicketType
from amiabil.domain.support.ticket import due_at
from amiabil.domain.terms import Role
from amiabil.foundation.fields import Schema
from amiabil.records.message_files import FileSaid
from amiabil.records.tickets import ListedTicket, TicketFile
from amiabil.ui.tickets.files import forms_of

_HEAD: dict[str, Schema] = {
    "reference": TEXT,
    "subject": TEXT,
    "side": words(Role),
    "person": {**TEXT, "description": "The name of whoever asked."},
    "status": words(TicketStatus),
    "priority": words(Priority),
    "topic": TEXT,
    "team": TEXT,
    "tags": many(TEXT),
    "opened_at": AT,
    "asked_at": {**maybe(AT), "description": "Since when the customer waits for an answer; null when not."},
    "due_at": {**maybe(AT), "description": "Until when the staff have promised the next thing."},
}

SCHEMAS: dict[str, Schema] = {
    "ListedTicket": shape(**_HEAD, changed_at=AT),
    "Ticket": shape(
        **_HEAD,
        version=COUNT,
        type=words(TicketType),
        status_name=TEXT,
        assignee=TEXT,
        order=maybe(TEXT),
        answers={**named(TEXT), "description": "To the questions of the topic, by key."},
        closed_at=maybe(AT),
        reopened=COUNT,
        merged_into={**maybe(TEXT), "description": "The request it goes on in; messages sent here go there."},
        promises=many(
            shape(kind=words(LevelClock), due_at=maybe(AT), kept_at=maybe(AT), missed_at=maybe(AT))
        ),
    ),
    "TicketFile": shape(
        id=TEXT,
        message=TEXT,
        name=TEXT,
        media_type=TEXT,
        size=COUNT,
        sha256=TEXT,
        by=words(Role),
        received_at=AT,
        forms=many(TEXT),
    ),
    "TicketUpload": shape(id=TEXT, name=TEXT, media_type=TEXT, size=COUNT, sha256=TEXT),
}


def listed_ticket(one: ListedTicket) -> Document:
    """A request in a list."""
    return {
        "reference": one.reference,
        "subject": one.subject,
        "side": one.side.value,
        "person": one.person_name,
        "status": one.status.value,
        "priority": one.priority.value,
        "topic": one.topic,
        "team": one.team,
        "tags": list(one.tags),
        "opened_at": instant(one.opened_at),
        "asked_at": instant(one.asked_at),
        "due_at": instant(one.due_at),
        "changed_at": instant(one.changed_at),
    }


def document(file: TicketFile) -> Document:
    """A request as it stands."""
    now = file.ticket
    return {
        "reference": file.reference,
        "subject": file.subject,
        "side": file.side.value,
        "person": file.person_name,
        "status": now.status.value,
        "priority": now.priority.value,
        "topic": now.topic,
        "team": now.team,
        "tags": list(now.tags),
        "opened_at": instant(now.opened_at),
        "asked_at": instant(now.asked_at),
        "due_at": instant(due_at(now)),
        "version": file.chain.version,
        "type": now.type.value,
        "status_name": now.status_name,
        "assignee": now.assignee,
        "order": file.order_ref or None,
        "answers": dict(now.fields),
        "closed_at": instant(now.closed_at),
        "reopened": now.reopened,
        "merged_into": now.merged_into or None,
        "promises": [_promise(one) for one in now.clocks],
    }


def _promise(clock: Clock) -> Document:
    return {
        "kind": clock.kind.value,
        "due_at": instant(clock.due_at),
        "kept_at": instant(clock.ended_at),
        "missed_at": instant(clock.missed_at),
    }


def file_document(viewer: Viewer, one: FileSaid) -> Document:
    """A file of a message, with the forms this viewer may fetch."""
    return {
        "id": str(one.id),
        "message": str(one.message_id),
        "name": one.name,
        "media_type": one.media_type,
        "size": one.size,
        "sha256": one.sha256.hex(),
        "by": one.uploader_role,
        "received_at": instant(one.received_at),
        "forms": sorted(form.value for form in forms_of(viewer, one)),
    }
