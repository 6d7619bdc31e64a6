"""What the acts of the negotiation are called and do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.disputes import engine, money
from amiabil.domain.terms import Command, Remedy, Role, Timer
from amiabil.ui.case.seen import Seen
from amiabil.ui.case.texts.kinds import Done, Means, Verbs, their_terms, theirs
from amiabil.ui.formats import hours


def _accept(seen: Seen) -> str:
    return _("Accept: %(terms)s") % {"terms": their_terms(seen)}


def _goes_on(seen: Seen) -> str:
    """What a declined offer leaves: the negotiation as long as it has an end, else the mediator's work."""
    due = engine.due(seen.dispute).get(Timer.NEGOTIATION)
    if due is None:
        return _("The mediator goes on with the case.")
    return _("Negotiation goes on until %(day)s.") % {"day": seen.reader.last_day(due)}


def _paid_within(seen: Seen) -> str:
    return hours(seen.dispute.policy.timers.refund_execution.hours, seen.reader.language)


def _agreed(seen: Seen) -> str:
    """What the buyer gets by accepting, and when."""
    if seen.dispute.contested is not None:
        return _(
            "The claim ends. You receive the money within %(hours)s from what is kept for the dispute about the order."
        ) % {"hours": _paid_within(seen)}
    proposal = theirs(seen)
    remedy = proposal.terms.remedy if proposal is not None else Remedy.REFUND_KEEP
    if remedy in money.GOODS:
        return _(
            "The seller has to do it within a fixed time. If they do not, you are paid instead, by itself."
        )
    if remedy is Remedy.RETURN_REFUND:
        return _("You send the goods back first. The money follows when they have been checked.")
    return _(
        "You receive the money within %(hours)s. If it does not come, the payment is tried again by itself."
    ) % {"hours": _paid_within(seen)}


def _granted(seen: Seen) -> str:
    """What the seller gives by accepting, and from whose money."""
    if seen.dispute.contested is not None:
        return _(
            "The claim ends. The buyer is paid within %(hours)s from what is kept for the dispute about the order."
        ) % {"hours": _paid_within(seen)}
    proposal = theirs(seen)
    terms = proposal.terms if proposal is not None else seen.dispute.claim.terms
    if terms.remedy in money.GOODS:
        return _(
            "You have to do it within a fixed time. If you do not, the buyer is paid instead, by itself."
        )
    if terms.remedy is Remedy.RETURN_REFUND:
        return _(
            "You give a label for the return. The buyer is paid when the goods have come and are in order."
        )
    kept = money.held(seen.dispute)
    if terms.amount is not None and kept >= terms.amount:
        text = _("The buyer is paid from the money we keep, within %(hours)s. The case is then over.")
    elif kept:
        text = _(
            "The buyer is paid within %(hours)s: first from the money we keep, the rest is charged to you."
        )
    else:
        text = _(
            "The buyer is paid within %(hours)s. No money is kept for this dispute: it is charged to you."
        )
    return text % {"hours": _paid_within(seen)}


VERBS: Verbs = {
    Command.ACCEPT_REQUEST: _accept,
    Command.ACCEPT: _accept,
    Command.PROPOSE: lambda seen: _("Propose something else"),
    Command.REJECT_REQUEST: lambda seen: _("Refuse with a reason"),
    Command.DECLINE: lambda seen: _("Decline the offer"),
    Command.ESCALATE: lambda seen: _("Ask for a mediator"),
}

MEANS: Means = {
    (Command.ACCEPT, Role.BUYER): _agreed,
    (Command.ACCEPT_REQUEST, None): _granted,
    (Command.ACCEPT, Role.SELLER): _granted,
    (Command.PROPOSE, Role.BUYER): lambda seen: _(
        "Replaces your request. If it asks for no more than the seller offers, you agree at once."
    ),
    (Command.PROPOSE, Role.SELLER): lambda seen: (
        _("Replaces your last offer. If it gives what the buyer asks, you agree at once.")
        if seen.dispute.proposal_of(Role.SELLER) is not None
        else _("If your offer gives what the buyer asks, you agree at once.")
    ),
    (Command.REJECT_REQUEST, None): lambda seen: _(
        "You say why and show it. You can still negotiate; the buyer can ask for a mediator at once."
    ),
    (Command.DECLINE, None): _goes_on,
    (Command.ESCALATE, None): lambda seen: _(
        "A person reads everything and decides. The proposals stay as they are and can still be accepted."
    ),
}

DONE: Done = {
    Command.PROPOSE: lambda: _("Your proposal has been sent."),
    Command.REJECT_REQUEST: lambda: _("Your answer has been sent."),
    Command.ESCALATE: lambda: _("A mediator has been asked for."),
}
