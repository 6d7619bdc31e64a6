"""The pages of a case are the same at every desk; a room says by which door, in which frame and for whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amiabil.domain.access import Viewer
from amiabil.ui.case import pages
from amiabil.ui.case.door import Door
from amiabil.ui.case.pages import Visit
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import DeskFrame
from amiabil.ui.uploads import takes_form_files

View = Callable[..., HttpResponseBase]


class CaseAct(Protocol):
    """The page and the door of one act in a case."""

    def __call__(
        self, request: HttpRequest, viewer: Viewer, reference: str, command: str
    ) -> HttpResponseBase: ...


@dataclass(frozen=True, slots=True)
class Room:
    """How a desk shows cases. ``let_in`` is a decorator of ``ui.viewer``; ``extra`` adds what only this desk shows."""

    door: Door
    let_in: Callable[[Any], View]
    frame: Callable[[HttpRequest, Viewer], DeskFrame]
    template: str = "ui/case/page.html"
    extra: Callable[[Seen], dict[str, Any]] | None = None

    def visit(self, request: HttpRequest, viewer: Viewer, reference: str) -> Visit:
        """This viewer at this case, by the room's door."""
        return Visit(viewer, reference, self.door, self.frame(request, viewer))

    def page(self, request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
        """The page of a case."""
        visit = self.visit(request, viewer, reference)
        return pages.page(request, visit, template=self.template, extra=self.extra)

    def act(self, request: HttpRequest, viewer: Viewer, reference: str, command: str) -> HttpResponseBase:
        """One act in a case: GET asks, POST does it."""
        return pages.act(request, self.visit(request, viewer, reference), command)

    def message(self, request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
        """A message into a case."""
        return pages.message(request, self.visit(request, viewer, reference))

    def tone(self, request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
        """How a message may sound, before it is sent."""
        return pages.message_tone(request, self.visit(request, viewer, reference))

    def token(self, request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
        """A token to hear a case."""
        return pages.token(viewer, reference)

    def poll(self, request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
        """What changes when a case does."""
        return pages.poll(viewer, reference)

    def reading(self, folder: str) -> list[URLPattern]:
        """The addresses to read a case and to hear what is new."""
        return [
            self._path(folder, "", require_safe(self.let_in(self.page)), self.door.page),
            self._path(folder, "/stream", require_safe(self.let_in(self.token)), self.door.token),
            self._path(folder, "/version", require_safe(self.let_in(self.poll)), self.door.poll),
        ]

    def writing(self, folder: str) -> list[URLPattern]:
        """The address to write into a case."""
        message = self._path(folder, "/messages", require_POST(self.let_in(self.message)), self.door.message)
        if not self.door.tone:
            return [message]
        tone = self._path(folder, "/messages/tone", require_POST(self.let_in(self.tone)), self.door.tone)
        return [message, tone]

    def acting(self, folder: str, act: CaseAct | None = None) -> list[URLPattern]:
        """The address of acts in a case; ``act`` takes the place of the usual view."""
        view = takes_form_files(self.let_in(act or self.act))
        allowed = require_http_methods(["GET", "HEAD", "POST"])(view)
        return [self._path(folder, "/do/<str:command>", allowed, self.door.act)]

    def _path(self, folder: str, rest: str, view: View, name: str) -> URLPattern:
        return path(f"{folder}<str:reference>{rest}", view, name=name.rpartition(":")[2])
