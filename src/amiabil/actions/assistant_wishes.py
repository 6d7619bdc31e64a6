"""An act the assistant prepared is done by the person's own click: once, within ten minutes, as agreed, by their right.

Source: assistant.md 5.3. What is agreed to is kept with the wish; a click names the wish and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from amiabil.actions import tickets
from amiabil.actions.content_reports import Sent, make_report
from amiabil.actions.disputes import StepRequest, foreseen, take_step
from amiabil.actions.support_setup import current_setup
from amiabil.actions.tickets import Asked, Written
from amiabil.domain.access import Viewer
from amiabil.domain.assistant.tool_table import CONFIRMED_WITHIN, Risk, UnknownTool, WishExpired, checked
from amiabil.domain.disputes.arguments import Nothing
from amiabil.domain.support.content_reports import Reported, Target
from amiabil.domain.terms import Channel, Command
from amiabil.foundation.errors import NotFound
from amiabil.foundation.ids import read_reference
from amiabil.records import assistant_talks, orders
from amiabil.records import tickets as records_of_tickets
from amiabil.records.assistant_talks import Wish

SUBJECT_MAX = 120


@dataclass(frozen=True, slots=True)
class Proposal:
    """An act as it is prepared: in which chat, with which arguments; ``key`` names it, so that preparing it again makes
    the same."""

    case_id: UUID
    tool: str
    arguments: Mapping[str, str]
    key: UUID


def propose(viewer: Viewer, made: Proposal, *, at: datetime) -> Wish:
    """Prepare an act for the viewer's click.

    What could not be done at all is refused now: raises ``UnknownTool``, ``NotFound``, and what the act refuses.
    """
    if checked(made.tool, made.arguments).risk is not Risk.WRITE or viewer.reader_id is None:
        raise UnknownTool(field="/tool", tool=made.tool)
    _CHECKS[made.tool](viewer, made.arguments, at)
    return Wish(
        made.key, made.case_id, viewer.reader_id, made.tool, dict(made.arguments), at + CONFIRMED_WITHIN
    )


def redeem(viewer: Viewer, case_id: UUID, id: UUID, *, at: datetime) -> Wish:
    """Do what was prepared for the viewer in this chat; pressed again it tells what was done.

    Raises ``NotFound`` for anybody else's, ``WishExpired``, and what the act refuses.
    """
    with transaction.atomic():
        wish = assistant_talks.lock_wish(viewer, case_id, id)
        if wish.done_at is not None:
            return wish
        if at >= wish.expires_at:
            raise WishExpired()
        outcome = _ACTS[wish.tool](viewer, wish, at)
        assistant_talks.mark_done(viewer, id, outcome, at=at)
    return replace(wish, done_at=at, outcome=outcome)


# ---- what could be refused ---------------------------------------------------------------------


def _check_ticket(viewer: Viewer, given: Mapping[str, str], at: datetime) -> None:
    _demand_account(viewer)
    if given.get("order_id"):
        orders.order(viewer, given["order_id"])
    tickets.check(viewer, _asked(given, UUID(int=0), at), current_setup())


def _check_report(viewer: Viewer, given: Mapping[str, str], at: datetime) -> None:
    _demand_account(viewer)


def _check_message(viewer: Viewer, given: Mapping[str, str], at: datetime) -> None:
    _demand_account(viewer)
    records_of_tickets.file_of(viewer, read_reference(given["ticket_id"]) or "")


def _check_escalation(viewer: Viewer, given: Mapping[str, str], at: datetime) -> None:
    _demand_account(viewer)
    foreseen(viewer, read_reference(given["dispute_id"]) or "", _escalation(None, at))


def _demand_account(viewer: Viewer) -> None:
    if viewer.person_id is None:
        raise NotFound()


# ---- the acts ----------------------------------------------------------------------------------


def _asked(given: Mapping[str, str], id: UUID, at: datetime) -> Asked:
    return Asked(
        case_id=id,
        topic=given["category"],
        subject=given["subject"][:SUBJECT_MAX],
        text=given["text"],
        received_at=at,
        order_ref=given.get("order_id", ""),
        channel=Channel.CHAT,
    )


def _create_ticket(viewer: Viewer, wish: Wish, at: datetime) -> str:
    return tickets.open_ticket(viewer, _asked(wish.arguments, uuid5(wish.id, "ticket"), at)).reference


def _report(viewer: Viewer, wish: Wish, at: datetime) -> str:
    given = wish.arguments
    reported = Reported(
        Target.LISTING.value, given["place"], given["category"], given["text"], good_faith=True
    )
    sent = Sent(reported, given["place"][:SUBJECT_MAX], at, uuid5(wish.id, "report"))
    return make_report(viewer, sent).reference


def _add_message(viewer: Viewer, wish: Wish, at: datetime) -> str:
    written = Written(uuid5(wish.id, "message"), wish.arguments["text"], at)
    return tickets.write(viewer, read_reference(wish.arguments["ticket_id"]) or "", written).reference


def _escalate(viewer: Viewer, wish: Wish, at: datetime) -> str:
    reference = read_reference(wish.arguments["dispute_id"]) or ""
    return take_step(viewer, reference, _escalation(uuid5(wish.id, "escalate"), at)).reference


def _escalation(key: UUID | None, at: datetime) -> StepRequest:
    return StepRequest(Command.ESCALATE, Nothing(), at, key=key)


_CHECKS: Mapping[str, Callable[[Viewer, Mapping[str, str], datetime], None]] = {
    "create_ticket": _check_ticket,
    "report_listing": _check_report,
    "add_ticket_message": _check_message,
    "escalate_dispute": _check_escalation,
}
_ACTS: Mapping[str, Callable[[Viewer, Wish, datetime], str]] = {
    "create_ticket": _create_ticket,
    "report_listing": _report,
    "add_ticket_message": _add_message,
    "escalate_dispute": _escalate,
}
