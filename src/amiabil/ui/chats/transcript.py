"""Everything that was said in a chat, to take along: as text, as whoever asked may read it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.access import Viewer
from amiabil.records import chats
from amiabil.records.chats import ChatFile
from amiabil.ui.chats import seen
from amiabil.ui.facts import Message


def text_of(viewer: Viewer, file: ChatFile) -> str:
    """The lines of the chat, each with its time, under its reference."""
    shown = seen.look_at_all(viewer, file)
    reader = shown.reader
    times = {
        str(one.message.id if one.message else one.event_id): reader.long(one.at) for one in shown.moments
    }
    lines = [_("Chat %(ref)s") % {"ref": file.reference}, reader.long(file.chat.started_at), ""]
    for entry in seen.entries(shown):
        if isinstance(entry, Message):
            lines += [f"{entry.person.name} ({entry.about}), {times[entry.id]}:"]
            lines += [entry.text] if entry.text else []
            for card in entry.cards:
                lines += [card.title, *(f"  {name}: {value}" for name, value in card.rows)]
            lines += [_("File: %(name)s") % {"name": file.title} for file in entry.files] + [""]
        else:
            lines += [f"— {entry.text}, {times[entry.id]}", ""]
    return "\n".join(lines)


def text_of_own(viewer: Viewer, reference: str) -> str:
    """The same of a chat of the viewer's by its reference. Raises ``NotFound``."""
    return text_of(viewer, chats.file_of(viewer, reference))
