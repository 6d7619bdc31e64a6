"""The table of event sentences: for commands by side (you, the buyer, the seller), for the rest in one form.

``{amount}`` is money, ``{terms}`` a proposal in words, ``{name}`` the name of what it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.domain.terms import Command, Happening, Role, Timer


@dataclass(frozen=True, slots=True)
class Line:
    """One event as the actor, and as the others read it; ``icon`` stands before it."""

    you: Promise
    buyer: Promise
    seller: Promise
    icon: str


def _buyers(you: Promise, others: Promise, icon: str) -> Line:
    return Line(you, others, others, icon)


WITHDRAWN = _buyers(
    _("You withdrew from the contract"), _("The buyer withdrew from the contract"), "arrow-counter-clockwise"
)
"""The opening of a statutory withdrawal, and the conversion into one: a declaration and no request."""

LEGAL_GUARANTEE = Line(
    _("You turned to the legal guarantee: {name}"),
    _("The case goes on under the legal guarantee: {name}"),
    _("The case goes on under the legal guarantee: {name}"),
    "shield-check",
)
"""The conversion into the lane of the law: what is asked for and what is kept changes, perhaps not the reason."""

REPAIRED = _buyers(
    _("You confirmed that the repair is done; it prolongs the legal guarantee"),
    _("The buyer confirmed that the repair is done; it prolongs the legal guarantee"),
    "shield-check",
)
"""The end of a promised repair where the law gives more time for it."""

SECRET = Line(
    _("You gave evidence in confidence: {name}"),
    _("The buyer gave evidence in confidence: {name}"),
    _("The seller gave evidence in confidence: {name}"),
    "lock-simple",
)
"""An item the other side does not see, only its summary."""

GONE = Line(
    _("You wrote that it no longer exists: {name}"),
    _("The buyer wrote that it no longer exists: {name}"),
    _("The seller wrote that it no longer exists: {name}"),
    "package",
)
"""Packaging nobody can show any more, with the words why."""

RULED_SECRET: Mapping[bool, tuple[Promise, str]] = {
    True: (_("It stays confidential: {name}"), "lock-simple"),
    False: (_("It does not stay confidential, so it does not count: {name}"), "prohibit"),
}
"""Whether what was given in confidence stays so."""

BY_SIDE: Mapping[str, Line] = {
    Command.SUBMIT: _buyers(
        _("You opened the dispute: {name}, you ask for {terms}"),
        _("The buyer opened the dispute: {name}, asks for {terms}"),
        "scales",
    ),
    Command.ACCEPT_REQUEST: _buyers(
        _("You accepted the buyer's request: {terms}"),
        _("The seller accepted the request: {terms}"),
        "check-circle",
    ),
    Command.REJECT_REQUEST: _buyers(
        _("You refused the buyer's request"), _("The seller refused the request"), "x"
    ),
    Command.PROPOSE: Line(
        _("You proposed {terms}"),
        _("The buyer proposed {terms}"),
        _("The seller proposed {terms}"),
        "arrows-left-right",
    ),
    Command.ACCEPT: Line(
        _("You accepted the proposal: {terms}"),
        _("The buyer accepted the proposal: {terms}"),
        _("The seller accepted the proposal: {terms}"),
        "check-circle",
    ),
    Command.DECLINE: Line(
        _("You declined the proposal"),
        _("The buyer declined the proposal"),
        _("The seller declined the proposal"),
        "x",
    ),
    Command.ESCALATE: Line(
        _("You asked for a mediator"),
        _("The buyer asked for a mediator"),
        _("The seller asked for a mediator"),
        "scales",
    ),
    Command.ADD_EVIDENCE: Line(
        _("You added evidence: {name}"),
        _("The buyer added evidence: {name}"),
        _("The seller added evidence: {name}"),
        "paperclip",
    ),
    Command.WAIVE_EVIDENCE: Line(
        _("You have no further evidence"),
        _("The buyer has no further evidence"),
        _("The seller has no further evidence"),
        "check",
    ),
    Command.ANSWER_INFO: Line(
        _("You answered the mediator's question"),
        _("The buyer answered the mediator's question"),
        _("The seller answered the mediator's question"),
        "arrow-bend-up-left",
    ),
    Command.ACCEPT_RECOMMENDATION: Line(
        _("You accepted the recommendation"),
        _("The buyer accepted the recommendation"),
        _("The seller accepted the recommendation"),
        "check-circle",
    ),
    Command.DECLINE_RECOMMENDATION: Line(
        _("You refused the recommendation"),
        _("The buyer refused the recommendation"),
        _("The seller refused the recommendation"),
        "x",
    ),
    Command.APPEAL: Line(
        _("You appealed the decision: {name}"),
        _("The buyer appealed the decision: {name}"),
        _("The seller appealed the decision: {name}"),
        "scales",
    ),
    Command.WAIVE_APPEAL: Line(
        _("You accepted the decision"),
        _("The buyer accepted the decision"),
        _("The seller accepted the decision"),
        "check",
    ),
    Command.WITHDRAW: _buyers(
        _("You withdrew the dispute"), _("The buyer withdrew the dispute"), "arrow-counter-clockwise"
    ),
    Command.UNDO_WITHDRAW: _buyers(
        _("You kept the dispute after all"), _("The buyer kept the dispute after all"), "arrows-clockwise"
    ),
    Command.REOPEN: _buyers(
        _("You reopened the dispute"), _("The buyer reopened the dispute"), "arrows-clockwise"
    ),
    Command.PROVIDE_LABEL: _buyers(
        _("You gave the label for the return"), _("The seller gave the label for the return"), "barcode"
    ),
    Command.GIVE_RETURN_ADDRESS: _buyers(
        _("You gave the address for the return"), _("The seller gave the address for the return"), "truck"
    ),
    Command.WAIVE_RETURN: _buyers(
        _("You do without the return"), _("The seller does without the return"), "package"
    ),
    Command.RECORD_RETURN_SHIPMENT: _buyers(
        _("You sent the goods back"), _("The buyer sent the goods back"), "truck"
    ),
    Command.PERFORM: _buyers(
        _("You said that what was agreed is done"),
        _("The seller says that what was agreed is done"),
        "package",
    ),
    Command.PERFORM_CONFIRMED: _buyers(
        _("You confirmed that what was agreed is done"),
        _("The buyer confirmed that what was agreed is done"),
        "check-circle",
    ),
    Command.VOLUNTARY_REFUND: _buyers(
        _("You paid {amount} back of your own accord"),
        _("The seller paid {amount} back of their own accord"),
        "coins",
    ),
    Command.SET_ASIDE_DEFAULT: _buyers(
        _("You asked to have the case reopened, because you could not answer in time"),
        _("The seller asked to have the case reopened, because they could not answer in time"),
        "arrow-counter-clockwise",
    ),
    Command.CONVERT: Line(
        _("You changed the reason: {name}"),
        _("The reason was changed: {name}"),
        _("The reason was changed: {name}"),
        "arrows-left-right",
    ),
    Command.EXTEND: _buyers(
        _("You extended the time to send the goods back"),
        _("The buyer extended the time to send the goods back"),
        "clock-countdown",
    ),
    Command.CHALLENGE: Line(
        _("You asked for another mediator"),
        _("The buyer asked for another mediator"),
        _("The seller asked for another mediator"),
        "users",
    ),
}

PLAIN: Mapping[str, tuple[Promise, str]] = {
    Command.ADMIT_EVIDENCE: (_("The mediator admitted late evidence: {name}"), "check"),
    Command.DISREGARD_EVIDENCE: (_("The mediator did not take evidence into account: {name}"), "prohibit"),
    Command.RULE_CONFIDENTIAL: (_("Ruling on confidential evidence: {name}"), "lock-simple"),
    Command.RECOMMEND: (_("The mediator recommended {terms}"), "scales"),
    Command.DECIDE: (_("The mediator decided: {amount} for the buyer"), "gavel"),
    Command.DECIDE_APPEAL: (_("The appeal was decided: {amount} for the buyer"), "gavel"),
    Command.SCAN: (_("Courier: {name}"), "truck"),
    Command.MERGE: (_("The dispute was joined with another one about the same order: {name}"), "stack"),
    Happening.JOINED: (_("Another dispute about the same order was joined with this one: {name}"), "stack"),
    Command.EXTERNAL_OPENED: (_("A chargeback was opened at the bank: {amount}"), "credit-card"),
    Command.REFUND_FAILED: (_("The payment of {amount} did not go through; it is tried again"), "warning"),
    Command.REFUND_CONFIRMED: (_("{amount} have been paid back"), "coins"),
    Command.GRANT_SET_ASIDE: (_("A reviewer reopened the case"), "arrows-clockwise"),
    Command.REFUSE_SET_ASIDE: (_("A reviewer left the case as it is"), "check"),
    Command.NOTICE_BOUNCED: (_("A notice could not be delivered"), "envelope-simple"),
    Command.RECORD_INSOLVENCY: (_("The seller is insolvent; an administrator acts for them"), "buildings"),
    Command.MESSAGE: (_("A message was written"), "chat-circle-text"),
    Happening.SETTLED: (_("Agreement: {terms}"), "handshake"),
    Happening.DECISION_FINAL: (_("The decision is final: {amount} for the buyer"), "gavel"),
    Happening.CLOSED: (_("The dispute has ended: {name}"), "check-circle"),
    Happening.RELEASED: (_("{amount} were released to the seller"), "coins"),
    Happening.REFUND_INSTRUCTED: (_("The payment of {amount} to the buyer was started"), "coins"),
    Happening.REFUND_FAILED: (_("The payment of {amount} did not go through; it is tried again"), "warning"),
    Happening.REFUND_CONFIRMED: (_("{amount} have been paid back"), "coins"),
    Happening.FLAG: ("{name}", "flag"),  # type: ignore[dict-item]  # nothing but the flag's own name
    Happening.REMINDER: (_("Reminder sent: {name}"), "bell"),
}

ERASED: tuple[Promise, str] = (
    _("The texts and files of this case were erased, by the rule of retention"),
    "trash",
)
"""The last line of a case whose time is over."""

DEFAULTED = _("The seller did not answer; the request counts as accepted: {terms}")
"""What stands in the place of an agreement when silence made it."""

WON: Mapping[Role, Promise] = {
    Role.BUYER: _("The proceeding at the bank has ended: the bank's refund to the buyer stands"),
    Role.SELLER: _("The proceeding at the bank has ended in favour of the seller"),
}
"""The end of a proceeding outside, by whose favour it ended in."""

INSPECTED: Mapping[tuple[bool, str], Promise] = {
    (True, "you"): _("You found the returned goods in order"),
    (True, "other"): _("The seller found the returned goods in order"),
    (False, "you"): _("You found the returned goods not in order"),
    (False, "other"): _("The seller found the returned goods not in order"),
}

CLAIMED: Mapping[str, Promise] = {
    "you": _("You claimed that the goods came back not in order: {name}"),
    "other": _("The seller claimed that the goods came back not in order: {name}"),
}
"""The opening of a seller's claim about a return."""

