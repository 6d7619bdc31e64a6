"""Doing the same to several requests: the form of the table, what became of each, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions.ticket_bulk import KEPT, MOST, RESTORED, Together, do, undo
from amiabil.desks.agent import lists, table
from amiabil.desks.agent.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.support.views import NOBODY
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.foundation.ids import read_reference
from amiabil.records import staff, ticket_bulk, ticket_lists
from amiabil.records.new_id import new_id
from amiabil.records.ticket_bulk import Bulk, BulkRow
from amiabil.ui.facts import Empty
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words


@dataclass(frozen=True, slots=True)
class DoneRow:
    """What became of one request, and what undoing did to it."""

    reference: str
    url: str
    title: str
    said: str
    icon: str
    undone: str


@require_POST
@for_staff(Role.AGENT)
def together(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Do what the form says to the chosen requests, or to all of the list; a second click does nothing more."""
    try:
        bulk = do(viewer, _asked(request, viewer))
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        typed = {name: request.POST.get(name, "") for name in request.POST}
        return table.page(request, viewer, error=describe(refusal, viewer.language).text, typed=typed)
    return HttpResponseRedirect(reverse("agent:ticket_together_done", args=[bulk.id]))


def _asked(request: HttpRequest, viewer: Viewer) -> Together:
    given = request.POST
    try:
        key = UUID(given.get("key", ""))
    except ValueError:
        key = new_id()
    named = (read_reference(one[:40]) for one in given.getlist("ticket")[: MOST + 1])
    chosen = tuple(one for one in named if one)
    if given.get("all") == "1":
        shows = lists.asked_of(request, lists.known(viewer)).shows
        chosen = tuple(ticket_lists.references(viewer, shows, most=MOST))
    return Together(
        id=key,
        references=chosen,
        changes=_changes(given, viewer),
        tags=_tags(given.get("add_tags", "")),
        untagged=_tags(given.get("drop_tags", "")),
        text=given.get("text", ""),
    )


def _changes(given: Mapping[str, str], viewer: Viewer) -> dict[str, Any]:
    """The parts of the form that ask for something, with a word that is known."""
    changes: dict[str, Any] = {}
    if given.get("set_status") in {one.value for one in table.SETTABLE}:
        changes["status"] = TicketStatus(given["set_status"])
    if given.get("set_priority") in set(Priority):
        changes["priority"] = Priority(given["set_priority"])
    if given.get("set_team"):
        changes["team"] = given["set_team"]
    who = given.get("set_assignee", "")
    if who == NOBODY:
        changes["assignee"] = ""
    elif who in {one.username for one in staff.answering(viewer)}:
        changes["assignee"] = f"staff:{who}"
    return changes


def _tags(typed: str) -> tuple[str, ...]:
    return tuple(sorted({tag.strip().casefold() for tag in typed[:400].split(",")} - {""}))


@require_safe
@for_staff(Role.AGENT)
def done(request: HttpRequest, viewer: Viewer, bulk_id: UUID) -> HttpResponse:
    """What became of each request, with the way to take it back."""
    bulk = ticket_bulk.of_id(viewer, bulk_id)
    changed = [row for row in bulk.rows if not row.refusal]
    count = ngettext("%(count)s request was changed", "%(count)s requests were changed", len(changed))
    facts = {
        "frame": frame(request, viewer, "tickets"),
        "heading": count % {"count": len(changed)},
        "bulk": bulk,
        "can_undo": bulk.undone_at is None and any(row.before for row in changed),
        "rows": [_row(row, bulk) for row in bulk.rows],
        "empty": Empty(_("Nothing here"), _("None of what was chosen is there any more."), "tray"),
        "home": reverse("agent:ticket_table"),
    }
    return render(request, "agent/together.html", facts)


@require_POST
@for_staff(Role.AGENT)
def take_back(request: HttpRequest, viewer: Viewer, bulk_id: UUID) -> HttpResponse:
    """Put back what nobody has changed since; a second click does nothing more."""
    undo(viewer, bulk_id)
    flash.success(request, _("What nobody has changed since is as it was before."))
    return HttpResponseRedirect(reverse("agent:ticket_together_done", args=[bulk_id]))


def _row(row: BulkRow, bulk: Bulk) -> DoneRow:
    if row.refusal:
        said, icon = _refused(row.refusal), "warning-circle"
    else:
        said, icon = _said(row, bulk), "check-circle"
    url = reverse("agent:ticket", args=[row.reference])
    return DoneRow(row.reference, url, row.subject, said, icon, _undone(row))


def _said(row: BulkRow, bulk: Bulk) -> str:
    names = ", ".join(str(words.FIELDS[name]) for name in row.after if name in words.FIELDS)
    said = [_("answered")] if bulk.answered else []
    said += [_("changed: %(fields)s") % {"fields": names}] if names else []
    return "; ".join(said) or _("it was so already")


def _undone(row: BulkRow) -> str:
    if not row.undone:
        return ""
    if row.undone not in {RESTORED, KEPT}:
        return _refused(row.undone)
    names = ", ".join(str(words.FIELDS[name]) for name in row.kept if name in words.FIELDS)
    if not names:
        return _("as it was before")
    if row.undone == KEPT:
        return _("left as it is, because somebody changed it since: %(fields)s") % {"fields": names}
    return _("as it was before, but for what somebody changed since: %(fields)s") % {"fields": names}


def _refused(code: str) -> str:
    """Why one was left out, by the code of its refusal."""
    return {
        "ticket_closed": _("It is closed."),
        "ticket_merged": _("It goes on in another request."),
        "case_moved_on": _("Somebody changed it at the same moment."),
    }.get(code, _("It could not be changed."))
