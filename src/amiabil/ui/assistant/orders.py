"""An order, a dispute and a refund in the assistant's words: where it is, what can be done, until when. Dates are the
engine's; an end is told as its last full minute."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.actions.assistant_flows import title_of
from amiabil.actions.assistant_tools import Eligibility, SeenDispute, SeenOrder
from amiabil.domain.disputes.eligibility import Right, last_minute
from amiabil.domain.support.cards import CardDate, DisputeCard, OrderCard
from amiabil.domain.terms import CarrierStatus, Outcome, Role, State
from amiabil.records.refunds_seen import SeenRefund
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.rights import latest
from amiabil.ui.words import names
from amiabil.ui.words.turn import said


def order_text(seen: SeenOrder, reader: Reader) -> str:
    """Where an order is, as one sentence or two."""
    ref, where = seen.sheet.ref, state_of(seen, reader)
    text = _("Order %(ref)s (%(title)s): %(state)s.") % {
        "ref": ref,
        "title": title_of(seen.sheet),
        "state": where,
    }
    parcel = next((one for one in seen.sheet.parcels if one.tracking), None)
    if parcel is not None and not _arrived(seen, reader):
        last = names.CARRIER.get(CarrierStatus(parcel.status)) if parcel.status in set(CarrierStatus) else ""
        told = {"carrier": parcel.carrier, "tracking": parcel.tracking}
        text += " " + _("The parcel is with %(carrier)s, number %(tracking)s.") % told
        if last and parcel.scanned_at is not None:
            text += " " + _("Last scan: %(what)s, %(when)s.") % {
                "what": str(last),
                "when": reader.long(parcel.scanned_at),
            }
    return text


def _arrived(seen: SeenOrder, reader: Reader) -> bool:
    return all(
        one.delivered_at is not None and one.delivered_at <= reader.now for one in seen.sheet.facts.lines
    )


def state_of(seen: SeenOrder, reader: Reader) -> str:
    """Delivered when, or expected when."""
    instants = [one.delivered_at for one in seen.sheet.facts.lines]
    arrived = [at for at in instants if at is not None and at <= reader.now]
    if len(arrived) == len(instants):
        return _("delivered on %(day)s") % {"day": reader.day(max(arrived))}
    if arrived:
        return _("a part was delivered on %(day)s, the rest is on the way") % {
            "day": reader.day(max(arrived))
        }
    last = seen.sheet.facts.latest_estimate
    if last is None:
        return _("on the way; the seller has given no date")
    day = reader.day(datetime.combine(last, time(12), tzinfo=ZoneInfo(reader.zone)))
    return _("on the way, expected by %(day)s") % {"day": day}


def order_card(seen: SeenOrder, reader: Reader) -> OrderCard:
    """The order with its rights as dates."""
    title = _("Order %(ref)s · %(title)s") % {"ref": seen.sheet.ref, "title": title_of(seen.sheet)}
    state = _("delivered") if _arrived(seen, reader) else _("on the way")
    url = reverse("order", args=[seen.sheet.ref])
    return OrderCard(seen.sheet.ref, title[:300], state, url, tuple(_dates(seen, reader)))


def _dates(seen: SeenOrder, reader: Reader) -> list[CardDate]:
    rights, now = seen.rights, reader.now
    arrived = _arrived(seen, reader)
    problem = latest([one.dispute if arrived else one.not_received for one in rights.lines], now)
    found: list[CardDate] = []
    if problem is not None and problem.opens is not None and now < problem.opens:
        found.append(CardDate(_("If it does not arrive, dispute from"), problem.opens))
    for label, right in (
        (_("Dispute until"), problem),
        (_("Withdraw without a reason until"), rights.withdrawal),
        (
            _("Legal guarantee until"),
            latest([one.guarantee for one in rights.lines], now) if arrived else None,
        ),
    ):
        if right is not None and _runs(right, now) and right.closes is not None:
            found.append(CardDate(label, last_minute(right.closes)))
    return found


def _runs(right: Right, now: datetime) -> bool:
    return right.barrier is None and right.closes is not None and now < right.closes


def may_dispute(found: Eligibility, reader: Reader) -> str:
    """Until when a dispute can be opened, with what is to be shown for the reason."""
    told = {"ref": found.order, "until": _until(found.closes, reader) if found.closes else ""}
    if found.closes is None:
        return _("For order %(ref)s you can open a dispute now.") % told
    if found.by_law:
        return (
            _(
                "If something is wrong with order %(ref)s, the legal guarantee lets you open a dispute until %(until)s."
            )
            % told
        )
    return _("For order %(ref)s you can open a dispute until %(until)s.") % told


def until_when(seen: SeenOrder, found: Eligibility, reader: Reader) -> str:
    """Until when a dispute can be opened and the purchase taken back; before that from when, or why not at all."""
    rights, now = seen.rights, reader.now
    late = latest([one.not_received for one in rights.lines], now)
    if found.reasons:
        told = may_dispute(found, reader)
    elif not _arrived(seen, reader) and late is not None and late.opens is not None and now < late.opens:
        told = _not_yet(found.order, late.opens, late.closes, reader)
    else:
        told = _("For order %(ref)s no dispute can be opened now.") % {"ref": found.order}
        if found.refusal is not None:
            told += " " + describe(found.refusal, reader.language, reader.zone).text
    withdrawal = rights.withdrawal
    if _runs(withdrawal, now) and withdrawal.opens is not None and withdrawal.closes is not None:
        until = _until(withdrawal.closes, reader)
        told += " " + _("You can withdraw from the purchase without a reason until %(until)s.") % {
            "until": until
        }
    return told


def _not_yet(ref: str, opens: datetime, closes: datetime | None, reader: Reader) -> str:
    told = {"ref": ref, "day": reader.day(opens), "until": _until(closes, reader) if closes else ""}
    if closes is None:
        return _("If order %(ref)s does not arrive, you can open a dispute from %(day)s.") % told
    return _("If order %(ref)s does not arrive, you can open a dispute from %(day)s until %(until)s.") % told


def _until(due_at: datetime, reader: Reader) -> str:
    shown = reader.deadline(due_at)
    return f"{shown.long}, {shown.zone}" + (f" ({shown.own})" if shown.own else "")


# ---- disputes and refunds ----------------------------------------------------------------------


def dispute_text(seen: SeenDispute, reader: Reader) -> str:
    """Where a dispute stands: who acts, until when, and what silence does."""
    listed, turn = seen.listed, seen.outlook.turn
    outcome = Outcome(listed.outcome) if listed.outcome in set(Outcome) else None
    words = said(turn, reader, outcome=outcome)
    head = _("Dispute %(ref)s about order %(order)s: %(state)s.") % {
        "ref": listed.reference,
        "order": listed.order_ref,
        "state": str(names.STATES[State(listed.state)]).lower(),
    }
    pieces = [head, f"{words.label}: {words.title}." if words.label else words.title + "."]
    if turn.due_at is not None and turn.due_at > reader.now:
        pieces.append(_("Until %(until)s.") % {"until": _until(turn.due_at, reader)})
    if words.silence:
        pieces.append(f"{words.silence_label} {words.silence}")
    return " ".join(one.replace("..", ".") for one in pieces if one.strip(" ."))


def dispute_card(seen: SeenDispute, reader: Reader) -> DisputeCard:
    """The dispute with the end that runs."""
    listed, turn = seen.listed, seen.outlook.turn
    dates: list[CardDate] = []
    if turn.due_at is not None and turn.due_at > reader.now:
        side = _("Your turn until") if turn.who in {None, reader.viewer.role} else _turn_of(turn.who)
        dates.append(CardDate(side, last_minute(turn.due_at)))
    title = f"{listed.reference} · {listed.subject}"[:300]
    state = str(names.STATES[State(listed.state)])
    return DisputeCard(
        listed.reference, title, state, reverse("dispute", args=[listed.reference]), tuple(dates)
    )


def _turn_of(who: Role | None) -> str:
    return _("The other side's turn until") if who in {Role.BUYER, Role.SELLER} else _("Decided until")


def refund_text(one: SeenRefund, reader: Reader) -> str:
    """How far a refund is, with its days."""
    told = {
        "amount": reader.money(one.amount),
        "order": one.order,
        "day": reader.day(one.ended_at or one.intended_at),
    }
    if one.state == "confirmed":
        return (
            _(
                "%(amount)s for order %(order)s were paid back on %(day)s. It can take your bank a few working days to"
                " show it."
            )
            % told
        )
    if one.state == "failed":
        return (
            _("Paying back %(amount)s for order %(order)s failed on %(day)s. A person has to look at it.")
            % told
        )
    return (
        _("Paying back %(amount)s for order %(order)s was instructed on %(day)s and is not confirmed yet.")
        % told
    )
