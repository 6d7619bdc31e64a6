"""A case that must not be erased: an operator says why, and later that it may go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amiabil.actions.legal_holds import hold_case, lift_hold
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.operator.queue import DOOR, frame
from amiabil.domain.access import Viewer
from amiabil.domain.retention import REASON_MAX
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.foundation.fields import NotAChoice
from amiabil.records import case_files, clock, legal_holds
from amiabil.records.legal_holds import Hold
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.facts import ErrorSummary, Field, Link, Notice, Row
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff


def page_of(reference: str) -> str:
    """Where the operator reads this case: a measure's reference begins with another letter."""
    return (
        reverse("operator:measure", args=[reference])
        if reference.startswith("T")
        else DOOR.page_of(reference)
    )


def row(one: Hold, reader: Reader) -> Row:
    """A hold in one line: since when, by whom, why."""
    told = {"day": reader.day(one.set_at), "by": one.set_by, "reason": one.reason}
    return Row(one.reference, _("since %(day)s, by %(by)s: %(reason)s") % told)


def hold_row(viewer: Viewer, case_id: UUID, reader: Reader) -> Row | None:
    """The hold on a case, for its page; None without one. One statement."""
    found = legal_holds.hold_of(viewer, case_id)
    return row(found, reader) if found is not None else None


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.OPERATOR)
def hold(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
    """The form that sets a hold, or lifts the one there is."""
    case_id, reader = case_files.case_id_of(viewer, reference), home_reader(viewer)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            flash.success(request, _do(request, viewer, reference))
            return HttpResponseRedirect(page_of(reference))
        except NotFound:
            raise
        except AmiabilError as refusal:
            errors = errors_by_field(refusal, reader)
    facts = _facts(request, reference, legal_holds.hold_of(viewer, case_id), errors)
    shown = {"frame": frame(request, viewer), **facts}
    if facts["held"] is not None:
        shown["row"] = row(facts["held"], reader)
    return render(request, "operator/hold.html", shown, status=422 if errors else 200)


def _do(request: HttpRequest, viewer: Viewer, reference: str) -> str:
    what = request.POST.get("do", "")
    if what == "set":
        hold_case(viewer, reference, request.POST.get("reason", ""), at=clock.now())
        return _("The case is held: nothing of it is erased until you lift the hold.")
    if what == "lift":
        lift_hold(viewer, reference, at=clock.now())
        return _("The hold is lifted: the case is erased when its time is over.")
    raise NotAChoice(field="/do", choices=["set", "lift"])


def _facts(request: HttpRequest, reference: str, held: Hold | None, errors: dict[str, str]) -> dict[str, Any]:
    field = Field(
        "reason",
        _("Why must it be kept?"),
        kind="textarea",
        value=request.POST.get("reason", ""),
        hint=_("For example a lawsuit with its number. It goes when the case is erased."),
        error=errors.get("reason", ""),
        required=True,
        max_length=REASON_MAX,
        rows=3,
    )
    beside = (Link(errors["reason"], f"#{field.id}"),) if "reason" in errors else ()
    return {
        "reference": reference,
        "back": page_of(reference),
        "held": held,
        "field": field,
        "summary": ErrorSummary(_("Look at this again"), beside) if beside else None,
        "notices": tuple(Notice(text, tone="bad") for name, text in errors.items() if name != "reason"),
    }
