"""What can be done in a dispute, and what does it lead to? One line for each command, true for whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from amiabil.domain.terms import Command


@dataclass(frozen=True, slots=True)
class Words:
    """``name`` is the act, ``leads_to`` what follows from it.

    One name stands under "What you can do" and under "What the seller can do". Hence its context: the button with the
    same English words speaks for its reader alone and may need another form of the verb.
    """

    name: Promise
    leads_to: Promise


OPTIONS: Mapping[Command, Words] = {
    Command.ACCEPT_REQUEST: Words(
        pgettext_lazy("what a side can do", "Accept the request"),
        _("What the buyer asks is agreed; the money is paid from what we keep."),
    ),
    Command.ACCEPT: Words(
        pgettext_lazy("what a side can do", "Accept the other side's proposal"),
        _("It becomes the agreement, exactly as it was proposed."),
    ),
    Command.PROPOSE: Words(
        pgettext_lazy("what a side can do", "Propose something"),
        _(
            "The other side can accept, decline or answer with a proposal. If the two meet, it is agreed at once."
        ),
    ),
    Command.REJECT_REQUEST: Words(
        pgettext_lazy("what a side can do", "Refuse with a reason"),
        _("Both sides go on talking, and the buyer can ask for a mediator at once."),
    ),
    Command.DECLINE: Words(
        pgettext_lazy("what a side can do", "Decline the proposal"),
        _("The proposal is gone. No deadline changes, and nobody loses anything."),
    ),
    Command.ESCALATE: Words(
        pgettext_lazy("what a side can do", "Ask for a mediator"),
        _(
            "A person reads everything, first gives both sides time for evidence, and then decides with reasons."
        ),
    ),
    Command.ADD_EVIDENCE: Words(
        pgettext_lazy("what a side can do", "Add evidence"),
        _("The other side sees it at the same time. What comes late is marked as late."),
    ),
    Command.WAIVE_EVIDENCE: Words(
        pgettext_lazy("what a side can do", "Say that there is nothing to add"),
        _("If both sides say so, the mediator can decide sooner."),
    ),
    Command.ANSWER_INFO: Words(
        pgettext_lazy("what a side can do", "Answer the mediator's question"),
        _("The mediator goes on. Without an answer the file decides."),
    ),
    Command.ACCEPT_RECOMMENDATION: Words(
        pgettext_lazy("what a side can do", "Accept the recommendation"),
        _("If both sides accept it, it is the agreement."),
    ),
    Command.DECLINE_RECOMMENDATION: Words(
        pgettext_lazy("what a side can do", "Decline the recommendation"),
        _("The mediator decides. Declining counts against nobody."),
    ),
    Command.APPEAL: Words(
        pgettext_lazy("what a side can do", "Appeal the decision"),
        _("Somebody else hears the contested part again. What is not contested is paid meanwhile."),
    ),
    Command.WAIVE_APPEAL: Words(
        pgettext_lazy("what a side can do", "Accept the decision"),
        _("When both sides accept it, it is final at once and is carried out."),
    ),
    Command.PROVIDE_LABEL: Words(
        pgettext_lazy("what a side can do", "Give the label for the return"),
        _("The buyer's time to send the goods back begins."),
    ),
    Command.GIVE_RETURN_ADDRESS: Words(
        pgettext_lazy("what a side can do", "Give the address for the return"),
        _("The buyer reads where to send the goods; the time to send them stays as it is."),
    ),
    Command.WAIVE_RETURN: Words(
        pgettext_lazy("what a side can do", "Do without the return"),
        _("Nothing has to come back, and the buyer is paid."),
    ),
    Command.RECORD_RETURN_SHIPMENT: Words(
        pgettext_lazy("what a side can do", "Say that the goods are on their way"),
        _("The parcel is followed until it has arrived."),
    ),
    Command.EXTEND: Words(
        pgettext_lazy("what a side can do", "Ask for more time to send"),
        _("The time to send grows once, by the days of the rules."),
    ),
    Command.INSPECT: Words(
        pgettext_lazy("what a side can do", "Check what came back"),
        _("In order: the buyer is paid. Not in order: the photos open a claim of the seller."),
    ),
    Command.PERFORM: Words(
        pgettext_lazy("what a side can do", "Say that the promise is kept"),
        _("The buyer is asked whether the goods have come."),
    ),
    Command.PERFORM_CONFIRMED: Words(
        pgettext_lazy("what a side can do", "Confirm that the promise was kept"),
        _("The dispute ends, and the money kept goes to the seller."),
    ),
    Command.VOLUNTARY_REFUND: Words(
        pgettext_lazy("what a side can do", "Pay money back at once"),
        _("The buyer is paid now; what is asked for falls by it."),
    ),
    Command.WITHDRAW: Words(
        pgettext_lazy("what a side can do", "Withdraw the dispute"),
        _("For %(hours)s it can be taken up again; then it ends, and the money kept goes to the seller."),
    ),
    Command.UNDO_WITHDRAW: Words(
        pgettext_lazy("what a side can do", "Take the dispute up again"), _("It goes on where it was.")
    ),
    Command.REOPEN: Words(
        pgettext_lazy("what a side can do", "Reopen the dispute"),
        _("Both sides negotiate anew, with a new end."),
    ),
    Command.SET_ASIDE_DEFAULT: Words(
        pgettext_lazy("what a side can do", "Say why there was no answer"),
        _(
            "A reviewer can give the case back to a mediator. The money stays with the buyer until a decision."
        ),
    ),
    Command.CHALLENGE: Words(
        pgettext_lazy("what a side can do", "Ask for another mediator"),
        _("A supervisor answers. It is possible once, with a reason."),
    ),
}
"""In the order in which they are shown. Commands that are no choice of a party have none."""

_WITHOUT_MONEY: Mapping[Command, Promise] = {
    Command.PERFORM_CONFIRMED: _("The dispute ends."),
    Command.WITHDRAW: _("For %(hours)s it can be taken up again; then it ends."),
}
"""What follows where no money is kept for the case."""


def leads_to(command: Command, *, goods: bool, kept: bool, undo: str) -> str:
    """What follows from an act, where ``goods`` are asked for and where money is ``kept`` or not.

    ``undo`` is how long a dispute that was withdrawn can be taken up again.
    """
    if command is Command.ACCEPT_REQUEST and goods:
        return gettext("What the buyer asks is agreed; the seller has to do it in time.")
    told = str(OPTIONS[command].leads_to if kept else _WITHOUT_MONEY.get(command, OPTIONS[command].leads_to))
    return told % {"hours": undo} if command is Command.WITHDRAW else told
