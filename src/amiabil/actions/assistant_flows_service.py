"""The assistant's tasks that need nobody's order: reach people, write a request, report something.

Source: issue 6, section 3; assistant.md 5.3. What is written is shown whole and sent by the person's click.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid5

from amiabil.actions import assistant_tools as tools
from amiabil.actions.assistant_flows import FLOWS, PICKED, Going, Unfinished, Went, ask, order_of, over
from amiabil.actions.assistant_pieces import (
    Confirm,
    DoorShown,
    Go,
    PickFlow,
    PickNamed,
    PickSign,
    Piece,
    Plain,
    Refused,
    Saying,
    TicketShown,
    WaitShown,
)
from amiabil.actions.assistant_wishes import Proposal, propose
from amiabil.actions.contact_directory import contacts_now, home_country
from amiabil.actions.support_setup import current_setup
from amiabil.domain.assistant.commands import Flow, Sign
from amiabil.domain.contact.directory import Means
from amiabil.domain.support.packaged import categories
from amiabil.domain.support.setup import Setup
from amiabil.foundation.errors import AmiabilError, NotFound

TOPICS = 6
SUBJECT_LETTERS = 80


def go(going: Going, flow: Flow) -> Went:
    """Take a task as far as it goes with what is known."""
    try:
        return ALL[flow](going)
    except Unfinished as stopped:
        return stopped.went


def _contact_options(going: Going) -> Went:
    outlook = tools.support_hours(going.at)
    contacts = contacts_now()
    doors = contacts.doors(home_country(contacts))
    shown = [DoorShown(one) for one in doors if one.means in {Means.PHONE, Means.EMAIL, Means.CALL_BACK}]
    pieces: tuple[Piece, ...] = (
        Plain(Saying.CONTACT),
        WaitShown(outlook),
        *shown[:PICKED],
        PickFlow(Flow.HAND_OVER),
        PickFlow(Flow.OPEN_TICKET),
        Go("contact"),
    )
    return Went(pieces, going.talk.done(), ("get_support_hours",))


def _write_by_mail(going: Going) -> Went:
    contacts = contacts_now()
    doors = [one for one in contacts.doors(home_country(contacts)) if one.means is Means.EMAIL]
    if doors:
        pieces: tuple[Piece, ...] = (
            Plain(Saying.MAIL),
            *(DoorShown(one) for one in doors[:PICKED]),
            Go("contact"),
        )
    else:
        pieces = (Plain(Saying.NO_MAIL), PickFlow(Flow.OPEN_TICKET), Go("contact"))
    return Went(pieces, going.talk.done(), ("get_support_hours",))


def _hand_over(going: Going) -> Went:
    return Went((), going.talk.done())


# ---- a request -----------------------------------------------------------------------------------


def _open_ticket(going: Going) -> Went:
    if going.viewer.person_id is None:
        raise over(going, Plain(Saying.REQUEST_PAGE), Go("ask_topics"), PickFlow(Flow.HAND_OVER))
    setup = current_setup()
    topic = going.slot("topic")
    if not setup.has_topic(topic):
        raise ask(going, "topic", Plain(Saying.WHICH_TOPIC), *_topics(setup), PickSign(Sign.CANCEL.value))
    if setup.topic(topic).order == "required" and not going.slot("order"):
        seen = order_of(going)
        going = replace(going, talk=going.talk.knows(order=seen.sheet.ref))
    text = going.slot("text")
    if not text:
        raise ask(going, "text", Plain(Saying.TICKET_TEXT), PickSign(Sign.CANCEL.value))
    given = {"category": topic, "subject": _subject(text), "text": text}
    if going.slot("order"):
        given["order_id"] = going.slot("order")
    return _confirmed(going, "create_ticket", given, Saying.TICKET_CONFIRM)


def _topics(setup: Setup) -> list[Piece]:
    wanted = setup.topics[: TOPICS - 1]
    last = [setup.topics[-1]] if setup.topics[-1] not in wanted else []
    return [PickNamed("topic", one.key, labels=one.labels) for one in (*wanted, *last)]


def _subject(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SUBJECT_LETTERS else f"{line[: SUBJECT_LETTERS - 1].rstrip()}…"


def _confirmed(going: Going, tool: str, given: dict[str, str], says: Saying) -> Went:
    """Show the act whole and wait for the click."""
    try:
        made = Proposal(going.case_id, tool, given, uuid5(going.key, tool))
        wish = propose(going.viewer, made, at=going.at)
    except NotFound:
        raise
    except AmiabilError as refusal:
        return Went((Refused(refusal), PickFlow(Flow.HAND_OVER)), going.talk.done(), (tool,))
    asks = Confirm(wish)
    return Went((Plain(says), asks), going.talk.done(), (tool,), (asks,))


def _ticket_status(going: Going) -> Went:
    found = [one for one in tools.requests(going.viewer) if not one.ended] or list(
        tools.requests(going.viewer)
    )[:1]
    named = going.slot("ticket")
    if named:
        found = [one for one in tools.requests(going.viewer) if one.reference == named] or found
    if not found:
        return Went(
            (Plain(Saying.NO_TICKETS), PickFlow(Flow.OPEN_TICKET)), going.talk.done(), ("list_tickets",)
        )
    shown = tuple(TicketShown(one) for one in found[:PICKED])
    return Went((Plain(Saying.TICKETS), *shown), going.talk.done(), ("list_tickets",))


# ---- a report ------------------------------------------------------------------------------------


def _report_listing(going: Going) -> Went:
    place = going.slot("place")
    if not place:
        raise ask(going, "place", Plain(Saying.REPORT_PLACE), PickSign(Sign.CANCEL.value))
    if going.viewer.person_id is None:
        page = Go("report_new", (), {"target": "listing", "place": place})
        raise over(going, Plain(Saying.REPORT_PAGE), page)
    known = {one.key: one for one in categories()}
    if going.slot("category") not in known:
        picks = [PickNamed("category", one.key, labels=one.labels) for one in list(known.values())[:TOPICS]]
        page = Go("report_new", (), {"target": "listing", "place": place})
        raise ask(going, "category", Plain(Saying.REPORT_CATEGORY), *picks, page)
    text = going.slot("text")
    if not text:
        raise ask(going, "text", Plain(Saying.REPORT_TEXT), PickSign(Sign.CANCEL.value))
    given = {"place": place, "category": going.slot("category"), "text": text}
    return _confirmed(going, "report_listing", given, Saying.REPORT_CONFIRM)


ALL = {
    **FLOWS,
    Flow.CONTACT_OPTIONS: _contact_options,
    Flow.WRITE_BY_MAIL: _write_by_mail,
    Flow.HAND_OVER: _hand_over,
    Flow.OPEN_TICKET: _open_ticket,
    Flow.TICKET_STATUS: _ticket_status,
    Flow.REPORT_LISTING: _report_listing,
}
"""Every task of the assistant."""

TYPED = frozenset({"description", "text", "place"})
"""Slots for which whatever is typed is taken as it is."""

SLOTS = {
    "order": (
        Flow.WHERE_IS_MY_ORDER,
        Flow.UNTIL_WHEN,
        Flow.OPEN_DISPUTE,
        Flow.REFUND_NOT_RECEIVED,
        Flow.OPEN_TICKET,
    ),
    "dispute": (Flow.DISPUTE_STATUS, Flow.ESCALATE_DISPUTE),
}
"""What is filled by naming a number anywhere in a message."""
