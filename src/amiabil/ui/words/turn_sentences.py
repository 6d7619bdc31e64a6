"""The table of turn sentences: what is awaited, for whoever acts and for whoever waits, and what silence does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.domain.disputes.outlook import Act, Silence
from amiabil.domain.terms import Role


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and its form for when an amount is known: ``{amount}`` is money, formatted."""

    plain: Promise
    with_amount: Promise | None = None


NONE_TO_DO = Sentence(_("There is nothing you need to do now."))

LATE = Sentence(_("The decision is late"))
LATE_SINCE: Mapping[bool, Promise] = {
    # Translators: {day} is a day with the time, as "Thursday, 19 November 2026, 23:59"
    True: _(
        "It was due by {day}. A supervisor has the case and sees to it that somebody decides. You lose nothing by it,"
        " and there is nothing you need to do."
    ),
    # Translators: {day} is a day with the time, as "Thursday, 19 November 2026, 23:59"
    False: _("It was due by {day}. The supervisor has been told, and so were both sides."),
}
"""What is said of a decision that is late: to a party, and to everybody else."""

MINE: Mapping[tuple[Act, Role | None], tuple[Sentence, Sentence | None]] = {
    (Act.ANSWER_REQUEST, Role.SELLER): (
        Sentence(_("Answer the buyer's request"), _("Answer the buyer's request: {amount}")),
        Sentence(_("You can accept it, refuse it with a reason, or make an offer of your own.")),
    ),
    (Act.AGREE, Role.BUYER): (
        Sentence(_("Answer the seller's offer"), _("Answer the seller's offer: {amount}")),
        Sentence(
            _(
                "You can accept it, propose something else or ask for a mediator. No answer costs you anything."
            )
        ),
    ),
    (Act.AGREE, Role.SELLER): (
        Sentence(_("Answer the buyer's proposal")),
        Sentence(_("You can accept it, propose something else or ask for a mediator.")),
    ),
    (Act.AGREE, None): (
        Sentence(_("Look for an agreement")),
        Sentence(_("Both sides can propose something or ask for a mediator.")),
    ),
    (Act.ANSWER_QUESTION, None): (
        Sentence(_("Answer the mediator's question")),
        Sentence(_("The question stands below, with the proof that is accepted.")),
    ),
    (Act.ANSWER_LATE_EVIDENCE, None): (
        Sentence(_("Answer the evidence that came late")),
        Sentence(
            _(
                "The mediator has admitted it. You can add what speaks against it, or say that you have nothing to add."
            )
        ),
    ),
    (Act.ANSWER_RECOMMENDATION, None): (
        Sentence(_("Answer the mediator's recommendation")),
        Sentence(
            _("If both sides accept it, the dispute ends with it. If one refuses, the mediator decides.")
        ),
    ),
    (Act.HAND_IN_EVIDENCE, None): (
        Sentence(_("Add what the mediator should see")),
        Sentence(_("What comes later counts only if the mediator admits it.")),
    ),
    (Act.DECIDE, None): (
        Sentence(_("Decide this dispute")),
        Sentence(_("The time for evidence is over.")),
    ),
    (Act.APPEAL_OR_WAIT, None): (
        Sentence(_("Read the decision"), _("Read the decision: {amount} for the buyer")),
        Sentence(_("You can appeal with a reason, say that you accept it, or do nothing.")),
    ),
    (Act.DECIDE_APPEAL, None): (Sentence(_("Decide the appeal")), None),
    (Act.GIVE_LABEL, Role.SELLER): (
        Sentence(_("Give the buyer a label for the return")),
        Sentence(_("You can also let the buyer keep the goods.")),
    ),
    (Act.SEND_GOODS, Role.BUYER): (
        Sentence(_("Send the goods back")),
        Sentence(_("Keep the receipt of the courier: it proves that you handed the parcel over.")),
    ),
    (Act.CONFIRM_UNSENT, Role.SELLER): (
        Sentence(_("Say whether the goods have left")),
        Sentence(
            _(
                "The buyer has withdrawn from the purchase, and no courier has them as far as we know. If they are on "
                "their way, write the number of the parcel in the conversation; if not, refund now."
            )
        ),
    ),
    (Act.INSPECT_GOODS, Role.SELLER): (
        Sentence(_("Check the goods that came back")),
        Sentence(_("Say that they are in order, or show with photos what is not.")),
    ),
    (Act.PERFORM, Role.SELLER): (
        Sentence(_("Do what was agreed or decided")),
        Sentence(_("When the replacement is on its way or the repair is done, say so here.")),
    ),
    (Act.CONFIRM_GOODS, Role.BUYER): (
        Sentence(_("Say when it has come")),
        Sentence(_("The seller says that it is on its way or done. Confirm only what has come, in order.")),
    ),
    (Act.UNDO_WITHDRAWAL, Role.BUYER): (
        Sentence(_("You have withdrawn this dispute")),
        Sentence(_("You can still change your mind. The money stays with us until then.")),
    ),
    (Act.ANSWER_SET_ASIDE, None): (Sentence(_("Decide whether the case is reopened")), None),
    (Act.ASK_SET_ASIDE, Role.SELLER): (
        Sentence(_("Say why you could not answer")),
        Sentence(_("With a good reason a reviewer can reopen the case, and a mediator hears both sides.")),
    ),
}
"""Title and text for the one who acts; None stands for every role that has no row of its own."""

