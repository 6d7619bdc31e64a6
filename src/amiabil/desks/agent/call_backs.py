"""Calls that customers have booked: those due first; reached with what came of it, or nobody answered."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions import call_backs as actions
from amiabil.desks.agent.frame import frame
from amiabil.desks.cases.lines import home_reader
from amiabil.domain.access import Viewer
from amiabil.domain.contact.call_backs import CallState
from amiabil.domain.terms import Role
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.foundation.telephone import shown
from amiabil.records import call_backs, clock
from amiabil.records.call_backs import CallBack
from amiabil.records.new_id import new_id
from amiabil.ui import paging
from amiabil.ui.call_backs.cards import chip
from amiabil.ui.facts import Chip, Empty, Field, Link, Moment, Notice
from amiabil.ui.paging import pager
from amiabil.ui.places import language_name
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff

SIZE = 25
PARTS = {
    "": (CallState.BOOKED,),
    "over": (CallState.DONE, CallState.MISSED, CallState.CANCELLED),
}


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call as a row; ``dial`` is its number for links, ``open`` whether it is still to be made."""

    id: UUID
    key: UUID
    at: Moment
    state: Chip
    name: str
    number: str
    dial: str
    language: str
    subject: str
    reference: str
    url: str
    tries: int
    tried: str
    open: bool
    outcome: Field


@require_safe
@for_staff(Role.AGENT)
def calls(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """The calls, those to be made first at the top. Raises ``BadCursor``."""
    return _page(request, viewer)


@require_POST
@for_staff(Role.AGENT)
def called(request: HttpRequest, viewer: Viewer, id: UUID) -> HttpResponseBase:
    """What came of a call. Raises ``NotFound``."""
    given, now = request.POST, clock.now()
    try:
        if given.get("do") == "reached":
            actions.reached(viewer, id, _key(given.get("key", "")), given.get("outcome", ""), at=now)
            flash.success(request, _("Kept. The customer reads it in their request."))
        else:
            tries = given.get("tries", "")
            again = actions.no_answer(viewer, id, int(tries) if tries.isdecimal() else -1, at=now)
            told = (
                _("It stands in the list again in 20 minutes.")
                if again
                else _("That was the last try. The customer is asked for another time.")
            )
            flash.success(request, told)
    except NotFound:
        raise
    except AmiabilError as refusal:
        return _page(request, viewer, refusal=refusal, about=id)
    return HttpResponseRedirect(reverse("agent:call_backs"))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return new_id()


def _page(
    request: HttpRequest, viewer: Viewer, *, refusal: AmiabilError | None = None, about: UUID | None = None
) -> HttpResponse:
    part = request.GET.get("show", "") if request.GET.get("show", "") in PARTS else ""
    home, reader = reverse("agent:call_backs"), home_reader(viewer)
    found = call_backs.to_call(viewer, states=PARTS[part], limit=SIZE, after=request.GET.get("after"))
    typed = request.POST.get("outcome", "") if refusal else ""
    page = {
        "frame": frame(request, viewer, "call_backs"),
        "heading": _("Call-backs"),
        "lead": _("Calls that customers have booked. What comes of one goes into its request."),
        "filters": [
            Link(_("To call"), home, current=not part),
            Link(_("Over"), paging.address(home, show="over"), current=part == "over"),
        ],
        "notice": Notice(describe(refusal, viewer.language).text, tone="bad") if refusal else None,
        "rows": [_line(one, reader, typed if one.id == about else "") for one in found.items],
        "empty": Empty(
            _("No call waits"), _("Who books one through the contact page stands here."), "phone-incoming"
        ),
        "pager": pager(request, found, home),
    }
    return render(request, "agent/call_backs.html", page, status=422 if refusal else 200)


def _line(call: CallBack, reader: Reader, typed: str) -> CallLine:
    return CallLine(
        id=call.id,
        key=new_id(),
        at=reader.moment(call.call_at),
        state=chip(call, reader),
        name=call.name,
        number=shown(call.number),
        dial=call.number,
        language=language_name(call.language, reader.language),
        subject=call.subject,
        reference=call.reference,
        url=reverse("agent:ticket", args=[call.reference]),
        tries=call.tries,
        tried=ngettext("tried %(count)s time", "tried %(count)s times", call.tries) % {"count": call.tries}
        if call.tries
        else "",
        open=call.state is CallState.BOOKED,
        outcome=Field(
            "outcome",
            _("What came of it (the customer reads it)"),
            kind="textarea",
            value=typed,
            rows=2,
            max_length=MESSAGE_MAX,
            required=True,
        ),
    )
