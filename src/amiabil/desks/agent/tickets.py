"""The agent's requests: what has to be answered first, mine, my team's, and what waits for others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.actions.support_setup import current_setup
from amiabil.desks.agent.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import ENDED, Priority
from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records import tickets as records
from amiabil.records.tickets import ListedTicket, Queue
from amiabil.ui import paging
from amiabil.ui.facts import Chip, Empty, Field, Link, Option
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words

SIZE = 25

VIEWS = ("", "mine", "nobody", "ended")


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One row; ``due`` is empty where nothing is promised, ``due_class`` how near it is."""

    title: str
    url: str
    reference: str
    person: str
    topic: str
    assignee: str
    chips: tuple[Chip, ...]
    due: str
    due_iso: str
    due_class: str
    due_note: str
    unread: int
    mine: bool


@require_safe
@for_staff(Role.AGENT)
def tickets(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The requests of a view, the most urgent first."""
    setup = current_setup()
    view = request.GET.get("view", "") if request.GET.get("view", "") in VIEWS else ""
    which, narrowed = _asked(request, viewer, setup, view)
    found = records.queue(viewer, which, limit=SIZE, after=request.GET.get("after"))
    reader = Reader.of(viewer, now=clock.now(), case_zone=setup.zone)
    home = reverse("agent:tickets")
    facts = {
        "frame": frame(request, viewer, "tickets"),
        "heading": _("Requests"),
        "lead": _("What has to be answered first stands first."),
        "filters": [
            Link(name, paging.address(home, view=key), current=key == view) for key, name in _views()
        ],
        "fields": _fields(setup, viewer.language, narrowed),
        "view": view,
        "rows": [_line(one, reader, setup, viewer) for one in found.items],
        "empty": Empty(
            _("Nothing is waiting"), _("No request fits what you are looking for."), "check-circle"
        ),
        "pager": paging.pager(request, found, home, view=view, **narrowed),
    }
    return render(request, "agent/tickets.html", facts)


def _views() -> tuple[tuple[str, str], ...]:
    names = (_("Still open"), _("Mine"), _("Of nobody"), _("Ended requests"))
    return tuple(zip(VIEWS, names, strict=True))


def _asked(request: HttpRequest, viewer: Viewer, setup: Setup, view: str) -> tuple[Queue, dict[str, str]]:
    """What the address asks for; words it does not know are left out."""
    known = {
        "team": {team.key for team in setup.teams},
        "topic": {topic.key for topic in setup.topics},
        "priority": {one.value for one in Priority},
    }
    narrowed = {name: given for name in known if (given := request.GET.get(name, "")) in known[name]}
    which = Queue(
        team=narrowed.get("team", ""),
        topic=narrowed.get("topic", ""),
        priority=narrowed.get("priority", ""),
        assignee=viewer.person_id if view == "mine" else None,
        unassigned=view == "nobody",
    )
    return (replace(which, ended=True, statuses=tuple(ENDED)) if view == "ended" else which), narrowed


def _fields(setup: Setup, language: str, chosen: dict[str, str]) -> tuple[Field, ...]:
    teams = [(team.key, words.label(team.labels, language)) for team in setup.teams]
    topics = [(topic.key, words.label(topic.labels, language)) for topic in setup.topics]
    priorities = [(one.value, str(words.PRIORITIES[one])) for one in Priority]
    return (
        _select("team", _("Team"), _("All teams"), teams, chosen),
        _select("topic", _("Topic"), _("All topics"), topics, chosen),
        _select("priority", _("Priority"), _("Any priority"), priorities, chosen),
    )


def _select(
    name: str, label: str, everything: str, known: list[tuple[str, str]], chosen: dict[str, str]
) -> Field:
    options = [
        Option(key, text, selected=key == chosen.get(name, "")) for key, text in [("", everything), *known]
    ]
    return Field(name, label, kind="select", options=tuple(options))


def _line(one: ListedTicket, reader: Reader, setup: Setup, viewer: Viewer) -> TicketLine:
    due = reader.deadline(one.due_at) if one.due_at is not None else None
    late = one.due_at is not None and one.due_at <= reader.now
    name = words.status_name(setup, one.ticket.status_name, reader.language)
    chips = (words.status_chip(one.status, name=name, for_customer=False), words.priority_chip(one.priority))
    return TicketLine(
        title=one.subject,
        url=reverse("agent:ticket", args=[one.reference]),
        reference=one.reference,
        person=one.person_name,
        topic=words.label(setup.topic(one.topic).labels, reader.language),
        assignee=one.assignee_name or _("nobody"),
        chips=tuple(chip for chip in chips if chip is not None),
        due=reader.moment(one.due_at).text if one.due_at is not None else "",
        due_iso=one.due_at.isoformat() if one.due_at is not None else "",
        due_class=f"due-{due.level}" if due is not None else "",
        due_note=_("the promise was missed") if late else "",
        unread=one.unread,
        mine=one.my_turn,
    )