THEIRS: Mapping[tuple[Act, Role | None, Role | None], Sentence] = {
    (Act.ANSWER_REQUEST, Role.SELLER, Role.BUYER): Sentence(_("We are waiting for the seller's answer")),
    (Act.ANSWER_REQUEST, Role.SELLER, None): Sentence(
        _("The seller has to answer the request"), _("The seller has to answer the request for {amount}")
    ),
    (Act.AGREE, Role.BUYER, Role.SELLER): Sentence(
        _("The buyer has your offer"), _("The buyer has your offer of {amount}")
    ),
    (Act.AGREE, Role.BUYER, None): Sentence(_("The buyer has to answer the seller's offer")),
    (Act.AGREE, Role.SELLER, Role.BUYER): Sentence(_("The seller has your proposal")),
    (Act.AGREE, Role.SELLER, None): Sentence(_("The seller has to answer the buyer's proposal")),
    (Act.AGREE, None, None): Sentence(_("Both sides look for an agreement")),
    (Act.ANSWER_QUESTION, Role.BUYER, None): Sentence(_("The mediator has asked the buyer a question")),
    (Act.ANSWER_QUESTION, Role.SELLER, None): Sentence(_("The mediator has asked the seller a question")),
    (Act.ANSWER_LATE_EVIDENCE, Role.BUYER, None): Sentence(_("The buyer can answer the late evidence")),
    (Act.ANSWER_LATE_EVIDENCE, Role.SELLER, None): Sentence(_("The seller can answer the late evidence")),
    (Act.ANSWER_LATE_EVIDENCE, None, None): Sentence(_("Both sides can answer the late evidence")),
    (Act.ANSWER_RECOMMENDATION, Role.BUYER, Role.SELLER): Sentence(
        _("You have accepted the recommendation; the buyer still has to answer")
    ),
    (Act.ANSWER_RECOMMENDATION, Role.BUYER, None): Sentence(_("The buyer has to answer the recommendation")),
    (Act.ANSWER_RECOMMENDATION, Role.SELLER, Role.BUYER): Sentence(
        _("You have accepted the recommendation; the seller still has to answer")
    ),
    (Act.ANSWER_RECOMMENDATION, Role.SELLER, None): Sentence(
        _("The seller has to answer the recommendation")
    ),
    (Act.ANSWER_RECOMMENDATION, None, None): Sentence(_("Both sides have to answer the recommendation")),
    (Act.HAND_IN_EVIDENCE, None, None): Sentence(_("Both sides can add evidence")),
    (Act.DECIDE, Role.MEDIATOR, Role.BUYER): Sentence(_("A mediator is deciding")),
    (Act.DECIDE, Role.MEDIATOR, Role.SELLER): Sentence(_("A mediator is deciding")),
    (Act.DECIDE, Role.MEDIATOR, None): Sentence(_("The mediator has to decide")),
    (Act.APPEAL_OR_WAIT, Role.BUYER, None): Sentence(_("The buyer can still appeal the decision")),
    (Act.APPEAL_OR_WAIT, Role.SELLER, None): Sentence(_("The seller can still appeal the decision")),
    (Act.APPEAL_OR_WAIT, None, None): Sentence(_("Both sides can appeal the decision")),
    (Act.DECIDE_APPEAL, Role.REVIEWER, None): Sentence(_("A second person is hearing the appeal")),
    (Act.GIVE_LABEL, Role.SELLER, None): Sentence(_("The seller is preparing the label for the return")),
    (Act.SEND_GOODS, Role.BUYER, None): Sentence(_("The buyer has to send the goods back")),
    (Act.CONFIRM_UNSENT, Role.SELLER, Role.BUYER): Sentence(
        _("Nothing has reached you, so you have nothing to send back")
    ),
    (Act.CONFIRM_UNSENT, Role.SELLER, None): Sentence(_("The seller has to say whether the goods have left")),
    (Act.WAIT_FOR_PARCEL, Role.CARRIER, None): Sentence(_("The parcel is on its way back to the seller")),
    (Act.INSPECT_GOODS, Role.SELLER, None): Sentence(_("The seller is checking the goods that came back")),
    (Act.WAIT_FOR_CLAIM, Role.SYSTEM, Role.SELLER): Sentence(
        _("The case waits until your claim about the return is decided")
    ),
    (Act.WAIT_FOR_CLAIM, Role.SYSTEM, None): Sentence(
        _("The case waits until the seller's claim about the return is decided")
    ),
    (Act.PERFORM, Role.SELLER, None): Sentence(_("The seller has to do what was agreed or decided")),
    (Act.CONFIRM_GOODS, Role.BUYER, Role.SELLER): Sentence(
        _("You have said that it is on its way; the buyer or the courier confirms that it has come")
    ),
    (Act.CONFIRM_GOODS, Role.BUYER, None): Sentence(_("The buyer or the courier confirms that it has come")),
    (Act.PAY_REFUND, Role.PSP, Role.BUYER): Sentence(
        _("The money is on its way to you"), _("{amount} are on their way to you")
    ),
    (Act.PAY_REFUND, Role.PSP, None): Sentence(
        _("The refund to the buyer is being paid"), _("The refund of {amount} to the buyer is being paid")
    ),
    (Act.UNDO_WITHDRAWAL, Role.BUYER, None): Sentence(_("The buyer has withdrawn the dispute")),
    (Act.WAIT_FOR_PROCEEDING, Role.PSP, None): Sentence(
        _("The case stands still: the bank is dealing with the same payment")
    ),
    (Act.ASK_SET_ASIDE, Role.SELLER, None): Sentence(_("The seller can still say why they did not answer")),
    (Act.ANSWER_SET_ASIDE, Role.REVIEWER, None): Sentence(
        _("A reviewer is reading the seller's request to reopen the case")
    ),
}
"""Title for those who wait: by act, by who acts, by who reads (None: every other reader)."""

