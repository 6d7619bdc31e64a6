"""Which complaints about measures wait for a decision, are late, or wait to be carried out?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amiabil.domain.access import Viewer
from amiabil.domain.terms import State
from amiabil.records import clock
from amiabil.records.measures import ListedMeasure, complaints_in, complaints_to_hear
from amiabil.records.paging import Page
from amiabil.ui import paging
from amiabil.ui.facts import Chip, DeadlineText, Empty, Link
from amiabil.ui.reader import Reader
from amiabil.ui.words import measures as words

SIZE = 25

Find = Callable[[Viewer, str | None], Page[ListedMeasure]]

_LEVELS = {"last": "t-bad", "over": "t-bad", "soon": "t-warn", "calm": ""}


def _to_hear(viewer: Viewer, after: str | None) -> Page[ListedMeasure]:
    return complaints_to_hear(viewer, limit=SIZE, after=after)


def _late(viewer: Viewer, after: str | None) -> Page[ListedMeasure]:
    return complaints_to_hear(viewer, late=True, limit=SIZE, after=after)


def _decided(viewer: Viewer, after: str | None) -> Page[ListedMeasure]:
    return complaints_in(viewer, State.DECIDED, limit=SIZE, after=after)


def _ended(viewer: Viewer, after: str | None) -> Page[ListedMeasure]:
    return complaints_in(viewer, State.CLOSED, limit=SIZE, after=after)


PARTS: Mapping[str, Find] = {"": _to_hear, "late": _late, "decided": _decided, "ended": _ended}
"""The parts of the list by what ``?show=`` says; anything else shows the first."""


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """One complaint as a row. ``due`` is None when nobody decides any more."""

    title: str
    url: str
    reference: str
    about: str
    filed: str
    due: DeadlineText | None
    due_class: str
    state: Chip | None


def facts(request: HttpRequest, viewer: Viewer, *, home: str, page: str) -> dict[str, Any]:
    """What the list needs besides its frame; ``home`` and ``page`` are the names of its addresses. One statement."""
    show = request.GET.get("show", "")
    show = show if show in PARTS else ""
    names = {
        "": _("To decide"),
        "late": _("Late"),
        "decided": _("To be carried out"),
        "ended": pgettext("of complaints", "Ended"),
    }
    at, now = reverse(home), clock.now()
    found = PARTS[show](viewer, request.GET.get("after"))
    return {
        "heading": _("Complaints about measures"),
        "lead": _("A buyer or a seller contests what the marketplace has done to them. A person decides."),
        "filters": [
            Link(name, paging.address(at, show=part), current=part == show) for part, name in names.items()
        ],
        "rows": [_line(one, Reader.of(viewer, now=now, case_zone=one.zone), page) for one in found.items],
        "empty": Empty(
            _("Nothing is waiting here"),
            _("A complaint comes here when somebody contests a measure against them."),
            "check-circle",
        ),
        "pager": paging.pager(request, found, at, **({"show": show} if show else {})),
    }


def _line(one: ListedMeasure, reader: Reader, page: str) -> ComplaintLine:
    due = reader.deadline(one.due_at) if one.due_at is not None else None
    return ComplaintLine(
        title=one.subject,
        url=reverse(page, args=[one.reference]),
        reference=one.reference,
        about=f"{words.KINDS[one.kind]} · {one.person_name}",
        filed=reader.day(one.filed_at) if one.filed_at is not None else "",
        due=due,
        due_class=_LEVELS[due.level] if due is not None else "",
        state=words.complaint_chip(one.complaint, breached=one.breached, asked=one.asked),
    )
