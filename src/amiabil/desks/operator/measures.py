"""Measures the marketplace has taken: the list, one with what was done about it, and a new one with its reasons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions.measures import record_measure, undo_measure
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.measures import MeasureState
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.foundation.fields import NotAChoice
from amiabil.records import clock
from amiabil.records import measures as records
from amiabil.records.new_id import new_id
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.dossier import send_measure
from amiabil.ui.facts import Choice, DeskFrame, Empty, Link, NavGroup, Notice, Option
from amiabil.ui.frames import HOME_ZONE, desk_frame, operator_items
from amiabil.ui.measures import measure_form
from amiabil.ui.measures.door import OPERATOR as DOOR
from amiabil.ui.measures.lines import lines
from amiabil.ui.measures.pages import Room
from amiabil.ui.measures.seen import Seen, look
from amiabil.ui.measures.standing import is_reversing
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff

SIZE = 50


def _frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    return desk_frame(request, viewer, (NavGroup(operator_items(viewer, "operator:measures")),))


@require_safe
@for_staff(Role.OPERATOR)
def measures(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Every measure, the newest first."""
    found = records.measures(viewer, limit=SIZE, after=request.GET.get("after"))
    facts = {
        "frame": _frame(request, viewer),
        "heading": _("Measures"),
        "lead": _("What was restricted or refused, told by the marketplace's systems or recorded here."),
        "new": Link(_("Record a measure"), reverse("operator:measure_new")),
        "rows": lines(found.items, viewer, DOOR),
        "empty": Empty(
            _("No measures"),
            _("A measure comes here when the marketplace tells of it, or when you record it."),
            "check-circle",
        ),
        "pager": pager(request, found, reverse("operator:measures")),
    }
    return render(request, "operator/measures.html", facts)


def _room_frame(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    return {
        "base": "ui/frame_desk.html",
        "frame": _frame(request, viewer),
        "back": reverse("operator:measures"),
        "back_text": _("Measures"),
    }


def _beside(request: HttpRequest, seen: Seen) -> dict[str, Any]:
    return _undoing(seen, {})


ROOM = Room(
    DOOR, for_staff(Role.OPERATOR), _room_frame, "operator/measure.html", beside=_beside, send=send_measure
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.OPERATOR)
def measure(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
    """One measure, and the form to say that it was lifted or changed. Raises ``NotFound``."""
    if request.method != "POST":
        return ROOM.page(request, viewer, reference)
    seen = look(viewer, reference)
    try:
        _undo(request, viewer, seen.ticket.ref)
    except NotFound:
        raise
    except AmiabilError as refusal:
        errors = errors_by_field(refusal, seen.reader)
        return ROOM.show(request, look(viewer, reference), _undoing(seen, errors), status=422)
    flash.success(request, _("It is taken down, and whom it concerns is told."))
    return HttpResponseRedirect(reverse("operator:measure", args=[reference]))


def _undo(request: HttpRequest, viewer: Viewer, ref: str) -> None:
    state = request.POST.get("state", "")
    if state not in {MeasureState.LIFTED, MeasureState.CHANGED}:
        raise NotAChoice(field="/state")
    undo_measure(viewer, ref, MeasureState(state), at=clock.now())


def _undoing(seen: Seen, errors: dict[str, str]) -> dict[str, Any]:
    """The form, where something is left to lift."""
    loose = {"notices": tuple(Notice(text, tone="bad") for name, text in errors.items() if name != "state")}
    if seen.ticket.state is MeasureState.LIFTED:
        return loose
    options = [Option(MeasureState.LIFTED.value, _("It was lifted"))]
    if seen.ticket.state is MeasureState.IN_FORCE:
        options.append(Option(MeasureState.CHANGED.value, _("It was changed")))
    return {
        **loose,
        "undo": Choice(
            "state",
            _("What has been done about the measure?"),
            tuple(options),
            hint=_("Only what has been done already: whom it concerns is told at once."),
            error=errors.get("state", ""),
            required=True,
        ),
        "waits": is_reversing(seen.ticket.complaint),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.OPERATOR)
def measure_new(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """A measure that was taken at a desk, with its statement of reasons."""
    errors: dict[str, str] = {}
    key = _key(request)
    if request.method == "POST":
        try:
            report = measure_form.report(request.POST, viewer, ref=f"desk-{key.hex}")
            ticket = record_measure(viewer, report, at=clock.now())
        except AmiabilError as refusal:
            errors = errors_by_field(refusal, Reader.of(viewer, now=clock.now(), case_zone=HOME_ZONE))
        else:
            flash.success(request, _("The measure is recorded, and whom it is against is told."))
            return HttpResponseRedirect(reverse("operator:measure", args=[ticket.reference]))
    facts = {
        "frame": _frame(request, viewer),
        "back": reverse("operator:measures"),
        "key": str(key),
        **measure_form.facts(request.POST, errors),
    }
    return render(request, "operator/measure_new.html", facts, status=422 if errors else 200)


def _key(request: HttpRequest) -> UUID:
    """The name of this measure: sent again it is the same one."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return new_id()
