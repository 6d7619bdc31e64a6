"""Requests as a table: every way to narrow it, a list to keep, and what can be done with several at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.actions.support_setup import current_setup
from amiabil.actions.ticket_bulk import MOST
from amiabil.desks.agent import lists
from amiabil.desks.agent.frame import frame
from amiabil.desks.agent.lists import Asked, ListView
from amiabil.domain.access import Viewer
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.support.views import ME, MY_TEAMS, NOBODY
from amiabil.domain.terms import Role
from amiabil.domain.written import MESSAGE_MAX
from amiabil.records import clock, staff, ticket_lists
from amiabil.records.new_id import new_id
from amiabil.records.tickets import ListedTicket
from amiabil.ui import paging
from amiabil.ui.facts import Chip, Choice, Empty, Field, Link, Option
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words

SIZE = 50

SETTABLE = (
    TicketStatus.OPEN,
    TicketStatus.WAITING_FOR_CUSTOMER,
    TicketStatus.WAITING_FOR_THIRD_PARTY,
    TicketStatus.SOLVED,
)
"""What many requests can be set to at once: nothing that could not be undone."""

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column called ``name``: a text, chips, or an instant."""

    text: str = ""
    chips: tuple[Chip, ...] = ()
    iso: str = ""
    look: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One request; ``box`` is how its box is called for who cannot see the row."""

    reference: str
    url: str
    title: str
    unread: int
    box: str
    cells: tuple[Cell, ...]


@require_safe
@for_staff(Role.AGENT)
def table(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The table an address asks for."""
    return page(request, viewer)


def page(
    request: HttpRequest, viewer: Viewer, *, error: str = "", typed: Mapping[str, str] | None = None
) -> HttpResponse:
    """The same with why something was refused. Five statements at most."""
    setup, known = current_setup(), lists.known(viewer)
    asked = lists.asked_of(request, known)
    reader = Reader.of(viewer, now=clock.now(), case_zone=setup.zone)
    found = ticket_lists.tickets(viewer, asked.shows, limit=SIZE, after=asked.after or None)
    people = [(one.username, one.name) for one in staff.answering(viewer)]
    home = reverse("agent:ticket_table")
    facts = {
        "frame": frame(request, viewer, "tickets"),
        "heading": asked.view.name,
        "back": paging.address(reverse("agent:tickets"), view=asked.view.key),
        "home": home,
        "views": [
            Link(text, paging.address(home, view=one.key), current=one.key == asked.view.key)
            for one, text in lists.counted(viewer, known)
        ],
        "view": asked.view,
        "narrow": _narrow(setup, viewer.language, asked, people),
        "query": {**asked.view.shows.words(), **asked.narrowed},
        "columns": [words.COLUMNS[one] for one in asked.view.columns],
        "rows": [_row(one, reader, setup, asked.view.columns) for one in found.items],
        "most": MOST,
        "bulk": _bulk(setup, viewer.language, people, typed or {}),
        "key": new_id(),
        "keep": _keep(setup, viewer.language, asked.view),
        "order": [(lists.place_of(one.key), one.name) for one in known],
        "error": error,
        "empty": Empty(_("Nothing here"), _("No request fits what you are looking for."), "check-circle"),
        "pager": paging.pager(request, found, home, view=asked.view.key, **asked.narrowed),
        "together_url": paging.address(reverse("agent:ticket_together"), **asked.query),
    }
    return render(request, "agent/table.html", facts, status=422 if error else 200)


# ---- what it is narrowed by --------------------------------------------------------------------


def _narrow(setup: Setup, language: str, asked: Asked, people: Pairs) -> tuple[Field, ...]:
    chosen = {"sort": asked.shows.sort.value, **asked.shows.words()}
    who = [(ME, _("me")), (NOBODY, _("nobody")), *people]
    return (
        _select("status", _("Status"), _("Any status"), _named(words.STATUSES), chosen),
        _select("assignee", _("Answers"), _("Anybody"), who, chosen),
        *_fixed(setup, language, chosen),
        _select("due", _("Promised until"), _("Any time"), _named(words.DUES), chosen),
        _select("channel", _("Channel"), _("Any channel"), _named(words.CHANNELS), chosen),
        *(
            Field(name, label, value=chosen.get(name, ""), max_length=120)
            for name, label in (
                ("tag", _("Tag")),
                ("language", _("Language, such as ro")),
                ("order", _("Order number")),
                ("requester", _("Customer number, shop or e-mail")),
            )
        ),
        _select("ended", _("Which"), _("Only open ones"), [("1", _("Ended ones too"))], chosen),
        _select("sort", _("Order of the list"), "", _named(words.SORTS), chosen),
    )


def _fixed(setup: Setup, language: str, chosen: Mapping[str, str]) -> tuple[Field, ...]:
    teams = [(team.key, words.label(team.labels, language)) for team in setup.teams]
    topics = [(topic.key, words.label(topic.labels, language)) for topic in setup.topics]
    return (
        _select("team", _("Team"), _("All teams"), [(MY_TEAMS, _("my teams")), *teams], chosen),
        _select("topic", _("Topic"), _("All topics"), topics, chosen),
        _select("priority", _("Priority"), _("Any priority"), _named(words.PRIORITIES), chosen),
    )


