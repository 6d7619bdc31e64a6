"""What stands beside a request for the staff: checklist, time, followers, what rules did, how it was rated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amiabil.actions import ticket_work as actions
from amiabil.desks.agent.queue import address_of, asked_of
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import Rating
from amiabil.domain.terms import Role
from amiabil.domain.written import LINE_MAX
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.records import clock
from amiabil.records.new_id import new_id
from amiabil.records.ticket_work import Acted, Beside, Spent, TimeEntry
from amiabil.ui import paging
from amiabil.ui.facts import Moment
from amiabil.ui.refusals import describe
from amiabil.ui.tickets.deeds import in_words, why_not
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words


@dataclass(frozen=True, slots=True)
class Entry:
    """Time somebody worked; ``id`` is empty where the reader may not take it back."""

    text: str
    note: str
    id: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What a rule did, or what stood in its way."""

    rule: str
    text: str
    refused: bool
    at: Moment


@dataclass(frozen=True, slots=True)
class WorkPanel:
    """Everything of it; ``start``: the topic has a checklist that is not on it yet. ``key`` names what is added."""

    url: str
    checks: tuple[Any, ...]
    done: str
    start: bool
    total: str
    entries: tuple[Entry, ...]
    follows: bool
    followers: str
    deeds: tuple[Deed, ...]
    rating: str
    comment: str
    key: str
    line_max: int = LINE_MAX


def panel(request: HttpRequest, shown: Seen, kept: Beside) -> WorkPanel:
    """The panels beside a request. No statement."""
    reference, query = shown.file.reference, asked_of(request, shown.setup).query
    ticked = sum(bool(one.done_by) for one in kept.checks)
    rating = shown.file.ticket.rating
    return WorkPanel(
        url=paging.address(reverse("agent:ticket_beside", args=[reference]), **query),
        checks=kept.checks,
        done=_("%(done)s of %(all)s done") % {"done": ticked, "all": len(kept.checks)} if kept.checks else "",
        start=bool(shown.topic.checklist) and not kept.checks,
        total=_minutes(kept.minutes) if kept.minutes else "",
        entries=tuple(map(_entry, kept.spent)),
        follows=kept.follows,
        followers=", ".join(kept.followers),
        deeds=tuple(_deed(one, shown) for one in kept.acted),
        rating=str(words.RATINGS[Rating(rating)]) if rating else "",
        comment=kept.comment,
        key=str(new_id()),
    )


def _minutes(count: int) -> str:
    hours, minutes = divmod(count, 60)
    if not hours:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def _entry(one: Spent) -> Entry:
    return Entry(f"{_minutes(one.minutes)} · {one.by}", one.note, str(one.id) if one.mine else "")


def _deed(one: Acted, shown: Seen) -> Deed:
    language = shown.reader.language
    text = why_not(one.refused, one.did, language) or in_words(one.did, shown.setup, language)
    return Deed(one.rule, text, bool(one.refused), shown.reader.moment(one.at))


# ---- what is done there ----------------------------------------------------------------------


@require_POST
@for_staff(Role.AGENT)
def ticket_beside(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Do what the pressed button says; one that is not known changes nothing."""
    do, _sign, named = request.POST.get("do", "").partition(":")
    act = _ACTS.get(do)
    try:
        if act is None:
            raise NotFound()
        act(request, viewer, reference, named)
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language, viewer.zone).text)
    return HttpResponseRedirect(address_of(request, reference))


@require_POST
@for_staff(Role.AGENT)
def ticket_draft(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Keep what has been written so far, for every device of this member of the staff."""
    actions.keep_draft(viewer, reference, request.POST.get("text", ""), at=clock.now())
    return HttpResponse(status=204)


def _id(given: str) -> UUID:
    """An id of ours. Raises ``NotFound``."""
    try:
        return UUID(given)
    except ValueError:
        raise NotFound() from None


def _add_line(request: HttpRequest, viewer: Viewer, reference: str, _named: str) -> None:
    id = _id(request.POST.get("key", ""))
    actions.add_line(viewer, reference, request.POST.get("line", ""), id=id, at=clock.now())


def _checklist(_request: HttpRequest, viewer: Viewer, reference: str, _named: str) -> None:
    actions.start_checklist(viewer, reference, at=clock.now())


def _tick(_request: HttpRequest, viewer: Viewer, reference: str, named: str) -> None:
    actions.tick(viewer, reference, _id(named), done=True, at=clock.now())


def _untick(_request: HttpRequest, viewer: Viewer, reference: str, named: str) -> None:
    actions.tick(viewer, reference, _id(named), done=False, at=clock.now())


def _drop_line(_request: HttpRequest, viewer: Viewer, reference: str, named: str) -> None:
    actions.drop_line(viewer, reference, _id(named))


def _add_time(request: HttpRequest, viewer: Viewer, reference: str, _named: str) -> None:
    given = request.POST.get("minutes", "").strip()
    minutes = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0
    entry = TimeEntry(_id(request.POST.get("key", "")), minutes, request.POST.get("note", ""), clock.now())
    actions.add_time(viewer, reference, entry)


def _drop_time(_request: HttpRequest, viewer: Viewer, reference: str, named: str) -> None:
    actions.drop_time(viewer, reference, _id(named))


def _follow(_request: HttpRequest, viewer: Viewer, reference: str, _named: str) -> None:
    actions.follow(viewer, reference, on=True)


def _unfollow(_request: HttpRequest, viewer: Viewer, reference: str, _named: str) -> None:
    actions.follow(viewer, reference, on=False)


_ACTS: dict[str, Callable[[HttpRequest, Viewer, str, str], None]] = {
    "add_line": _add_line,
    "checklist": _checklist,
    "tick": _tick,
    "untick": _untick,
    "drop_line": _drop_line,
    "add_time": _add_time,
    "drop_time": _drop_time,
    "follow": _follow,
    "unfollow": _unfollow,
}
"""What the buttons of the panels say, and what each does."""
