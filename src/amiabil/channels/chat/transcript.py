"""What was said in a chat, as a download."""

from __future__ import annotations

from django.http import HttpResponse

from amiabil.domain.access import Viewer
from amiabil.records.chats import ChatFile
from amiabil.ui.chats.transcript import text_of


def transcript_of(viewer: Viewer, file: ChatFile) -> HttpResponse:
    """A file of text, as whoever asked may read it."""
    answer = HttpResponse(text_of(viewer, file), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file.reference}.txt"'
    return answer