def _named(names: Mapping[Any, Any]) -> list[tuple[str, str]]:
    return [(one.value, str(text)) for one, text in names.items()]


def _select(name: str, label: str, nothing: str, known: Pairs, chosen: Mapping[str, str]) -> Field:
    given = chosen.get(name, "")
    pairs = [*([("", nothing)] if nothing else []), *known]
    if given not in {key for key, _text in pairs}:
        pairs.append((given, given))
    options = tuple(Option(key, text, selected=key == given) for key, text in pairs)
    return Field(name, label, kind="select", options=options)


# ---- what is done with several -----------------------------------------------------------------


def _bulk(setup: Setup, language: str, people: Pairs, typed: Mapping[str, str]) -> tuple[Field, ...]:
    as_is = _("as it is")
    who = [(NOBODY, _("nobody")), *people]
    statuses = [(one.value, str(words.STATUSES[one])) for one in SETTABLE]
    teams = [(team.key, words.label(team.labels, language)) for team in setup.teams]
    return (
        _select("set_status", _("Status"), as_is, statuses, typed),
        _select("set_assignee", _("Answers"), as_is, who, typed),
        _select("set_team", _("Team"), as_is, teams, typed),
        _select("set_priority", _("Priority"), as_is, _named(words.PRIORITIES), typed),
        Field("add_tags", _("Add tags"), value=typed.get("add_tags", ""), max_length=400),
        Field("drop_tags", _("Take tags away"), value=typed.get("drop_tags", ""), max_length=400),
        Field(
            "text",
            _("Answer to each customer"),
            kind="textarea",
            value=typed.get("text", ""),
            hint=_("Each gets it as an answer to their own request. What is sent cannot be taken back."),
            max_length=MESSAGE_MAX,
            rows=4,
        ),
    )


def _keep(setup: Setup, language: str, view: ListView) -> dict[str, Any]:
    mine = view.saved if view.saved is not None and view.saved.mine else None
    shared = mine.shared_with if mine is not None else ""
    teams = [
        (team.key, _("Team %(team)s") % {"team": words.label(team.labels, language)}) for team in setup.teams
    ]
    return {
        "id": mine.id if mine is not None else new_id(),
        "mine": mine,
        "name": Field(
            "name", _("Name of the list"), value=mine.name if mine else "", required=True, max_length=60
        ),
        "shared": _select(
            "shared",
            _("Who sees it"),
            _("Only me"),
            [("all", _("Everybody who answers")), *teams],
            {"shared": shared},
        ),
        "columns": Choice(
            "column",
            _("Columns"),
            tuple(
                Option(key, str(text), selected=key in view.columns) for key, text in words.COLUMNS.items()
            ),
            several=True,
        ),
    }


# ---- rows --------------------------------------------------------------------------------------


def _row(one: ListedTicket, reader: Reader, setup: Setup, columns: tuple[str, ...]) -> TableRow:
    return TableRow(
        reference=one.reference,
        url=reverse("agent:ticket", args=[one.reference]),
        title=one.subject,
        unread=one.unread,
        box=_("Choose %(reference)s, %(subject)s") % {"reference": one.reference, "subject": one.subject},
        cells=tuple(
            replace(_CELLS[name](one, reader, setup), name=str(words.COLUMNS[name]))
            for name in columns
            if name in _CELLS
        ),
    )


def _status(one: ListedTicket, reader: Reader, setup: Setup) -> Cell:
    name = words.status_name(setup, one.status_name, reader.language)
    return Cell(chips=(words.status_chip(one.status, name=name, for_customer=False),))


def _due(one: ListedTicket, reader: Reader, _setup: Setup) -> Cell:
    if one.due_at is None:
        return Cell()
    level = reader.deadline(one.due_at).level
    return Cell(reader.moment(one.due_at).text, iso=one.due_at.isoformat(), look=f"due-{level}")


def _team(one: ListedTicket, reader: Reader, setup: Setup) -> Cell:
    team = next((team for team in setup.teams if team.key == one.team), None)
    return Cell(words.label(team.labels, reader.language) if team is not None else one.team)


_CELLS: Mapping[str, Callable[[ListedTicket, Reader, Setup], Cell]] = {
    "person": lambda one, _reader, _setup: Cell(one.person_name),
    "status": _status,
    "due": _due,
    "assignee": lambda one, _reader, _setup: Cell(one.assignee_name or _("nobody")),
    "priority": lambda one, _reader, _setup: Cell(str(words.PRIORITIES[one.priority])),
    "topic": lambda one, reader, setup: Cell(words.label(setup.topic(one.topic).labels, reader.language)),
    "team": _team,
    "tags": lambda one, _reader, _setup: Cell(", ".join(one.tags)),
    "opened": lambda one, reader, _setup: Cell(
        reader.moment(one.opened_at).text, iso=one.opened_at.isoformat()
    ),
}
