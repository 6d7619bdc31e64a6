"""Which list of requests does an address of the desk ask for? A queue everybody has or a saved one, narrowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from amiabil.domain.access import Viewer
from amiabil.domain.support import views
from amiabil.domain.support.views import SHIPPED, Narrowing
from amiabil.records import ticket_lists, ticket_views
from amiabil.records.ticket_lists import MOST_COUNTED
from amiabil.records.ticket_views import SavedView
from amiabil.ui.words import tickets as words

HOME = ""
"""The key of the first queue: an address need not name it."""

WORDS = tuple("status" if name == "statuses" else name for name in views.FIELDS)
"""What an address can be narrowed by."""

COLUMNS = ("person", "status", "due", "assignee")
"""What a list shows that names no columns."""


@dataclass(frozen=True, slots=True)
class ListView:
    """A list by its key: empty for the first queue, the name of another one, or the id of a saved one."""

    key: str
    name: str
    shows: Narrowing
    columns: tuple[str, ...] = COLUMNS
    saved: SavedView | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: a list, what it is narrowed to on top, and from where on."""

    view: ListView
    narrowed: dict[str, str]
    after: str

    @property
    def query(self) -> dict[str, str]:
        """The parts of an address that lead to the same page of the same list."""
        return {"view": self.view.key, **self.narrowed, "after": self.after}

    @property
    def shows(self) -> Narrowing:
        """The list with what it is narrowed to."""
        return views.read({**self.view.shows.words(), **self.narrowed})


def known(viewer: Viewer) -> tuple[ListView, ...]:
    """Every list somebody sees, in their order; what they have not placed comes last. One statement."""
    found = ticket_views.of(viewer)
    shipped = [
        ListView(HOME if place == 0 else one.key, str(words.VIEWS[one.key]), one.shows)
        for place, one in enumerate(SHIPPED)
    ]
    saved = [ListView(str(one.id), one.name, one.shows, one.columns or COLUMNS, one) for one in found.saved]
    placed = {key: place for place, key in enumerate(found.order)}
    return tuple(sorted((*shipped, *saved), key=lambda one: placed.get(place_of(one.key), len(placed))))


def place_of(key: str) -> str:
    """What a list is called where an order is kept."""
    return key or SHIPPED[0].key


def asked_of(request: HttpRequest, lists: tuple[ListView, ...]) -> Asked:
    """What an address asks for; words it does not know are left out."""
    by_key = {one.key: one for one in lists}
    view = by_key.get(request.GET.get("view", "")) or by_key[HOME]
    given = narrowed(request.GET)
    return Asked(view, given, request.GET.get("after", ""))


def narrowed(given: Any) -> dict[str, str]:
    """The words of a form or an address that narrow a list. A form may send a status several times."""
    said = {name: given.get(name, "") for name in WORDS}
    said["status"] = ",".join(given.getlist("status"))
    return views.read(said).words()


def counted(viewer: Viewer, lists: tuple[ListView, ...]) -> list[tuple[ListView, str]]:
    """Every list with its name and how many are in it, ``99+`` for more; those of ended ones are not counted.

    One statement.
    """
    open_ones = [one for one in lists if not one.shows.ended]
    found = dict(
        zip(
            (one.key for one in open_ones),
            ticket_lists.counts(viewer, [one.shows for one in open_ones]),
            strict=True,
        )
    )
    return [(one, _text(one.name, found.get(one.key, 0))) for one in lists]


def _text(name: str, count: int) -> str:
    if not count:
        return name
    most = MOST_COUNTED - 1
    shown = f"{most}+" if count > most else str(count)
    return f"{name} ({shown})"


def view_id(key: str) -> UUID | None:
    """The id in the key of a saved list; None for any other."""
    try:
        return UUID(key)
    except ValueError:
        return None
