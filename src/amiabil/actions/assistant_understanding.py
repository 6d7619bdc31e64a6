"""Which command is a message? A card that was pressed, what was asked for, a correction, a task, else a question.

The embedded assistant's own reading; another understanding gives the same commands (``domain/assistant/commands``).
"""

from __future__ import annotations

import re

from amiabil.actions.assistant_flows import named_order, reference_in
from amiabil.actions.assistant_flows_service import SLOTS, TYPED
from amiabil.actions.assistant_turns import Open
from amiabil.actions.support_setup import current_setup
from amiabil.domain.assistant.commands import (
    Ask,
    Command,
    Flow,
    Say,
    SetSlot,
    Sign,
    StartFlow,
    Words,
    pressed,
)
from amiabil.domain.assistant.spoken import words
from amiabil.domain.support.packaged import categories
from amiabil.foundation.text import fold

_NUMBER = re.compile(r"(?<![\w-])#?([0-9][0-9A-Za-z-]{2,20})(?![\w-])")
"""What can be the number of an order."""


def understand(seen: Open) -> Command:
    """What is said, as a command."""
    known = words()
    if seen.choice:
        command = pressed(seen.choice)
        if command is not None:
            return command
    sign = known.sign_of(seen.text)
    if seen.talk.flow and seen.talk.asked:
        command = _in_flow(seen, known, sign)
        if command is not None:
            return command
    if sign is not None:
        return Say(sign)
    if seen.talk.flow and known.corrects(seen.text):
        command = _corrected(seen, known)
        if command is not None:
            return command
    flow = known.flow_of(seen.text)
    if flow is not None:
        return StartFlow(flow, arguments_of(seen, known, flow))
    return _about_it(seen) or Ask(seen.text)


def arguments_of(seen: Open, known: Words, flow: Flow) -> dict[str, str]:
    """What a message says already of what a task will ask."""
    given: dict[str, str] = {}
    if flow in SLOTS["order"]:
        order = named_order(seen.viewer, seen.text) or _written_number(seen.text)
        if order:
            given["order"] = order
    dispute, ticket = reference_in(seen.text, "D"), reference_in(seen.text, "T")
    if flow in SLOTS["dispute"] and dispute:
        given["dispute"] = dispute
    if flow is Flow.TICKET_STATUS and ticket:
        given["ticket"] = ticket
    reason = known.reason_of(seen.text)
    if flow is Flow.OPEN_DISPUTE and reason is not None:
        given["reason"] = reason.value
    return given


def _in_flow(seen: Open, known: Words, sign: Sign | None) -> Command | None:
    """What an answer to the open question says; None where it is none."""
    asked = seen.talk.asked
    if sign is Sign.CANCEL:
        return Say(sign)
    if sign is Sign.SKIP and asked in {"description", "outcome"}:
        return SetSlot(asked, "")
    if asked in TYPED:
        flow = known.flow_of(seen.text)
        if flow is not None and seen.text.rstrip().endswith("?") and flow.value != seen.talk.flow:
            return StartFlow(flow, arguments_of(seen, known, flow))
        return SetSlot(asked, seen.text.strip())
    value = _value(seen, known, asked)
    return SetSlot(asked, value) if value else None


def _value(seen: Open, known: Words, asked: str) -> str:
    text = seen.text
    if asked == "order":
        return named_order(seen.viewer, text) or _written_number(text)
    if asked == "dispute":
        return reference_in(text, "D")
    if asked == "reason":
        reason = known.reason_of(text)
        return reason.value if reason is not None else ""
    labels = {
        "topic": [(one.key, one.labels) for one in current_setup().topics],
        "category": [(one.key, one.labels) for one in categories()],
    }
    said = fold(text)
    return next(
        (
            key
            for key, known in labels.get(asked, [])
            if any(fold(label) in said or said in fold(label) for label in known.values())
        ),
        "",
    )


def _corrected(seen: Open, known: Words) -> Command | None:
    """*No, the other one*: another value for what was said before."""
    slots = seen.talk.slots
    order = named_order(seen.viewer, seen.text) or _written_number(seen.text)
    if order and order != slots.get("order", ""):
        return SetSlot("order", order)
    reason = known.reason_of(seen.text)
    if reason is not None and "reason" in slots and reason.value != slots["reason"]:
        return SetSlot("reason", reason.value)
    return None


def _about_it(seen: Open) -> Command | None:
    """A bare number or reference is a question about that order or dispute."""
    text = seen.text.strip()
    dispute, ticket = reference_in(text, "D"), reference_in(text, "T")
    if dispute and len(text) <= 40:
        return StartFlow(Flow.DISPUTE_STATUS, {"dispute": dispute})
    if ticket and len(text) <= 40:
        return StartFlow(Flow.TICKET_STATUS, {"ticket": ticket})
    number = _written_number(text)
    if number and len(text.split()) <= 3:
        return StartFlow(Flow.WHERE_IS_MY_ORDER, {"order": named_order(seen.viewer, text) or number})
    return None


def _written_number(text: str) -> str:
    found = _NUMBER.search(text)
    return found[1] if found else ""
