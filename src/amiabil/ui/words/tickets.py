"""What are requests for help called, and how is told what became of one?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from amiabil.domain.support.setup import Setup, Topic
from amiabil.domain.support.terms import LevelClock, Priority, Rating, TicketStatus, TicketType
from amiabil.domain.support.views import Due, Sort
from amiabil.domain.terms import PARTIES, Channel
from amiabil.records.retention import EVENT_TYPE as ERASED_TYPE
from amiabil.records.tickets import TicketFile
from amiabil.ui.facts import Chip
from amiabil.ui.reader import Reader
from amiabil.ui.words import links
from amiabil.ui.words.events import Told
from amiabil.ui.words.names import Names

STATUSES: Names[TicketStatus] = {
    TicketStatus.NEW: _("New"),
    TicketStatus.OPEN: pgettext_lazy("of a request", "Open"),
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

VIEWS: Mapping[str, Promise] = {
    "open": _("Still open"),
    "mine": _("Mine"),
    "my_teams": _("Of nobody in my teams"),
    "nobody": _("Of nobody"),
    "soon": _("Due soon"),
    "new": pgettext_lazy("requests", "New"),
    "waiting": _("Waiting"),
    "ended": _("Ended requests"),
}
"""The queues everybody has, by their keys (domain/support/views.py)."""

SORTS: Names[Sort] = {
    Sort.URGENT: _("The most urgent first"),
    Sort.NEWEST: _("The newest first"),
    Sort.OLDEST: _("The oldest first"),
}

DUES: Names[Due] = {
    Due.OVERDUE: _("Already late"),
    Due.SOON: _("Within 4 hours"),
    Due.DAY: _("Within a day"),
}

CHANNELS: Names[Channel] = {
    Channel.WEB: _("Web form"),
    Channel.CHAT: _("Chat"),
    Channel.EMAIL: _("E-mail"),
    Channel.API: _("Your systems"),
}

COLUMNS: Mapping[str, Promise] = {
    "person": _("From"),
    "status": _("Status"),
    "due": _("Promised until"),
    "assignee": _("Answers"),
    "priority": _("Priority"),
    "topic": _("Topic"),
    "team": _("Team"),
    "tags": _("Tags"),
    "opened": _("Received"),
}
"""What a list can show besides what a request is about."""

RATINGS: Names[Rating] = {
    Rating.GOOD: _("Well solved"),
    Rating.FAIR: _("Partly solved"),
    Rating.BAD: _("Badly solved"),
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

_ERASED = _("The texts and files of this request were erased, by the rule of retention")

_EVENTS: Mapping[str, tuple[Promise, Promise, str]] = {
    ERASED_TYPE: (_ERASED, _ERASED, "trash"),
    "ticket.opened": (_("Your request has been received"), _("The request came in"), "tray"),
    "ticket.reopened": (
        _("The request is open again"),
        _("The request is open again"),
        "arrow-counter-clockwise",
    ),
    "ticket.report_decided": (_("We have decided your report"), _("The report was decided"), "gavel"),
    "ticket.report_complained": (
        _("You have complained about the decision"),
        _("The reporter complained about the decision"),
        "scales",
    ),
    "ticket.verified": (
        _("Your address is confirmed: we have received your report"),
        _("The address was confirmed"),
        "envelope-simple",
    ),
    "ticket.attached": (
        _("The request belongs to your account from here on"),
        _("The request was taken into an account"),
        "user",
    ),
    "ticket.copied": (
        _("Somebody else gets our answers too, and can answer"),
        _("Somebody is in copy from here on"),
        "users",
    ),
    "ticket.no_longer_copied": (
        _("Somebody is in copy no more"),
        _("Somebody is in copy no more"),
        "users",
    ),
    "ticket.solved": (_("The request counts as solved"), _("The request counts as solved"), "check-circle"),
    "ticket.closed": (_("The request is closed"), _("The request is closed"), "check-circle"),
    "ticket.merged": (
        _("We answer this together with another request of yours"),
        _("The request goes on in another one"),
        "stack",
    ),
    "ticket.took_in": (
        _("Another request of yours is answered here too"),
        _("Another request goes on here"),
        "stack",
    ),
    "ticket.unmerged": (
        _("The request is answered by itself again"),
        _("The merge was taken back: the request stands by itself again"),
        "arrow-counter-clockwise",
    ),
    "ticket.let_go": (
        _("The other request is answered by itself again"),
        _("The merge was taken back: the other request stands by itself again"),
        "arrow-counter-clockwise",
    ),
    "ticket.split": (
        _("A part of it has a request of its own now"),
        _("A part of it was made a request of its own"),
        "arrows-left-right",
    ),
    "ticket.reminded": (
        _("We reminded you that your answer is needed"),
        _("The customer was reminded"),
        "bell",
    ),
    "ticket.rated": (_("You rated how it was solved"), _("The customer rated the solution"), "star"),
}
"""As the customer reads it, as the staff do, and the icon."""


def label(labels: Mapping[str, str], language: str) -> str:
    """A text of the set-up in the reader's language, else in English, else in whatever there is."""
    found = labels.get(language) or labels.get(language.partition("-")[0]) or labels.get("en")
    return found or next(iter(labels.values()), "")


