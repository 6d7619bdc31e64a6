"""Call-backs for programs: free times for everybody; booked, moved, cancelled and made by a marketplace's systems."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, cast
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from amiabil.actions import call_backs as actions
from amiabil.actions.call_backs import Wanted, free_times
from amiabil.actions.contact_directory import contacts_now
from amiabil.actions.measures import UnknownPerson
from amiabil.actions.orders import issuer
from amiabil.actions.people import UnknownZone
from amiabil.actions.tickets import Asked
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.call_back_documents import SCHEMAS, booked, document
from amiabil.channels.api.case_documents import Document, instant
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.idempotency import act_id
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.pages import page_of
from amiabil.channels.api.tickets import as_staff, found, note
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.contact.call_backs import CallState
from amiabil.domain.contact.directory import Means
from amiabil.domain.support.ticket import SUBJECT_LETTERS, UnknownTopic
from amiabil.domain.terms import Channel, Role
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import Fact, NotFound
from amiabil.foundation.fields import Choice, Form, Instant, NotAChoice, Reference, Switch, Text, Whole
from amiabil.foundation.shapes import Member, Object
from amiabil.foundation.telephone import LETTERS
from amiabil.records import call_backs as records
from amiabil.records import clock, ticket_people
from amiabil.records.call_backs import CallBack
from amiabil.records.idempotency import Answer
from amiabil.records.paging import bounded, decode, page
from amiabil.ui.call_backs.subjects import subject_of
from amiabil.ui.json_bodies import read

__all__ = ["SCHEMAS", "router"]

router = Router(tags=["contact"])

_MISSING = (HTTPStatus.NOT_FOUND,)
_OPEN, _OVER = (CallState.BOOKED,), (CallState.DONE, CallState.MISSED, CallState.CANCELLED)

BOOK = Object(
    dict[str, Any],
    {
        "as": Member(Choice((Role.BUYER, Role.SELLER)), about="For whom it is booked."),
        "person": Member(Reference(), about="The buyer's subject, or the shop's reference."),
        "door": Member(Text(40), about="The `key` of a door of `/contact-options` with `means` `call_back`."),
        "starts_at": Member(Instant(), about="One of its free times."),
        "number": Member(Text(LETTERS), about="With its country's prefix, or as it is dialled in `country`."),
        "country": Member(Form("country", "[A-Z]{2}", most=2), "", "Of a number without prefix."),
        "topic": Member(Text(40), about="What it is about, by its key."),
        "subject": Member(Text(SUBJECT_LETTERS), "", "Of the request; without it the topic's name."),
        "text": Member(Text(MESSAGE_MAX, lines=True), about="In short: what happened, what is wished for."),
        "order": Member(Reference(), "", "An order of theirs."),
        "zone": Member(Text(64), "", "Where they read times, such as `Europe/Bucharest`."),
    },
)
MOVE = Object(dict[str, Any], {"starts_at": Member(Instant(), about="Another free time of the same door.")})
NOTHING = Object(dict[str, Any], {})
OUTCOME = Object(
    dict[str, Any],
    {
        "reached": Member(Switch(), about="Whether somebody answered the telephone."),
        "text": Member(
            Text(MESSAGE_MAX, lines=True), "", "What came of it, when reached: the customer reads it."
        ),
        "tries": Member(
            Whole(0, 100), None, "When nobody answered: how often it had been tried before this call."
        ),
    },
)


@router.get(
    "/contact-options/{door}/times",
    operation_id="listFreeTimes",
    summary="Free times of a door for call-backs",
    auth=None,
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of free times, the next one first.", listed(ref("FreeTime")))},
        refusals=_MISSING,
    ),
)
def list_times(
    request: HttpRequest, door: str, limit: int | None = None, after: str | None = None
) -> HttpResponse:
    """Public: no key is needed. Nothing is held for whoever has read it."""
    free = free_times(door, at=clock.now())
    if free is None:
        raise NotFound()
    size, place = bounded(limit), decode(after, (datetime,))
    since = datetime.fromisoformat(cast(str, place[0])) if place else None
    length = timedelta(minutes=free.slots.minutes)
    later = [one for one in free.times if since is None or one > since][: size + 1]

    def told(at: datetime) -> Document:
        return {"starts_at": instant(at), "ends_at": instant(at + length)}

    return page_of(page(later, limit=size, place=lambda one: [one.isoformat()]), told)


@router.get(
    "/call-backs",
    operation_id="listCallBacks",
    summary="List call-backs",
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of calls, those to be made first.", listed(ref("CallBack")))}
    ),
)
def list_calls(
    request: HttpRequest, over: bool = False, limit: int | None = None, after: str | None = None
) -> HttpResponse:
    """Those to be made; with `over` those that were made, given up or cancelled."""
    desk = as_staff(caller(request), Act.SEE_TICKETS)
    return page_of(records.to_call(desk, states=_OVER if over else _OPEN, limit=limit, after=after), document)


@post(
    router,
    "/call-backs",
    Post(
        "bookCallBack",
        "Book a call-back for somebody",
        BOOK.schema(),
        (HTTPStatus.CREATED, "The call, with its page.", ref("BookedCallBack")),
    ),
)
def post_call(request: HttpRequest, viewer: Viewer) -> Answer:
    """At a free time, as they would on their pages; it becomes part of a request of theirs, and a mail confirms it."""
    demand(viewer, Act.OPEN_TICKET)
    sent = read(request, BOOK)
    contacts = contacts_now()
    door = contacts.directory.door(sent["door"])
    if door is None or door.means is not Means.CALL_BACK:
        keys: list[Fact] = [
            one.key for one in contacts.directory.every_door() if one.means is Means.CALL_BACK
        ]
        raise NotAChoice(field="/door", choices=keys)
    if not contacts.setup.has_topic(sent["topic"]) or not door.serves(sent["topic"]):
        raise UnknownTopic(field="/topic")
    person = ticket_people.called(viewer, sent["as"], sent["person"], issuer=issuer())
    if person is None:
        raise UnknownPerson(field="/person")
    language = person.language or settings.LANGUAGE_CODE
    asked = Asked(
        case_id=act_id(request),
        topic=sent["topic"],
        subject=sent["subject"] or subject_of(contacts.setup.topic(sent["topic"]), language),
        text=sent["text"],
        received_at=clock.now(),
        order_ref=sent["order"],
        channel=Channel.API,
    )
    zone = _zone(sent["zone"]) or contacts.directory.opening_hours(door, contacts.setup).zone
    wanted = Wanted(door.key, sent["starts_at"], sent["number"], language, zone, sent["country"])
    with transaction.atomic():
        call = actions.book(person, asked, wanted)
        note(viewer, "call_booked", call.reference, **{"as": sent["as"].value})
    return Answer(HTTPStatus.CREATED, booked(call))


def _zone(name: str) -> str:
    """Raises ``UnknownZone``."""
    if name and name not in available_timezones():
        raise UnknownZone(field="/zone", zone=name)
    return name


@router.get(
    "/call-backs/{reference}",
    operation_id="getCallBack",
    summary="Read a call-back",
    openapi_extra=described({HTTPStatus.OK: ("The call now.", ref("CallBack"))}, refusals=_MISSING),
)
def get_call(request: HttpRequest, reference: str) -> HttpResponse:
    """By the reference of its request."""
    return JsonResponse(document(_call(as_staff(caller(request), Act.SEE_TICKETS), reference)))


def _call(desk: Viewer, reference: str) -> CallBack:
    """The call of this request. Raises ``NotFound``."""
    call = records.of_case(found(desk, reference).case_id)
    if call is None:
        raise NotFound()
    return call


@post(
    router,
    "/call-backs/{reference}/move",
    Post(
        "moveCallBack",
        "Give a call-back another time",
        MOVE.schema(),
        (HTTPStatus.OK, "The call.", ref("CallBack")),
    ),
)
def post_move(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """As the customer does by their link; a mail tells them. A call that reached nobody can be given a time, too."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    call = _call(desk, reference)
    to = read(request, MOVE)["starts_at"]
    with transaction.atomic():
        actions.move(call, to, at=clock.now())
        note(viewer, "call_moved", call.reference)
    return Answer(HTTPStatus.OK, document(_call(desk, reference)))


