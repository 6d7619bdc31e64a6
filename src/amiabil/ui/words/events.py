"""What happened, as one quiet line of the history? One sentence for each kind of event, by who did it and who reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amiabil.domain.disputes.money import GOODS
from amiabil.domain.terms import (
    AppealGround,
    CarrierStatus,
    Command,
    EvidenceKind,
    Flag,
    Happening,
    Lane,
    Outcome,
    Reason,
    Remedy,
    Role,
    Timer,
)
from amiabil.foundation.money import Money
from amiabil.records.retention import EVENT_TYPE as ERASED_TYPE
from amiabil.ui.reader import Reader
from amiabil.ui.words import evidence, lengthened, links, names, remedies
from amiabil.ui.words.event_sentences import (
    ASKED,
    BY_SIDE,
    CHALLENGED,
    CLAIMED,
    DEFAULTED,
    ENDED_TIMERS,
    ERASED,
    GONE,
    INSPECTED,
    LEGAL_GUARANTEE,
    PLAIN,
    REPAIRED,
    RULED_SECRET,
    SECRET,
    WITHDRAWN,
    WON,
    Line,
)

_SIDE = {Role.BUYER.value: "buyer", Role.SELLER.value: "seller", Role.ADMINISTRATOR.value: "seller"}


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a line: the sentence and its icon."""

    text: str
    icon: str


_STORED_OTHERWISE = {
    "message.posted": "message",
    "evidence.added": "add_evidence",
    "refund.instructed": "refund_instructed",
    "refund.confirmed": "refund_confirmed",
    "refund.failed": "refund_failed",
}
"""Events whose public name is not the kind of the engine (conventions.md, *Events and webhooks*)."""


def kind_of(event_type: str) -> str:
    """The kind without its prefix: "dispute.propose" is "propose"."""
    kind = event_type.rpartition(".")[2]
    return _STORED_OTHERWISE.get(event_type, kind)


def told(event_type: str, data: Mapping[str, Any], *, actor_role: str, reader: Reader) -> Told:
    """The line of an event for this reader; ``data`` are the facts it was stored with.

    Raises ``KeyError`` for a kind of event that has no sentence (a test walks all commands and happenings).
    """
    if event_type == ERASED_TYPE:
        return Told(str(ERASED[0]), ERASED[1])
    if links.is_of_link(event_type):
        return Told(links.told(event_type, data), links.ICON)
    kind = kind_of(event_type)
    if kind in lengthened.HEADLINES:
        return Told(lengthened.text(kind, data, reader), lengthened.ICON)
    words = _words(kind, data, reader)
    if kind == Happening.EXPIRED:
        return Told(str(ENDED_TIMERS[Timer(data["timer"])]), "hourglass-medium")
    if kind == Command.SUBMIT and data.get("lane") == Lane.SELLER_RETURN_CLAIM:
        who = "you" if reader.viewer.side is Role.SELLER else "other"
        return Told(_fill(str(CLAIMED[who]), words), "scales")
    if kind == Command.INSPECT:
        who = "you" if reader.viewer.side is Role.SELLER else "other"
        return Told(str(INSPECTED[bool(data.get("ok")), who]), "magnifying-glass")
    if kind == Command.REQUEST_INFO:
        asked = Role(data["of"])
        return Told(str(ASKED[asked, "you" if reader.viewer.side is asked else "other"]), "question")
    if kind == Command.EXTERNAL_CLOSED:
        return Told(str(WON[Role(data["won_by"])]), "credit-card")
    if kind == Happening.SETTLED and data.get("outcome") == Outcome.DEFAULT_SELLER_SILENT:
        return Told(_fill(str(DEFAULTED), words), "hourglass-medium")
    if kind == Command.ANSWER_CHALLENGE:
        return Told(str(CHALLENGED[bool(data.get("granted"))]), "users")
    if kind == Command.RULE_CONFIDENTIAL:
        ruling, icon = RULED_SECRET[bool(data.get("granted"))]
        return Told(_fill(str(ruling), words), icon)
    if kind in BY_SIDE:
        line = _line(kind, data)
        side = _SIDE.get(str(data.get("by") or actor_role), "")
        mine = reader.viewer.side is not None and side == _SIDE.get(reader.viewer.side.value, "?")
        sentence = line.you if mine else line.seller if side == "seller" else line.buyer
        return Told(_fill(str(sentence), words), line.icon)
    sentence, icon = PLAIN[kind]
    return Told(_fill(str(sentence), words), icon)