def about(file: TicketFile, topic: Topic, language: str) -> str:
    """What a request is about, for whoever made it: a report is one, whatever topic its queue goes by."""
    return gettext("A report") if file.reported else label(topic.labels, language)


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


NOBODY: Mapping[str, str] = {}
"""No names are known."""


def told_to_customer(key: str) -> Told:
    """The line of a notice to whoever asked. Raises ``KeyError`` for what they are not told of."""
    sentence, _staff, icon = _EVENTS[key]
    return Told(str(sentence), icon)


def told(
    key: str, facts: Mapping[str, Any], reader: Reader, setup: Setup, people: Mapping[str, str] = NOBODY
) -> Told | None:
    """The line of an event for this reader; None for what says nothing to them.

    ``people`` are names by reference; who is not among them is called by the user name.

    Raises ``KeyError`` for a kind of event that has no sentence.
    """
    customer = reader.viewer.role in PARTIES
    if key == "ticket.changed":
        return None if customer else _changed(facts, reader, setup, people)
    if key == "ticket.rated":
        sentence, icon = _EVENTS[key][0 if customer else 1], _EVENTS[key][2]
        return Told(f"{sentence}: {RATINGS[Rating(facts['rating'])]}", icon)
    if links.is_of_link(key):
        return Told(links.told(key, facts), links.ICON)
    if key in {"ticket.level_near", "ticket.level_missed"}:
        return _level(key, LevelClock(facts["clock"]))
    for_customer, for_staff, icon = _EVENTS[key]
    sentence = str(for_customer if customer else for_staff)
    other = (
        facts.get("into") if key == "ticket.split" else facts.get("out_of") if key == "ticket.opened" else ""
    )
    return Told(f"{sentence}: {other}" if other else sentence, icon)


def _level(key: str, kind: LevelClock) -> Told:
    near = key == "ticket.level_near"
    sentence = (
        gettext("%(what)s: the promised time ends soon")
        if near
        else gettext("%(what)s: the promise was missed")
    )
    return Told(sentence % {"what": CLOCKS[kind]}, "clock-countdown" if near else "warning-circle")


def _changed(
    facts: Mapping[str, Any], reader: Reader, setup: Setup, people: Mapping[str, str]
) -> Told | None:
    now = {name: pair[1] for name, pair in facts["changes"].items()}
    parts = changed_parts(now, setup, reader.language, people)
    parts += [gettext("a field was filled in")] * bool(facts["fields"])
    if not parts:
        return None
    text = ", ".join(parts)
    return Told(text[:1].upper() + text[1:], "note-pencil")


def changed_parts(
    changes: Mapping[str, Any], setup: Setup, language: str, people: Mapping[str, str] = NOBODY
) -> list[str]:
    """New values by field, each as ``status: open``; what is no field of a request is left out."""
    return [
        gettext("%(field)s: %(value)s")
        % {"field": FIELDS[name], "value": _value(name, value, language, setup, people)}
        for name, value in changes.items()
        if name in FIELDS
    ]


def _value(name: str, value: Any, language: str, setup: Setup, people: Mapping[str, str]) -> str:
    if not value:
        return gettext("nobody") if name == "assignee" else gettext("none")
    if isinstance(value, (list, tuple)):  # tags: of a rule, and in events that still told them
        return ", ".join(value)
    if isinstance(value, int):
        return str(value)
    known: Mapping[str, Any] = {
        "status": lambda: STATUSES[TicketStatus(value)],
        "priority": lambda: PRIORITIES[Priority(value)],
        "type": lambda: TYPES[TicketType(value)],
        "topic": lambda: label(setup.topic(value).labels, language),
        "team": lambda: team_name(setup, value, language),
        "status_name": lambda: status_name(setup, value, language) or value,
        "assignee": lambda: people.get(value) or value.removeprefix("staff:"),
    }
    return str(known[name]()) if name in known else str(value)


def team_name(setup: Setup, key: str, language: str) -> str:
    """What a team is called; its key when it is gone."""
    return next((label(one.labels, language) for one in setup.teams if one.key == key), key)
