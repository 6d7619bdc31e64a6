"""Disputes: opened for a buyer, read, and every command of the procedure as an operation of its own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from amiabil.actions.disputes import StepRequest, take_step
from amiabil.actions.handed_in import HandedIn
from amiabil.actions.messages import Written, post_message
from amiabil.actions.openings import OpeningRequest, open_dispute
from amiabil.channels.api import case_documents
from amiabil.channels.api.acting import ActingRole, acting_in, buyer_of, handing_in, note, roles_for
from amiabil.channels.api.arguments import EVIDENCE, VERSION, arguments_schema, takes_evidence
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.idempotency import act_id
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.pages import page_of
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.arguments import ARGUMENTS, read_arguments
from amiabil.domain.terms import Audience, Channel, Command, State
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import NotFound
from amiabil.foundation.fields import (
    Choice,
    Field,
    Problems,
    Reference,
    Schema,
    Text,
    UnknownField,
    WrongType,
    pointer,
)
from amiabil.foundation.ids import read_reference
from amiabil.foundation.shapes import Member, Object
from amiabil.records import case_files, clock, dispute_index, insolvencies, timeline
from amiabil.records.evidence import evidence_of
from amiabil.records.idempotency import Answer
from amiabil.records.order_sheets import order_sheet
from amiabil.ui.json_bodies import read
from amiabil.ui.problem_documents import UnknownParameter

router = Router(tags=["disputes"])

EVENTS_SHOWN = 25
_MISSING = (HTTPStatus.NOT_FOUND,)


class Given(Field[dict[str, Any]]):
    """Arguments of a command, which ``read_arguments`` reads; those of ours cannot be named."""

    def __init__(self, command: Command) -> None:
        self.command = command

    def read(self, value: object, at: str, problems: Problems) -> dict[str, Any] | None:
        """The arguments as they came, or None after adding to ``problems``."""
        if not isinstance(value, dict):
            problems.append(WrongType(field=at, expected="object"))
            return None
        known = self.schema()["properties"]
        unknown = [UnknownField(field=pointer(at, name)) for name in value if name not in known]
        problems.extend(unknown)
        return None if unknown else value

    def schema(self) -> Schema:
        """What this command takes."""
        return arguments_schema(self.command)


def _submission() -> Object[dict[str, Any]]:
    given = arguments_schema(Command.SUBMIT)["properties"]
    return Object(
        dict[str, Any],
        {
            "order": Member(Reference(), about="The order's reference."),
            **{name: Member(Plain(schema), None) for name, schema in given.items()},
            "evidence": Member(EVIDENCE, ()),
        },
        about="A dispute of the order's buyer.",
    )


class Plain(Field[Any]):
    """A value that is passed on as it came."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def read(self, value: object, at: str, problems: Problems) -> Any:
        """The value."""
        return value

    def schema(self) -> Schema:
        """What it should be."""
        return self._schema


SUBMISSION = _submission()

MESSAGE = Object(
    dict[str, Any],
    {
        "as": Member(Choice(roles_for(Command.MESSAGE)), ActingRole.OPERATOR),
        "text": Member(Text(MESSAGE_MAX, lines=True)),
        "audience": Member(Choice(Audience), Audience.EVERYONE),
    },
)


def step_body(command: Command) -> Object[dict[str, Any]]:
    """What is sent with a command; ``as`` may be left out where only one role has it."""
    roles = roles_for(command)
    alone = {"default": roles[0]} if len(roles) == 1 else {}
    evidence = {"evidence": Member(EVIDENCE, (), "Handed in with it.")} if takes_evidence(command) else {}
    return Object(
        dict[str, Any],
        {
            "as": Member(
                Choice(roles), about="On whose behalf; `available_actions` says for whom it is open.", **alone
            ),
            "expected_version": Member(
                VERSION, None, "The version that was seen; another one is `stale_version`."
            ),
            "arguments": Member(Given(command), {}),
            **evidence,
        },
    )


@router.get(
    "/disputes",
    operation_id="listDisputes",
    summary="List disputes",
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of disputes, the oldest first.", listed(ref("ListedDispute")))}
    ),
)
def list_disputes(
    request: HttpRequest,
    limit: int | None = None,
    after: str | None = None,
    state: str | None = None,
    order: str | None = None,
) -> HttpResponse:
    """All disputes the key may see; `state` and `order` keep only those of them."""
    viewer = caller(request)
    demand(viewer, Act.SEE_CASE)
    if state is not None and state not in set(State):
        raise UnknownParameter(field="/state")
    if order is not None and not order.isprintable():
        raise UnknownParameter(field="/order")
    kept = State(state) if state is not None else None
    page = dispute_index.disputes(viewer, state=kept, order_ref=order, limit=limit, after=after)
    return page_of(page, case_documents.indexed)


