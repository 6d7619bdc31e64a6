"""What are requests for help called, and how is told what became of one?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import LevelClock, Priority, TicketStatus, TicketType
from amiabil.domain.terms import PARTIES
from amiabil.ui.facts import Chip
from amiabil.ui.reader import Reader
from amiabil.ui.words.events import Told
from amiabil.ui.words.names import Names

STATUSES: Names[TicketStatus] = {
    TicketStatus.NEW: _("New"),
    TicketStatus.OPEN: _("Open"),
    TicketStatus.WAITING_FOR_CUSTOMER: _("Waiting for the customer"),
    TicketStatus.WAITING_FOR_THIRD_PARTY: _("Waiting for somebody else"),
    TicketStatus.SOLVED: _("Solved"),
    TicketStatus.CLOSED: _("Closed"),
}

_TO_CUSTOMER: Names[TicketStatus] = {
    TicketStatus.NEW: _("Received"),
    TicketStatus.OPEN: _("We are on it"),
    TicketStatus.WAITING_FOR_CUSTOMER: _("Your answer is needed"),
    TicketStatus.WAITING_FOR_THIRD_PARTY: _("We wait for somebody else"),
    TicketStatus.SOLVED: _("Solved"),
    TicketStatus.CLOSED: _("Closed"),
}

_LOOKS: Mapping[TicketStatus, Chip] = {
    TicketStatus.NEW: Chip("", "brand", "tray"),
    TicketStatus.OPEN: Chip("", "brand", "chat-circle-text"),
    TicketStatus.WAITING_FOR_CUSTOMER: Chip("", "warn", "hourglass-medium"),
    TicketStatus.WAITING_FOR_THIRD_PARTY: Chip("", "plain", "hourglass-medium"),
    TicketStatus.SOLVED: Chip("", "good", "check-circle"),
    TicketStatus.CLOSED: Chip("", "plain", "check-circle"),
}

PRIORITIES: Names[Priority] = {
    Priority.LOW: _("Low"),
    Priority.NORMAL: _("Normal"),
    Priority.HIGH: _("High"),
    Priority.URGENT: _("Urgent"),
}

TYPES: Names[TicketType] = {
    TicketType.QUESTION: _("Question"),
    TicketType.PROBLEM: _("Problem"),
    TicketType.TASK: _("Task"),
    TicketType.REPORT: _("Report"),
}

CLOCKS: Names[LevelClock] = {
    LevelClock.FIRST_REPLY: _("First answer"),
    LevelClock.NEXT_REPLY: _("Next answer"),
    LevelClock.SOLUTION: _("Solution"),
}

FIELDS: Mapping[str, Promise] = {
    "status": _("status"),
    "priority": _("priority"),
    "type": _("type"),
    "topic": _("topic"),
    "team": _("team"),
    "assignee": _("who answers"),
    "tags": _("tags"),
    "order": _("order"),
    "status_name": _("name of the status"),
}

_EVENTS: Mapping[str, tuple[Promise, Promise, str]] = {
    "ticket.opened": (_("Your request has been received"), _("The request came in"), "tray"),
    "ticket.reopened": (
        _("The request is open again"),
        _("The request is open again"),
        "arrow-counter-clockwise",
    ),
    "ticket.solved": (_("The request counts as solved"), _("The request counts as solved"), "check-circle"),
    "ticket.closed": (_("The request is closed"), _("The request is closed"), "check-circle"),
    "ticket.reminded": (
        _("We reminded you that your answer is needed"),
        _("The customer was reminded"),
        "bell",
    ),
}
"""As the customer reads it, as the staff do, and the icon."""


def label(labels: Mapping[str, str], language: str) -> str:
    """A text of the set-up in the reader's language, else in English, else in whatever there is."""
    found = labels.get(language) or labels.get(language.partition("-")[0]) or labels.get("en")
    return found or next(iter(labels.values()), "")


def status_chip(status: TicketStatus, *, name: str = "", for_customer: bool) -> Chip:
    """Where a request stands; ``name`` is the operator's own for it."""
    look = _LOOKS[status]
    words = _TO_CUSTOMER if for_customer else STATUSES
    return Chip(name or str(words[status]), look.tone, look.icon)


def status_name(setup: Setup, key: str, language: str) -> str:
    """The operator's own name of this key; empty for none, or one that is gone."""
    return next((label(one.labels, language) for one in setup.status_names if one.key == key), "")


def priority_chip(priority: Priority) -> Chip | None:
    """Only what stands out from the usual is marked."""
    if priority is Priority.NORMAL:
        return None
    tone = {Priority.URGENT: "bad", Priority.HIGH: "warn", Priority.LOW: "plain"}[priority]
    icon = "arrow-down" if priority is Priority.LOW else "lightning"
    return Chip(str(PRIORITIES[priority]), tone, icon)  # type: ignore[arg-type]


def is_of_ticket(key: str) -> bool:
    """Whether this type of event, or key of a notice, belongs to a request for help."""
    return key.startswith("ticket.")


def told_to_customer(key: str) -> Told:
    """The line of a notice to whoever asked. Raises ``KeyError`` for what they are not told of."""
    sentence, _staff, icon = _EVENTS[key]
    return Told(str(sentence), icon)


def told(key: str, facts: Mapping[str, Any], reader: Reader, setup: Setup) -> Told | None:
    """The line of an event for this reader; None for what says nothing to them.

    Raises ``KeyError`` for a kind of event that has no sentence.
    """
    customer = reader.viewer.role in PARTIES
    if key == "ticket.changed":
        return None if customer else _changed(facts, reader, setup)
    if key in {"ticket.level_near", "ticket.level_missed"}:
        return _level(key, LevelClock(facts["clock"]))
    for_customer, for_staff, icon = _EVENTS[key]
    return Told(str(for_customer if customer else for_staff), icon)


def _level(key: str, kind: LevelClock) -> Told:
    near = key == "ticket.level_near"
    sentence = (
        gettext("%(what)s: the promised time ends soon")
        if near
        else gettext("%(what)s: the promise was missed")
    )
    return Told(sentence % {"what": CLOCKS[kind]}, "clock-countdown" if near else "warning-circle")


def _changed(facts: Mapping[str, Any], reader: Reader, setup: Setup) -> Told | None:
    parts = [
        gettext("%(field)s: %(value)s")
        % {"field": FIELDS[name], "value": _value(name, pair[1], reader, setup)}
        for name, pair in facts["changes"].items()
    ]
    parts += [gettext("a field was filled in")] * bool(facts["fields"])
    if not parts:
        return None
    text = ", ".join(parts)
    return Told(text[:1].upper() + text[1:], "note-pencil")


def _value(name: str, value: Any, reader: Reader, setup: Setup) -> str:
    if not value:
        return gettext("nobody") if name == "assignee" else gettext("none")
    if isinstance(value, list):
        return ", ".join(value)
    known: Mapping[str, Any] = {
        "status": lambda: STATUSES[TicketStatus(value)],
        "priority": lambda: PRIORITIES[Priority(value)],
        "type": lambda: TYPES[TicketType(value)],
        "topic": lambda: label(setup.topic(value).labels, reader.language),
        "team": lambda: team_name(setup, value, reader.language),
        "status_name": lambda: status_name(setup, value, reader.language) or value,
        "assignee": lambda: value.removeprefix("staff:"),
    }
    return str(known[name]()) if name in known else str(value)


def team_name(setup: Setup, key: str, language: str) -> str:
    """What a team is called; its key when it is gone."""
    return next((label(one.labels, language) for one in setup.teams if one.key == key), key)
