"""Files at the door of the widget: announced, sent to push part by part, made, and fetched by whoever reads them.

The limits and the look into every byte are those of every other way in (``ui.intake``), the rights and headers on the
way out those of every other way out (``ui.file_delivery``).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from amiabil.actions.files import Announced, start_upload
from amiabil.channels.chat.callers import door, who
from amiabil.channels.chat.door import NOTHING
from amiabil.channels.chat.pace import count
from amiabil.domain.files import NAME_MAX
from amiabil.foundation.errors import NotFound
from amiabil.foundation.fields import Text, Whole
from amiabil.foundation.shapes import Member, Object
from amiabil.records import clock, files, rates
from amiabil.records.files import CHAT
from amiabil.ui import intake
from amiabil.ui.chats.files import is_of_chat
from amiabil.ui.file_delivery import deliver
from amiabil.ui.json_bodies import read
from amiabil.ui.uploads import BEGUN, way_of_parts

_MOST = 2**40
"""No file is that large; what is too large is refused with the limit, not as a number nobody can read."""

UPLOAD = Object(
    dict[str, Any],
    {"name": Member(Text(NAME_MAX), ""), "size": Member(Whole(1, _MOST), about="Bytes.")},
)


@door("POST")
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """Announce a file for the next message; what is not taken is refused before a byte is sent."""
    viewer, file = who(request, reference)
    given = read(request, UPLOAD)
    count(viewer)
    rates.count(str(viewer.reader_id), BEGUN, at=clock.unshifted())
    announced = Announced(CHAT, file.case_id, given["name"], given["size"])
    begun = start_upload(viewer, announced, at=clock.now())
    return JsonResponse(way_of_parts(viewer, begun), status=HTTPStatus.CREATED)


@door("PUT")
def finish(request: HttpRequest, reference: str, upload: UUID) -> HttpResponse:
    """Make a file of the parts; again gives the same one."""
    viewer, file = who(request, reference)
    read(request, NOTHING)
    begun = files.upload(viewer, upload)
    if (begun.purpose, begun.owner_id) != (CHAT, file.case_id):
        raise NotFound()
    kept = intake.finish_parts(viewer, upload, at=clock.now())
    told = {"id": str(kept.id), "name": kept.name, "bytes": kept.size, "type": kept.media_type}
    return JsonResponse({"file": told})


@door("GET")
def fetch(request: HttpRequest, reference: str, file: UUID, form: str) -> HttpResponseBase:
    """One form of a file that came with a message."""
    viewer, chat = who(request, reference)
    if not is_of_chat(viewer, chat.case_id, file):
        raise NotFound()
    return deliver(request, viewer, file, form, reader=str(viewer.reader_id))
