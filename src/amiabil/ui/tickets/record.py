"""A request as a record for programs: what was asked, what was said, and how it stands, as its customer may read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from amiabil.actions.support_setup import setup_of
from amiabil.domain.access import Viewer
from amiabil.domain.files import Form
from amiabil.gateways.files import FileKey, FileKind, Variant
from amiabil.records import call_backs, message_files, ratings, tickets, timeline
from amiabil.records.message_files import FileSaid
from amiabil.records.tickets import TicketFile
from amiabil.records.timeline import Moment, Said
from amiabil.ui.dossier.contents import FileIn, named
from amiabil.ui.tickets.files import forms_of


def ticket_record(
    viewer: Viewer, reference: str, *, folder: str
) -> tuple[dict[str, Any], tuple[FileIn, ...]]:
    """The whole of it, the oldest message first, and the files to lie beside it in ``folder``. Raises ``NotFound``."""
    file = tickets.file_of(viewer, reference)
    return record_of(viewer, file, list(_said(viewer, file)), folder=folder)


def record_of(
    viewer: Viewer, file: TicketFile, moments: Sequence[Moment], *, folder: str
) -> tuple[dict[str, Any], tuple[FileIn, ...]]:
    """The same of a request that was read whole; ``moments`` are the newest first."""
    said = [one for one in reversed(moments) if one.message]
    sent = message_files.of_messages(viewer, [one.message.id for one in said if one.message])
    inside = {
        one.id: entry for found in sent.values() for one in found if (entry := _file(viewer, one, folder))
    }
    ticket = file.ticket
    record = {
        "reference": file.reference,
        "subject": file.subject,
        "topic": ticket.topic,
        "status": ticket.status.value,
        "merged_into": ticket.merged_into or None,
        "order": file.order_ref or None,
        "answers": _answers(viewer, file),
        "opened_at": ticket.opened_at,
        "closed_at": ticket.closed_at,
        "call_back": _call_back(file),
        "rating": ticket.rating or None,
        "rating_comment": ratings.comment_of(viewer, file.case_id) or None,
        "messages": [
            _message(one, one.message, sent.get(one.message.id, ()), inside) for one in said if one.message
        ],
    }
    return record, tuple(inside.values())


def _call_back(file: TicketFile) -> dict[str, Any] | None:
    """The call that was booked with it; None where there is none."""
    call = call_backs.of_case(file.case_id)
    if call is None:
        return None
    return {
        "at": call.starts_at,
        "number": call.number or None,
        "state": call.state.value,
        "tries": call.tries,
    }


def _answers(viewer: Viewer, file: TicketFile) -> dict[str, str]:
    """The answers to the topic's questions; what the staff fill in for themselves is read by them alone."""
    topic = setup_of(file.setup_version, file.holidays).topic(file.ticket.topic)
    known = {field.key for field in (topic.fields if viewer.is_staff else topic.asked_fields())}
    gone = file.ticket.fields.keys() - {field.key for field in topic.fields}
    return {key: value for key, value in file.ticket.fields.items() if key in known | gone}


def _said(viewer: Viewer, file: TicketFile) -> Iterator[Moment]:
    """What was said, the newest first."""
    after: str | None = None
    while True:
        page = timeline.moments(viewer, file.case_id, after=after)
        yield from (moment for moment in page.items if moment.message is not None)
        if page.next is None:
            return
        after = page.next


def _message(
    moment: Moment, said: Said, sent: Sequence[FileSaid], inside: Mapping[UUID, FileIn]
) -> dict[str, Any]:
    files = [
        {
            "name": one.name,
            "media_type": one.media_type,
            "size": one.size,
            "sha256": one.sha256.hex(),
            "file": inside[one.id].name if one.id in inside else None,
        }
        for one in sent
    ]
    told = {"at": moment.at, "by": said.author_role, "name": said.author_name, "text": said.text}
    return {**told, "files": files} if files else told


def _file(viewer: Viewer, one: FileSaid, folder: str) -> FileIn | None:
    """The best form of a file this reader may have: the original where it is their own, else the one to look at."""
    forms = forms_of(viewer, one)
    form = next((form for form in (Form.ORIGINAL, Form.VIEW) if form in forms), None)
    if form is None:
        return None
    name = named(f"{one.received_at:%Y%m%d}-{str(one.id)[-6:]}", one.name, one.media_type, form)
    key = FileKey(FileKind.MESSAGE, one.owner_id, one.id, Variant(form.value))
    return FileIn(one.id, f"{folder}/{name}", key, form, one.received_at)
