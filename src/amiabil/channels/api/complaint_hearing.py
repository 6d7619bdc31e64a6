"""While a complaint is heard: the marketplace's systems write, hand in and answer for whom a measure is against.

Files travel as for disputes: announced, sent to push, finished, made an item. Nobody decides or asks by key.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from ninja import Router

from amiabil.actions.complaint_hearing import Given, answer_question, audiences_of, hand_in, write_message
from amiabil.actions.files import Announced, start_upload
from amiabil.actions.handed_in import HandedIn
from amiabil.actions.messages import Written
from amiabil.channels.api import case_documents
from amiabil.channels.api.acting import ActingRole, note, side_of_measure
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, described_file, listed, ref
from amiabil.channels.api.evidence import BEGUN, sent_file
from amiabil.channels.api.idempotency import act_id
from amiabil.channels.api.measure_documents import document
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.pages import page_of
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.files import NAME_MAX, AlreadyEvidence
from amiabil.domain.terms import Audience, Channel, EvidenceKind
from amiabil.domain.written import MESSAGE_MAX, REASON_MAX, clean
from amiabil.foundation.errors import NotFound
from amiabil.foundation.fields import Choice, Name, NotAChoice, Text, Whole
from amiabil.foundation.shapes import Member, Object
from amiabil.gateways.files import UploadIncomplete
from amiabil.records import clock, files, measures, rates, timeline
from amiabil.records.evidence import evidence_of, evidence_page, file_of_item
from amiabil.records.files import CASE, UploadFacts
from amiabil.records.idempotency import Answer
from amiabil.records.measures import Ticket
from amiabil.ui import intake
from amiabil.ui.json_bodies import read
from amiabil.ui.uploads import way_of_parts

router = Router(tags=["measures"])

_MISSING = (HTTPStatus.NOT_FOUND,)
_MOST = 2**40

MESSAGE = Object(
    dict[str, Any],
    {
        "as": Member(
            Choice((ActingRole.BUYER, ActingRole.SELLER, ActingRole.OPERATOR)),
            ActingRole.OPERATOR,
            "Whom the measure is against, or the marketplace.",
        ),
        "text": Member(Text(MESSAGE_MAX, lines=True)),
        "audience": Member(
            Choice((Audience.BUYER_AND_PLATFORM, Audience.SELLER_AND_PLATFORM, Audience.STAFF)),
            None,
            "Left out: whom the measure is against, and the platform.",
        ),
    },
)
UPLOAD = Object(
    dict[str, Any],
    {
        "kind": Member(Choice(EvidenceKind), about="What the file shows."),
        "name": Member(Text(NAME_MAX), "", "The file's name, as people read it."),
        "size": Member(Whole(1, _MOST), about="Bytes; the policy says how many one file may have."),
    },
)
EVIDENCE = Object(
    dict[str, Any],
    {
        "kind": Member(Choice(EvidenceKind), about="What it shows; of a file as it was announced."),
        "file_id": Member(
            Name(), None, "A finished upload for this measure; left out, the words are the item."
        ),
        "title": Member(Text(200), ""),
        "text": Member(Text(REASON_MAX, lines=True), "", "What it shows, in the party's words."),
    },
)
ANSWER = Object(dict[str, Any], {"text": Member(Text(MESSAGE_MAX, lines=True), about="The answer.")})


def _acting(viewer: Viewer, ticket: Ticket) -> Viewer:
    """Whom the measure is against; files sent for a shop belong to the shop, for nobody is signed in."""
    actor = side_of_measure(viewer, ticket)
    return replace(actor, person_id=ticket.buyer_id or ticket.shop_id)


def _role(ticket: Ticket) -> ActingRole:
    return ActingRole(ticket.measure.against.value)


@post(
    router,
    "/measures/{path:ref}/messages",
    Post(
        "writeIntoComplaint",
        "Write into a complaint about a measure",
        MESSAGE.schema(),
        (HTTPStatus.CREATED, "The message's place.", ref("Posted")),
    ),
)
def post_message(request: HttpRequest, viewer: Viewer, ref: str) -> Answer:
    """While it is heard; the other side of an order never reads it."""
    demand(viewer, Act.WRITE_MESSAGE)
    ticket = measures.called(viewer, ref)
    sent = read(request, MESSAGE)
    role: ActingRole = sent["as"]
    if role not in {ActingRole.OPERATOR, _role(ticket)}:
        raise NotAChoice(field="/as", choices=[_role(ticket).value, ActingRole.OPERATOR.value])
    author = viewer if role is ActingRole.OPERATOR else side_of_measure(viewer, ticket)
    audience = sent["audience"] or audiences_of(viewer, ticket)[0]
    written = Written(act_id(request), sent["text"], audience, clock.now())
    with transaction.atomic():
        posted = write_message(author, ticket.reference, written)
        if not posted.repeated:
            note(viewer, "complaint.message", ticket.reference, role)
    done = {"id": str(written.id), "case": ticket.reference, "version": posted.version}
    return Answer(HTTPStatus.CREATED, done)


@post(
    router,
    "/measures/{path:ref}/uploads",
    Post(
        "beginComplaintUpload",
        "Announce a file for a complaint",
        UPLOAD.schema(),
        (HTTPStatus.CREATED, "Where its parts are sent.", ref("Upload")),
    ),
)
def post_upload(request: HttpRequest, viewer: Viewer, ref: str) -> Answer:
    """One file; what the policy does not take is refused before a byte is sent."""
    demand(viewer, Act.COMPLAIN)
    ticket = measures.called(viewer, ref)
    sent = read(request, UPLOAD)
    actor = _acting(viewer, ticket)
    rates.count(f"{ticket.case_id} {_role(ticket)}", BEGUN, at=clock.unshifted())
    announced = Announced(CASE, ticket.case_id, sent["name"], sent["size"], sent["kind"].value)
    begun = start_upload(actor, announced, at=clock.now())
    return Answer(HTTPStatus.CREATED, way_of_parts(actor, begun))


@router.put(
    "/measures/{path:ref}/uploads/{uuid:upload}",
    operation_id="finishComplaintUpload",
    summary="Make a file of the parts",
    openapi_extra=described(
        {HTTPStatus.OK: ("The file, ready to be handed in.", ref("File"))},
        refusals=(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    ),
)
def put_upload(request: HttpRequest, ref: str, upload: UUID) -> HttpResponse:
    """When all parts were sent; again gives the same file."""
    viewer = caller(request)
    demand(viewer, Act.COMPLAIN)
    ticket = measures.called(viewer, ref)
    actor = _acting(viewer, ticket)
    begun = _upload(actor, ticket, upload)
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
    "/measures/{path:ref}/evidence",
    Post(
        "handInToComplaint",
        "Hand in evidence to a complaint",
        EVIDENCE.schema(),
        (HTTPStatus.CREATED, "The measure with its complaint.", ref("Measure")),
    ),
)
def post_evidence(request: HttpRequest, viewer: Viewer, ref: str) -> Answer:
    """A file or words for whom the measure is against, until the complaint is decided."""
    demand(viewer, Act.COMPLAIN)
    ticket = measures.called(viewer, ref)
    sent = read(request, EVIDENCE)
    actor, key = _acting(viewer, ticket), act_id(request)
    item = _item(actor, ticket, sent, key)
    with transaction.atomic():
        after = hand_in(actor, ticket.reference, Given(sent["text"], clock.now(), (item,), key))
        if after.chain != ticket.chain:
            note(viewer, "complaint.add_evidence", ticket.reference, _role(ticket))
    return Answer(HTTPStatus.CREATED, document(viewer, after))


def _item(actor: Viewer, ticket: Ticket, sent: dict[str, Any], key: UUID) -> HandedIn:
    kind: EvidenceKind = sent["kind"]
    if sent["file_id"] is None:
        return HandedIn(key, kind.value, sent["title"], clean(sent["text"], field="/text", most=REASON_MAX))
    begun = _upload(actor, ticket, sent["file_id"])
    if begun.file_id is None:
        raise UploadIncomplete()
    if begun.evidence_kind != kind.value:
        raise NotAChoice(field="/kind", choices=[begun.evidence_kind])
    used = next((one for one in evidence_of(actor, ticket.case_id) if one.file_id == begun.file_id), None)
    if used is not None and used.id != key:
        raise AlreadyEvidence(label=used.label)
    return HandedIn(key, kind.value, sent["title"], sent["text"], begun.file_id)


def _upload(actor: Viewer, ticket: Ticket, upload_id: UUID) -> UploadFacts:
    """An upload of this party for this measure. Raises ``NotFound``."""
    begun = files.upload(actor, upload_id)
    if (begun.purpose, begun.owner_id) != (CASE, ticket.case_id):
        raise NotFound()
    return begun


@post(
    router,
    "/measures/{path:ref}/answer",
    Post(
        "answerReviewer",
        "Answer the reviewer's question",
        ANSWER.schema(),
        (HTTPStatus.CREATED, "The measure with its complaint.", ref("Measure")),
    ),
)
def post_answer(request: HttpRequest, viewer: Viewer, ref: str) -> Answer:
    """For whom the measure is against; the time of the decision goes on with it. Files are handed in before."""
    demand(viewer, Act.COMPLAIN)
    ticket = measures.called(viewer, ref)
    sent = read(request, ANSWER)
    given = Given(sent["text"], clock.now(), key=act_id(request))
    with transaction.atomic():
        after = answer_question(_acting(viewer, ticket), ticket.reference, given)
        if after.chain != ticket.chain:
            note(viewer, "complaint.answer_info", ticket.reference, _role(ticket))
    return Answer(HTTPStatus.CREATED, document(viewer, after))


@router.get(
    "/measures/{path:ref}/events",
    operation_id="listMeasureEvents",
    summary="What has happened about a measure",
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of events, the newest first.", listed(ref("Event")))}, refusals=_MISSING
    ),
)
def list_events(
    request: HttpRequest, ref: str, limit: int | None = None, after: str | None = None
) -> HttpResponse:
    """Everything that has happened, messages included."""
    viewer = caller(request)
    demand(viewer, Act.SEE_CASE)
    ticket = measures.called(viewer, ref)
    page = timeline.moments(viewer, ticket.case_id, limit=limit, after=after)
    return page_of(page, lambda one: case_documents.event(ticket.reference, one))


@router.get(
    "/measures/{path:ref}/evidence",
    operation_id="listComplaintEvidence",
    summary="List the evidence of a complaint",
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of items, the oldest first.", listed(ref("Evidence")))}, refusals=_MISSING
    ),
)
def list_evidence(
    request: HttpRequest, ref: str, limit: int | None = None, after: str | None = None
) -> HttpResponse:
    """Everything that was handed in."""
    viewer = caller(request)
    demand(viewer, Act.SEE_CASE)
    ticket = measures.called(viewer, ref)
    page = evidence_page(viewer, ticket.case_id, limit=limit, after=after)
    return page_of(page, lambda one: case_documents.item(viewer, one))


@router.get(
    "/measures/{path:ref}/evidence/{uuid:item}/{form}",
    operation_id="fetchComplaintEvidence",
    summary="Fetch the file of an item",
    openapi_extra=described_file("The bytes, in the type that was found in them."),
)
def fetch_evidence(request: HttpRequest, ref: str, item: UUID, form: str) -> HttpResponseBase:
    """One form of it: `original` as it came, `view` cleaned of place and device, `thumb` small."""
    viewer = caller(request)
    demand(viewer, Act.SEE_CASE)
    ticket = measures.called(viewer, ref)
    return sent_file(request, viewer, file_of_item(viewer, ticket.case_id, item), form)