ASKED: Mapping[tuple[Role, str], Promise] = {
    (Role.BUYER, "you"): _("The mediator has asked you a question"),
    (Role.BUYER, "other"): _("The mediator has asked the buyer a question"),
    (Role.SELLER, "you"): _("The mediator has asked you a question"),
    (Role.SELLER, "other"): _("The mediator has asked the seller a question"),
}
"""A question, to whom it was put."""

CHALLENGED: Mapping[bool, Promise] = {
    True: _("Another mediator takes the case"),
    False: _("The mediator stays: the reasons given do not call for a change"),
}

ENDED_TIMERS: Mapping[Timer, Promise] = {
    Timer.SELLER_FIRST_ANSWER: _("The time for the seller's answer ended"),
    Timer.NEGOTIATION: _("The time for the negotiation ended"),
    Timer.PROPOSAL: _("A proposal lapsed without an answer"),
    Timer.EVIDENCE_WINDOW: _("The time for evidence ended"),
    Timer.FIRST_DECISION: _("The decision is late; a supervisor was told"),
    Timer.INFO_REQUEST: _("The mediator's question was not answered in time"),
    Timer.RECOMMENDATION: _("The recommendation was not accepted in time"),
    Timer.APPEAL: _("The time to appeal ended"),
    Timer.APPEAL_DECISION: _("The decision on the appeal is late; a supervisor was told"),
    Timer.RETURN_LABEL: _("No label for the return came in time"),
    Timer.RETURN_SHIP: _("The goods were not sent back in time"),
    Timer.RETURN_LOST: _("The return did not arrive"),
    Timer.INSPECTION: _("The returned goods were not checked in time"),
    Timer.WITHDRAW_COOLING_OFF: _("The time to keep the dispute ended"),
    Timer.REFUND_EXECUTION: _("The refund is late; a supervisor was told"),
    Timer.PERFORMANCE: _("What was agreed was not done in time"),
    Timer.LATE_EVIDENCE_REPLY: _("The time to answer late evidence ended"),
    Timer.STATUTORY_WITHDRAWAL: _("The legal time for the refund of a withdrawal ended"),
    Timer.STATUTORY_REPAIR: _("The legal time for repair or replacement ended"),
}
