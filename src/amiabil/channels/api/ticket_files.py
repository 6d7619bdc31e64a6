"""Files of requests: listed and fetched; and put in for a message: announced, sent to push, finished.

The same way as from a browser: the same limits and the same look into every byte (``ui.intake``), the same rights,
forms and headers on the way out (``ui.file_delivery``).
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from ninja import Router

from amiabil.actions.files import Announced, start_upload
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, described_file, listed, ref
from amiabil.channels.api.evidence import sent_file
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.ticket_documents import file_document
from amiabil.channels.api.tickets import AS, acting_as, as_staff, found
from amiabil.domain.access import Act, Viewer
from amiabil.domain.files import NAME_MAX
from amiabil.domain.terms import Channel
from amiabil.foundation.errors import NotFound
from amiabil.foundation.fields import Text, Whole
from amiabil.foundation.shapes import Member, Object
from amiabil.records import clock, files, message_files, rates
from amiabil.records.files import TICKET
from amiabil.records.idempotency import Answer
from amiabil.records.rates import Limit
from amiabil.ui import intake
from amiabil.ui.json_bodies import read
from amiabil.ui.uploads import way_of_parts

__all__ = ["router"]

router = Router(tags=["tickets"])

BEGUN = Limit("api-ticket-upload", times=200, each=timedelta(hours=1))
"""Uploads begun for one side of one request."""

_MOST = 2**40
UPLOAD = Object(
    dict[str, Any],
    {
        "as": AS,
        "name": Member(Text(NAME_MAX), "", "The file's name, as people read it."),
        "size": Member(Whole(1, _MOST), about="Bytes; one file may have 50,000,000."),
    },
)
FINISH = Object(dict[str, Any], {"as": AS})


@router.get(
    "/tickets/{reference}/files",
    operation_id="listTicketFiles",
    summary="List the files of a request",
    openapi_extra=described(
        {HTTPStatus.OK: ("All of them, the oldest first.", listed(ref("TicketFile")))},
        refusals=(HTTPStatus.NOT_FOUND,),
    ),
)
def list_files(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that came with a message; a request has at most 100 of each side, so they come at once."""
    desk = as_staff(caller(request), Act.SEE_TICKETS)
    kept = message_files.of_case(desk, found(desk, reference).case_id)
    return JsonResponse({"items": [file_document(desk, one) for one in kept], "next": None})


@router.get(
    "/tickets/{reference}/files/{uuid:file}/{form}",
    operation_id="fetchTicketFile",
    summary="Fetch a file of a request",
    openapi_extra=described_file("The bytes, in the type that was found in them."),
)
def fetch_file(request: HttpRequest, reference: str, file: UUID, form: str) -> HttpResponseBase:
    """One form of it: `original` as it came, `view` cleaned of place and device, `thumb` small."""
    desk = as_staff(caller(request), Act.SEE_TICKETS)
    kept = message_files.of_case(desk, found(desk, reference).case_id)
    if all(one.id != file for one in kept):
        raise NotFound()
    return sent_file(request, desk, file, form)


@post(
    router,
    "/tickets/{reference}/uploads",
    Post(
        "beginTicketUpload",
        "Announce a file for a message",
        UPLOAD.schema(),
        (HTTPStatus.CREATED, "Where its parts are sent.", ref("Upload")),
    ),
)
def post_upload(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """What is not taken is refused before a byte is sent."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    file = found(desk, reference)
    sent = read(request, UPLOAD)
    actor = acting_as(desk, file, sent["as"])
    rates.count(f"{file.case_id} {sent['as']}", BEGUN, at=clock.unshifted())
    announced = Announced(TICKET, file.case_id, sent["name"], sent["size"])
    return Answer(HTTPStatus.CREATED, way_of_parts(actor, start_upload(actor, announced, at=clock.now())))


@router.put(
    "/tickets/{reference}/uploads/{uuid:upload}",
    operation_id="finishTicketUpload",
    summary="Make a file of the parts",
    openapi_extra=described(
        {HTTPStatus.OK: ("The file, ready to be sent with a message.", ref("TicketUpload"))},
        body=FINISH.schema(),
        refusals=(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    ),
)
def put_upload(request: HttpRequest, reference: str, upload: UUID) -> HttpResponse:
    """When all parts were sent; again gives the same file."""
    desk = as_staff(caller(request), Act.WORK_TICKET)
    file = found(desk, reference)
    actor = acting_as(desk, file, read(request, FINISH)["as"])
    begun = files.upload(actor, upload)
    if (begun.purpose, begun.owner_id) != (TICKET, file.case_id):
        raise NotFound()
    kept = intake.finish_parts(actor, upload, at=clock.now(), channel=Channel.API)
    told = {
        "id": str(kept.id),
        "name": kept.name,
        "media_type": kept.media_type,
        "size": kept.size,
        "sha256": kept.sha256.hex(),
    }
    return JsonResponse(told)
