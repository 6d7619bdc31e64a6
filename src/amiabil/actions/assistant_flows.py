"""The assistant's own tasks: each asks for what it lacks, one thing at a time, and then does one thing.

``FLOWS`` is the whole of them. A flow looks up with the person's rights, never writes by itself, and takes every date
from the engine. Source: assistant.md 5.1 to 5.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from amiabil.actions import assistant_tools as tools
from amiabil.actions.assistant_pieces import (
    Confirm,
    DisputeShown,
    DisputeUntil,
    Go,
    MayDispute,
    OrderShown,
    PickDispute,
    PickFlow,
    PickNamed,
    PickOrder,
    PickSign,
    Piece,
    Plain,
    RefundShown,
    Refused,
    Saying,
)
from amiabil.actions.assistant_wishes import Proposal, propose
from amiabil.domain.access import Viewer
from amiabil.domain.assistant.commands import Flow, Sign
from amiabil.domain.assistant.conversation import Talk
from amiabil.domain.terms import Reason, Remedy, State
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.foundation.ids import read_reference
from amiabil.foundation.text import fold
from amiabil.records.order_sheets import OrderSheet, order_sheet

PICKED = 5
"""Things to press at once; the rest is on a page."""

NUMBERS = 3
"""What looks like a number in a message is looked up so many times at most."""

SOON = timedelta(hours=24)
"""An own deadline so near brings the offer of a person (assistant.md 5.5)."""


@dataclass(frozen=True, slots=True)
class Going:
    """A flow as it stands: who talks, what is known, when, and a name for what may be prepared."""

    viewer: Viewer
    case_id: UUID
    talk: Talk
    at: datetime
    key: UUID

    def slot(self, name: str) -> str:
        """What is known of a slot; empty for nothing."""
        return self.talk.slots.get(name, "")


@dataclass(frozen=True, slots=True)
class Went:
    """What a flow says, where it stands afterwards, and which tools it used."""

    pieces: tuple[Piece, ...]
    talk: Talk
    tools: tuple[str, ...] = ()
    wishes: tuple[Confirm, ...] = field(default_factory=tuple)


class Unfinished(Exception):
    """Something is still to be asked, or there is nothing to go on with."""

    def __init__(self, went: Went) -> None:
        super().__init__()
        self.went = went


def ask(going: Going, slot: str, *pieces: Piece, tool: str = "") -> Unfinished:
    """One thing is still to be asked."""
    return Unfinished(Went(pieces, going.talk.asks(slot), (tool,) if tool else ()))


def over(going: Going, *pieces: Piece, tool: str = "") -> Unfinished:
    """There is nothing to go on with."""
    return Unfinished(Went(pieces, going.talk.done(), (tool,) if tool else ()))


def go(going: Going, flow: Flow) -> Went:
    """Take a flow as far as it goes with what is known."""
    try:
        return FLOWS[flow](going)
    except Unfinished as stopped:
        return stopped.went


# ---- which order, which dispute ----------------------------------------------------------------


def title_of(sheet: OrderSheet) -> str:
    """What an order is called in a list: its first product, and how many more."""
    first, more = sheet.facts.lines[0].title or sheet.facts.lines[0].ref, len(sheet.facts.lines) - 1
    return f"{first} +{more}" if more else first


def named_order(viewer: Viewer, text: str) -> str:
    """The viewer's order that a message names by number, or by a word of its product; empty for none or several."""
    said = fold(text)
    mine = tools.orders(viewer)
    by_number = [one.ref for one in mine if fold(one.ref) in said]
    if by_number:
        return max(by_number, key=len)
    older = _order_by_number(viewer, text)
    if older:
        return older
    words = {word for word in said.split() if len(word) > 3}
    by_title = {
        one.ref
        for one in mine
        for line in one.facts.lines
        if words & {word.strip(".,;:()") for word in fold(line.title or "").split() if len(word) > 3}
    }
    return by_title.pop() if len(by_title) == 1 else ""


def _order_by_number(viewer: Viewer, text: str) -> str:
    """The viewer's order of a number in the message that is not among the newest, letters and all."""
    if viewer.person_id is None:
        return ""
    words = (word.strip(".,;:()?!\"'„”#") for word in text.split())
    numbers = [word for word in words if len(word) > 2 and any(one.isdigit() for one in word)]
    for number in numbers[:NUMBERS]:
        try:
            return order_sheet(viewer, number).ref
        except NotFound:
            continue
    return ""


def order_of(going: Going) -> tools.SeenOrder:
    """The order it is about; raises ``Unfinished`` with the question where that is not clear."""
    ref = going.slot("order")
    mine = tools.orders(going.viewer)
    if not ref and len(mine) == 1:
        ref = mine[0].ref
    if ref:
        try:
            return tools.order(going.viewer, ref, at=going.at)
        except NotFound:
            lost = Plain(Saying.ORDER_NOT_FOUND, {"order": ref})
            raise _which_order(replace(going, talk=going.talk.without("order")), mine, lost) from None
    raise _which_order(going, mine)


