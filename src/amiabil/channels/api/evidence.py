"""Evidence: listed and fetched; and with a file handed in for a party: announced, sent to push, finished, an item.

Both the same way as from a browser: the same limits and the same look into every byte (``ui.intake``), the same
rights, forms and headers on the way out (``ui.file_delivery``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from ninja import Query, Router

from amiabil.actions.disputes import StepRequest, take_step
from amiabil.actions.files import Announced, start_upload
from amiabil.actions.handed_in import HandedIn
from amiabil.channels.api import case_documents
from amiabil.channels.api.acting import ActingRole, handing_in, looking_as, note, roles_for
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, described_file, listed, ref
from amiabil.channels.api.disputes import canonical
from amiabil.channels.api.idempotency import act_id
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.pages import page_of
from amiabil.channels.api.schemas import COUNT, EVIDENCE, TEXT, shape, words
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import AddEvidence
from amiabil.domain.files import NAME_MAX, AlreadyEvidence
from amiabil.domain.terms import Channel, Command, EvidenceKind
from amiabil.domain.written import REASON_MAX
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.foundation.fields import Choice, Name, NotAChoice, Schema, Switch, Text, Whole
from amiabil.foundation.shapes import Member, Object
from amiabil.gateways.files import UploadIncomplete
from amiabil.records import case_files, clock, files, rates
from amiabil.records.case_files import CaseFile
from amiabil.records.evidence import EvidenceRow, evidence_of, evidence_page, file_of_item
from amiabil.records.files import CASE, UploadFacts
from amiabil.records.idempotency import Answer
from amiabil.records.rates import Limit
from amiabil.ui import file_delivery, intake
from amiabil.ui.json_bodies import read
from amiabil.ui.problem_documents import Busy, NoSuchRange, problem
from amiabil.ui.uploads import way_of_parts

router = Router(tags=["evidence"])

Looking = Annotated[
    Literal["buyer", "seller"] | None,
    Query(alias="as", description="Look as this side does; left out: as the marketplace, which sees all."),
]

_NOT_SENT: Mapping[int, type[AmiabilError]] = {
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: NoSuchRange,
    HTTPStatus.SERVICE_UNAVAILABLE: Busy,
}
_TOLD_WITH = frozenset({"Content-Range", "Retry-After"})

BEGUN = Limit("api-upload", times=200, each=timedelta(hours=1))
"""Uploads begun for one side of one case: ten times all the files a policy allows, in one hour."""

_AS = Member(Choice(roles_for(Command.ADD_EVIDENCE)), about="Who hands it in.")
_MOST = 2**40

UPLOAD = Object(
    dict[str, Any],
    {
        "as": _AS,
        "kind": Member(Choice(EvidenceKind), about="What the file shows."),
        "name": Member(Text(NAME_MAX), "", "The file's name, as people read it."),
        "size": Member(
            Whole(1, _MOST), about="Bytes; the policy of the case says how many one file may have."
        ),
    },
)
FINISH = Object(dict[str, Any], {"as": _AS})
HAND_IN = Object(
    dict[str, Any],
    {
        "as": _AS,
        "kind": Member(Choice(EvidenceKind), about="As it was announced."),
        "file_id": Member(Name(), about="A finished upload of the same party for this case."),
        "title": Member(Text(200), ""),
        "text": Member(Text(REASON_MAX, lines=True), "", "What it shows, in the party's words."),
        "edited_media": Member(Switch(), False, "Declared as edited or made by a machine."),
        "confidential": Member(
            Text(REASON_MAX, lines=True),
            "",
            "Why the other side must not see it; the mediator rules on that.",
        ),
        "summary": Member(Text(REASON_MAX, lines=True), "", "What the other side reads of it instead."),
    },
)

SCHEMAS: dict[str, Schema] = {
    "Upload": shape(
        upload={"type": "string", "format": "uuid"},
        push={**TEXT, "description": "Part n, from 0, is `PUT` to this address with `/n` behind it."},
        token={**TEXT, "description": "For `Authorization: Bearer` of the parts; good for two hours."},
        size=COUNT,
        part_size={**COUNT, "description": "Bytes of every part but the last."},
        parts=COUNT,
    ),
    "File": shape(
        id={"type": "string", "format": "uuid"},
        name=TEXT,
        media_type={**TEXT, "description": "By its content, whatever its name says."},
        size=COUNT,
        sha256=TEXT,
        kind=words(EvidenceKind),
    ),
    "HandedIn": shape(case=TEXT, version=COUNT, evidence=EVIDENCE),
}


@post(
    router,
    "/disputes/{reference}/uploads",
    Post(
        "beginUpload",
        "Announce a file for a dispute",
        UPLOAD.schema(),
        (HTTPStatus.CREATED, "Where its parts are sent.", ref("Upload")),
    ),
)
def post_upload(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """One file of one party; what the policy of the case does not take is refused before a byte is sent."""
    case = case_files.case_file(viewer, canonical(reference))
    sent = read(request, UPLOAD)
    actor = handing_in(viewer, case, sent["as"])
    rates.count(f"{case.case_id} {sent['as']}", BEGUN, at=clock.unshifted())
    announced = Announced(CASE, case.case_id, sent["name"], sent["size"], sent["kind"].value)
    begun = start_upload(actor, announced, at=clock.now())
    return Answer(HTTPStatus.CREATED, way_of_parts(actor, begun))


@router.put(
    "/disputes/{reference}/uploads/{uuid:upload}",
    operation_id="finishUpload",
    summary="Make a file of the parts",
    openapi_extra=described(
        {HTTPStatus.OK: ("The file, ready to be handed in.", ref("File"))},
        body=FINISH.schema(),
        refusals=(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    ),
)
def put_upload(request: HttpRequest, reference: str, upload: UUID) -> HttpResponse:
    """When all parts were sent; again gives the same file. It is looked into, and drawn anew for its readers."""
    viewer = caller(request)
    case = case_files.case_file(viewer, canonical(reference))
    actor = handing_in(viewer, case, read(request, FINISH)["as"])
    begun = _upload(actor, case, upload)
    file = intake.finish_parts(actor, upload, at=clock.now(), channel=Channel.API)
    return JsonResponse(
        {
            "id": str(file.id),
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.sha256.hex(),
            "kind": begun.evidence_kind,
        }
    )


@post(
    router,
    "/disputes/{reference}/evidence",
    Post(
        "handIn",
        "Hand in a file as evidence",
        HAND_IN.schema(),
        (HTTPStatus.CREATED, "The item.", ref("HandedIn")),
    ),
)
def post_evidence(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """The file becomes an item of the dispute, for good; after the evidence window it is late."""
    case = case_files.case_file(viewer, canonical(reference))
    sent = read(request, HAND_IN)
    actor = handing_in(viewer, case, sent["as"])
    begun = _upload(actor, case, sent["file_id"])
    if begun.file_id is None:
        raise UploadIncomplete()
    if begun.evidence_kind != sent["kind"].value:
        raise NotAChoice(field="/kind", choices=[begun.evidence_kind])
    words = (sent["title"], sent["text"])
    item = HandedIn(act_id(request), begun.evidence_kind, *words, begun.file_id, sent["edited_media"])
    used = _item_of(viewer, case, begun.file_id)
    if used is not None and used.id != item.id:
        raise AlreadyEvidence(label=used.label)
    secret = {"confidential": sent["confidential"], "summary": sent["summary"]}
    given = AddEvidence(sent["kind"], text=sent["text"], **secret)
    step = StepRequest(Command.ADD_EVIDENCE, given, clock.now(), key=item.id, items=(item,))
    with transaction.atomic():
        taken = take_step(actor, case.reference, step)
        if not taken.repeated:
            note(viewer, f"case.{step.command.value}", case.reference, sent["as"])
    row = _item_of(viewer, case, begun.file_id)
    assert row is not None  # noqa: S101 - it was stored above
    answer = {
        "case": case.reference,
        "version": taken.dispute.version,
        "evidence": case_documents.item(viewer, row),
    }
    return Answer(HTTPStatus.CREATED, answer)


@router.get(
    "/disputes/{reference}/evidence",
    operation_id="listEvidence",
    summary="List the evidence of a dispute",
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of items, the oldest first.", listed(ref("Evidence")))},
        refusals=(HTTPStatus.NOT_FOUND,),
    ),
)
def list_evidence(
    request: HttpRequest,
    reference: str,
    looking: Looking = None,
    limit: int | None = None,
    after: str | None = None,
) -> HttpResponse:
    """Everything that was handed in; `as` gives what that side sees, with the forms of files it may fetch."""
    case, eyes = _looked_at(request, reference, looking)
    page = evidence_page(eyes, case.case_id, limit=limit, after=after)
    return page_of(page, lambda one: case_documents.item(eyes, one))


@router.get(
    "/disputes/{reference}/evidence/{uuid:item}/{form}",
    operation_id="fetchEvidence",
    summary="Fetch the file of an item",
    openapi_extra=described_file("The bytes, in the type that was found in them."),
)
def fetch_evidence(
    request: HttpRequest, reference: str, item: UUID, form: str, looking: Looking = None
) -> HttpResponseBase:
    """One form of it: `original` as it came, `view` cleaned of place and device, `thumb` small.

    With `as` only what that side may fetch. `Range`, `If-Range` and `If-None-Match` are understood.
    """
    case, eyes = _looked_at(request, reference, looking)
    return sent_file(request, eyes, file_of_item(eyes, case.case_id, item), form)


def sent_file(request: HttpRequest, eyes: Viewer, file_id: UUID | None, form: str) -> HttpResponseBase:
    """One form of a file as an answer, for what these eyes may fetch. Raises ``NotFound`` without a file."""
    if file_id is None:
        raise NotFound()
    told = file_delivery.deliver(request, eyes, file_id, form, reader=caller(request).ref)
    refusal = _NOT_SENT.get(told.status_code)
    if refusal is None:
        return told
    refused = problem(request, refusal())
    for name in _TOLD_WITH & told.headers.keys():
        refused[name] = told[name]
    return refused


def _looked_at(request: HttpRequest, reference: str, looking: Looking) -> tuple[CaseFile, Viewer]:
    """A case the key may read, and as whom it looks at it."""
    viewer = caller(request)
    case = case_files.case_file(viewer, canonical(reference))
    return case, looking_as(viewer, case, ActingRole(looking)) if looking else viewer


def _item_of(viewer: Viewer, case: CaseFile, file_id: UUID) -> EvidenceRow | None:
    return next((one for one in evidence_of(viewer, case.case_id) if one.file_id == file_id), None)


def _upload(actor: Viewer, case: CaseFile, upload_id: UUID) -> UploadFacts:
    """An upload of this party for this case. Raises ``NotFound``."""
    begun = files.upload(actor, upload_id)
    if (begun.purpose, begun.owner_id) != (CASE, case.case_id):
        raise NotFound()
    return begun
