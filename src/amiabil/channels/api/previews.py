"""What could a buyer of this order file now? The same rules as opening a dispute, with nothing stored."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from ninja import Router

from amiabil.actions.previews import prospect
from amiabil.channels.api.acting import buyer_of
from amiabil.channels.api.arguments import arguments_schema
from amiabil.channels.api.case_documents import instant
from amiabil.channels.api.description import ref
from amiabil.channels.api.disputes import Plain
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.schemas import AT, COUNT, MONEY, TEXT, YES_OR_NO, many, maybe, shape, words
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import read_arguments
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.offered import Offered, offered
from amiabil.domain.disputes.questions import AnswerKind, form_of
from amiabil.domain.terms import Command, EvidenceKind, Lane, Reason, Remedy, ReturnCost
from amiabil.foundation.fields import Reference, Schema
from amiabil.foundation.shapes import Member, Object
from amiabil.records import clock
from amiabil.records.idempotency import Answer
from amiabil.records.order_sheets import order_sheet
from amiabil.ui.json_bodies import read
from amiabil.ui.words import questions

router = Router(tags=["disputes"])

_GIVEN = arguments_schema(Command.SUBMIT)["properties"]

INTENT = Object(
    dict[str, Any],
    {
        "order": Member(Reference(), about="The order's reference."),
        "units": Member(Plain(_GIVEN["units"]), None),
        "reason": Member(Plain(_GIVEN["reason"]), None),
    },
    about="What a buyer would file.",
)

PREVIEW = shape(
    lane=words(Lane),
    remedies={
        **many(
            shape(
                remedy=words(Remedy),
                most=maybe(MONEY),
                return_cost=maybe(words(ReturnCost)),
                locked_until=maybe(AT),
                prolongs_guarantee_months=COUNT,
            )
        ),
        "description": "Those that are locked can be asked for from their instant on. A repair prolongs the legal "
        "guarantee by so many months.",
    },
    evidence={**many(many(words(EvidenceKind))), "description": "Required: one kind of each list."},
    questions={
        **many(
            shape(key=TEXT, label=TEXT, kind=words(AnswerKind), required=YES_OR_NO, choices=many(TEXT)),
        ),
        "description": "Asked for this reason; `label` is the question in the language of the request. Their answers"
        " are the `answers` of the dispute, that of `what_happened` is its `text`.",
    },
)

SCHEMAS: dict[str, Schema] = {"Preview": PREVIEW}


@post(
    router,
    "/disputes/preview",
    Post(
        "previewDispute",
        "See what a buyer could file",
        INTENT.schema(),
        (HTTPStatus.OK, "The lane and what it offers.", ref("Preview")),
    ),
)
def preview_dispute(request: HttpRequest, viewer: Viewer) -> Answer:
    """The lane of these units and this reason, the remedies with their limits, and what has to be shown and told.

    Nothing is stored. What could not be opened is refused as opening it would be.
    """
    sent = read(request, INTENT)
    sheet = order_sheet(viewer, sent.pop("order"))
    given = {name: value for name, value in sent.items() if value is not None}
    submission = read_arguments(Command.SUBMIT, given)
    found = prospect(buyer_of(viewer, sheet), sheet.ref)
    dispute = found.opens(submission.units, submission.reason, at=clock.now())
    return Answer(HTTPStatus.OK, _document(dispute))


def _document(dispute: Dispute) -> dict[str, Any]:
    asked = form_of(dispute.reason, dispute.policy)
    by_law = dispute.reason is Reason.WD_STATUTORY
    return {
        "lane": dispute.lane.value,
        "remedies": [_remedy(one) for one in offered(dispute)],
        "evidence": [] if by_law else [[kind.value for kind in entry.kinds] for entry in asked.evidence],
        "questions": [
            {
                "key": one.key,
                "label": questions.label(one.key),
                "kind": one.kind.value,
                "required": one.required,
                "choices": list(one.words),
            }
            for one in asked.questions
        ],
    }


def _remedy(one: Offered) -> dict[str, Any]:
    return {
        "remedy": one.remedy.value,
        "most": one.most.fact() if one.most is not None else None,
        "return_cost": one.return_cost.value if one.return_cost is not None else None,
        "locked_until": instant(one.locked_until),
        "prolongs_guarantee_months": one.prolongs,
    }
