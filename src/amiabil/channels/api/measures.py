"""Measures of the platform: told by the marketplace, contested by whom they are against, undone after a decision."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from amiabil.actions.complaints import file_complaint
from amiabil.actions.measures import SUBJECT_MAX, MeasureReport, record_measure, undo_measure
from amiabil.channels.api.acting import ActingRole, note, side_of_measure
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.idempotency import act_id
from amiabil.channels.api.measure_documents import SCHEMAS, document, listed_measure
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.pages import page_of
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.complaints import OWN_KINDS, MeasureKind, Statement
from amiabil.domain.disputes.measures import MeasureState
from amiabil.domain.terms import Role
from amiabil.domain.written import LINE_MAX, MESSAGE_MAX
from amiabil.foundation.fields import Choice, Instant, Reference, Switch, Text
from amiabil.foundation.shapes import ListOf, Member, Object
from amiabil.records import clock, measures
from amiabil.records.idempotency import Answer
from amiabil.ui.json_bodies import read

__all__ = ["SCHEMAS", "router"]

router = Router(tags=["measures"])

_MISSING = (HTTPStatus.NOT_FOUND,)
_TEXT = Text(MESSAGE_MAX, lines=True)

STATEMENT = Object(
    Statement,
    {
        "what": Member(_TEXT, about="What is restricted or refused."),
        "scope": Member(_TEXT, about="Where, of what, and for how long."),
        "facts": Member(_TEXT, about="The facts and circumstances relied on."),
        "ground": Member(Text(LINE_MAX), about="The rule of law or of the terms."),
        "redress": Member(_TEXT, about="What can be done about it."),
        "automated": Member(Switch(), about="Whether automated means found or decided it."),
    },
    about="The statement of reasons (DSA article 17); none of it may be missing.",
)
MEASURE = Object(
    MeasureReport,
    {
        "ref": Member(Reference(), about="Your reference; the same one again is one measure."),
        "kind": Member(Choice(one for one in MeasureKind if one not in OWN_KINDS)),
        "against": Member(Choice((Role.BUYER, Role.SELLER))),
        "person": Member(Reference(), about="The buyer's subject, or the shop's reference."),
        "title": Member(
            Text(SUBJECT_MAX), about="What it is about in a few words, as in *Listing: bedside lamp*."
        ),
        "statement": Member(STATEMENT),
        "noticed_at": Member(
            Instant(), None, "When your own notice arrived; left out, ours is the first they hear of it."
        ),
        "decided_by": Member(
            ListOf(Text(80), 20),
            (),
            "Who took part: staff of Amiabil as `staff:<username>`, others as you call them. They do not decide a "
            "complaint.",
        ),
    },
)
COMPLAINT = Object(dict[str, Any], {"text": Member(_TEXT, about="What is wrong about the measure.")})
UNDONE = Object(
    dict[str, Any],
    {"state": Member(Choice((MeasureState.LIFTED, MeasureState.CHANGED)), about="What you have done.")},
)


@router.get(
    "/measures",
    operation_id="listMeasures",
    summary="List measures of the platform",
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of measures, the newest first.", listed(ref("ListedMeasure")))}
    ),
)
def list_measures(request: HttpRequest, limit: int | None = None, after: str | None = None) -> HttpResponse:
    """All measures, each with how far the complaint about it is."""
    viewer = caller(request)
    demand(viewer, Act.SEE_CASE)
    return page_of(measures.measures(viewer, limit=limit, after=after), listed_measure)


@post(
    router,
    "/measures",
    Post(
        "recordMeasure",
        "Tell of a measure against a buyer or a seller",
        MEASURE.schema(),
        (HTTPStatus.CREATED, "The measure.", ref("Measure")),
        (),
    ),
)
def post_measure(request: HttpRequest, viewer: Viewer) -> Answer:
    """Whom it is against reads its reasons, is told by mail, and can complain within the months of the policy."""
    demand(viewer, Act.REPORT_MEASURE)
    sent = read(request, MEASURE)
    ticket = record_measure(viewer, _report(sent), at=clock.now())
    return Answer(HTTPStatus.CREATED, document(viewer, ticket))


def _report(sent: MeasureReport) -> MeasureReport:
    return MeasureReport(
        sent.ref,
        sent.kind,
        sent.against,
        sent.person,
        sent.title,
        sent.statement,
        sent.noticed_at,
        frozenset(sent.decided_by),
    )


@post(
    router,
    "/measures/{path:ref}/complaint",
    Post(
        "fileComplaint",
        "Complain about a measure for whom it is against",
        COMPLAINT.schema(),
        (HTTPStatus.CREATED, "The measure with its complaint.", ref("Measure")),
    ),
)
def post_complaint(request: HttpRequest, viewer: Viewer, ref: str) -> Answer:
    """As they would on the page of the measure; a reviewer decides it, never a key."""
    demand(viewer, Act.COMPLAIN)
    ticket = measures.called(viewer, ref)
    actor = side_of_measure(viewer, ticket)
    sent = read(request, COMPLAINT)
    with transaction.atomic():
        after = file_complaint(actor, ticket.reference, sent["text"], at=clock.now(), key=act_id(request))
        note(viewer, "complaint.submit", ticket.reference, ActingRole(ticket.measure.against.value))
    return Answer(HTTPStatus.CREATED, document(viewer, after))


@post(
    router,
    "/measures/{path:ref}/reversal",
    Post(
        "reportReversal",
        "Report that a measure was lifted or changed",
        UNDONE.schema(),
        (HTTPStatus.OK, "The measure.", ref("Measure")),
    ),
)
def post_reversal(request: HttpRequest, viewer: Viewer, ref: str) -> Answer:
    """After `complaint.measure_reversed`, or of your own accord; a complaint that was decided so closes with it."""
    measures.by_ref(viewer, ref)
    sent = read(request, UNDONE)
    return Answer(HTTPStatus.OK, document(viewer, undo_measure(viewer, ref, sent["state"], at=clock.now())))


@router.get(
    "/measures/{path:ref}",
    operation_id="getMeasure",
    summary="Read a measure",
    openapi_extra=described({HTTPStatus.OK: ("The measure now.", ref("Measure"))}, refusals=_MISSING),
)
def get_measure(request: HttpRequest, ref: str) -> HttpResponse:
    """By your own reference: its reasons, the complaint, the decision, and what is left for you to do."""
    viewer = caller(request)
    demand(viewer, Act.SEE_CASE)
    return JsonResponse(document(viewer, measures.called(viewer, ref)))
