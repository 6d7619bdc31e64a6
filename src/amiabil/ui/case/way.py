"""How far is the return or the promise, what was recommended or asked, what came of a decision, what stays at the end?

Each is a card of rows below the banner; a case has those that concern it now. Times and amounts come from the case,
words that people wrote from its history.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from amiabil.domain.disputes import clock, money, possibilities
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.parts import Contested, Decision
from amiabil.domain.disputes.procedure import RETURNING
from amiabil.domain.disputes.return_address import AddressFrom
from amiabil.domain.disputes.returns import ON_ITS_WAY
from amiabil.domain.disputes.settling import nothing_to_send, terms_in_force
from amiabil.domain.terms import Flag, Lane, Outcome, ReturnCost, Role, State, Timer
from amiabil.records import case_files
from amiabil.ui import tracking
from amiabil.ui.case import insolvency, joined, safety, standing
from amiabil.ui.case.card import Card
from amiabil.ui.case.forms.consequences import perform_until
from amiabil.ui.case.seen import Seen
from amiabil.ui.case.statement import exchange
from amiabil.ui.case.texts.kinds import in_words
from amiabil.ui.facts import Link, Row
from amiabil.ui.words import names, return_address


def cards(seen: Seen) -> tuple[Card, ...]:
    """The cards of this case for this reader, the most pressing first."""
    return tuple(_cards(seen))


def _cards(seen: Seen) -> Iterator[Card]:
    dispute = seen.dispute
    yield from joined.cards(seen)
    if dispute.merged_into is not None:
        return  # what ends a dispute is said where it goes on
    if any(one.open and one.of is seen.role for one in dispute.questions):
        yield _question(seen)
    yield from safety.cards(seen)
    yield from standing.cards(seen)
    yield from insolvency.cards(seen)
    if dispute.recommendation is not None:
        yield _recommendation(seen)
    if dispute.contested is not None:
        yield _claim(seen, dispute.contested)
    if dispute.is_open and (dispute.suspended_from or dispute.state) in RETURNING:
        yield _return(seen)
    terms = terms_in_force(dispute)
    if dispute.state is State.REMEDY_PENDING and terms is not None and terms.remedy in GOODS:
        yield _promise(seen)
    if dispute.decision is not None:
        yield _since_decision(seen, dispute.decision)
    if dispute.state is State.SUSPENDED:
        yield _suspended(seen)
    if not dispute.is_open:
        yield _closed(seen)
    if not dispute.is_open or dispute.decision is not None:
        yield from _outside(seen)


def _at(seen: Seen, term: str, at: datetime | None) -> tuple[Row, ...]:
    return (Row(term, seen.reader.moment(at).text),) if at is not None else ()


def _until(seen: Seen, term: str, timer: Timer) -> tuple[Row, ...]:
    due_at = clock.due_of(seen.dispute, timer)
    return (Row(term, seen.reader.deadline(due_at).short, strong=True),) if due_at is not None else ()


def _question(seen: Seen) -> Card:
    asked = seen.last("dispute.request_info", of=seen.role.value)
    due_at = next(one.due_at for one in seen.dispute.questions if one.open and one.of is seen.role)
    return Card(
        "question",
        _("The mediator asks you"),
        (Row(_("Answer until"), seen.reader.deadline(due_at).short, strong=True),),
        words=asked.texts.get("text", "") if asked is not None else "",
        note=_("Without an answer the mediator decides on what is in the file."),
    )


def _recommendation(seen: Seen) -> Card:
    found = seen.dispute.recommendation
    if found is None:
        raise ValueError("there is no recommendation")
    said = seen.last("dispute.recommend")
    answers = tuple(
        Row(_side(seen, role), _("has accepted") if role in found.accepted else _("has not answered yet"))
        for role in (Role.BUYER, Role.SELLER)
    )
    return Card(
        "recommendation",
        _("The mediator recommends"),
        (
            Row(_("Result"), in_words(seen, found.terms), strong=True),
            *answers,
            *_until(seen, _("Answer until"), Timer.RECOMMENDATION),
        ),
        words=said.texts.get("text", "") if said is not None else "",
        note=_("If both sides accept, the dispute ends with it. Otherwise the mediator decides."),
    )


def _side(seen: Seen, role: Role) -> str:
    return seen.file.buyer_name or str(names.ROLES[role]) if role is Role.BUYER else seen.file.shop_name


def _return(seen: Seen) -> Card:
    dispute = seen.dispute
    parcel, terms = dispute.parcel, terms_in_force(dispute)
    given, sent = seen.last("dispute.provide_label"), seen.last("dispute.record_return_shipment")
    unsent = nothing_to_send(dispute)
    rows = [
        *(() if unsent else (*_send_to(seen), *_payer(dispute))),
        *_until(seen, _("Label until"), Timer.RETURN_LABEL),
        *_at(seen, _("Label given"), parcel.label_at),
        *_number(_("Number of the label"), given.texts if given is not None else {}),
        *(() if unsent else _until(seen, _("To be sent until"), Timer.RETURN_SHIP)),
        *_at(seen, _("Sent"), parcel.recorded_at),
        *_number(_("Number of the parcel"), sent.texts if sent is not None else {}),
        *_carrier(dispute),
        *_until(seen, _("To arrive until"), Timer.RETURN_LOST),
        *_at(seen, _("Arrived"), parcel.arrived_at),
        *_until(seen, _("To be checked until"), Timer.INSPECTION),
    ]
    if terms is not None and terms.amount is not None:
        rows.append(Row(_("Then paid to the buyer"), seen.reader.money(terms.amount), strong=True))
    late = dispute.state is State.RETURN_SHIPMENT_DUE and clock.due_of(dispute, Timer.RETURN_SHIP) is None
    over = _(
        "The time to send it is over. The refund waits until the goods or the proof of hand-over have come."
    )
    note = over if late else ""
    if unsent:
        note = _("Nothing has reached the buyer. If the parcel still comes, it can be refused or sent back.")
    labelled = given is not None and parcel.label_at is not None and _is_with_label(seen)
    words = given.texts.get("text", "") if labelled and given is not None else ""
    claim = dispute.return_claim
    links = _tied(seen, claim.case, _("The claim about the return")) if claim is not None else ()
    return Card("return", _("The return"), tuple(rows), words=words, note=note, links=links)


def _is_with_label(seen: Seen) -> bool:
    address = seen.file.return_address
    return address is None or address.given_by is AddressFrom.LABEL


def _send_to(seen: Seen) -> tuple[Row, ...]:
    """Where the goods go, from when they may be sent; what came with the label stands below, in the seller's words."""
    dispute, address = seen.dispute, seen.file.return_address
    if (dispute.suspended_from or dispute.state) not in ON_ITS_WAY:
        return ()
    if address is not None and address.given_by is AddressFrom.LABEL:
        return ()
    told = return_address.told(address, seen.role, by_law=dispute.lane is Lane.STATUTORY_WITHDRAWAL)
    return (Row(_("Send the goods to"), told, strong=address is not None),)