_BUYER_PAID = Sentence(
    _("the buyer receives the money, automatically."), _("the buyer receives {amount}, automatically.")
)
_YOU_RECEIVE = Sentence(_("you receive the money, automatically."), _("you receive {amount}, automatically."))
_YOU_PAY = Sentence(_("you pay, automatically."), _("you pay {amount}, automatically."))

SILENCE: Mapping[Silence, Mapping[Role | None, Sentence]] = {
    Silence.REQUEST_GRANTED: {Role.BUYER: _YOU_RECEIVE, Role.SELLER: _YOU_PAY, None: _BUYER_PAID},
    Silence.GOES_TO_MEDIATION: {
        Role.BUYER: Sentence(_("a mediator takes over the case. You lose nothing.")),
        Role.SELLER: Sentence(_("a mediator takes over the case. Nothing is paid before the decision.")),
        None: Sentence(_("a mediator takes over the case.")),
    },
    Silence.OFFER_SETTLES: {
        Role.BUYER: Sentence(
            _("the dispute ends with the seller's offer, because it gives at least what you asked for."),
            _(
                "the dispute ends with the seller's offer of {amount}, because it gives at least what you asked for."
            ),
        ),
        None: Sentence(
            _("the dispute ends with the seller's offer, because it gives at least what was asked."),
            _(
                "the dispute ends with the seller's offer of {amount}, because it gives at least what was asked."
            ),
        ),
    },
    Silence.DECIDED_ON_FILE: {None: Sentence(_("the mediator decides on what is in the file."))},
    Silence.MEDIATOR_DECIDES: {None: Sentence(_("it counts as a no, and the mediator decides."))},
    Silence.EVIDENCE_CLOSES: {
        None: Sentence(_("the mediator decides on what is there; what comes later is marked as late."))
    },
    Silence.SUPERVISOR_TOLD: {
        None: Sentence(_("nobody loses anything. A supervisor is told, and so are both sides."))
    },
    Silence.STAYS_WITH_SUPERVISOR: {
        None: Sentence(_("it stays with the supervisor until somebody decides. Nobody loses anything by it."))
    },
    Silence.DECISION_FINAL: {
        Role.BUYER: Sentence(
            _("the decision becomes final."), _("the decision becomes final: {amount} for you.")
        ),
        None: Sentence(
            _("the decision becomes final."), _("the decision becomes final: {amount} for the buyer.")
        ),
    },
    Silence.REFUND_WITHOUT_RETURN: {
        Role.BUYER: Sentence(
            _("you receive the money and keep the goods."), _("you receive {amount} and keep the goods.")
        ),
        Role.SELLER: Sentence(
            _("you pay and the buyer keeps the goods."), _("you pay {amount} and the buyer keeps the goods.")
        ),
        None: Sentence(
            _("the buyer receives the money and keeps the goods."),
            _("the buyer receives {amount} and keeps the goods."),
        ),
    },
    Silence.CLOSES_NOT_SENT: {
        Role.BUYER: Sentence(
            _(
                "the dispute ends without a refund. With proof that you sent the parcel in time it can be reopened."
            )
        ),
        Role.SELLER: Sentence(_("the dispute ends and the money is released to you.")),
        None: Sentence(_("the dispute ends without a refund.")),
    },
    Silence.REFUND_WAITS: {
        None: Sentence(_("the refund waits until the goods or the proof of hand-over have come."))
    },
    Silence.REFUND_IN_FULL: {Role.BUYER: _YOU_RECEIVE, Role.SELLER: _YOU_PAY, None: _BUYER_PAID},
    Silence.REFUND_INSTEAD: {
        Role.BUYER: Sentence(
            _("you receive your money instead, automatically."),
            _("you receive {amount} instead, automatically."),
        ),
        Role.SELLER: Sentence(
            _("you pay the refund instead, automatically."), _("you pay {amount} instead, automatically.")
        ),
        None: Sentence(
            _("the buyer receives the money instead, automatically."),
            _("the buyer receives {amount} instead, automatically."),
        ),
    },
    Silence.EVERYTHING_UNLOCKED: {
        Role.BUYER: Sentence(_("you can ask for your money back or for a lower price.")),
        None: Sentence(_("the buyer can ask for the money back or for a lower price.")),
    },
    Silence.REFUND_RETRIED: {
        None: Sentence(_("the payment is tried again by itself, and a supervisor is told."))
    },
    Silence.CLOSES_WITHDRAWN: {
        Role.SELLER: Sentence(_("the dispute ends and the money is released to you.")),
        None: Sentence(_("the dispute ends and the money is released to the seller.")),
    },
    Silence.OFFER_LAPSES: {None: Sentence(_("the offer lapses. Nobody loses anything by it."))},
    Silence.APPEAL_ENDS: {
        None: Sentence(_("the right to appeal ends; what nobody has contested stays as it was decided."))
    },
    Silence.DEFAULT_STANDS: {None: Sentence(_("the case stays as it is."))},
    Silence.NOTHING: {},
}
"""What happens when nobody acts, after the label ("If you do not act:"); by who reads (None: every other reader)."""
