"""Files of chats: how they stand under their message, and where whoever reads it opens them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.urls import reverse

from amiabil.domain.access import Viewer
from amiabil.domain.terms import PARTIES
from amiabil.records import message_files
from amiabil.records.files import CHAT
from amiabil.records.message_files import FileSaid
from amiabil.records.timeline import Moment
from amiabil.ui.facts import EvidenceTile, Person, Upload
from amiabil.ui.reader import Reader
from amiabil.ui.tickets import files as of_messages
from amiabil.ui.uploads import begin_url

Files = of_messages.Files

HERE = "here"
"""The state of a file of a message: its bytes were looked into before it could be sent (``ui.intake``)."""


def place(viewer: Viewer, case_id: UUID, language: str, *, back: str, error: str = "") -> Upload:
    """A place for files of the next message of a chat. One statement; ``back`` is the page that shows them."""
    made = of_messages.place(viewer, case_id, language, back=back, error=error)
    return replace(made, start_url="" if viewer.contact_id else begin_url(viewer, CHAT, case_id))


def of_page(viewer: Viewer, moments: Iterable[Moment]) -> Files:
    """The files of the messages among these moments; no statement where none came with any."""
    return of_messages.of_page(viewer, moments)


def tiles(reader: Reader, found: Iterable[FileSaid], person: Person) -> tuple[EvidenceTile, ...]:
    """The files of one message. Customers open them below the page of the chat, whether they have an account or not."""
    made = of_messages.tiles(reader, found, person)
    if reader.viewer.role not in PARTIES:
        return made
    return tuple(
        replace(one, thumb_url=_own(one.id, one.thumb_url), view_url=_own(one.id, one.view_url))
        for one in made
    )


def _own(file: str, address: str) -> str:
    return reverse("chat_file", args=[file, address.rpartition("/")[2]]) if address else ""


def document(viewer: Viewer, file: FileSaid, *, at: str) -> dict[str, Any]:
    """A file as a widget is told of it; its forms are fetched below the address ``at`` of the chat."""
    forms = sorted(of_messages.forms_of(viewer, file))
    best = next((form for form in ("view", "original") if form in forms), "")
    return {
        "id": str(file.id),
        "name": file.name,
        "bytes": file.size,
        "type": file.media_type,
        "url": f"{at}/{file.id}/{best}" if best else None,
        "thumb": f"{at}/{file.id}/thumb" if "thumb" in forms else None,
        "state": HERE,
    }


def is_of_chat(viewer: Viewer, case_id: UUID, file_id: UUID) -> bool:
    """Whether a file came with a message of this chat that the viewer reads."""
    return any(one.id == file_id for one in message_files.of_case(viewer, case_id))
