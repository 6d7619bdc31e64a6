"""A chat as somebody looks at it: what was said, the oldest first, and what has happened."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from amiabil.actions.support_setup import current_setup
from amiabil.domain.access import Viewer
from amiabil.domain.support.cards import ChoiceCard
from amiabil.domain.support.setup import Setup
from amiabil.domain.terms import PARTIES, Audience, Role
from amiabil.records import clock, timeline
from amiabil.records.chats import ChatFile
from amiabil.records.timeline import Moment, Said
from amiabil.ui.chats import files
from amiabil.ui.chats.cards import views
from amiabil.ui.facts import AudienceMark, EventLine, Message, Person
from amiabil.ui.facts.thread import Entry
from amiabil.ui.reader import Reader
from amiabil.ui.words import chats as words
from amiabil.ui.words import names


@dataclass(frozen=True, slots=True)
class SeenChat:
    """A chat, who reads it, and its last hundred moments, the oldest first; ``cut``: there were more before."""

    file: ChatFile
    setup: Setup
    reader: Reader
    moments: tuple[Moment, ...]
    cut: bool

    @property
    def for_customer(self) -> bool:
        """Whether the reader is whose chat it is."""
        return self.reader.viewer.role in PARTIES


def look(viewer: Viewer, file: ChatFile, setup: Setup | None = None) -> SeenChat:
    """The chat as it is now. One statement, one more without the set-up."""
    setup = setup or current_setup()
    found = timeline.moments(viewer, file.case_id)
    reader = Reader.of(viewer, now=clock.now(), case_zone=setup.zone)
    return SeenChat(file, setup, reader, tuple(reversed(found.items)), found.next is not None)


def look_at_all(viewer: Viewer, file: ChatFile) -> SeenChat:
    """The chat with everything that was said in it. One statement for each hundred moments, one more."""
    shown = look(viewer, file)
    moments, next_page = list(reversed(shown.moments)), None
    if shown.cut:
        moments = []
        while True:
            found = timeline.moments(viewer, file.case_id, after=next_page)
            moments += found.items
            next_page = found.next
            if next_page is None:
                break
    return replace(shown, moments=tuple(reversed(moments)), cut=False)


def entries(seen: SeenChat) -> tuple[Entry, ...]:
    """The lines of the chat, the oldest first. One statement where files came with any, else none."""
    people, open_at = _people(seen), _open_at(seen)
    sent = files.of_page(seen.reader.viewer, seen.moments)
    found = (_entry(seen, moment, people, sent, live=moment.version == open_at) for moment in seen.moments)
    return tuple(one for one in found if one is not None)


def _open_at(seen: SeenChat) -> int | None:
    """The version of the message whose cards its reader may still press: the last one, unless it is their own."""
    if not seen.for_customer or not seen.file.chat.is_open:
        return None
    last = next((one for one in reversed(seen.moments) if one.message is not None), None)
    if last is None or last.message is None or last.message.author_role in PARTIES:
        return None
    return last.version


def label_of(seen: SeenChat, choice: str) -> str:
    """What pressing a card says, the newest of this id; empty where no message shows it."""
    shown = (card for one in reversed(seen.moments) if one.message for card in one.message.cards)
    return next((one.label for one in shown if isinstance(one, ChoiceCard) and one.id == choice), "")


def _people(seen: SeenChat) -> dict[str, str]:
    """Names of the staff who took part, by reference, as customers read them."""
    said = (one.message for one in seen.moments if one.message is not None)
    known = {one.author_ref: one.author_name for one in said if one.author_ref.startswith("staff:")}
    if seen.file.chat.agent:
        known[seen.file.chat.agent] = seen.file.agent_name
    return known


def _entry(
    seen: SeenChat, moment: Moment, people: dict[str, str], sent: files.Files, *, live: bool
) -> Entry | None:
    if moment.message is not None:
        return _message(seen, moment, moment.message, sent, live=live)
    told = words.told(moment.type, moment.data, people, for_customer=seen.for_customer)
    if told is None:
        return None
    return EventLine(str(moment.event_id), told.text, seen.reader.moment(moment.at), told.icon)


def _message(seen: SeenChat, moment: Moment, said: Said, sent: files.Files, *, live: bool) -> Message:
    role = Role(said.author_role)
    audience = Audience(said.audience)
    staff_only = audience is Audience.STAFF
    name = said.author_name or settings.AMIABIL_MARKETPLACE
    if role in PARTIES:
        name = seen.file.person_name or (_("You") if seen.for_customer else str(names.ROLES[role]))
    person = Person.of(name, role)
    return Message(
        id=str(said.id),
        person=person,
        about=str(names.ROLES[role]),
        at=seen.reader.moment(moment.at),
        audience=AudienceMark(names.audience(audience, seen.reader.viewer.role), closed=staff_only),
        text=_("This text has been erased.") if said.erased else said.text,
        language=said.language,
        note=staff_only,
        cards=views(said.cards, seen.reader, live=live),
        files=files.tiles(seen.reader, sent.get(said.id, ()), person),
    )
