"""What did people do in a case, so that it can be told again? From stored events to commands, without personal data.

Kept are the commands with what the procedure reads of them. Left out: everything people wrote, titles, references of
people and orders; a text the procedure demands is replaced by a mark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from amiabil.domain.disputes.order import OrderFacts
from amiabil.domain.terms import Command, Lane, Reason
from amiabil.foundation import codec

WRITTEN = "(not exported)"
"""Stands where somebody wrote something."""

EVENT_NAMES = {
    "message.posted": "message",
    "evidence.added": "add_evidence",
}
"""Stored names of events that are not ``dispute.`` and the command."""

BY_ITSELF = frozenset({Command.REFUND_CONFIRMED, Command.REFUND_FAILED})
"""What the payment service did; a replay has its own."""


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """A stored event: ``type`` as stored, ``change`` the merge patch it made to the case's document."""

    type: str
    at: datetime
    role: str
    ref: str
    data: Mapping[str, Any]
    change: Mapping[str, Any]


@dataclass(slots=True)
class Teller:
    """Tells the cases of one order; the same person has the same stand-in in all of them."""

    people: dict[tuple[str, str], str] = field(default_factory=dict)
    proceedings: dict[str, str] = field(default_factory=dict)

    def case(self, label: str, events: Sequence[ToldEvent]) -> dict[str, Any]:
        """One case: the order as it was at the opening, and the steps."""
        document: dict[str, Any] = {}
        items: set[str] = set()
        steps = []
        order: dict[str, Any] | None = None
        for event in events:
            document = codec.patched(document, event.change)
            listed = list(document.get("evidence", ()))
            new = [
                {name: item[name] for name in ("kind", "label", "gone") if name in item}
                for item in listed
                if item["label"] not in items
            ]
            items |= {item["label"] for item in listed}
            if order is None and "order" in document:
                order = self._order(document["order"])
            command = command_of(event.type)
            if command is None or command in BY_ITSELF:
                continue
            given = self._arguments(command, event, new)
            steps.append(
                {
                    "at": codec.instant_text(event.at),
                    "by": self._who(event),
                    "do": command.value,
                    "with": given,
                }
            )
        return {"case": label, "order": order, "steps": steps}

    def _who(self, event: ToldEvent) -> str:
        numbers = [ref for (role, ref) in self.people if role == event.role]
        return self.people.setdefault(
            (event.role, event.ref), f"{event.role}:{event.role}-{len(numbers) + 1}"
        )

    def _order(self, document: Mapping[str, Any]) -> dict[str, Any]:
        facts: OrderFacts = codec.decode(OrderFacts, document)
        bare = replace(
            facts,
            ref="order",
            buyer_ref="buyer",
            seller_ref="seller",
            lines=tuple(replace(line, title="") for line in facts.lines),
        )
        return dict(codec.encode(OrderFacts, bare))

    def _arguments(self, command: Command, event: ToldEvent, new: list[dict[str, str]]) -> dict[str, Any]:
        given = _READ.get(command, _nothing)(event.data)
        if command in {Command.SUBMIT, Command.REJECT_REQUEST, Command.INSPECT} and new:
            given["evidence"] = new
        if "ref" in given:
            given["ref"] = self.proceedings.setdefault(
                given["ref"], f"proceeding-{len(self.proceedings) + 1}"
            )
        return {name: value for name, value in given.items() if value is not None}


def command_of(event_type: str) -> Command | None:
    """The command an event tells of; None for what happened by itself, such as a timer."""
    name = EVENT_NAMES.get(event_type, event_type.removeprefix("dispute."))
    return Command(name) if name in set(Command) else None


def calendar_at_opening(calendar: Mapping[str, Any], events: Sequence[ToldEvent]) -> dict[str, Any]:
    """The calendar a case was opened under, from the one it counts by now; both as documents."""
    days = set(calendar.get("holidays", ()))
    for event in reversed(events):
        if command_of(event.type) is Command.CALENDAR_CHANGED:
            days = (days - set(event.data["added"])) | set(event.data["removed"])
    return {**calendar, "holidays": sorted(days)} if days else {"id": calendar["id"]}


Data = Mapping[str, Any]


def _nothing(data: Data) -> dict[str, Any]:
    return {}


