"""The buttons of the chat desk: one's shift, taking a chat, giving it on, handing it back, ending it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.conf import settings
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amiabil.actions import chat_desk, chat_requests
from amiabil.actions import chats as acts
from amiabil.actions.chats import Said
from amiabil.desks.agent.chat_hall import person_of
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import clock
from amiabil.records.new_id import new_id
from amiabil.records.shifts import Shift, ShiftState
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff

_Do = Callable[[HttpRequest, Viewer, str, datetime], str]


def _act(*, stays: bool) -> Callable[[_Do], Callable[[HttpRequest, str], HttpResponse]]:
    """A button of one chat: what is refused is said on its page. ``stays``: one goes on in this chat, else in the
    list."""

    def decorate(do: _Do) -> Callable[[HttpRequest, str], HttpResponse]:
        @require_POST
        @for_staff(Role.AGENT)
        @wraps(do)
        def view(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
            here = reverse("agent:chat", args=[reference])
            try:
                said = do(request, viewer, reference, clock.now())
            except NotFound:
                raise
            except AmiabilError as refusal:
                flash.error(request, describe(refusal, viewer.language, viewer.zone).text)
                return HttpResponseRedirect(here)
            flash.success(request, said)
            return HttpResponseRedirect(here if stays else reverse("agent:chats"))

        return view  # type: ignore[return-value]  # the decorators speak of any response

    return decorate


@_act(stays=True)
def accept(_request: HttpRequest, viewer: Viewer, reference: str, at: datetime) -> str:
    """Take a chat that waits."""
    file = chat_desk.accept(viewer, reference, at=at)
    return _("You answer %(person)s now.") % {"person": person_of(file)}


@_act(stays=False)
def end(_request: HttpRequest, viewer: Viewer, reference: str, at: datetime) -> str:
    """End a chat."""
    acts.end(viewer, reference, at=at)
    return _("The chat has ended.")


@_act(stays=False)
def transfer(request: HttpRequest, viewer: Viewer, reference: str, at: datetime) -> str:
    """Give a chat on, with a word for whoever takes it."""
    kind, _colon, name = request.POST.get("place", "").partition(":")
    _leave_word(request, viewer, reference, at)
    chat_desk.transfer(
        viewer, reference, at=at, to=name if kind == "to" else "", team=name if kind == "team" else ""
    )
    return _("The chat is passed on.")


@_act(stays=False)
def hand_back(request: HttpRequest, viewer: Viewer, reference: str, at: datetime) -> str:
    """Let the assistant go on."""
    _leave_word(request, viewer, reference, at)
    chat_desk.hand_back(viewer, reference, at=at)
    return _("The assistant answers again.")


def _leave_word(request: HttpRequest, viewer: Viewer, reference: str, at: datetime) -> None:
    note = request.POST.get("note", "").strip()
    if note:
        acts.write(viewer, reference, Said(new_id(), note, at, note=True))


@_act(stays=False)
def request(_request: HttpRequest, viewer: Viewer, reference: str, at: datetime) -> str:
    """Let a chat go on as a request, where it takes longer than people wait."""
    file = chat_requests.become_request(viewer, reference, at=at)
    return _("The chat goes on as request %(ref)s.") % {"ref": file.chat.request}


@require_POST
@for_staff(Role.AGENT)
def take_next(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take whoever is next by language, team and wait."""
    there = reverse("agent:chats")
    try:
        file = chat_desk.accept_next(viewer, at=clock.now())
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language, viewer.zone).text)
        return HttpResponseRedirect(there)
    if file is None:
        flash.success(request, _("Nobody waits."))
        return HttpResponseRedirect(there)
    flash.success(request, _("You answer %(person)s now.") % {"person": person_of(file)})
    return HttpResponseRedirect(reverse("agent:chat", args=[file.reference]))


@require_POST
@for_staff(Role.AGENT)
def shift(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Say whether one takes chats, how many at once, and in which languages."""
    given, known = request.POST, {code for code, _name in settings.LANGUAGES}
    state, capacity = given.get("state", ""), given.get("capacity", "")
    new = Shift(
        ShiftState(state) if state in set(ShiftState) else ShiftState.OFF,
        int(capacity) if capacity.isascii() and capacity.isdecimal() and len(capacity) < 4 else 0,
        tuple(code for code in given.getlist("languages") if code in known),
    )
    try:
        chat_desk.set_shift(viewer, new, at=clock.now())
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language, viewer.zone).text)
    else:
        flash.success(request, _("Your shift is set."))
    return HttpResponseRedirect(reverse("agent:chats"))
