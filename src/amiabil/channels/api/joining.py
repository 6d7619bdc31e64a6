"""Two disputes about one matter become one, on the word of a system of the marketplace that knows they are."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router

from amiabil.actions.disputes import StepRequest
from amiabil.actions.joining import join_cases
from amiabil.channels.api.arguments import VERSION
from amiabil.channels.api.description import ref
from amiabil.channels.api.disputes import canonical, dispute_document
from amiabil.channels.api.idempotency import act_id
from amiabil.channels.api.operations import Post, post
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.arguments import Merge
from amiabil.domain.terms import Command, Role
from amiabil.domain.written import REASON_MAX
from amiabil.foundation.fields import Text
from amiabil.foundation.shapes import Member, Object
from amiabil.records import case_files, clock
from amiabil.records.idempotency import Answer
from amiabil.ui.json_bodies import read

router = Router(tags=["disputes"])

JOINED = Object(
    dict[str, Any],
    {
        "other": Member(Text(20), about="The reference of the other dispute of the order."),
        "expected_version": Member(
            VERSION, None, "The version that was seen; another one is `stale_version`."
        ),
        "other_version": Member(VERSION, None, "The same, of the other dispute."),
        "text": Member(Text(REASON_MAX, lines=True), "", "Why they are one matter; both sides read it."),
    },
)


@post(
    router,
    "/disputes/{reference}/merge",
    Post(
        "merge",
        "Join two disputes",
        JOINED.schema(),
        (HTTPStatus.OK, "The dispute that goes on.", ref("Dispute")),
    ),
)
def post_merge(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """The one filed first goes on with the goods, money and evidence of both; the other ends and leads to it.

    Which of the two is named in the address makes no difference.
    """
    named = case_files.case_file(viewer, canonical(reference))
    demand(viewer, Act.JOIN_CASES)
    sent = read(request, JOINED)
    merge = Merge(sent["other"], sent["other_version"], sent["text"])
    step = StepRequest(Command.MERGE, merge, clock.now(), sent["expected_version"], act_id(request))
    with transaction.atomic():
        taken = join_cases(replace(viewer, role=Role.SYSTEM), named.reference, step)
    into = taken.dispute.merged_into
    return Answer(HTTPStatus.OK, dispute_document(viewer, into.key if into is not None else taken.reference))
