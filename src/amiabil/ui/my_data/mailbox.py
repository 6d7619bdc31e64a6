"""The copy of everything known by an address: its requests as their writer may read them, and their files.

Source: GDPR articles 15 and 20. Written to a file without a name, request by request, and never held in memory.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from dataclasses import replace
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _

from amiabil.foundation.codec import instant_text
from amiabil.records import clock, mailboxes, sql
from amiabil.records.mailboxes import MailboxLink
from amiabil.ui.dossier.pack import copy_file
from amiabil.ui.my_data import NAME
from amiabil.ui.my_data.pack import FORMAT, GUIDE, PERSON, as_json
from amiabil.ui.tickets.record import ticket_record


def opened(link: MailboxLink) -> FileResponse:
    """Everything as a ZIP to save."""
    content = pack(link)
    size = os.fstat(content.fileno()).st_size
    sql.let_go()
    response = FileResponse(content, as_attachment=True, filename=NAME, content_type="application/zip")
    response.block_size = 1 << 16
    response["Content-Length"] = str(size)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def pack(link: MailboxLink) -> BinaryIO:
    """The ZIP, at its beginning; whoever has it closes it."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it once it is sent
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            _write(made, link)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return cast(BinaryIO, target)


def _write(made: zipfile.ZipFile, link: MailboxLink) -> None:
    known: list[dict[str, Any]] = []
    for one in mailboxes.every_request(link.address):
        viewer = replace(one.contact.viewer, language=link.language)
        told, files = ticket_record(viewer, one.reference, folder=f"requests/{one.reference}/files")
        made.writestr(f"requests/{one.reference}.json", as_json(told))
        for file in files:
            copy_file(made, file)
        known.append(
            {
                "reference": one.reference,
                "name": one.contact.name,
                "language": one.contact.language,
                "address_confirmed_at": one.contact.verified_at,
                "erasure_asked_at": one.wished_at,
            }
        )
    person = {
        "format": FORMAT,
        "made_at": instant_text(clock.now()),
        "marketplace": settings.AMIABIL_MARKETPLACE,
        "address": link.address,
        "requests": known,
    }
    made.writestr(PERSON, as_json(person))
    made.writestr(
        GUIDE,
        _(
            "Everything known here by your e-mail address. person.json: what is kept of you with each request. "
            "requests: each request as a file for programs, and beside it the files that were sent with it."
        ),
    )
