"""Which files of an answer go in its mail, and where are the others?"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from uuid import UUID

from django.utils.translation import gettext as _

from amiabil.foundation.errors import NotFound
from amiabil.gateways.files import FileKey, FileKind
from amiabil.gateways.mail import Enclosed
from amiabil.records import message_files
from amiabil.records.message_files import FileSaid
from amiabil.ui import letters
from amiabil.ui.facts.mail import MailFile
from amiabil.ui.file_names import download_name
from amiabil.ui.formats import file_size
from amiabil.ui.intake import file_store
from amiabil.ui.letters import Notice
from amiabil.ui.tickets.seen import Seen, of_customer

MOST_BYTES = 7_000_000
"""Of all files of one mail: on the wire it is a third more, and many receivers refuse mails above ten million."""


def enclose(
    seen: Seen, messages: Collection[UUID], notice: Notice
) -> tuple[tuple[MailFile, ...], tuple[Enclosed, ...]]:
    """The files of these messages as the mail tells of them, and those that go in it while there is room.

    One statement. A file whose bytes are gone is told of like one that is too large.
    """
    found = message_files.of_messages(of_customer(seen.file, seen.reader), messages)
    shown: list[MailFile] = []
    enclosed: list[Enclosed] = []
    room = MOST_BYTES
    for file in (one for message in messages for one in found.get(message, ())):
        content = _content(file) if file.size <= room else None
        shown.append(MailFile(file.name, _note(seen, file, notice, is_in=content is not None)))
        if content is not None:
            room -= len(content)
            name = letters.one_line(download_name(file.name, file.media_type))
            enclosed.append(Enclosed(name, file.media_type, content))
    return tuple(shown), tuple(enclosed)


def _note(seen: Seen, file: FileSaid, notice: Notice, *, is_in: bool) -> str:
    size = file_size(file.size, seen.reader.language)
    if is_in:
        return size
    if notice.has_account:
        # Translators: {size} is the size of a file, as "12 MB".
        return _("{size}, too large for a mail: it is on the page of the request").format(size=size)
    # Translators: {size} is the size of a file, as "12 MB".
    return _("{size}, too large for a mail: ask us for it").format(size=size)


def _content(file: FileSaid) -> bytes | None:
    try:
        with closing(file_store().open(FileKey(FileKind.MESSAGE, file.owner_id, file.id))) as source:
            return source.read()
    except NotFound:
        return None