def _which_order(going: Going, mine: tuple[OrderSheet, ...], *before: Piece) -> Unfinished:
    if not mine:
        return over(going, *before, Plain(Saying.NO_ORDERS), tool="list_orders")
    picks = [PickOrder(one.ref, title_of(one)) for one in mine[:PICKED]]
    more = [Go("orders")] if len(mine) > PICKED else []
    return ask(going, "order", *before, Plain(Saying.WHICH_ORDER), *picks, *more, tool="list_orders")


def _dispute(going: Going) -> tools.SeenDispute:
    reference, mine = going.slot("dispute"), tools.disputes(going.viewer)
    about = [one for one in mine if going.slot("order") and one.order_ref == going.slot("order")]
    still = [one for one in (about or mine) if one.state != State.CLOSED] or list(about or mine)[:1]
    if not reference and len(still) == 1:
        reference = still[0].reference
    lost: tuple[Piece, ...] = ()
    if reference:
        try:
            return tools.dispute(going.viewer, reference)
        except NotFound:
            lost = (Plain(Saying.DISPUTE_NOT_FOUND, {"dispute": reference}),)
    if not mine:
        problem = PickFlow(Flow.OPEN_DISPUTE)
        raise over(going, *lost, Plain(Saying.NO_DISPUTES), problem, tool="list_disputes")
    picks = [PickDispute(one.reference, one.subject) for one in (still or mine)[:PICKED]]
    raise ask(going, "dispute", *lost, Plain(Saying.WHICH_DISPUTE), *picks, tool="list_disputes")


# ---- the flows about orders and disputes -----------------------------------------------------------


def _where_is_my_order(going: Going) -> Went:
    seen = order_of(going)
    ref = seen.sheet.ref
    pieces: list[Piece] = [OrderShown(seen)]
    found = tools.eligibility(going.viewer, ref, "", at=going.at)
    if found.reasons:
        pieces += [MayDispute(found), PickFlow(Flow.OPEN_DISPUTE, ref)]
    if found.closes is not None and found.closes - going.at <= SOON:
        pieces += [Plain(Saying.SOON_DUE), PickFlow(Flow.HAND_OVER)]
    talk = going.talk.done()
    return Went(tuple(pieces), talk.speaks_of(ref), ("get_order", "check_dispute_eligibility"))


def _until_when(going: Going) -> Went:
    """*Until when can I open a dispute?*: the dates alone; where the order is was not asked."""
    if going.slot("dispute") and not going.slot("order"):
        about = tools.dispute(going.viewer, going.slot("dispute")).listed.order_ref
        going = replace(going, talk=going.talk.knows(order=about))
    seen = order_of(going)
    ref = seen.sheet.ref
    found = tools.eligibility(going.viewer, ref, "", at=going.at)
    pieces: list[Piece] = [DisputeUntil(seen, found)]
    if found.reasons:
        pieces.append(PickFlow(Flow.OPEN_DISPUTE, ref))
    if found.closes is not None and found.closes - going.at <= SOON:
        pieces += [Plain(Saying.SOON_DUE), PickFlow(Flow.HAND_OVER)]
    talk = going.talk.done()
    return Went(tuple(pieces), talk.speaks_of(ref), ("get_order", "check_dispute_eligibility"))


def _open_dispute(going: Going) -> Went:
    seen = order_of(going)
    ref, reason = seen.sheet.ref, going.slot("reason")
    if reason not in set(Reason):
        found = tools.eligibility(going.viewer, ref, "", at=going.at)
        if not found.reasons:
            raise over(going, *_not_possible(seen, found), tool="check_dispute_eligibility")
        picks = [PickNamed("reason", one.value, reason=one) for one in found.reasons[:PICKED]]
        known = replace(going, talk=going.talk.knows(order=ref))
        form = Go("open_dispute", (ref,))
        which = Plain(Saying.WHICH_REASON, {"order": ref})
        raise ask(known, "reason", which, *picks, form, tool="check_dispute_eligibility")
    found = tools.eligibility(going.viewer, ref, reason, at=going.at)
    if not found.reasons:
        raise over(going, *_not_possible(seen, found), tool="check_dispute_eligibility")
    going = replace(going, talk=going.talk.knows(order=ref))
    if "description" not in going.talk.slots:
        raise ask(
            going,
            "description",
            Plain(Saying.WHAT_HAPPENED),
            PickSign(Sign.SKIP.value),
            PickSign(Sign.CANCEL.value),
        )
    if "outcome" not in going.talk.slots and len(found.remedies) > 1:
        wanted = [PickNamed("outcome", one.value, remedy=one) for one in found.remedies[:PICKED]]
        raise ask(going, "outcome", Plain(Saying.WHICH_OUTCOME), *wanted, PickSign(Sign.SKIP.value))
    return _drafted(going, ref, reason, found)