def _claim(seen: Seen, contested: Contested) -> Card:
    return Card(
        "claim",
        _("What this claim is about"),
        (Row(_("For the buyer, if the claim fails"), seen.reader.money(contested.at_stake), strong=True),),
        note=_(
            "The goods have come back, and the money waits until it is decided how much of it the buyer gets."
        )
        if seen.dispute.is_open
        else _("What was decided here is carried out in the dispute about the order."),
        links=_tied(seen, contested.parent, _("The dispute about the order")),
    )


def _tied(seen: Seen, case_id: UUID, text: str) -> tuple[Link, ...]:
    """The way to the case that this one waits for or answers to; one statement."""
    reference = case_files.reference_of(seen.reader.viewer, case_id)
    return (Link(f"{text}: {reference}", seen.door.page_of(reference)),) if reference else ()


def _payer(dispute: Dispute) -> tuple[Row, ...]:
    terms = terms_in_force(dispute)
    cost = terms.return_cost if terms is not None else None
    if dispute.lane is Lane.STATUTORY_WITHDRAWAL:
        cost = money.withdrawal_payer(dispute)
    return (Row(_("Return"), str(names.RETURN_COSTS[cost])),) if cost is not None else ()


def _carrier(dispute: Dispute) -> tuple[Row, ...]:
    by = dispute.parcel.carrier_by
    if by is None:
        return ()
    bearer = (
        _("the seller, whose label it is")
        if by is ReturnCost.SELLER
        else _("the buyer, who chose the courier")
    )
    return (Row(_("Risk of the way"), bearer),)


def _number(term: str, texts: dict[str, str]) -> tuple[Row, ...]:
    words = texts.get("tracking", "")
    return (Row(term, words, url=tracking.in_words(words)),) if words else ()


def _promise(seen: Seen) -> Card:
    dispute, terms = seen.dispute, terms_in_force(seen.dispute)
    if terms is None:
        raise ValueError("nothing is promised")
    told = seen.last("dispute.perform") if dispute.performed_at is not None else None
    due_at = clock.due_of(dispute, Timer.PERFORMANCE)
    until = seen.reader.last_day(due_at) if due_at is not None else perform_until(seen, terms)
    by_law = clock.runs(dispute, Timer.STATUTORY_REPAIR)
    otherwise = (
        _("the negotiation begins again, and everything can be asked for")
        if by_law
        else _("%(most)s are paid to the buyer, by itself")
        % {"most": seen.reader.money(money.refundable(dispute))}
    )
    return Card(
        "promise",
        _("What was promised"),
        (
            Row(_("Promised"), in_words(seen, terms), strong=True),
            Row(_("Done by"), until, strong=True),
            *_at(seen, _("On its way since"), dispute.performed_at),
            *_number(_("Number of the parcel"), told.texts if told is not None else {}),
            Row(_("If not"), otherwise),
        ),
    )


