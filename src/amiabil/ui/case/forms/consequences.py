"""What follows from terms: money, goods, or goods sent back first, and who pays for what? Told before the act."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.disputes import clock, money
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.parts import Terms
from amiabil.domain.terms import Remedy, ReturnCost, Role, Timer
from amiabil.foundation.money import Money
from amiabil.foundation.working_time import deadline, end_of_day
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import ConsequenceItem
from amiabil.ui.formats import days, hours


def of_terms(seen: Seen, terms: Terms) -> tuple[ConsequenceItem, ...]:
    """What follows once both sides agree on these terms."""
    if seen.dispute.contested is not None:
        return _claim(seen)
    if terms.remedy in GOODS:
        return _goods(seen, terms)
    if terms.remedy is Remedy.RETURN_REFUND:
        return _return(seen, terms)
    return (_payment(seen, terms.amount), *_rest(seen, terms), _end(seen))


def paid_within(seen: Seen) -> str:
    """The time in which a refund is paid: "48 hours"."""
    return hours(seen.dispute.policy.timers.refund_execution.hours, seen.reader.language)


def source(seen: Seen, amount: Money | None) -> str:
    """Whose money is paid: from what is held, as far as there is enough; one sentence."""
    kept = money.held(seen.dispute)
    seller = seen.role is Role.SELLER
    if not kept:
        if seller:
            return _("No money is kept for this dispute: the amount is charged to your account with us.")
        return _("No money is kept for this dispute: the amount is charged to the seller.")
    if amount is not None and amount > kept:
        facts = {"kept": seen.reader.money(kept), "rest": seen.reader.money(amount - kept)}
        if seller:
            return _("%(kept)s from the money we keep; %(rest)s are charged to your account with us.") % facts
        return _("%(kept)s from the money we keep; %(rest)s are charged to the seller.") % facts
    return _("From the money we keep for this dispute.")


def _claim(seen: Seen) -> tuple[ConsequenceItem, ...]:
    """A claim about a return holds no money of its own: what is agreed is paid by the dispute it belongs to."""
    title = _("The money is paid within %(hours)s") % {"hours": paid_within(seen)}
    return (
        ConsequenceItem(
            _("The claim ends"),
            _("The dispute about the order goes on with what is agreed here."),
            "check-circle",
        ),
        ConsequenceItem(
            title,
            _("From what is kept for the dispute about the order. The rest of it goes to the seller."),
            "coins",
        ),
    )


def _payment(seen: Seen, amount: Money | None) -> ConsequenceItem:
    title = _("The money is paid within %(hours)s") % {"hours": paid_within(seen)}
    return ConsequenceItem(title, source(seen, amount), "coins")


def _rest(seen: Seen, terms: Terms) -> tuple[ConsequenceItem, ...]:
    """What is held above the agreed amount goes to the seller at once."""
    if terms.amount is None or money.held(seen.dispute) <= terms.amount:
        return ()
    return (ConsequenceItem(_("The rest of the money we keep goes to the seller"), icon="arrow-right"),)


def _end(seen: Seen) -> ConsequenceItem:
    return ConsequenceItem(
        _("The dispute ends when the money has been paid"),
        _("If it is not paid, it is tried again by itself. Legal rights stay as they are."),
        "check-circle",
    )


def perform_until(seen: Seen, terms: Terms) -> str:
    """The last day to do what is promised: the day that was agreed, or the one the rules give."""
    dispute = seen.dispute
    due_at = clock.due_of(dispute, Timer.STATUTORY_REPAIR)
    if due_at is None and terms.perform_by is not None:
        due_at = end_of_day(terms.perform_by, dispute.policy.zone)
    if due_at is None:
        due_at = deadline(seen.reader.now, dispute.policy.timers.performance.span, dispute.place)
    return seen.reader.last_day(due_at)


def _goods(seen: Seen, terms: Terms) -> tuple[ConsequenceItem, ...]:
    until = {"day": perform_until(seen, terms)}
    seller = seen.role is Role.SELLER
    repair = terms.remedy is Remedy.REPAIR
    if seller:
        title = _("You repair it by %(day)s") if repair else _("You send it by %(day)s, at your own cost")
    else:
        title = _("The seller repairs it by %(day)s") if repair else _("The seller sends it by %(day)s")
    return (
        ConsequenceItem(title % until, icon="package"),
        _unkept(seen),
        ConsequenceItem(
            _("The dispute ends when the buyer or the courier confirms that it has come"), icon="check-circle"
        ),
    )


def _unkept(seen: Seen) -> ConsequenceItem:
    """What happens when a promise of goods is not kept."""
    if clock.runs(seen.dispute, Timer.STATUTORY_REPAIR):
        return ConsequenceItem(
            _("If it is not done, the negotiation begins again"),
            _("The buyer can then also ask for the money back or for a lower price."),
            "clock-countdown",
        )
    most = seen.reader.money(money.refundable(seen.dispute))
    if seen.role is Role.SELLER:
        title = _("If it is not done, the buyer is paid %(most)s by itself")
    else:
        title = _("If it is not done, you are paid %(most)s by itself")
    kept = money.held(seen.dispute)
    text = _("Until then we keep the whole amount.") if kept else source(seen, None)
    return ConsequenceItem(title % {"most": most}, text, "clock-countdown")


def _return(seen: Seen, terms: Terms) -> tuple[ConsequenceItem, ...]:
    timers, language = seen.dispute.policy.timers, seen.reader.language
    count = timers.return_label.business_days
    label = ngettext(
        "The seller gives a label or an address within %(count)s working day",
        "The seller gives a label or an address within %(count)s working days",
        count,
    )
    send = _("Then the buyer has %(days)s to send the goods") % {
        "days": days(timers.return_ship.days, language)
    }
    check = _("When the parcel has come, the seller has %(days)s to check the goods") % {
        "days": days(timers.inspection.days, language)
    }
    cost = _("The seller pays the return.")
    if terms.return_cost is ReturnCost.BUYER:
        cost = _("The buyer pays the return.")
    unsent = _("If they are not sent, the dispute ends without a refund.")
    return (
        ConsequenceItem(
            label % {"count": count},
            _("Without one in time, the money is paid and the goods stay."),
            "barcode",
        ),
        ConsequenceItem(send, f"{cost} {unsent}", "truck"),
        ConsequenceItem(
            check, _("If nobody says that they are not in order, the money is paid."), "magnifying-glass"
        ),
        _payment(seen, terms.amount),
        *_rest(seen, terms),
    )
