"""What the history and the box to write in need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from amiabil.ui.facts.cards import CardView
from amiabil.ui.facts.evidence import EvidenceTile, Upload
from amiabil.ui.facts.small import Moment, Person


@dataclass(frozen=True, slots=True)
class AudienceMark:
    """Who reads a message: ``closed`` shows a lock instead of an eye."""

    text: str
    closed: bool = False

    @property
    def icon(self) -> str:
        """Eye or lock."""
        return "lock-simple" if self.closed else "eye"


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation below the original, always labelled."""

    label: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class MailMark:
    """How a message went out by mail: ``text`` says it in one line. ``level`` is ``quiet``, ``late`` or ``lost``.

    ``said`` is what a server said about it, in its own words; ``again_url`` takes the wish to send it again, empty
    where there is nothing to send.
    """

    text: str
    level: Literal["quiet", "late", "lost"] = "quiet"
    said: str = ""
    again_url: str = ""


@dataclass(frozen=True, slots=True)
class CameBy:
    """The mail a message came by, for the staff: how far its author is believed, what came along below the new text,
    and the files that stayed in the mail, each with the reason."""

    url: str
    text: str
    level: Literal["good", "plain", "bad"]
    rest: str = ""
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote. ``about`` is role and time; ``note`` is a staff note on amber; ``language`` of the text."""

    id: str
    person: Person
    about: str
    at: Moment
    audience: AudienceMark
    text: str
    language: str = ""
    note: bool = False
    translation: Translation | None = None
    files: tuple[EvidenceTile, ...] = ()
    mails: tuple[MailMark, ...] = ()
    came: CameBy | None = None
    cards: tuple[CardView, ...] = ()
    kind: Literal["message"] = "message"


@dataclass(frozen=True, slots=True)
class EventLine:
    """What happened, as one quiet line (``amiabil.ui.words.events``)."""

    id: str
    text: str
    at: Moment
    icon: str = "arrows-left-right"
    kind: Literal["event"] = "event"


Entry: TypeAlias = Message | EventLine


@dataclass(frozen=True, slots=True)
class Translating:
    """What a page says of translations. ``wished``: they stand below; ``state`` tells of those that do not, empty
    where all are there. ``asks_again``: the page looks for them by itself; ``again``: its reader may ask anew."""

    url: str
    wished: bool
    language: str
    state: str = ""
    asks_again: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """One history for all readers. ``older_url`` with ``older_text`` leads to the rest; ``url`` gives the list anew."""

    title: str
    entries: tuple[Entry, ...]
    older_url: str = ""
    older_text: str = ""
    empty: str = ""
    url: str = ""
    translating: Translating | None = None


@dataclass(frozen=True, slots=True)
class AudienceChoice:
    """One of the audiences the writer may address; ``closed`` changes the ground of the box."""

    value: str
    text: str
    selected: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class TonePiece:
    """A part of what was written; ``marked`` is what may be read as heat."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class ToneHint:
    """How a text may sound, told to its writer alone before it is sent; ``advice`` are whole sentences."""

    pieces: tuple[TonePiece, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composer:
    """The box to write in. ``send_url`` takes ``text``, ``audience``, ``message_id`` (one per text) by POST.

    One audience is only named, several can be chosen. ``draft_key`` names the draft kept in the browser and must
    name person and case; ``message_id`` is a fresh UUID, so that sending twice posts once. ``text`` and ``error``
    come back from a refusal, ``hint`` with a text that may sound harsh. ``tone_url`` answers with such a hint; empty
    where nobody is hinted at anything. With ``upload`` files can go with the message. Send is never disabled.
    """

    send_url: str
    audiences: tuple[AudienceChoice, ...]
    message_id: str
    draft_key: str
    label: str = ""
    text: str = ""
    error: str = ""
    send: str = ""
    max_length: int = 20_000
    hint: ToneHint | None = None
    tone_url: str = ""
    upload: Upload | None = None

    @property
    def audience(self) -> AudienceChoice | None:
        """The chosen audience, else the first."""
        chosen = [choice for choice in self.audiences if choice.selected] or list(self.audiences)
        return chosen[0] if chosen else None
