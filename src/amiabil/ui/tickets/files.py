"""Files of a request: where they are put in, those that came with a form, and how they stand under their message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from amiabil.actions.files import Announced
from amiabil.domain.access import Viewer
from amiabil.domain.files import MEDIA_TYPES, MESSAGE_FILES_MAX, REQUEST_LIMITS, Family, Form, open_forms
from amiabil.records import files, message_files
from amiabil.records.files import TICKET
from amiabil.records.message_files import FileSaid
from amiabil.records.timeline import Moment
from amiabil.ui.arrived import arrived
from amiabil.ui.facts import EvidenceTile, Person, Upload
from amiabil.ui.formats import file_size
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.uploads import begin_url, file_addresses, receive_form_files

FIELD = "files"
"""The name of the place for files in a form."""

Files = Mapping[UUID, tuple[FileSaid, ...]]
"""The files of messages, by message."""


def place(viewer: Viewer, case_id: UUID, language: str, *, back: str, error: str = "") -> Upload:
    """A place for files of the next message; those that have come and were not sent yet are shown. One statement.

    ``back`` is the page that shows them.
    """
    largest = file_size(REQUEST_LIMITS.max_bytes, language)
    return Upload(
        name=FIELD,
        label="{} ({})".format(_("Photos, films and documents"), _("optional")),
        start_url="" if viewer.contact_id else begin_url(viewer, TICKET, case_id),
        about=_("Pictures, films, PDF or plain text: up to %(size)s each, %(files)d with one message.")
        % {"size": largest, "files": MESSAGE_FILES_MAX},
        accept="image/*,video/*,application/pdf,text/plain",
        files=tuple(arrived(viewer, kept, language) for kept in files.ready_files(viewer, case_id)),
        back=back,
        error=error,
        limit_bytes=REQUEST_LIMITS.max_bytes,
    )


def sent_with(
    request: HttpRequest, reader: Reader, case_id: UUID, *, purpose: str = TICKET
) -> tuple[tuple[UUID, ...], str]:
    """The files of a form for a request or (``purpose``) a chat: those that push has brought and those of a plain one.

    The second value is the sentence about a file that was not taken, empty where all were; the others are kept. The
    view must wear ``takes_form_files``.
    """
    got = receive_form_files(request, reader.viewer, Announced(purpose, case_id, "", 0), field=FIELD)
    named = dict.fromkeys([*_ids(request.POST.getlist(FIELD)), *(file.id for file in got.kept)])
    if not got.refused:
        return tuple(named), ""
    first = got.refused[0]
    return tuple(named), f"{first.name}: {describe(first.refusal, reader.language, reader.case_zone).text}"


def _ids(given: Iterable[str]) -> Iterable[UUID]:
    for text in given:
        try:
            yield UUID(text)
        except ValueError:
            continue


def of_page(viewer: Viewer, moments: Iterable[Moment]) -> Files:
    """The files of the messages among these moments; no statement where none came with any."""
    return message_files.of_messages(
        viewer, [one.message.id for one in moments if one.message is not None and one.data.get("files")]
    )


def tiles(reader: Reader, found: Iterable[FileSaid], person: Person) -> tuple[EvidenceTile, ...]:
    """The files of one message, as its reader may open them."""
    return tuple(_tile(reader, one, person) for one in found)


def forms_of(viewer: Viewer, file: FileSaid) -> frozenset[Form]:
    """Which forms of a file this reader of its message may have."""
    own = viewer.is_staff or (viewer.role is not None and file.uploader_role == viewer.role.value)
    return open_forms(file.media_type, own=own) & {Form(variant) for variant in file.variants}


def _tile(reader: Reader, file: FileSaid, person: Person) -> EvidenceTile:
    addresses = file_addresses(reader.viewer, file.id, forms_of(reader.viewer, file))
    name = file.name or _("File")
    return EvidenceTile(
        id=str(file.id),
        title=name,
        person=person,
        date=file_size(file.size, reader.language),
        kind=_sort(file.media_type),
        thumb_url=addresses.get("thumb", ""),
        view_url=addresses.get("view") or addresses.get("original", ""),
        proves=name,
        received=reader.moment(file.received_at).text,
        hash=file.sha256.hex(),
        by_text=person.name,
    )


def _sort(media_type: str) -> Literal["image", "video", "document"]:
    family = MEDIA_TYPES.get(media_type, Family.DOCUMENT)
    return family.value
