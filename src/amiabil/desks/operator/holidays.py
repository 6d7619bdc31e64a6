"""Holidays that were declared later: what was proposed and confirmed, and the form to propose a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amiabil.actions import holidays as actions
from amiabil.desks.cases.lines import home_reader
from amiabil.domain.access import Viewer
from amiabil.domain.policy.holidays import DeclaredDay
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, InvalidFields, NotFound
from amiabil.foundation.fields import Day, NotAChoice, Problems
from amiabil.foundation.working_time import local_day, start_of_day
from amiabil.records import clock
from amiabil.records import holidays as records
from amiabil.records.holidays import DayState, KnownDay
from amiabil.ui import formats
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.facts import Chip, Choice, DeskFrame, Empty, Field, NavGroup, Notice, Option
from amiabil.ui.frames import HOME_ZONE, desk_frame, operator_items
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff

SIZE = 50
HOLIDAY, WORKS = "holiday", "works"


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the list; ``url`` leads to what can still be decided about it, ``mine``: by a second person only."""

    day: str
    calendar: str
    what: str
    reason: str
    state: Chip
    by: str
    url: str
    mine: bool


def _frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    return desk_frame(request, viewer, (NavGroup(operator_items(viewer, "operator:holidays")),))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.OPERATOR)
def holidays(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Every day that was proposed, the latest first, and the form to propose one."""
    errors: dict[str, str] = {}
    reader = home_reader(viewer)
    if request.method == "POST":
        try:
            _propose(request.POST, viewer)
        except AmiabilError as refusal:
            errors = errors_by_field(refusal, reader)
        else:
            flash.success(request, _("The day is proposed. It holds when a second operator confirms it."))
            return HttpResponseRedirect(reverse("operator:holidays"))
    return _shown(request, viewer, errors=errors, status=422 if errors else 200)


def _shown(
    request: HttpRequest, viewer: Viewer, *, errors: Mapping[str, str], status: int
) -> HttpResponseBase:
    reader = home_reader(viewer)
    found = records.listed(viewer, limit=SIZE, after=request.GET.get("after"))
    facts = {
        "frame": _frame(request, viewer),
        "heading": _("Holidays"),
        "lead": _(
            "Days declared beside those of the calendars. Deadlines that would end on one end later; none ends sooner."
        ),
        "rows": [_line(one, reader, viewer) for one in found.items],
        "empty": Empty(
            _("No day was declared"),
            _("The calendars that come with the service hold as they are."),
            "calendar-blank",
        ),
        "pager": pager(request, found, reverse("operator:holidays")),
        **_form(request.POST, errors),
    }
    return render(request, "operator/holidays.html", facts, status=status)


def _propose(typed: Mapping[str, str], viewer: Viewer) -> None:
    problems: Problems = []
    day = Day().read(typed.get("day", ""), "/day", problems)
    if typed.get("what") not in {HOLIDAY, WORKS}:
        problems.append(NotAChoice(field="/what"))
    if problems or day is None:
        raise InvalidFields(tuple(problems))
    declared = DeclaredDay(typed.get("calendar", ""), day, typed["what"] == WORKS)
    today = local_day(clock.now(), HOME_ZONE)
    actions.propose(viewer, declared, typed.get("reason", ""), today=today)


@require_POST
@for_staff(Role.OPERATOR)
def holiday(request: HttpRequest, viewer: Viewer, declared: UUID) -> HttpResponseBase:
    """Confirm a proposed day, or take it back. Raises ``NotFound``."""
    known = records.known(viewer, declared)
    try:
        if request.POST.get("do") == "confirm":
            actions.confirm(viewer, known)
            flash.success(
                request, _("The day holds now. Both sides of every open case it concerns are told.")
            )
        elif request.POST.get("do") == "withdraw":
            actions.withdraw(viewer, known)
            flash.success(request, _("The day is taken back."))
        else:
            raise NotFound()
    except NotFound:
        raise
    except AmiabilError as refusal:
        text = describe(refusal, viewer.language, viewer.zone).text
        return _shown(request, viewer, errors={"": text}, status=409)
    return HttpResponseRedirect(reverse("operator:holidays"))


def _line(one: KnownDay, reader: Reader, viewer: Viewer) -> DayLine:
    waits = one.state is DayState.PROPOSED
    return DayLine(
        day=_day(one.declared.day, reader),
        calendar=one.declared.calendar,
        what=_("is no holiday any more") if one.declared.works else _("is a holiday"),
        reason=one.reason,
        state=_chip(one.state),
        by=", ".join(name.removeprefix("staff:") for name in (one.proposed_by, one.decided_by) if name),
        url=reverse("operator:holiday", args=[one.id]) if waits else "",
        mine=one.proposed_by == viewer.ref,
    )


def _day(day: date, reader: Reader) -> str:
    return formats.day(start_of_day(day, HOME_ZONE), reader.language, zone=HOME_ZONE)


def _chip(state: DayState) -> Chip:
    return {
        DayState.PROPOSED: Chip(_("Waits for a second person"), "warn", "clock"),
        DayState.CONFIRMED: Chip(_("Holds"), "good", "check-circle"),
        DayState.WITHDRAWN: Chip(_("Taken back"), "plain", "prohibit"),
    }[state]


def _form(typed: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    calendars = tuple(
        Option(one, one, selected=typed.get("calendar") == one) for one in actions.known_calendars()
    )
    what = (
        Option(HOLIDAY, _("is a holiday"), selected=typed.get("what", HOLIDAY) == HOLIDAY),
        Option(WORKS, _("is no holiday any more"), selected=typed.get("what") == WORKS),
    )
    known = {"calendar", "day", "what", "reason"}
    return {
        "notices": tuple(Notice(text, tone="bad") for name, text in errors.items() if name not in known),
        "parts": (
            Choice("calendar", _("Calendar"), calendars, error=errors.get("calendar", ""), required=True),
            Field(
                "day",
                _("Day"),
                kind="date",
                value=typed.get("day", ""),
                error=errors.get("day", ""),
                required=True,
            ),
            Choice("what", _("This day"), what, error=errors.get("what", ""), required=True),
            Field(
                "reason",
                _("Why"),
                value=typed.get("reason", ""),
                hint=_(
                    "The law or the decision, as “Government decision 1234/2026”. It stands in the audit log."
                ),
                error=errors.get("reason", ""),
                max_length=actions.REASON_MAX,
                required=True,
            ),
        ),
    }
