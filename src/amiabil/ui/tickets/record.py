"""A request as a record for programs: what was asked, what was said, and how it stands, as its customer may read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amiabil.domain.access import Viewer
from amiabil.records import tickets, timeline
from amiabil.records.tickets import TicketFile


def ticket_record(viewer: Viewer, reference: str) -> dict[str, Any]:
    """The whole of it, the oldest message first. Raises ``NotFound``."""
    file = tickets.file_of(viewer, reference)
    ticket = file.ticket
    return {
        "reference": file.reference,
        "subject": file.subject,
        "topic": ticket.topic,
        "status": ticket.status.value,
        "order": file.order_ref or None,
        "answers": dict(ticket.fields),
        "opened_at": ticket.opened_at,
        "closed_at": ticket.closed_at,
        "messages": list(reversed([*_messages(viewer, file)])),
    }


def _messages(viewer: Viewer, file: TicketFile) -> Iterator[dict[str, Any]]:
    """What was said, the newest first."""
    after: str | None = None
    while True:
        page = timeline.moments(viewer, file.case_id, after=after)
        for moment in page.items:
            said = moment.message
            if said is not None:
                yield {"at": moment.at, "by": said.author_role, "name": said.author_name, "text": said.text}
        if page.next is None:
            return
        after = page.next
