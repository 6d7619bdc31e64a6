"""Measures against the people of a dispute, for whoever helps them: the list and each one, to read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.desks.agent.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import case_files
from amiabil.records.measures import measures_of_parties
from amiabil.ui.case.door import AGENT as CASES
from amiabil.ui.facts import Empty
from amiabil.ui.measures.door import AGENT
from amiabil.ui.measures.lines import lines
from amiabil.ui.measures.pages import Room
from amiabil.ui.paging import pager
from amiabil.ui.viewer import for_staff

SIZE = 25


@require_safe
@for_staff(Role.AGENT)
def measures(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
    """Measures against the buyer or the shop of a dispute, the newest first. Raises ``NotFound``, ``BadCursor``."""
    file = case_files.case_file(viewer, reference)
    found = measures_of_parties(viewer, file.reference, limit=SIZE, after=request.GET.get("after"))
    here = [file.reference]
    facts = {
        "frame": frame(request, viewer),
        "heading": _("Measures against the buyer or the seller"),
        "lead": _(
            "What the marketplace has restricted or refused, with its reasons and the complaints about it."
        ),
        "back": CASES.page_of(file.reference),
        "case": file,
        "rows": lines(found.items, viewer, AGENT),
        "empty": Empty(_("No measures"), _("Nothing was restricted or refused here."), "check-circle"),
        "pager": pager(request, found, reverse("agent:case_measures", args=here)),
    }
    return render(request, "agent/measures.html", facts)


def _room_frame(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    return {
        "base": "ui/frame_desk.html",
        "frame": frame(request, viewer),
        "back": reverse("agent:cases"),
        "back_text": _("Open disputes"),
    }


ROOM = Room(AGENT, for_staff(Role.AGENT), _room_frame)
"""One measure, to read."""

measure = require_safe(for_staff(Role.AGENT)(ROOM.page))
