"""The pane of the list: what has to be answered first, mine, of nobody, what waits for others, and what has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.actions.support_setup import current_setup
from amiabil.desks.agent import rows
from amiabil.desks.agent.rows import QueueRow
from amiabil.domain.access import Viewer
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import ENDED, Priority
from amiabil.records import clock
from amiabil.records import tickets as records
from amiabil.records.inbox import Inbox, now
from amiabil.records.paging import Page
from amiabil.records.tickets import ListedTicket, Queue
from amiabil.ui import paging
from amiabil.ui.facts import Empty, Field, Link, Option, Pager
from amiabil.ui.reader import Reader
from amiabil.ui.words import tickets as words

SIZE = 25

VIEWS = ("", "mine", "my_teams", "nobody", "late", "ended")


@dataclass(frozen=True, slots=True)
class QueuePane:
    """The list as a pane; ``level`` is that of its heading, ``narrowed`` whether less than the whole view is shown.

    ``followed`` are the cases of its lines with their versions: what a live page follows.
    """

    heading: str
    lead: str
    level: int
    home: str
    search_url: str
    view: str
    fields: tuple[Field, ...]
    narrowed: bool
    rows: tuple[QueueRow, ...]
    empty: Empty
    pager: Pager
    followed: Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the list: a view, what it is narrowed to, and from where on."""

    view: str
    narrowed: dict[str, str]
    after: str

    @property
    def is_inbox(self) -> bool:
        """Whether everything that waits is shown, from its beginning."""
        return not (self.view or self.narrowed or self.after)

    @property
    def query(self) -> dict[str, str]:
        """The parts of an address that lead to the same page of the same list."""
        return {"view": self.view, **self.narrowed, "after": self.after}

    def which(self, viewer: Viewer, *, at: datetime) -> Queue:
        """The same for the records, at an instant."""
        which = Queue(
            team=self.narrowed.get("team", ""),
            topic=self.narrowed.get("topic", ""),
            priority=self.narrowed.get("priority", ""),
            assignee=viewer.person_id if self.view == "mine" else None,
            unassigned=self.view in {"nobody", "my_teams"},
            in_my_teams=self.view == "my_teams",
            late_at=at if self.view == "late" else None,
        )
        return replace(which, ended=True, statuses=tuple(ENDED)) if self.view == "ended" else which


def asked_of(request: HttpRequest, setup: Setup) -> Asked:
    """What an address asks for; words it does not know are left out."""
    given = request.GET
    known = {
        "team": {team.key for team in setup.teams},
        "topic": {topic.key for topic in setup.topics},
        "priority": {one.value for one in Priority},
    }
    view = given.get("view", "")
    narrowed = {name: given[name] for name in known if given.get(name, "") in known[name]}
    return Asked(view if view in VIEWS else "", narrowed, given.get("after", ""))


def found(viewer: Viewer, asked: Asked, *, at: datetime) -> Page[ListedTicket]:
    """The page of the list. One statement. Raises ``BadCursor``."""
    return records.queue(viewer, asked.which(viewer, at=at), limit=SIZE, after=asked.after or None)


def pane(request: HttpRequest, reader: Reader, setup: Setup, inbox: Inbox, *, current: str = "") -> QueuePane:
    """The list an address asks for, ``current`` the reference of the request that is open. One statement."""
    asked, home = asked_of(request, setup), reverse("agent:tickets")
    page = found(reader.viewer, asked, at=reader.now)
    lines = [
        (one.due_at, rows.of_ticket(one, reader, setup, query=asked.query, current=current))
        for one in page.items
        if one.my_turn
    ]
    rest = [
        rows.of_ticket(one, reader, setup, query=asked.query, current=current)
        for one in page.items
        if not one.my_turn
    ]
    questions = inbox.questions if asked.is_inbox else ()
    lines += [rows.of_question(one, reader, setup) for one in questions]
    lines.sort(key=lambda line: (line[0] is None, line[0] or reader.now))
    followed = {one.case_id: one.version for one in page.items} | {
        one.case_id: one.version for one in questions
    }
    return QueuePane(
        heading=_heading(asked, setup, reader.language),
        lead=_("What has to be answered first stands first."),
        level=2 if current else 1,
        home=home,
        search_url=reverse("agent:search"),
        view=asked.view,
        fields=_fields(setup, reader.language, asked.narrowed),
        narrowed=bool(asked.narrowed.keys() - {"team"}),
        rows=(*(row for _due, row in lines), *rest),
        empty=_empty(asked, home),
        pager=paging.pager(request, page, home, view=asked.view, **asked.narrowed),
        followed=followed,
    )


def listed(request: HttpRequest, viewer: Viewer) -> list[UUID]:
    """The cases an address lists. Three statements. Raises ``BadCursor``."""
    asked, at = asked_of(request, current_setup()), clock.now()
    questions = now(viewer, at=at).questions if asked.is_inbox else ()
    tickets = [one.case_id for one in found(viewer, asked, at=at).items]
    return [*tickets, *(one.case_id for one in questions)]


def next_reference(viewer: Viewer, asked: Asked, reference: str, *, at: datetime) -> str:
    """The request that follows this one in the list, else its first other one; empty where none waits any more.

    One statement. Raises ``BadCursor``.
    """
    listed = [
        one.reference
        for one in found(viewer, asked, at=at).items
        if one.my_turn or one.reference == reference
    ]
    behind = listed[listed.index(reference) + 1 :] if reference in listed else []
    return next(iter([*behind, *(one for one in listed if one != reference)]), "")


def _heading(asked: Asked, setup: Setup, language: str) -> str:
    if asked.narrowed.get("team"):
        return words.team_name(setup, asked.narrowed["team"], language)
    names = (
        _("To answer"),
        _("Mine"),
        _("Of nobody in my teams"),
        _("Of nobody"),
        _("Late"),
        _("Ended requests"),
    )
    return dict(zip(VIEWS, names, strict=True))[asked.view]


def _empty(asked: Asked, home: str) -> Empty:
    if asked.view or asked.narrowed:
        act = Link(_("Show all that are open"), home)
        return Empty(_("Nothing here"), _("No request fits what you are looking for."), "check-circle", act)
    return Empty(_("Nothing is waiting"), _("Every request is answered."), "check-circle")


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


def address_of(request: HttpRequest, reference: str) -> str:
    """The page of a request beside the list this request came from."""
    return _beside(reverse("agent:ticket", args=[reference]), request)


def _beside(address: str, request: HttpRequest) -> str:
    query = {name: request.GET.get(name, "") for name in ("view", "team", "topic", "priority", "after")}
    return paging.address(address, **query)