@post(
    router,
    "/disputes",
    Post(
        "openDispute",
        "Open a dispute for a buyer",
        SUBMISSION.schema(),
        (HTTPStatus.CREATED, "The dispute.", ref("Dispute")),
    ),
)
def post_dispute(request: HttpRequest, viewer: Viewer) -> Answer:
    """The order as sold and the policy are pinned, units and money are held, and the clock starts."""
    sent = read(request, SUBMISSION)
    sheet = order_sheet(viewer, sent.pop("order"))
    buyer = buyer_of(viewer, sheet)
    items: tuple[HandedIn, ...] = sent.pop("evidence")
    given = {name: value for name, value in sent.items() if value is not None}
    submission = read_arguments(Command.SUBMIT, {**given, "channel": Channel.API.value})
    opening = OpeningRequest(submission, act_id(request), clock.now(), items)
    with transaction.atomic():
        taken = open_dispute(buyer, sheet.ref, opening)
        if not taken.repeated:
            note(viewer, "case.submit", taken.reference, ActingRole.BUYER)
    return Answer(HTTPStatus.CREATED, dispute_document(viewer, taken.reference))


@router.get(
    "/disputes/{reference}",
    operation_id="getDispute",
    summary="Read a dispute",
    openapi_extra=described({HTTPStatus.OK: ("The dispute now.", ref("Dispute"))}, refusals=_MISSING),
)
def get_dispute(request: HttpRequest, reference: str) -> HttpResponse:
    """Where it stands, who must act until when, and which actions are open to whom."""
    return JsonResponse(dispute_document(caller(request), canonical(reference)))


@router.get(
    "/disputes/{reference}/events",
    operation_id="listDisputeEvents",
    summary="Read the history of a dispute",
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of events, the newest first.", listed(ref("Event")))}, refusals=_MISSING
    ),
)
def list_events(
    request: HttpRequest, reference: str, limit: int | None = None, after: str | None = None
) -> HttpResponse:
    """Everything that has happened in the case, messages included."""
    viewer = caller(request)
    case = case_files.case_file(viewer, canonical(reference))
    page = timeline.moments(viewer, case.case_id, limit=limit, after=after)
    return page_of(page, lambda one: case_documents.event(case.reference, one))


@post(
    router,
    "/disputes/{reference}/messages",
    Post(
        "postMessage",
        "Write into a dispute",
        MESSAGE.schema(),
        (HTTPStatus.CREATED, "The message's place.", ref("Posted")),
    ),
)
def post_dispute_message(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """One message for the readers that are chosen."""
    case = case_files.case_file(viewer, canonical(reference))
    sent = read(request, MESSAGE)
    author = acting_in(viewer, case, sent["as"])
    written = Written(act_id(request), sent["text"], sent["audience"], clock.now())
    with transaction.atomic():
        posted = post_message(author, case.reference, written)
        if not posted.repeated:
            note(viewer, "case.message", case.reference, sent["as"])
    return Answer(
        HTTPStatus.CREATED, {"id": str(written.id), "case": case.reference, "version": posted.version}
    )


def _operation(command: Command) -> None:
    """Add the operation of one command to the router."""
    body = step_body(command)

    def post_step(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
        case = case_files.case_file(viewer, canonical(reference))
        sent = read(request, body)
        actor = handing_in(viewer, case, sent["as"])
        with transaction.atomic():
            taken = take_step(actor, case.reference, _request(request, command, sent))
            if not taken.repeated:
                note(viewer, f"case.{command.value}", case.reference, sent["as"])
        return Answer(HTTPStatus.OK, dispute_document(viewer, taken.reference))

    words = command.value.replace("_", " ")
    post_step.__doc__ = f"The command `{command.value}` of the procedure."
    told = Post(
        command.value,
        words.capitalize(),
        body.schema(),
        (HTTPStatus.OK, "The dispute after it.", ref("Dispute")),
    )
    post(router, f"/disputes/{{reference}}/{command.value}", told)(post_step)


OF_THEIR_OWN = frozenset({Command.SUBMIT, Command.MESSAGE})
"""Commands with an operation that is not made from the table."""


def canonical(reference: str) -> str:
    """The reference as it is written; raises ``NotFound`` for what cannot be one."""
    found = read_reference(reference)
    if found is None:
        raise NotFound()
    return found


def _request(request: HttpRequest, command: Command, sent: dict[str, Any]) -> StepRequest:
    at, given = clock.now(), dict(sent["arguments"])
    items: tuple[HandedIn, ...] = sent.get("evidence", ())
    if command is Command.ADD_EVIDENCE:
        kind, text = (str(given.get(name, "")) for name in ("kind", "text"))
        items = (HandedIn(act_id(request), kind, text=text, gone=given.get("gone") is True),)
    return StepRequest(
        command,
        read_arguments(command, given),
        at,
        expected_version=sent["expected_version"],
        key=act_id(request),
        items=items,
    )


def dispute_document(viewer: Viewer, reference: str) -> dict[str, Any]:
    """A dispute as it is answered, with its newest events. Raises ``NotFound``."""
    case = case_files.case_file(viewer, reference)
    moments = timeline.moments(viewer, case.case_id, limit=EVENTS_SHOWN)
    evidence = [case_documents.item(viewer, one) for one in evidence_of(viewer, case.case_id)]
    proceeding = insolvencies.of_case(viewer, case) if case.dispute.insolvent else None
    return case_documents.whole(case, evidence, moments.items, at=clock.now(), proceeding=proceeding)


for _command in ARGUMENTS:
    if _command not in OF_THEIR_OWN and roles_for(_command):
        _operation(_command)
