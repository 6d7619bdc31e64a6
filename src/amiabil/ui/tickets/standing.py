"""Where does a request stand for its reader: who acts, until when, and what happens otherwise?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from amiabil.domain.support.terms import LevelClock, TicketStatus, TicketType
from amiabil.domain.support.ticket import Ticket, silence_at
from amiabil.domain.terms import Role
from amiabil.ui.facts import Act, TurnBanner
from amiabil.ui.facts.cases import Side
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.whose_turn import Turn, turn_banner


def turn_of(seen: Seen) -> Turn:
    """The turn of this request for this reader, now."""
    return _for_customer(seen) if seen.for_customer else _for_staff(seen)


def _side(seen: Seen) -> Side:
    return "seller" if seen.file.side is Role.SELLER else "buyer"


def _for_customer(seen: Seen) -> Turn:
    ticket = seen.file.ticket
    silence = silence_at(ticket, seen.setup)
    if ticket.merged_into:
        return _goes_on(ticket)
    if ticket.status is TicketStatus.CLOSED:
        text = _("A new request can be made at any time; this one stays readable.")
        return Turn("", False, _("Closed"), _("This request is closed"), text)
    if ticket.status is TicketStatus.SOLVED:
        return Turn(
            _side(seen),
            False,
            _("Solved"),
            _("We think that this is solved"),
            _("If it is not, write below: the request opens again."),
            silence,
            ticket.status_at,
            _("If you do not write:"),
            _("the request closes. You can make a new one at any time."),
        )
    if ticket.status is TicketStatus.WAITING_FOR_CUSTOMER:
        return Turn(
            _side(seen),
            True,
            _("Your turn"),
            _("Your answer is needed"),
            _("Read what we wrote and answer below."),
            silence,
            ticket.status_at,
            _("If you do not answer:"),
            _("we decide on what we know.")
            if ticket.type is TicketType.REPORT
            else _("the request counts as solved. It opens again when you write."),
        )
    return _our_turn(ticket)


def _goes_on(ticket: Ticket) -> Turn:
    title = _("This request goes on in %(into)s") % {"into": ticket.merged_into}
    return Turn("", False, _("Answered together"), title, _("What was said here stays readable."))


def _our_turn(ticket: Ticket) -> Turn:
    due_at, started_at = _promise(ticket)
    late = _("you lose nothing by it: the request stays first in our list.")
    if ticket.status is TicketStatus.WAITING_FOR_THIRD_PARTY:
        title = _("We wait for an answer of somebody else and write to you as soon as we have it")
    else:
        title = _("We read your request and answer here and by mail")
    text = _("You have nothing to do now. What you still remember you can add below.")
    label = _("The marketplace's turn")
    return Turn("platform", False, label, title, text, due_at, started_at, _("If our answer is late:"), late)


def _promise(ticket: Ticket) -> tuple[datetime | None, datetime | None]:
    """Until when the staff have promised the next thing, and since when that time runs."""
    running = [clock for clock in ticket.clocks if clock.due_at is not None]
    first = min(running, key=lambda clock: clock.due_at or clock.started_at, default=None)
    return (first.due_at, first.running_since) if first else (None, None)


def _for_staff(seen: Seen) -> Turn:
    ticket = seen.file.ticket
    due_at, started_at = _promise(ticket)
    silence = silence_at(ticket, seen.setup)
    if ticket.merged_into:
        return _goes_on(ticket)
    if not ticket.is_open:
        title = _("Closed") if ticket.status is TicketStatus.CLOSED else _("Solved")
        return Turn("", False, title, title, "", silence, ticket.status_at, "", "")
    if ticket.status is TicketStatus.WAITING_FOR_CUSTOMER:
        label, title = _("The customer's turn"), _("Waiting for the customer's answer")
        report = ticket.type is TicketType.REPORT
        after = _("the report is decided on what is known.") if report else _("the request counts as solved.")
        return Turn(
            _side(seen), False, label, title, "", silence, ticket.status_at, _("If nobody answers:"), after
        )
    answered = ticket.clock(LevelClock.FIRST_REPLY)
    first = answered is not None and answered.ended_at is None
    title = _("Give the first answer") if first else _("Answer the customer")
    if ticket.asked_at is None:
        title = _("Solve the request")
    text = _("The promise was missed.") if due_at is not None and due_at <= seen.reader.now else ""
    return Turn("platform", True, _("Your turn"), title, text, due_at, started_at)


def banner(seen: Seen, *, acts: tuple[Act, ...] = ()) -> TurnBanner:
    """The object at the top of the page, for ``ui/_turn.html``."""
    return turn_banner(turn_of(seen), seen.reader, acts=acts)
