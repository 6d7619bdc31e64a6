"""What the pages of the chat desk hear: of one's own chats, of those that wait, and of who writes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from amiabil.actions.overseeing import note_presence
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import chats, clock
from amiabil.ui import live
from amiabil.ui.viewer import for_staff


def _followed(viewer: Viewer) -> list[UUID]:
    return [one.case_id for one in (*chats.of_agent(viewer), *chats.in_line(viewer))]


def _beside(viewer: Viewer, reference: str) -> list[UUID]:
    """The chat that is open first, then those of the list."""
    return list(dict.fromkeys([chats.file_of(viewer, reference).case_id, *_followed(viewer)]))


@require_safe
@for_staff(Role.AGENT)
def token(_request: HttpRequest, viewer: Viewer) -> JsonResponse:
    """A token to hear one's chats, those that wait, and whatever begins."""
    note_presence(viewer, at=clock.unshifted())
    return live.desk_token(viewer, _followed(viewer))


@require_safe
@for_staff(Role.AGENT)
def poll(_request: HttpRequest, viewer: Viewer) -> JsonResponse:
    """What changes when the desk does."""
    return live.poll_answer(viewer, _followed(viewer))


@require_safe
@for_staff(Role.AGENT)
def chat_token(_request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """A token to hear one chat, and those listed beside it."""
    note_presence(viewer, at=clock.unshifted())
    return live.desk_token(viewer, _beside(viewer, reference))


@require_safe
@for_staff(Role.AGENT)
def chat_poll(_request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """What changes when one chat does, or one of those listed beside it."""
    return live.poll_answer(viewer, _beside(viewer, reference))


@require_safe
@for_staff(Role.AGENT)
def typing(_request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """A token to say that one writes, which whoever asked hears."""
    file = chats.file_of(viewer, reference)
    return live.typing_answer(viewer, file.case_id, heard_by=file.side.value)
