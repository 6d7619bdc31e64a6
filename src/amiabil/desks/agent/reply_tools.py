"""Saved replies in the box of an answer: found by name, filled in for this customer, read before they are sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.desks.agent.queue import asked_of
from amiabil.desks.assistance.reply_facts import BLANK_WORDS, sets
from amiabil.domain.access import Viewer
from amiabil.domain.support.setting import changes_of
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.ticket import Changes
from amiabil.foundation.errors import NotFound
from amiabil.records import saved_replies
from amiabil.records.saved_replies import KeptReply
from amiabil.records.ticket_work import Beside
from amiabil.records.tickets import TicketFile
from amiabil.ui import paging
from amiabil.ui.tickets.filling import filled
from amiabil.ui.tickets.seen import Seen


@dataclass(frozen=True, slots=True)
class ReplyTools:
    """The saved replies of a box: names to choose from, the one that was put in, and what it sets besides.

    ``missing`` are blanks without a value, in words. ``sets`` is empty where it sets nothing.
    """

    insert_url: str
    draft_url: str
    names: tuple[str, ...]
    colleagues: tuple[str, ...]
    wanted: str = ""
    unknown: str = ""
    used: str = ""
    used_name: str = ""
    sets: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def tools(request: Any, shown: Seen, kept: Beside, inserted: Inserted | None) -> ReplyTools:
    """The saved replies for this box. No statement."""
    reference, query = shown.file.reference, asked_of(request, shown.setup).query
    given = ReplyTools(
        insert_url=paging.address(reverse("agent:ticket_insert", args=[reference]), **query),
        draft_url=reverse("agent:ticket_draft", args=[reference]),
        names=kept.names,
        colleagues=kept.colleagues,
    )
    if inserted is None:
        return given
    if inserted.reply is None:
        unknown = _("There is no saved reply “%(name)s”.") % {"name": inserted.wanted}
        return replace(given, wanted=inserted.wanted, unknown=unknown)
    reply = inserted.reply.reply
    return replace(
        given,
        used=str(inserted.reply.id),
        used_name=reply.name,
        sets=sets(reply.setting, shown.setup, shown.reader.language),
        missing=tuple(str(BLANK_WORDS[name]) for name in inserted.missing if name in BLANK_WORDS),
    )


@dataclass(frozen=True, slots=True)
class Inserted:
    """What was looked for by name; ``reply`` is None when there is none. ``text`` is the box with it."""

    wanted: str
    text: str
    reply: KeptReply | None = None
    missing: tuple[str, ...] = ()


def insert(viewer: Viewer, file: TicketFile, wanted: str, text: str) -> Inserted:
    """Put the saved reply of this name behind what was written. One statement, two more for dates of the order."""
    wanted = " ".join(wanted.split())[:80]
    try:
        kept = saved_replies.reply_named(viewer, wanted)
    except NotFound:
        return Inserted(wanted, text)
    found = filled(file, kept.reply, agent=viewer.name)
    whole = "\n\n".join(part for part in (text.rstrip(), found.text) if part)
    return Inserted(wanted, whole, kept, found.missing)


def again(viewer: Viewer, used: str, text: str) -> Inserted | None:
    """What was put in before, for a box that is drawn again; None for nothing, or what is gone. One statement."""
    try:
        return Inserted("", text, saved_replies.reply(viewer, UUID(used)))
    except (ValueError, NotFound):
        return None


def changes(viewer: Viewer, used: str, file: TicketFile, setup: Setup) -> Changes:
    """What the reply that was put in sets about the request; nothing when it is gone. One statement."""
    try:
        kept = saved_replies.reply(viewer, UUID(used))
    except (ValueError, NotFound):
        return {}
    return changes_of(kept.reply.setting, file.ticket, setup=setup, me=viewer.ref)
