"""The history of a case and the box to write in."""

from __future__ import annotations

from functools import cache, partial

from django.conf import settings
from django.utils.translation import gettext as _

from amiabil.domain.access import Act, may, writable_audiences
from amiabil.domain.terms import Audience, Role
from amiabil.records.new_id import new_id
from amiabil.records.timeline import Moment, Said
from amiabil.ui import translating
from amiabil.ui.addresses import reverse
from amiabil.ui.case.seen import Seen, subject_of
from amiabil.ui.facts import (
    AudienceChoice,
    AudienceMark,
    Composer,
    EventLine,
    Message,
    Person,
    Thread,
    ToneHint,
)
from amiabil.ui.words import events, names

_UNTOLD = frozenset({"dispute.reminder"})
"""Events that are told to the one they concern, and not to everybody in the history."""

_ONLY_MOVED = frozenset({"dispute.calendar_changed", "dispute.outage_extended"})
"""Events that say something to the parties only where a deadline ends later by them."""

_CLOSED = frozenset({Audience.STAFF, Audience.BUYER_AND_PLATFORM, Audience.SELLER_AND_PLATFORM})


def thread(seen: Seen) -> Thread:
    """The history, newest first."""
    called = _Called(seen)
    told = (entry(seen, moment, called) for moment in seen.moments.items)
    entries = tuple(one for one in told if one is not None)
    older = seen.door.page_of(seen.file.reference, after=seen.moments.next) if seen.moments.next else ""
    made = Thread(
        title=_("What has happened"),
        entries=entries,
        older_url=older,
        older_text=_("Show what was before"),
        empty=_("Nothing yet."),
    )
    return translating.into(made, seen.moments.items, seen.file.case_id, seen.reader)


class _Called:
    """What authors and audiences are called on one page: the same few for a hundred entries, so each is asked once."""

    def __init__(self, seen: Seen) -> None:
        self.author = cache(partial(_author, seen))
        self.role = cache(_role)
        self.audience = cache(partial(_audience, seen))


_WRITERS = frozenset(
    {Role.BUYER, Role.SELLER, Role.ADMINISTRATOR, Role.MEDIATOR, Role.REVIEWER, Role.SUPERVISOR}
)
"""Whose reasons both sides read word for word."""


def entry(seen: Seen, moment: Moment, called: _Called | None = None) -> Message | EventLine | None:
    """One moment as its reader is told of it; None for what is told to somebody else."""
    called = called or _Called(seen)
    if moment.message is not None:
        return _message(seen, moment.message, moment, called)
    if moment.type in _UNTOLD or (moment.type in _ONLY_MOVED and not moment.data.get("moved")):
        return None
    at = seen.reader.moment(moment.at)
    told = events.told(moment.type, moment.data, actor_role=moment.actor_role, reader=seen.reader)
    texts = "\n".join(
        _named(name, moment.texts[name])
        for name in ("text", "grounds", "reason", "excuse", "tracking", "summary", "confidential")
        if name in moment.texts
    )
    if texts and moment.actor_role in _WRITERS:
        return _written(seen, moment, called, told.text, texts)
    return EventLine(str(moment.event_id), told.text, at, told.icon)


def _named(name: str, text: str) -> str:
    """What somebody wrote; of evidence in confidence it is said which text is which, for both stand side by side."""
    if name == "summary":
        return _("Summary: {text}").format(text=text)
    if name == "confidential":
        return _("Why in confidence: {text}").format(text=text)
    return text


def _message(seen: Seen, said: Said, moment: Moment, called: _Called) -> Message:
    role, audience = Role(said.author_role), Audience(said.audience)
    return Message(
        id=str(said.id),
        person=called.author(role, said.author_name),
        about=called.role(role),
        at=seen.reader.moment(moment.at),
        audience=called.audience(audience),
        text=_("This text has been erased.") if said.erased else said.text,
        language=said.language,
        note=audience is Audience.STAFF,
    )


def _written(seen: Seen, moment: Moment, called: _Called, what: str, text: str) -> Message:
    """What somebody wrote together with an act: said under the line that tells the act."""
    return Message(
        id=str(moment.event_id),
        person=called.author(Role(moment.actor_role), ""),
        about=what,
        at=seen.reader.moment(moment.at),
        audience=called.audience(Audience.EVERYONE),
        text=text,
    )


def _role(role: Role) -> str:
    return str(names.ROLES[role])


def _audience(seen: Seen, audience: Audience) -> AudienceMark:
    return AudienceMark(names.audience(audience, seen.role), closed=audience in _CLOSED)


def _author(seen: Seen, role: Role, given: str) -> Person:
    return Person.of(_name(seen, role, given), role)


def _name(seen: Seen, role: Role, given: str) -> str:
    """Parties by their names in this case, staff by what they are called to parties, programs by what they are."""
    if role is Role.BUYER:
        return seen.file.buyer_name or str(names.ROLES[role])
    if role is Role.SELLER:
        return seen.file.shop_name
    if role is Role.MEDIATOR and seen.file.mediator_name:
        return seen.file.mediator_name
    return given or (settings.AMIABIL_MARKETPLACE if role is Role.OPERATOR else str(names.ROLES[role]))


_ORDER = (Audience.EVERYONE, Audience.BUYER_AND_PLATFORM, Audience.SELLER_AND_PLATFORM, Audience.STAFF)


def composer(
    seen: Seen, *, text: str = "", error: str = "", message_id: str = "", hint: ToneHint | None = None
) -> Composer | None:
    """The box to write in; None where this reader addresses nobody."""
    viewer = seen.reader.viewer
    allowed = [one for one in _ORDER if one in writable_audiences(viewer)]
    silent = seen.file.closed_to_messages or not may(viewer, Act.WRITE_MESSAGE, subject_of(seen.file))
    stranger = viewer.role is Role.ADMINISTRATOR and not seen.dispute.insolvent
    if silent or stranger or not allowed:
        return None
    return Composer(
        send_url=seen.door.message_of(seen.file.reference),
        audiences=tuple(
            AudienceChoice(
                one.value,
                _("Read by: %(who)s") % {"who": names.audience(one, seen.role)},
                selected=one is allowed[0],
                closed=one in _CLOSED,
            )
            for one in allowed
        ),
        message_id=message_id or str(new_id()),
        draft_key=f"{seen.reader.viewer.person_id}:{seen.file.case_id}",
        text=text,
        error=error,
        hint=hint,
        tone_url=reverse(seen.door.tone, args=[seen.file.reference]) if seen.door.tone else "",
    )