def _line(kind: str, data: Mapping[str, Any]) -> Line:
    """The sentences of a command; a withdrawal from the contract asks for nothing, however it began."""
    if kind in (Command.SUBMIT, Command.CONVERT) and data.get("reason") == Reason.WD_STATUTORY:
        return WITHDRAWN
    if kind == Command.ADD_EVIDENCE and data.get("secrecy"):
        return SECRET
    if kind == Command.ADD_EVIDENCE and data.get("gone"):
        return GONE
    if kind == Command.PERFORM_CONFIRMED and data.get("guarantee_months"):
        return REPAIRED
    if kind == Command.CONVERT and data.get("lane") == Lane.STATUTORY_CONFORMITY:
        return LEGAL_GUARANTEE
    return BY_SIDE[kind]


def _fill(sentence: str, words: Mapping[str, str]) -> str:
    """The sentence with its words; a part that is not known takes its colon with it ("asked a question")."""
    for name in ("name", "terms", "amount"):
        if not words[name]:
            sentence = sentence.replace(f": {{{name}}}", "")
    return sentence.format(**words).strip()


def _words(kind: str, data: Mapping[str, Any], reader: Reader) -> dict[str, str]:
    return {
        "amount": _decided_goods(kind, data) or _money(data.get("amount"), reader),
        "terms": names.within(_terms(data, reader)),
        "name": _name(kind, data),
    }


def _decided_goods(kind: str, data: Mapping[str, Any]) -> str:
    """What the buyer gets by a decision that orders goods, which has no amount; empty for any other event."""
    if kind not in (Command.DECIDE, Command.DECIDE_APPEAL, Happening.DECISION_FINAL):
        return ""
    terms = data.get("terms")
    found = terms.get("remedy") if isinstance(terms, dict) else data.get("remedy")
    return names.within(remedies.name(Remedy(found))) if found in GOODS else ""


def _money(fact: object, reader: Reader) -> str:
    if not isinstance(fact, dict):
        return ""
    return reader.money(Money.parse(str(fact["amount"]), str(fact["currency"])))


def _terms(data: Mapping[str, Any], reader: Reader) -> str:
    terms = data.get("terms")
    if isinstance(terms, dict):
        return remedies.request(Remedy(terms["remedy"]), _money(terms.get("amount"), reader))
    return _money(data.get("amount"), reader)


def _name(kind: str, data: Mapping[str, Any]) -> str:
    if kind in (Command.SUBMIT, Command.CONVERT):
        return names.within(names.REASONS[Reason(data["reason"])])
    if kind == Command.ADD_EVIDENCE:
        return names.within(evidence.name(EvidenceKind(data["evidence_kind"])))
    if kind in (Command.ADMIT_EVIDENCE, Command.DISREGARD_EVIDENCE, Command.RULE_CONFIDENTIAL):
        return str(data.get("label", ""))
    if kind == Command.APPEAL:
        return names.within(names.GROUNDS[AppealGround(data["ground"])])
    if kind == Command.SCAN:
        return names.within(names.CARRIER[CarrierStatus(data["status"])])
    if kind == Happening.FLAG:
        return str(names.FLAGS[Flag(data["flag"])])
    if kind == Happening.REMINDER:
        return names.within(names.TIMERS[Timer(data["timer"])])
    if kind in (Command.MERGE, Happening.JOINED):
        return str(data.get("into") or data.get("case") or "")
    if kind == Happening.CLOSED:
        return names.within(names.OUTCOMES[Outcome(data["outcome"])])
    return ""
