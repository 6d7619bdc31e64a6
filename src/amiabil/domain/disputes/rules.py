"""Where does each rule of the procedure come from, what must be true for it, and what follows?

``procedure`` says who may do what and when, ``expiry`` what the end of a timer runs; this table says why, in words,
with the marks of the specification (C, T) and of the law (L, see ``LAW``). ``docs/procedure.md`` is made from it.
A test runs every story and demands that the paths written here are the ones that are taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amiabil.domain.disputes.paths import CLAIM, JOINING, NEGOTIATED, REPAIR, WITHDRAWAL, Path
from amiabil.domain.terms import Command, Flag, Lane, Timer

C, T = Command, Timer


@dataclass(frozen=True, slots=True)
class Rule:
    """One command or timer: its mark in the specification, what must be true, what follows, and the law behind it."""

    source: str
    guard: str
    effect: str
    law: tuple[str, ...] = ()


COMMANDS: Mapping[Command, Rule] = {
    C.SUBMIT: Rule(
        "C1",
        "units free, window open, required evidence there, no chargeback for the units",
        "policy, order and calendar are pinned; the hold is placed; T2 and T3 start; a safety request beside what is"
        " dangerous",
        ("L1", "L7", "L26"),
    ),
    C.ACCEPT_REQUEST: Rule(
        "C2", "the request is the one that was seen", "an agreement on the buyer's request"
    ),
    C.REJECT_REQUEST: Rule(
        "C3",
        "a reason; evidence where the policy demands it",
        "negotiation; escalation is open at once",
        ("L9",),
    ),
    C.PROPOSE: Rule(
        "C4",
        "the remedy is allowed, the amount at most what is refundable",
        "replaces one's own proposal; T4 starts; matching is tried",
        ("L9", "L10"),
    ),
    C.ACCEPT: Rule("C5", "the other's proposal is current", "an agreement on it"),
    C.DECLINE: Rule("C6", "the other's proposal is current", "the proposal is gone; no timer changes"),
    C.ESCALATE: Rule(
        "C7", "rejected, or the earliest escalation is over", "a mediator has the case; T5, T6", ("S1",)
    ),
    C.ADD_EVIDENCE: Rule("C24", "", "listed; late after T5", ("S2",)),
    C.ADMIT_EVIDENCE: Rule("C25", "a late item, a written reason", "the other side's time to reply starts"),
    C.DISREGARD_EVIDENCE: Rule("C25", "a late item, a written reason", "listed as disregarded"),
    C.RULE_CONFIDENTIAL: Rule(
        "5.3",
        "an item that was marked confidential, a written reason",
        "it stays with who decides, or counts for nothing; the other side never sees it",
        ("S1",),
    ),
    C.WAIVE_EVIDENCE: Rule("C26", "the window runs, or one's reply is awaited", "waived by both: T5 ends"),
    C.REQUEST_INFO: Rule("C8", "one party, one fact", "T7 starts; T6 pauses, once per party"),
    C.ANSWER_INFO: Rule("C8", "asked, and T7 not over", "T6 goes on"),
    C.RECOMMEND: Rule("C9", "written grounds", "T8 starts", ("S1",)),
    C.ACCEPT_RECOMMENDATION: Rule("C9", "not answered yet", "accepted by both: an agreement"),
    C.DECLINE_RECOMMENDATION: Rule("C9", "", "back to mediation, T5 and T6 as they were"),
    C.DECIDE: Rule(
        "C10",
        "T5 over, no reply awaited, form complete, no interest of one's own",
        "T9 starts; what nobody contests is paid",
        ("L10", "L24"),
    ),
    C.APPEAL: Rule(
        "C11", "T9 runs, a ground, an amount in one's range, once", "T10 starts; the range changes"
    ),
    C.WAIVE_APPEAL: Rule("C12", "not appealed", "waived by both: final at once"),
    C.DECIDE_APPEAL: Rule(
        "C13",
        "T9 over for both, confidential items ruled upon, another person, not worse for a lone appellant",
        "final",
        ("L15", "L24"),
    ),
    C.WITHDRAW: Rule(
        "C14",
        "no decision, no refund under way; not after a default was set aside that has paid",
        "T15 starts; everything else rests",
    ),
    C.UNDO_WITHDRAW: Rule("C15", "T15 runs", "everything goes on; what fell due fires now"),
    C.REOPEN: Rule(
        "C15",
        "in time, not too often, units free, no proceeding about them",
        "negotiation with a new T3",
        ("S3",),
    ),
    C.PROVIDE_LABEL: Rule("C16", "T11 runs", "T12 starts"),
    C.WAIVE_RETURN: Rule("C16", "T11 runs; a withdrawal not sent back", "the refund is due"),
    C.GIVE_RETURN_ADDRESS: Rule(
        "3.12", "the goods are not on their way yet", "the buyer reads where to send them", ("L3",)
    ),
    C.RECORD_RETURN_SHIPMENT: Rule("C17", "proof, unless the buyer chose the carrier", "T13 starts", ("L3",)),
    C.SCAN: Rule(
        "C17, C18", "", "a return that comes starts T14, in a case that rests when it goes on", ("L3",)
    ),
    C.INSPECT: Rule("C18", "", "in order: the refund is due; not in order: a claim of the seller opens"),
    C.PERFORM: Rule("T17", "goods are promised", "noted"),
    C.PERFORM_CONFIRMED: Rule(
        "T17",
        "goods are promised",
        "closed, the hold released; a repair prolongs the legal guarantee, once",
        ("L11", "S3"),
    ),
    C.CONVERT: Rule(
        "C20",
        "the new reason or lane is open",
        "reason or lane changes, the history stays; a safety request beside what is dangerous",
        ("L1", "L26"),
    ),
    C.MERGE: Rule(
        "C22",
        "two open cases of one order, alike in lane, reason, remedy and policy; no offer or question open",
        "the later one is closed as a duplicate; its units, hold and evidence go to the one filed first",
    ),
    C.VOLUNTARY_REFUND: Rule("C23", "at most what is refundable", "paid at once; the claim falls"),
    C.EXTERNAL_OPENED: Rule("C19", "", "booked as debit; an open case is suspended"),
    C.EXTERNAL_CLOSED: Rule("C19", "a proceeding is open", "the case goes on with the days it had"),
    C.REFUND_FAILED: Rule("T16", "an attempt is under way", "another attempt after the policy's hours"),
    C.REFUND_CONFIRMED: Rule("T16", "an attempt is under way", "the hold falls; closed when nothing is owed"),
    C.SET_ASIDE_DEFAULT: Rule("C21", "closed by default, T9 runs, once", "a reviewer answers", ("L24",)),
    C.GRANT_SET_ASIDE: Rule("C21", "asked for", "a mediator hears the case; the money stays with the buyer"),
    C.REFUSE_SET_ASIDE: Rule("C21", "asked for", "the default stands"),
    C.NOTICE_BOUNCED: Rule("T2", "", "nothing follows from that party's silence", ("L29",)),
    C.EXTEND: Rule("3.12", "T12 runs, once", "T12 ends later"),
    C.CHALLENGE: Rule("3.12", "once per party", "a supervisor answers", ("S2",)),
    C.ANSWER_CHALLENGE: Rule(
        "3.12", "a mediator is challenged", "granted: another mediator, T6 anew", ("S2",)
    ),
    C.RECORD_INSOLVENCY: Rule(
        "3.4", "", "the administrator stands in; mediation; the fund pays up to its cap"
    ),
    C.CALENDAR_CHANGED: Rule(
        "3.6",
        "a holiday came or went",
        "what runs is counted anew and only lengthened; what starts later counts so",
    ),
    C.OUTAGE_EXTENDED: Rule(
        "R3", "nobody could act for longer than the policy allows", "the parties' deadlines end later"
    ),
    C.MESSAGE: Rule("3.4", "", "a seller who presses to close sets a flag"),
}
"""Every command. Source: disputes.md 3.4 and, where the mark says so, 3.5 and 3.12."""

TIMERS: Mapping[Timer, Rule] = {
    T.SELLER_FIRST_ANSWER: Rule(
        "T2", "opening", "up to the policy's limit the request is granted, else mediation", ("L29",)
    ),
    T.NEGOTIATION: Rule("T3", "opening, reopening", "mediation; never the end of the case", ("S1",)),
    T.PROPOSAL: Rule("T4", "proposal; not beyond T3", "lapses; an offer that dominates settles", ("L29",)),
    T.EVIDENCE_WINDOW: Rule("T5", "entering mediation", "what comes later is late"),
    T.FIRST_DECISION: Rule(
        "T6", "entering mediation", "supervisor told; runs on to the hard stop; no party loses"
    ),
    T.INFO_REQUEST: Rule("T7", "question", "decided on the file"),
    T.RECOMMENDATION: Rule("T8", "recommendation", "counts as no"),
    T.APPEAL: Rule(
        "T9", "decision; default", "the decision is final; the default can no longer be set aside"
    ),
    T.APPEAL_DECISION: Rule("T10", "appeal", "supervisor told; runs anew"),
    T.RETURN_LABEL: Rule("T11", "agreement or decision with a return", "refund without a return"),
    T.RETURN_SHIP: Rule("T12", "label; withdrawal", "closed; a withdrawal only waits", ("L3",)),
    T.RETURN_LOST: Rule("T13", "dispatch", "the seller's carrier: refund; the buyer's own: mediation"),
    T.INSPECTION: Rule("T14", "delivery of the return", "refund in full"),
    T.WITHDRAW_COOLING_OFF: Rule("T15", "withdrawal of the case", "closed, the hold released"),
    T.REFUND_EXECUTION: Rule("T16", "refund due", "alarm; attempts go on"),
    T.PERFORMANCE: Rule("T17", "agreement on goods", "refund from the hold", ("L8",)),
    T.LATE_EVIDENCE_REPLY: Rule("5.4", "admission of a late item", "decided on the file"),
    T.STATUTORY_WITHDRAWAL: Rule(
        "3.5",
        "withdrawal from the contract",
        "a breach, unless everything is still out; with nothing to send, the refund",
        ("L3",),
    ),
    T.STATUTORY_REPAIR: Rule(
        "3.5", "filing in the conformity lane", "a breach; every remedy is open", ("L8", "L10")
    ),
}
"""Every timer: here ``guard`` is what starts it and ``effect`` what silence does. Source: disputes.md 3.5."""

FLAGS: Mapping[Flag, str] = {
    Flag.SELLER_SILENT: "T2 ended in mediation",
    Flag.NOTICE_NOT_CONFIRMED: "T2 ended and the seller's notice had come back",
    Flag.LATE_EVIDENCE: "an item came after T5",
    Flag.STATUTORY_BREACH: "a limit of the law was passed, or a replacement that is due was refused (L3, L8, L9)",
    Flag.PROMISE_BROKEN: "T17 ended without the goods",
    Flag.PRESSURE_TO_CLOSE: "the seller asked to close first",
    Flag.FUND_PAID: "the guarantee fund has paid",
    Flag.DOUBLE_PAYMENT_RISK: "a proceeding outside asks for what was refunded already",
}
"""When each flag is set; it stays set."""

PATHS: Mapping[Lane, frozenset[Path]] = {
    Lane.GUARANTEE: NEGOTIATED | JOINING,
    Lane.STATUTORY_CONFORMITY: NEGOTIATED | REPAIR,
    Lane.STATUTORY_WITHDRAWAL: WITHDRAWAL,
    Lane.SELLER_RETURN_CLAIM: CLAIM,
}
"""Every way from one state to another, by lane: the state before, the command or ended timer, the state after."""

LAW: Mapping[str, str] = {
    "L1": "Directive 2011/83 art. 9; OUG 34/2014 art. 9",
    "L3": "Directive 2011/83 arts. 13-14",
    "L7": "Directive 2019/771; OUG 140/2021",
    "L8": "OUG 140/2021 art. 12(1)(b)",
    "L9": "OUG 140/2021 art. 11(7); Law 190/2025",
    "L10": "Directive 2019/771 arts. 13, 16",
    "L11": "Directive 2024/1799 art. 16",
    "L15": "Regulation 2022/2065 art. 20",
    "L24": "Regulation 2016/679 arts. 12-22",
    "L26": "Regulation 2023/988 art. 22",
    "L29": "Directive 93/13",
    "S1": "UNCITRAL Technical Notes on Online Dispute Resolution, 2016",
    "S2": "UNCITRAL Technical Notes, details",
    "S3": "ISO 10002, ISO 10003",
}
"""The law and the standards a rule serves. Nothing here is legal advice."""
