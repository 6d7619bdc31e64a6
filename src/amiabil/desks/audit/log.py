"""What has the staff done, and what has an auditor looked at? Read only; each look is written down too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.desks.audit.words import action_words
from amiabil.desks.cases.find import Search
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.cases.listing import finding
from amiabil.desks.cases.room import Room
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Fact
from amiabil.records.audit import Entry, entries
from amiabil.ui.case.door import Door
from amiabil.ui.facts import DeskFrame, Empty, Moment, NavGroup, NavItem
from amiabil.ui.frames import desk_frame
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import names

SIZE = 50
DOOR = Door("audit:case", "", "", "audit:case_token", "audit:case_poll")
"""An auditor neither acts nor writes."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the log; ``action`` is the name it is stored under, as it is exported, ``words`` what it means."""

    at: Moment
    actor: str
    role: str
    action: str
    subject: str
    details: str
    words: str


def frame(request: HttpRequest, viewer: Viewer, current: str = "log") -> DeskFrame:
    """The frame of the auditor's desk; ``current`` is the name of one of its pages. No statement."""
    named = (
        ("log", _("What the staff did"), "list"),
        ("complaints", _("Complaints about measures"), "prohibit"),
    )
    items = tuple(
        NavItem(text, reverse(f"audit:{name}"), icon, current=current == name) for name, text, icon in named
    )
    return desk_frame(request, viewer, (NavGroup(items),))


@require_safe
@for_staff(Role.AUDITOR)
@finding(DOOR)
def log(request: HttpRequest, viewer: Viewer, search: Search) -> HttpResponseBase:
    """The audit log, the newest first; or the case whose reference was typed."""
    found, reader = entries(viewer, after=request.GET.get("after"), limit=SIZE), home_reader(viewer)
    facts = {
        "frame": frame(request, viewer),
        "search": search,
        "heading": _("What the staff did"),
        "lead": _("Each page you open here is written down as well."),
        "rows": [_line(entry, reader) for entry in found.items],
        "empty": Empty(
            _("Nothing has been written down yet"), _("What the staff does appears here."), "list"
        ),
        "pager": pager(request, found, reverse("audit:log")),
    }
    return render(request, "audit/log.html", facts)


def _line(entry: Entry, reader: Reader) -> LogLine:
    role = str(names.ROLES[Role(entry.actor_role)]) if entry.actor_role in set(Role) else entry.actor_role
    return LogLine(
        at=reader.moment(entry.at),
        actor=entry.actor_ref,
        role=role,
        action=entry.action,
        subject=entry.subject,
        details=_details(entry.facts),
        words=action_words(entry.action),
    )


def _details(facts: Mapping[str, Fact]) -> str:
    """The facts of a line under the names they are stored by."""
    return ", ".join(f"{name}: {_value(value)}" for name, value in facts.items())


def _value(value: Fact) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


ROOM = Room(DOOR, for_staff(Role.AUDITOR), frame)
