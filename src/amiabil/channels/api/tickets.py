"""Requests for help: listed, read, made and answered for people of the marketplace, worked on by its systems."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from amiabil.actions.measures import UnknownPerson
from amiabil.actions.orders import issuer
from amiabil.actions.ticket_merges import MergeOf, merge, unmerge
from amiabil.actions.ticket_splits import SplitOf, split_off
from amiabil.actions.tickets import Asked, Written, change, open_ticket, write
from amiabil.channels.api import case_documents
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.disputes import canonical
from amiabil.channels.api.idempotency import act_id
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.pages import page_of
from amiabil.channels.api.ticket_documents import SCHEMAS, document, listed_ticket
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.files import MESSAGE_FILES_MAX
from amiabil.domain.support.merging import UnknownRequest
from amiabil.domain.support.terms import Priority, TicketStatus, TicketType
from amiabil.domain.support.ticket import MOST_TAGS, SUBJECT_LETTERS, TAG_LETTERS, Changes
from amiabil.domain.terms import Channel, Role
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import NotFound
from amiabil.foundation.fields import (
    Choice,
    Field,
    Name,
    NotAChoice,
    Problems,
    Reference,
    Schema,
    Switch,
    Text,
    Whole,
    WrongType,
)
from amiabil.foundation.shapes import ListOf, MapOf, Member, Object
from amiabil.records import audit, clock, staff, ticket_people, timeline
from amiabil.records import tickets as records
from amiabil.records.idempotency import Answer
from amiabil.records.tickets import Queue, TicketFile
from amiabil.ui.json_bodies import read

__all__ = ["SCHEMAS", "router"]

router = Router(tags=["tickets"])

_MISSING = (HTTPStatus.NOT_FOUND,)
AS = Member(
    Choice((Role.BUYER, Role.SELLER, Role.AGENT)),
    about="`buyer` or `seller`: whoever made the request; `agent`: the marketplace answers.",
)
_MOST_VERSION = 2**31 - 1


class _Given(Field[object]):
    """An answer to a question of a topic: what it must be, the question says (``read_answers``)."""

    def read(self, value: object, at: str, problems: Problems) -> object | None:
        if isinstance(value, (str, bool, int, dict)):
            return value
        problems.append(WrongType(field=at, expected="string"))
        return None

    def schema(self) -> Schema:
        return {"type": ["string", "boolean", "integer", "object"]}


OPEN = Object(
    dict[str, Any],
    {
        "as": Member(Choice((Role.BUYER, Role.SELLER)), about="For whom it is made."),
        "person": Member(Reference(), about="The buyer's subject, or the shop's reference."),
        "topic": Member(Text(40)),
        "subject": Member(Text(SUBJECT_LETTERS)),
        "text": Member(Text(MESSAGE_MAX, lines=True)),
        "order": Member(Reference(), "", "An order of theirs."),
        "answers": Member(MapOf(Text(80), _Given(), 100), {}, "To the questions of the topic, by key."),
    },
)
MESSAGE = Object(
    dict[str, Any],
    {
        "as": AS,
        "text": Member(Text(MESSAGE_MAX, lines=True), "", "May be left out where files are sent."),
        "note": Member(Switch(), False, "Of an agent: for the staff alone."),
        "status": Member(
            Choice(TicketStatus), None, "Of an agent: what becomes of the request with the answer."
        ),
        "files": Member(
            ListOf(Name(), MESSAGE_FILES_MAX), (), "Finished uploads of the same side for this request."
        ),
    },
)
CHANGES = Object(
    dict[str, Any],
    {
        "version": Member(
            Whole(1, _MOST_VERSION), None, "Refused when the request is no longer at this version."
        ),
        "status": Member(Choice(TicketStatus), None),
        "priority": Member(Choice(Priority), None),
        "type": Member(Choice(TicketType), None),
        "topic": Member(Text(40), None),
        "team": Member(Text(40), None),
        "assignee": Member(Text(80), None, "A member of the staff as `staff:<username>`, or `nobody`."),
        "tags": Member(ListOf(Text(TAG_LETTERS), MOST_TAGS), None, "All of them; those not named go."),
    },
)
MERGE = Object(dict[str, Any], {"into": Member(Reference(), about="The request it goes on in.")})
NOTHING = Object(dict[str, Any], {})
SPLIT = Object(
    dict[str, Any],
    {
        "subject": Member(Text(SUBJECT_LETTERS), about="Of the new request."),
        "topic": Member(Text(40), None, about="Without it: the topic of the old one."),
        "text": Member(
            Text(MESSAGE_MAX, lines=True),
            about="Its first message, with what is quoted; the customer reads it.",
        ),
    },
)


def as_staff(viewer: Viewer, act: Act) -> Viewer:
    """A key that may do this, looking at requests as the staff who answer them do. Raises ``ScopeMissing``.

    What it puts in and has read is kept under an id made of its name.
    """
    demand(viewer, act)
    return replace(viewer, role=Role.AGENT, person_id=uuid5(NAMESPACE_OID, viewer.ref))


def found(viewer: Viewer, reference: str) -> TicketFile:
    """The request of this reference. Raises ``NotFound``."""
    return records.file_of(viewer, canonical(reference))


def acting_as(desk: Viewer, file: TicketFile, role: Role) -> Viewer:
    """As whom a key writes into a request: the staff, or whoever made it.

    Raises ``NotFound`` where it is not theirs.
    """
    if role is Role.AGENT:
        return desk
    person = ticket_people.whose(desk, file)
    if person is None or person.role is not role:
        raise NotFound()
    return person


def note(viewer: Viewer, action: str, reference: str, **facts: str) -> None:
    """Write down which key did it; in the transaction of the act."""
    audit.note(viewer, f"ticket.{action}", reference, at=clock.now(), facts=dict(facts))


@router.get(
    "/tickets",
    operation_id="listTickets",
    summary="List requests for help",
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of requests, those to be answered first.", listed(ref("ListedTicket")))}
    ),
)
def list_tickets(
    request: HttpRequest,
    topic: str = "",
    ended: bool = False,
    limit: int | None = None,
    after: str | None = None,
) -> HttpResponse:
    """Those that wait for somebody; with `ended` those that do not, too."""
    desk = as_staff(caller(request), Act.SEE_TICKETS)
    which = Queue(topic=topic.replace("\0", "")[:40], ended=ended)
    return page_of(records.queue(desk, which, limit=limit, after=after), listed_ticket)


@post(
    router,
    "/tickets",
    Post(
        "openTicket",
        "Make a request for help",
        OPEN.schema(),
        (HTTPStatus.CREATED, "The request.", ref("Ticket")),
    ),
)
def post_ticket(request: HttpRequest, viewer: Viewer) -> Answer:
    """For a buyer or a shop, as they would on their pages. Files are sent with a message afterwards."""
    demand(viewer, Act.OPEN_TICKET)
    sent = read(request, OPEN)
    person = ticket_people.called(viewer, sent["as"], sent["person"], issuer=issuer())
    if person is None:
        raise UnknownPerson(field="/person")
    asked = Asked(
        case_id=act_id(request),
        topic=sent["topic"],
        subject=sent["subject"],
        text=sent["text"],
        received_at=clock.now(),
        order_ref=sent["order"],
        answers=sent["answers"],
        channel=Channel.API,
    )
    with transaction.atomic():
        made = open_ticket(person, asked)
        note(viewer, "opened", made.reference, **{"as": sent["as"].value})
    return Answer(HTTPStatus.CREATED, document(made))


@router.get(
    "/tickets/{reference}",
    operation_id="getTicket",
    summary="Read a request for help",
    openapi_extra=described({HTTPStatus.OK: ("The request now.", ref("Ticket"))}, refusals=_MISSING),
)
def get_ticket(request: HttpRequest, reference: str) -> HttpResponse:
    """As it stands; what was said is under `/events`. A merged one names the request it goes on in."""
    return JsonResponse(document(found(as_staff(caller(request), Act.SEE_TICKETS), reference)))


@router.get(
    "/tickets/{reference}/events",
    operation_id="listTicketEvents",
    summary="What was said and has happened in a request",
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of events, the newest first.", listed(ref("Event")))}, refusals=_MISSING
    ),
)
def list_events(
    request: HttpRequest, reference: str, limit: int | None = None, after: str | None = None
) -> HttpResponse:
    """Messages and notes with their words; `data.files` names the files of a message."""
    desk = as_staff(caller(request), Act.SEE_TICKETS)
    file = found(desk, reference)
    page = timeline.moments(desk, file.case_id, limit=limit, after=after)
    return page_of(page, lambda one: case_documents.event(file.reference, one))


@post(
    router,
    "/tickets/{reference}/messages",
    Post(
        "writeToTicket",
        "Write into a request",
        MESSAGE.schema(),
        (HTTPStatus.CREATED, "The request it went to.", ref("Ticket")),
    ),
)
def post_message(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """For whoever asked, or as an answer or a note of the marketplace; into the request a merged one goes on in."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    file = found(desk, reference)
    sent = read(request, MESSAGE)
    actor = acting_as(desk, file, sent["as"])
    changes: Changes = {}
    if actor is desk and not sent["note"]:
        status = {"status": sent["status"]} if sent["status"] else {}
        changes = {"assignee": file.ticket.assignee, **status}  # an answer of a system is nobody's request
    written = Written(
        act_id(request),
        sent["text"],
        clock.now(),
        note=actor is desk and sent["note"],
        changes=changes,
        files=sent["files"],
    )
    with transaction.atomic():
        after = write(actor, file.reference, written)
        note(viewer, "message", file.reference, **{"as": sent["as"].value})
    return Answer(HTTPStatus.CREATED, document(found(desk, after.reference)))


