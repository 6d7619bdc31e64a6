"""What the assistant looks up and prepares for whoever talks with it, with that person's rights and no others.

``read`` looks up, ``draft_dispute`` prepares a form that the person sends; acts are ``assistant_wishes``. An id that is
unknown and one that is somebody else's are told alike. Source: assistant.md 5.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from amiabil.actions import chat_waits
from amiabil.actions.chat_waits import Outlook
from amiabil.actions.policies import rules_at
from amiabil.actions.previews import prospect
from amiabil.domain.access import Viewer
from amiabil.domain.assistant.tool_table import Risk, UnknownTool, checked
from amiabil.domain.disputes.eligibility import Rights, last_minute, rights_of, window_of
from amiabil.domain.disputes.evidence import required_to_file
from amiabil.domain.disputes.offered import offered
from amiabil.domain.disputes.questions import WHAT_HAPPENED
from amiabil.domain.helpcentre.article import LANGUAGES
from amiabil.domain.helpcentre.search_words import read_question
from amiabil.domain.terms import EvidenceKind, Lane, Reason, Remedy, Role
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.foundation.ids import read_reference
from amiabil.records import case_lists, case_outlooks, drafts, help_articles, refunds_seen, tickets
from amiabil.records.case_lists import ListedDispute
from amiabil.records.case_outlooks import CaseOutlook
from amiabil.records.help_articles import PublishedArticle
from amiabil.records.help_search import Asking, Scored, scored
from amiabil.records.new_id import new_id
from amiabil.records.order_sheets import OrderSheet, order_sheet, order_sheets
from amiabil.records.refunds_seen import SeenRefund
from amiabil.records.tickets import ListedTicket, TicketFile

LISTED = 10
"""Rows of one list: more is a page."""


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """An order with its rights as dates, in the zone of its policy."""

    sheet: OrderSheet
    rights: Rights
    zone: str


@dataclass(frozen=True, slots=True)
class SeenDispute:
    """A dispute with who acts next and until when."""

    listed: ListedDispute
    outlook: CaseOutlook


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a dispute can be opened: for which ``reasons`` now, and for the first of them until when (exclusive), by
    the legal guarantee (``by_law``) or the marketplace's protection, and what is to be shown.

    ``refusal`` says why not, where nothing or not the wanted reason is open.
    """

    order: str
    reasons: tuple[Reason, ...]
    closes: datetime | None
    by_law: bool = False
    evidence: tuple[EvidenceKind, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    refusal: AmiabilError | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """A form that is prepared; ``kept`` where one was begun before, of which nothing was overwritten."""

    order: str
    kept: bool


def read(viewer: Viewer, name: str, arguments: Mapping[str, str], *, at: datetime) -> Any:
    """Look something up as the viewer. Raises ``UnknownTool``, also for one that does more, and ``NotFound``."""
    tool = checked(name, arguments)
    if tool.risk is not Risk.READ:
        raise UnknownTool(field="/tool", tool=name)
    return _READS[name](viewer, arguments, at)


# ---- orders ----------------------------------------------------------------------------------


def orders(viewer: Viewer) -> tuple[OrderSheet, ...]:
    """The newest orders of the viewer."""
    if viewer.person_id is None:
        return ()
    return tuple(order_sheets(viewer, limit=LISTED).items)


def order(viewer: Viewer, ref: str, *, at: datetime) -> SeenOrder:
    """An order of the viewer. Raises ``NotFound``."""
    if viewer.person_id is None:
        raise NotFound()
    sheet = order_sheet(viewer, ref)
    rules = rules_at(at)
    return SeenOrder(sheet, rights_of(rules.sight(sheet.facts, at)), rules.for_order(sheet.facts).policy.zone)


ASKED_REASONS = (
    Reason.NC_DAMAGED,
    Reason.NC_NOT_AS_DESCRIBED,
    Reason.NC_WRONG_ITEM,
    Reason.NC_DEFECTIVE,
    Reason.NC_MISSING_PARTS,
    Reason.NR_DELIVERED_NOT_RECEIVED,
    Reason.NR_IN_TRANSIT_LATE,
)
"""What people mostly complain of, in the order in which it is offered; the form knows all of them."""


def eligibility(viewer: Viewer, ref: str, reason: str, *, at: datetime) -> Eligibility:
    """Whether the viewer can open a dispute about an order now; with a reason, about that. Raises ``NotFound``."""
    if viewer.person_id is None:
        raise NotFound()
    try:
        found = prospect(viewer, ref)
    except Forbidden:
        raise NotFound() from None  # a shop's member opens none: told like an order that is not theirs
    units = {line: count for line, count in found.free_units().items() if count}
    wanted = (Reason(reason),) if reason in set(Reason) else ASKED_REASONS
    opened: list[Reason] = []
    refusal: AmiabilError | None = None
    remedies: tuple[Remedy, ...] = ()
    for one in wanted:
        try:
            offers = offered(found.opens(units, one, at=at))
        except AmiabilError as error:
            refusal = refusal or error
        else:
            remedies = tuple(it.remedy for it in offers if it.locked_until is None)
            opened.append(one)
    first = opened[0] if opened else wanted[0]
    try:
        window = window_of(found.rules.sight(found.sheet.facts, at), units, first)
    except AmiabilError:
        window = None
    chosen = reason in set(Reason)
    policy = found.pinned(tuple(units), first).policy
    return Eligibility(
        order=ref,
        reasons=tuple(opened),
        closes=window.closes if window is not None and opened else None,
        by_law=window is not None and window.lane is Lane.STATUTORY_CONFORMITY,
        evidence=tuple(entry.kinds[0] for entry in required_to_file(policy, first)) if chosen else (),
        remedies=remedies if chosen else (),
        refusal=None if opened else refusal,
    )


def draft_dispute(viewer: Viewer, arguments: Mapping[str, str], *, at: datetime) -> Drafted:
    """Prepare the form of a dispute; the person reads and sends it. What they wrote there before is kept.

    Raises ``UnknownTool``, ``NotFound``, and what ``submit`` refuses of the reason.
    """
    checked("draft_dispute", arguments)
    if arguments["reason"] not in set(Reason):
        raise UnknownTool(field="/arguments/reason", tool="draft_dispute")
    if viewer.person_id is None or viewer.role is not Role.BUYER:
        raise NotFound()
    found = prospect(viewer, arguments["order_id"])
    free = {line: count for line, count in found.free_units().items() if count}
    units = {next(iter(free)): 1} if len(free) == 1 else {}
    reason = Reason(arguments["reason"])
    found.opens(units or free, reason, at=at)
    outcome = arguments.get("outcome", "")
    body: dict[str, Any] = {
        "units": units,
        "reason": reason.value,
        "remedy": outcome if outcome in set(Remedy) else "",
        "told": {WHAT_HAPPENED: arguments["description"]} if arguments.get("description") else {},
    }
    known = drafts.open_draft(viewer, arguments["order_id"])
    if known is None:
        drafts.start(viewer, arguments["order_id"], id=new_id(), body=body, at=at)
        return Drafted(found.sheet.ref, kept=False)
    begun = bool(known.body.get("reason"))
    if not begun:
        filled = {**known.body, **{key: value for key, value in body.items() if value}}
        drafts.save(viewer, replace(known, body=filled), at=at)
    return Drafted(found.sheet.ref, kept=begun)


# ---- disputes, refunds, requests ---------------------------------------------------------------


def disputes(viewer: Viewer) -> tuple[ListedDispute, ...]:
    """The disputes of the viewer: their turn first, then what waits, then what ended."""
    return tuple(case_lists.my_disputes(viewer, limit=LISTED).items) if viewer.person_id else ()


def dispute(viewer: Viewer, reference: str) -> SeenDispute:
    """A dispute of the viewer. Raises ``NotFound``."""
    if viewer.person_id is None:
        raise NotFound()
    listed = case_lists.my_dispute(viewer, read_reference(reference) or "")
    return SeenDispute(listed, case_outlooks.outlooks(viewer, [listed.case_id])[listed.case_id])


def shown_until(seen: SeenDispute) -> datetime | None:
    """The last full minute of what is awaited in a dispute; None without an end."""
    due = seen.outlook.turn.due_at
    return last_minute(due) if due is not None else None


def refunds(viewer: Viewer, order_ref: str = "") -> tuple[SeenRefund, ...]:
    """The newest refunds of the viewer's cases, of one order where it is named."""
    return refunds_seen.refunds_of(viewer, order=order_ref) if viewer.person_id else ()


def requests(viewer: Viewer) -> tuple[ListedTicket, ...]:
    """The requests of the viewer: their turn first."""
    return tuple(tickets.my_tickets(viewer, limit=LISTED).items) if viewer.person_id else ()


def request(viewer: Viewer, reference: str) -> TicketFile:
    """A request of the viewer. Raises ``NotFound``."""
    if viewer.person_id is None:
        raise NotFound()
    return tickets.file_of(viewer, read_reference(reference) or "")


# ---- help ------------------------------------------------------------------------------------


def _asking(viewer: Viewer) -> Asking:
    spoken = (viewer.language, *(one for one in LANGUAGES if one != viewer.language))
    return Asking(spoken, for_shop=viewer.role is Role.SELLER)


def articles(viewer: Viewer, query: str) -> tuple[Scored, ...]:
    """The articles that answer best, with how well."""
    return tuple(scored(read_question(query), _asking(viewer))[:LISTED])


def article(viewer: Viewer, key: str) -> PublishedArticle:
    """A published article in the viewer's language, or another. Raises ``NotFound``."""
    found = help_articles.published(key, _asking(viewer).languages)
    if not isinstance(found, PublishedArticle):
        raise NotFound()
    return found


def support_hours(at: datetime) -> Outlook:
    """Whether somebody takes chats now, how long it takes, and when again."""
    return chat_waits.outlook(None, at=at)


_READS: Mapping[str, Callable[[Viewer, Mapping[str, str], datetime], Any]] = {
    "search_help": lambda viewer, given, at: articles(viewer, given["query"]),
    "get_article": lambda viewer, given, at: article(viewer, given["key"]),
    "list_orders": lambda viewer, given, at: orders(viewer),
    "get_order": lambda viewer, given, at: order(viewer, given["order_id"], at=at),
    "check_dispute_eligibility": lambda viewer, given, at: eligibility(
        viewer, given["order_id"], given.get("reason", ""), at=at
    ),
    "list_disputes": lambda viewer, given, at: disputes(viewer),
    "get_dispute": lambda viewer, given, at: dispute(viewer, given["dispute_id"]),
    "list_refunds": lambda viewer, given, at: refunds(viewer, given.get("order_id", "")),
    "list_tickets": lambda viewer, given, at: requests(viewer),
    "get_ticket": lambda viewer, given, at: request(viewer, given["ticket_id"]),
    "get_support_hours": lambda viewer, given, at: support_hours(at),
}