def _drafted(going: Going, ref: str, reason: str, found: tools.Eligibility) -> Went:
    arguments = {"order_id": ref, "reason": reason}
    if going.slot("description"):
        arguments["description"] = going.slot("description")
    if going.slot("outcome") in set(Remedy):
        arguments["outcome"] = going.slot("outcome")
    try:
        drafted = tools.draft_dispute(going.viewer, arguments, at=going.at)
    except NotFound:
        raise
    except AmiabilError as refusal:
        return Went((Refused(refusal), Go("open_dispute", (ref,))), going.talk.done(), ("draft_dispute",))
    ready = Saying.DRAFT_KEPT if drafted.kept else Saying.DRAFT_READY
    pieces = (Plain(ready, {"order": ref}), MayDispute(found), Go("open_dispute", (ref,)))
    return Went(pieces, going.talk.done().speaks_of(ref), ("check_dispute_eligibility", "draft_dispute"))


def _not_possible(seen: tools.SeenOrder, found: tools.Eligibility) -> tuple[Piece, ...]:
    why: tuple[Piece, ...] = (Refused(found.refusal),) if found.refusal is not None else ()
    return (
        Plain(Saying.NOT_POSSIBLE, {"order": seen.sheet.ref}),
        *why,
        OrderShown(seen),
        Go("order", (seen.sheet.ref,)),
        PickFlow(Flow.HAND_OVER),
    )


def _dispute_status(going: Going) -> Went:
    seen = _dispute(going)
    pieces: list[Piece] = [DisputeShown(seen)]
    until = tools.shown_until(seen)
    mine = seen.outlook.turn.who is None or seen.outlook.turn.who is going.viewer.role
    if until is not None and mine and until - going.at <= SOON:
        pieces += [Plain(Saying.SOON_DUE), PickFlow(Flow.HAND_OVER)]
    return Went(tuple(pieces), going.talk.done().speaks_of(seen.listed.reference), ("get_dispute",))


def _escalate_dispute(going: Going) -> Went:
    seen = _dispute(going)
    reference = seen.listed.reference
    given = {"dispute_id": reference}
    key = uuid5(going.key, "escalate")
    try:
        wish = propose(going.viewer, Proposal(going.case_id, "escalate_dispute", given, key), at=going.at)
    except NotFound:
        raise
    except AmiabilError as refusal:
        pieces = (Plain(Saying.ESCALATE_NOT, {"dispute": reference}), Refused(refusal), DisputeShown(seen))
        return Went(pieces, going.talk.done(), ("get_dispute",))
    asks = Confirm(wish)
    return Went((Plain(Saying.ESCALATE_CONFIRM), asks), going.talk.done(), ("escalate_dispute",), (asks,))


def _refund_not_received(going: Going) -> Went:
    order = going.slot("order")
    found = tools.refunds(going.viewer, order)
    if found:
        ways = (PickFlow(Flow.HAND_OVER),) if found[0].state == "failed" else ()
        pieces = (*(RefundShown(one) for one in found[:3]), *ways)
        return Went(pieces, going.talk.done(), ("list_refunds",))
    seen = order_of(going)
    possible = tools.eligibility(going.viewer, seen.sheet.ref, Reason.FN_REFUND_MISSING.value, at=going.at)
    ways = (PickFlow(Flow.OPEN_DISPUTE, seen.sheet.ref),) if possible.reasons else ()
    pieces = (
        Plain(Saying.NO_REFUNDS, {"order": seen.sheet.ref}),
        OrderShown(seen),
        *ways,
        PickFlow(Flow.OPEN_TICKET, seen.sheet.ref),
    )
    return Went(pieces, going.talk.done().speaks_of(seen.sheet.ref), ("list_refunds", "get_order"))


def reference_in(text: str, kind: str) -> str:
    """The first reference of a kind (``D``, ``T``) that a message names; empty for none."""
    for word in text.replace(",", " ").replace(".", " ").replace("?", " ").split():
        found = read_reference(word)
        if found is not None and found.startswith(kind):
            return found
    return ""


_Flow = Callable[[Going], Went]

FLOWS: Mapping[Flow, _Flow] = {
    Flow.WHERE_IS_MY_ORDER: _where_is_my_order,
    Flow.UNTIL_WHEN: _until_when,
    Flow.OPEN_DISPUTE: _open_dispute,
    Flow.DISPUTE_STATUS: _dispute_status,
    Flow.ESCALATE_DISPUTE: _escalate_dispute,
    Flow.REFUND_NOT_RECEIVED: _refund_not_received,
}