@post(
    router,
    "/tickets/{reference}/changes",
    Post(
        "changeTicket",
        "Set what a request is",
        CHANGES.schema(),
        (HTTPStatus.OK, "The request.", ref("Ticket")),
    ),
)
def post_changes(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """What is left out stays. With `version` nothing is overwritten that was not seen."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    file = found(desk, reference)
    sent = read(request, CHANGES)
    version = sent.pop("version")
    changes = {name: value for name, value in sent.items() if value is not None}
    if "assignee" in changes:
        changes["assignee"] = _assignee(desk, changes["assignee"])
    with transaction.atomic():
        after = change(desk, file.reference, changes, at=clock.now(), seen_version=version)
        note(viewer, "changed", file.reference, fields=",".join(sorted(changes)))
    return Answer(HTTPStatus.OK, document(after))


def _assignee(desk: Viewer, named: str) -> str:
    """A member of the staff who answers requests; empty for nobody. Raises ``NotAChoice``."""
    if named == "nobody":
        return ""
    known = [f"staff:{one.username}" for one in staff.answering(desk)]
    if named not in known:
        raise NotAChoice(field="/assignee", choices=["nobody", *known])
    return named


@post(
    router,
    "/tickets/{reference}/merge",
    Post(
        "mergeTicket",
        "Let a request go on in another one",
        MERGE.schema(),
        (HTTPStatus.OK, "The surviving request.", ref("Ticket")),
    ),
)
def post_merge(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """Of the same person only. Its messages stay where they are; the old number leads on."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    file = found(desk, reference)
    try:
        into = found(desk, read(request, MERGE)["into"])
    except NotFound:
        raise UnknownRequest(field="/into") from None
    with transaction.atomic():
        kept = merge(desk, MergeOf(file.reference, into.reference, clock.now()))
        note(viewer, "merged", file.reference, into=into.reference)
    return Answer(HTTPStatus.OK, document(kept))


@post(
    router,
    "/tickets/{reference}/unmerge",
    Post(
        "unmergeTicket",
        "Take a merge back",
        NOTHING.schema(),
        (HTTPStatus.OK, "The request that stands by itself again.", ref("Ticket")),
    ),
)
def post_unmerge(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """Each stands as before; messages written meanwhile stay where they were written."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    file = found(desk, reference)
    read(request, NOTHING)
    with transaction.atomic():
        after = unmerge(desk, file.reference, at=clock.now())
        note(viewer, "unmerged", file.reference)
    return Answer(HTTPStatus.OK, document(after))


@post(
    router,
    "/tickets/{reference}/split",
    Post(
        "splitTicket",
        "Make a part of a request a request of its own",
        SPLIT.schema(),
        (HTTPStatus.CREATED, "The new request.", ref("Ticket")),
    ),
)
def post_split(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """For the same person, who is told of it by the message; the two are linked. Nothing that was said moves."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    file = found(desk, reference)
    sent = read(request, SPLIT)
    topic = sent["topic"] or file.ticket.topic
    with transaction.atomic():
        made = split_off(
            desk, file.reference, SplitOf(act_id(request), sent["subject"], topic, sent["text"], clock.now())
        )
        note(viewer, "split", file.reference, made=made.reference)
    return Answer(HTTPStatus.CREATED, document(made))
