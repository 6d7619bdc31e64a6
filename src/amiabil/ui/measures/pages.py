"""The views of a measure that portal and desks share: read it, act in it, write into it, take it away, hear of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amiabil.actions.complaint_hearing import write_message
from amiabil.actions.complaints import subject_of
from amiabil.actions.messages import Written
from amiabil.domain.access import Act as Right
from amiabil.domain.access import Viewer, demand
from amiabil.domain.terms import Audience, Command
from amiabil.foundation.errors import AmiabilError, Conflict, Forbidden, NotFound, RateLimited
from amiabil.records import clock, measures
from amiabil.records.messages import MessageIdUsed
from amiabil.records.new_id import new_id
from amiabil.ui import live
from amiabil.ui.case import pace
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.facts import Act, ErrorSummary, Link, Notice
from amiabil.ui.measures import hearing_forms, shown, talk
from amiabil.ui.measures.door import Door
from amiabil.ui.measures.seen import Seen, look
from amiabil.ui.refusals import describe
from amiabil.ui.uploads import takes_form_files

View = Callable[..., HttpResponseBase]


def _nothing_more(request: HttpRequest, seen: Seen) -> dict[str, Any]:
    return {}


def _no_acts(seen: Seen) -> tuple[Act, ...]:
    return ()


def _no_file(viewer: Viewer, reference: str) -> HttpResponseBase:
    raise NotFound()


@dataclass(frozen=True, slots=True)
class Room:
    """How portal or a desk shows measures. ``frame`` gives base, frame and way back, ``let_in`` is a decorator of
    ``ui.viewer``; ``acts`` stand with the turn, ``beside`` is what only this room shows, ``send`` gives the whole file
    where the door has one."""

    door: Door
    let_in: Callable[[Any], View]
    frame: Callable[[HttpRequest, Viewer], dict[str, Any]]
    template: str = "ui/measures/page.html"
    acts: Callable[[Seen], tuple[Act, ...]] = _no_acts
    beside: Callable[[HttpRequest, Seen], dict[str, Any]] = _nothing_more
    send: Callable[[Viewer, str], HttpResponseBase] = _no_file

    def show(
        self, request: HttpRequest, seen: Seen, more: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        """The page of a measure, with ``more`` in place of what it usually says."""
        parts = (
            shown.facts(seen, self.door, acts=self.acts(seen)),
            self.beside(request, seen),
            more or {},
        )
        told = {name: fact for part in parts for name, fact in part.items()}
        told["notices"] = tuple(notice for part in parts for notice in part.get("notices", ()))
        return render(
            request, self.template, {**self.frame(request, seen.reader.viewer), **told}, status=status
        )

    def page(self, request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
        """The page of a measure. Raises ``NotFound``, ``BadCursor``."""
        return self.show(request, look(viewer, reference, after=request.GET.get("after")))

    def token(self, request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
        """A token to hear of the measure. Raises ``NotFound``."""
        return live.token_answer(viewer, [measures.ticket(viewer, reference).case_id])

    def poll(self, request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
        """What changes when the measure does. Raises ``NotFound``."""
        return live.poll_answer(viewer, [measures.ticket(viewer, reference).case_id])

    def dossier(self, request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
        """The whole file, signed, as a ZIP to save. Raises ``NotFound``, ``RateLimited``."""
        return self.send(viewer, reference)

    def message(self, request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
        """Post what was written; a repeat of the same message posts nothing more."""
        text = request.POST.get("text", "")
        message_id = _key(request, "message_id")
        try:
            pace.count(viewer)
            written = Written(message_id, text, _audience(request), clock.now())
            write_message(viewer, reference, written)
        except (NotFound, Forbidden):
            raise
        except AmiabilError as refusal:
            seen = look(viewer, reference)
            said = describe(refusal, seen.reader.language, seen.reader.case_zone).text
            # A page of the browser's history names a message that is sent already: what is new gets its own name.
            again = new_id() if isinstance(refusal, MessageIdUsed) else message_id
            box = talk.composer(seen, self.door, text=text, error=said, message_id=str(again))
            more = {"composer": box, "notices": () if box else (Notice(said, tone="bad"),)}
            return _told(self.show(request, seen, more, status=_status(refusal)), refusal)
        return HttpResponseRedirect(f"{self.door.page_of(reference)}#thread-title")

    def act(self, request: HttpRequest, viewer: Viewer, reference: str, command: str) -> HttpResponseBase:
        """One act: GET asks, POST does it and leads back. An act that is not open says why. Raises ``NotFound``."""
        known = Command(command) if command in {one.value for one in hearing_forms.ACTS} else None
        if known is None:
            raise Http404
        seen, key = look(viewer, reference), _key(request, "key")
        needed = Right.HEAR_COMPLAINT if known is Command.REQUEST_INFO else Right.COMPLAIN
        demand(viewer, needed, subject_of(seen.ticket))
        if request.method != "POST":
            if hearing_forms.is_open(seen, known):
                return render(request, "ui/case/act.html", self._form(request, seen, known, {}, key))
            flash.warning(request, _("This is not possible any more: the case has moved on."))
            return HttpResponseRedirect(self.door.page_of(reference))
        try:
            pace.count(viewer)
            done = hearing_forms.do(request, seen, known, key=key, at=clock.now())
        except NotFound:
            raise
        except AmiabilError as refusal:
            return _told(self._refused(request, viewer, known, refusal, reference), refusal)
        flash.success(request, done)
        return HttpResponseRedirect(self.door.page_of(reference))

    def _refused(
        self, request: HttpRequest, viewer: Viewer, command: Command, refusal: AmiabilError, reference: str
    ) -> HttpResponse:
        """The form again with everything typed; where the act is gone, the measure."""
        seen = look(viewer, reference)
        errors = errors_by_field(refusal, seen.reader)
        if hearing_forms.is_open(seen, command):
            told = self._form(request, seen, command, errors, new_id())
            return render(request, "ui/case/act.html", told, status=_status(refusal))
        notices = (Notice(" ".join(errors.values()), tone="bad"),)
        return self.show(request, seen, {"notices": notices}, status=_status(refusal))

    def _form(
        self, request: HttpRequest, seen: Seen, command: Command, errors: dict[str, str], key: UUID
    ) -> dict[str, Any]:
        typed = {name: value for name, value in request.POST.items() if isinstance(value, str)}
        asked = hearing_forms.form(seen, command, typed, errors)
        names = {part.facts.name for part in asked.parts}
        beside = tuple(Link(text, f"#field-{name}") for name, text in errors.items() if name in names)
        return {
            **self.frame(request, seen.reader.viewer),
            "case": seen.ticket,
            "form": asked,
            "action": self.door.act_of(seen.ticket.reference, command),
            "back": self.door.page_of(seen.ticket.reference),
            "key": key,
            "version": seen.ticket.chain.version,
            "summary": ErrorSummary(_("Look at this again"), beside) if beside else None,
            "notices": tuple(Notice(text, tone="bad") for name, text in errors.items() if name not in names),
        }

    def addresses(self, folder: str) -> list[URLPattern]:
        """The addresses below ``folder``, of what this room's door does; the page itself is the room's own."""
        door, acting = self.door, require_http_methods(["GET", "HEAD", "POST"])
        wanted = (
            ("/stream", door.token, require_safe(self.let_in(self.token))),
            ("/version", door.poll, require_safe(self.let_in(self.poll))),
            ("/dossier.zip", door.dossier, require_safe(self.let_in(self.dossier))),
            ("/messages", door.message, require_POST(self.let_in(self.message))),
            ("/do/<str:command>", door.act, acting(takes_form_files(self.let_in(self.act)))),
        )
        return [
            path(f"{folder}<str:reference>{rest}", view, name=name.rpartition(":")[2])
            for rest, name, view in wanted
            if name
        ]


def _key(request: HttpRequest, name: str) -> UUID:
    """The name of an act or a message, so that a second click does nothing more; a fresh one where there is none."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return new_id()


def _audience(request: HttpRequest) -> Audience:
    given = request.POST.get("audience", "")
    return Audience(given) if given in set(Audience) else Audience.EVERYONE


def _status(refusal: AmiabilError) -> HTTPStatus:
    if isinstance(refusal, RateLimited):
        return HTTPStatus.TOO_MANY_REQUESTS
    if isinstance(refusal, Conflict):
        return HTTPStatus.CONFLICT
    return HTTPStatus.FORBIDDEN if isinstance(refusal, Forbidden) else HTTPStatus.UNPROCESSABLE_ENTITY


def _told(response: HttpResponse, refusal: AmiabilError) -> HttpResponse:
    if isinstance(refusal, RateLimited):
        response["Retry-After"] = str(refusal.retry_after)
    return response