def _terms(data: Data) -> dict[str, Any]:
    terms = data.get("terms") or {}
    amount = terms.get("amount")
    return {
        "remedy": terms.get("remedy"),
        "amount": amount["amount"] if amount else None,
        "return_cost": terms.get("return_cost"),
    }


def _submit(data: Data) -> dict[str, Any]:
    withdrawal = data.get("lane") == Lane.STATUTORY_WITHDRAWAL or data["reason"] == Reason.WD_STATUTORY
    return {
        "units": data["units"],
        "reason": data["reason"],
        "ask": None
        if withdrawal
        else {name: value for name, value in _terms(data).items() if value is not None},
        "channel": data.get("channel"),
    }


def _decide(data: Data) -> dict[str, Any]:
    return {**_terms(data), "amount": data["amount"]["amount"], "grounds": WRITTEN, "rule": WRITTEN}


def _texts(data: Data) -> dict[str, Any]:
    return {"text": WRITTEN}


def _kept(*names: str, **more: str) -> Callable[[Data], dict[str, Any]]:
    return lambda data: {name: data.get(name) for name in names} | more


_READ: Mapping[Command, Callable[[Data], dict[str, Any]]] = {
    Command.SUBMIT: _submit,
    Command.REJECT_REQUEST: _kept("reason", text=WRITTEN),
    Command.PROPOSE: lambda data: {**_terms(data), "perform_by": (data.get("terms") or {}).get("perform_by")},
    Command.ACCEPT: _kept("proposal"),
    Command.DECLINE: _kept("proposal"),
    Command.ADD_EVIDENCE: lambda data: {
        "kind": data["evidence_kind"],
        "label": data["label"],
        **({"confidential": WRITTEN, "summary": WRITTEN} if data.get("secrecy") else {}),
        **({"gone": True} if data.get("gone") else {}),
    },
    Command.ADMIT_EVIDENCE: _kept("label", text=WRITTEN),
    Command.DISREGARD_EVIDENCE: _kept("label", text=WRITTEN),
    Command.RULE_CONFIDENTIAL: _kept("label", "granted", text=WRITTEN),
    Command.REQUEST_INFO: _kept("of", text=WRITTEN),
    Command.ANSWER_INFO: _texts,
    Command.RECOMMEND: lambda data: {
        name: value for name, value in {**_terms(data), "text": WRITTEN}.items() if name != "return_cost"
    },
    Command.DECIDE: _decide,
    Command.APPEAL: lambda data: {"ground": data["ground"], "ask": data["ask"]["amount"], "text": WRITTEN},
    Command.DECIDE_APPEAL: lambda data: {
        "amount": data["amount"]["amount"],
        "grounds": WRITTEN,
        "remedy": data.get("remedy"),
    },
    Command.REOPEN: _kept("ground"),
    Command.RECORD_RETURN_SHIPMENT: _kept("proof", "carrier_chosen_by"),
    Command.SCAN: _kept("status", "direction", "line"),
    Command.INSPECT: _kept("ok", "reason"),
    Command.PERFORM: lambda data: {"tracking": WRITTEN if data.get("tracked") else None},
    Command.CONVERT: _kept("reason", "lane"),
    Command.MERGE: lambda data: {"other": data["into"]},
    Command.VOLUNTARY_REFUND: lambda data: {"amount": data["amount"]["amount"]},
    Command.EXTERNAL_OPENED: lambda data: {"ref": data["ref"], "amount": data["amount"]["amount"]},
    Command.EXTERNAL_CLOSED: _kept("ref", "won_by"),
    Command.SET_ASIDE_DEFAULT: lambda data: {"excuse": WRITTEN},
    Command.GRANT_SET_ASIDE: _texts,
    Command.REFUSE_SET_ASIDE: _texts,
    Command.GIVE_RETURN_ADDRESS: _texts,
    Command.NOTICE_BOUNCED: _kept("to"),
    Command.CHALLENGE: lambda data: {"reason": WRITTEN},
    Command.ANSWER_CHALLENGE: _kept("granted", text=WRITTEN),
    Command.CALENDAR_CHANGED: _kept("calendar", "added", "removed"),
    Command.OUTAGE_EXTENDED: _kept("started_at", "ended_at"),
    Command.MESSAGE: _texts,
}
"""What the arguments of each command were, read from the facts of its event."""