def _since_decision(seen: Seen, decision: Decision) -> Card:
    """What has happened since the decision; what was decided, and why, the statement of reasons tells."""
    reader = seen.reader
    appeals = tuple(
        Row(
            _("Appeal of %(name)s") % {"name": _side(seen, one.by)},
            _("%(ground)s; asks for %(ask)s")
            % {"ground": names.within(names.GROUNDS[one.ground]), "ask": reader.money(one.ask)},
        )
        for one in decision.appeals
    )
    waived = tuple(Row(_side(seen, one), _("accepts the decision")) for one in sorted(decision.waived))
    reviewed = Row(_("Decided on the appeal"), in_words(seen, decision.terms), strong=True)
    paid = money.refunded(seen.dispute)
    return Card(
        "decision",
        _("Since the decision"),
        (
            *appeals,
            *waived,
            *((reviewed,) if decision.reviewed_by else ()),
            *((Row(_("Paid so far"), reader.money(paid)),) if paid else ()),
            *_until(seen, _("Appeal possible until"), Timer.APPEAL),
            *_at(seen, _("Final since"), decision.final_at),
        ),
    )


def _suspended(seen: Seen) -> Card:
    found = [one for one in seen.dispute.externals if one.won_by is None]
    rows = [Row(_("Asked for at the bank"), seen.reader.money(one.amount), strong=True) for one in found]
    since = [row for one in found for row in _at(seen, _("Since"), one.opened_at)]
    return Card(
        "suspended",
        _("The case stands still"),
        (*rows, *since),
        note=_(
            "The buyer has asked the bank for the same money. Nothing needs to be done here until the bank has decided;"
            " all days left are kept. Nothing is paid twice."
        ),
    )


def _closed(seen: Seen) -> Card:
    dispute, reader = seen.dispute, seen.reader
    pending = money.pending(dispute)
    rows = [Row(_("Result"), str(names.OUTCOMES[dispute.outcome]), strong=True)] if dispute.outcome else []
    rows.extend(_got(seen))
    rows.extend(insolvency.unpaid_row(dispute, reader))
    if pending:
        rows.append(Row(_("Still being paid"), reader.money(pending)))
    debited = money.debited(dispute)
    if debited:
        rows.append(Row(_("Paid through the bank"), reader.money(debited)))
    if rate := exchange(seen, dispute):
        rows.extend((Row(_("Charged to the seller"), reader.money(money.seller_debit(dispute))), *rate))
    rows.extend(_at(seen, _("Closed"), dispute.closed_at))
    until = dispute.reopen_until
    if (
        seen.role is Role.BUYER
        and until is not None
        and until > reader.now
        and possibilities.can_reopen(dispute)
    ):
        rows.append(Row(_("Can be taken up again until"), reader.deadline(until).short))
    if dispute.outcome is Outcome.DEFAULT_SELLER_SILENT and not dispute.set_aside_asked:
        rows.extend(_until(seen, _("The seller can ask for a hearing until"), Timer.APPEAL))
    return Card("closed", _("How it ended"), tuple(rows))


def _got(seen: Seen) -> Iterator[Row]:
    """What the buyer got: goods where goods were owed, else the money; a claim is paid in the other dispute."""
    dispute, paid = seen.dispute, money.refunded(seen.dispute)
    terms = terms_in_force(dispute)
    if dispute.contested is not None and terms is not None:
        yield Row(_("For the buyer, in the dispute about the order"), in_words(seen, terms), strong=True)
        return
    if terms is not None and terms.remedy in GOODS:
        broken = Flag.PROMISE_BROKEN in dispute.flags
        yield Row(_("Not kept") if broken else _("Done"), in_words(seen, terms), strong=True)
        if not paid:
            return
    yield Row(_("Paid to the buyer"), seen.reader.money(paid), strong=True)


def _outside(seen: Seen) -> Iterator[Card]:
    """The routes outside, for the two sides of a consumer's purchase."""
    order = seen.dispute.order
    if seen.role not in {Role.BUYER, Role.SELLER} or not (order.consumer and order.trader):
        return
    title = _("If you do not agree") if seen.role is Role.BUYER else _("Routes outside")
    if order.country != "RO":
        note = _(
            "The courts and the consumer authority of the buyer's country stay open, whatever was decided here."
        )
        yield Card("outside", title, note=note)
        return
    yield Card(
        "outside",
        title,
        note=_(
            "Whatever was decided here, the consumer authority ANPC and the courts stay open. ANPC also settles"
            " disputes between consumers and traders out of court (SAL), without a fee for the consumer."
        ),
        links=(
            Link(_("SAL at ANPC"), "https://anpc.ro/ce-este-sal/", "arrow-square-out"),
            Link("ANPC", "https://anpc.ro/", "arrow-square-out"),
        ),
    )


def is_goods(dispute: Dispute) -> bool:
    """Whether it ends in goods and not in money, as far as was agreed, decided or asked until now."""
    decided = dispute.decision.terms if dispute.decision is not None else None
    terms = terms_in_force(dispute) or decided or dispute.claim.terms
    return terms.remedy in GOODS and not dispute.refunds
