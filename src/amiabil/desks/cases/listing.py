"""The list of a desk: one of several parts of it, with the field to find a case by its reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from amiabil.desks.cases.find import Search, find
from amiabil.desks.cases.lines import CaseLine, lines
from amiabil.domain.access import Viewer
from amiabil.records.case_lists import ListedDispute
from amiabil.records.paging import Page
from amiabil.records.ranks import MY_TURN
from amiabil.ui import paging
from amiabil.ui.case.door import Door
from amiabil.ui.facts import Empty, Link

SIZE = 25

ListView = Callable[[HttpRequest, Viewer, Search], HttpResponseBase]
Groups = list[tuple[str, list[CaseLine]]]


def finding(door: Door) -> Callable[[ListView], Callable[[HttpRequest, Viewer], HttpResponseBase]]:
    """For the view of a list: a reference typed into its field leads to the case, by this door.

    The view is asked only where it does not, and shows the ``Search`` it is given.
    """

    def decorate(view: ListView) -> Callable[[HttpRequest, Viewer], HttpResponseBase]:
        @wraps(view)
        def found(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
            search = find(request, viewer, door)
            return view(request, viewer, search) if isinstance(search, Search) else search

        return found

    return decorate


def _together(shown: list[CaseLine]) -> Groups:
    return [("", shown)] if shown else []


@dataclass(frozen=True, slots=True)
class Listing:
    """The addresses of a list and the names of its parts; the first part has no name in its address.

    ``key`` is what an address calls the part it names; ``group`` puts the lines of a page under headings.
    """

    home: str
    door: Door
    parts: Mapping[str, str]
    key: str = "show"
    group: Callable[[list[CaseLine]], Groups] = _together

    def chosen(self, request: HttpRequest) -> str:
        """Which part was asked for; the first for anything else."""
        show = request.GET.get(self.key, "")
        return show if show in self.parts else self.first

    @property
    def first(self) -> str:
        """The part that is shown when none is named."""
        return next(iter(self.parts))

    def address(self, show: str) -> str:
        """The address of a part."""
        return paging.address(self.home, **self._named(show))

    def facts(
        self, request: HttpRequest, viewer: Viewer, found: Page[ListedDispute], empty: Empty
    ) -> dict[str, Any]:
        """What ``cases/queue.html`` needs besides frame, heading and search. One statement, none for an empty page."""
        show, shown = self.chosen(request), lines(viewer, found.items, self.door)
        filters = [Link(name, self.address(key), current=key == show) for key, name in self.parts.items()]
        return {
            "filters": filters if len(filters) > 1 else [],
            "lead": _nearest(shown),
            "groups": self.group(shown),
            "empty": empty,
            "pager": paging.pager(request, found, self.home, **self._named(show)),
        }

    def _named(self, show: str) -> dict[str, str]:
        return {} if show == self.first else {self.key: show}


def _nearest(found: list[CaseLine]) -> str:
    """When the first of the lines that are the reader's turn is due; empty when none is."""
    due = next((line.due for line in found if line.section == MY_TURN and line.due), "")
    return _("The nearest: until %(nearest)s.") % {"nearest": due} if due else ""