@post(
    router,
    "/call-backs/{reference}/cancel",
    Post(
        "cancelCallBack",
        "Cancel a call-back",
        NOTHING.schema(),
        (HTTPStatus.OK, "The call.", ref("CallBack")),
    ),
)
def post_cancel(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """Its time is free again and a mail tells the customer; the request stays. Again, it changes nothing."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    call = _call(desk, reference)
    read(request, NOTHING)
    with transaction.atomic():
        actions.cancel(call, at=clock.now())
        note(viewer, "call_cancelled", call.reference)
    return Answer(HTTPStatus.OK, document(_call(desk, reference)))


@post(
    router,
    "/call-backs/{reference}/outcome",
    Post(
        "keepCallOutcome",
        "Say what came of a call",
        OUTCOME.schema(),
        (HTTPStatus.OK, "The call.", ref("CallBack")),
    ),
)
def post_outcome(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """Reached: `text` goes to the customer as an answer. Not: it is tried again, and after the third time given up."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    call = _call(desk, reference)
    sent = read(request, OUTCOME)
    with transaction.atomic():
        if sent["reached"]:
            actions.reached(desk, call.id, act_id(request), sent["text"], at=clock.now())
        else:
            tries = call.tries if sent["tries"] is None else sent["tries"]
            actions.no_answer(desk, call.id, tries, at=clock.now())
        note(viewer, "call_made", call.reference)
    return Answer(HTTPStatus.OK, document(_call(desk, reference)))
