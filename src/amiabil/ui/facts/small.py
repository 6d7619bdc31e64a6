"""The smallest values: links, acts, people, moments, chips, notices, consequences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from amiabil.domain.terms import Role

Tone = Literal["plain", "brand", "good", "warn", "bad", "buyer", "seller", "mediator"]


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go. ``current`` marks where the reader is."""

    text: str
    url: str
    icon: str = ""
    current: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant on a page: machine form with offset, and words."""

    iso: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Row:
    """A term and its value, for fact lists and the rows of a mail. ``strong`` sets the value in bold, ``url`` is where
    it leads, on pages that show links."""

    term: str
    value: str
    strong: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Something the reader can do, named by a verb: a link (``get``) or a form (``post``).

    ``fields`` go along as hidden inputs. ``style`` is ``primary``, ``plain``, ``quiet`` or ``bad``; one primary a
    screen. ``opens`` is the ``id`` of a :class:`Consequence` on the same page: with JavaScript the dialog opens,
    without it ``url`` leads to the page that asks. ``small`` is for desks and rows.
    """

    text: str
    url: str
    method: Literal["get", "post"] = "get"
    style: Literal["primary", "plain", "quiet", "bad"] = "plain"
    icon: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    opens: str = ""
    small: bool = False


_SHAPES: dict[Role, str] = {
    Role.BUYER: "buyer",
    Role.SELLER: "seller",
    Role.ADMINISTRATOR: "seller",
    Role.MEDIATOR: "mediator",
    Role.REVIEWER: "mediator",
    Role.ASSISTANT: "assistant",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a page: name, initials, shape (buyer round, seller square, mediator between, staff grey)."""

    name: str
    initials: str
    shape: str = "staff"

    @classmethod
    def of(cls, name: str, role: Role | None) -> Person:
        """The person with the initials of the first and the last word of the name."""
        words = [word for word in name.split() if word[0].isalnum()] or ["?"]
        ends = words[:1] if len(words) == 1 else [words[0], words[-1]]
        return cls(
            name, "".join(word[0] for word in ends).upper(), _SHAPES.get(role, "staff") if role else "staff"
        )


@dataclass(frozen=True, slots=True)
class Chip:
    """A small mark of state: a word, its tone, perhaps an icon."""

    text: str
    tone: Tone = "plain"
    icon: str = ""


_NOTICE_ICONS = {"plain": "info", "brand": "info", "good": "check-circle", "warn": "clock", "bad": "warning"}


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, in words, where it happened. ``bad`` is announced at once, the others politely."""

    text: str
    title: str = ""
    tone: Literal["plain", "brand", "good", "warn", "bad"] = "brand"
    icon: str = ""
    act: Link | None = None

    @property
    def shown_icon(self) -> str:
        """The given icon, else the one of the tone."""
        return self.icon or _NOTICE_ICONS[self.tone]

    @property
    def live_role(self) -> str:
        """``alert`` for a refusal, ``status`` otherwise."""
        return "alert" if self.tone == "bad" else "status"


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing here: one line why, one way on."""

    title: str
    text: str
    icon: str = "tray"
    act: Link | None = None


@dataclass(frozen=True, slots=True)
class Pager:
    """A step through a long list. ``text`` says where we are when that is known; lists have no totals."""

    newer_url: str = ""
    older_url: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """Where one is in a form or a procedure: ``now`` of ``count``, ``text`` says it in words."""

    now: int
    count: int
    text: str

    @property
    def marks(self) -> tuple[bool, ...]:
        """One for each step: whether it is reached."""
        return tuple(number < self.now for number in range(self.count))


@dataclass(frozen=True, slots=True)
class ConsequenceItem:
    """One thing that follows: headline with date or amount, and the rest."""

    title: str
    text: str = ""
    icon: str = "info"


@dataclass(frozen=True, slots=True)
class Consequence:
    """Asked before withdraw, accept, decide, waive, delete: the question, what follows, keep and do.

    ``keep`` is the verb that changes nothing, ``keep_url`` where it leads without JavaScript. ``act`` is the
    post that does it; its style is ``bad`` only when something is given up, else ``primary``. ``id`` names the dialog.
    """

    id: str
    title: str
    items: tuple[ConsequenceItem, ...]
    keep: str
    keep_url: str
    act: Act
