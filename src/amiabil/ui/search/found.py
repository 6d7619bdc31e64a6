"""What was found, as a page and a script read it: which case, what fits in it, who said it and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from amiabil.domain import search as asking
from amiabil.domain.access import Viewer
from amiabil.domain.search import Asked, Piece
from amiabil.domain.support.chat import ChatState
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role, State
from amiabil.records import clock
from amiabil.records import search as records
from amiabil.records.paging import Page
from amiabil.records.search import Hit
from amiabil.ui import paging
from amiabil.ui.facts import Chip, Empty, Option
from amiabil.ui.frames import HOME_ZONE
from amiabil.ui.reader import Reader
from amiabil.ui.words import chats as chat_words
from amiabil.ui.words import names
from amiabil.ui.words import tickets as words

SIZE = 20
SUGGESTED = 8
"""How many a list that opens while typing shows."""

Addresses = Mapping[str, Callable[[str], str]]
"""Where a case of each kind is read, by its reference."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A case in which something was found; ``title`` and ``said`` are in pieces, of which some are what was typed."""

    title: tuple[Piece, ...]
    url: str
    kind: str
    reference: str
    people: str
    chip: Chip
    said: tuple[Piece, ...]
    said_by: str
    when: str
    when_iso: str
    icon: str


def typed(request: HttpRequest) -> Asked:
    """What the address asks for."""
    return asking.read(request.GET.get("q", ""))


def page(request: HttpRequest, viewer: Viewer, addresses: Addresses, home: str) -> dict[str, Any]:
    """What ``ui/search/_page.html`` needs. No statement while nothing is asked for."""
    asked = typed(request)
    kind = given if (given := request.GET.get("kind", "")) in records.KINDS else ""
    found = records.search(viewer, asked, kind=kind, limit=SIZE, after=request.GET.get("after"))
    return {
        "typed": request.GET.get("q", "")[: asking.LETTERS_MAX],
        "asked": not asked.nothing,
        "kinds": _kinds(kind, records.kinds_for(viewer)),
        "hits": lines(viewer, found, addresses),
        "empty": _empty(asked),
        "pager": paging.pager(request, found, home, q=request.GET.get("q", ""), kind=kind),
    }


def lines(viewer: Viewer, found: Page[Hit], addresses: Addresses) -> list[FoundLine]:
    """The lines of a page, in its order."""
    reader = Reader.of(viewer, now=clock.now(), case_zone=HOME_ZONE)
    return [_line(one, reader, addresses) for one in found.items]


def documents(shown: list[FoundLine]) -> list[dict[str, Any]]:
    """The same for a script. A piece is its text and whether it is what was typed; nothing is markup."""
    return [
        {
            "title": _pieces(line.title),
            "url": line.url,
            "kind": line.kind,
            "reference": line.reference,
            "people": line.people,
            "status": line.chip.text,
            "said": _pieces(line.said),
            "said_by": line.said_by,
            "when": line.when,
            "at": line.when_iso,
        }
        for line in shown
    ]


def _pieces(pieces: tuple[Piece, ...]) -> list[dict[str, Any]]:
    return [{"text": piece.text, "found": piece.found} for piece in pieces]


def _line(one: Hit, reader: Reader, addresses: Addresses) -> FoundLine:
    at = reader.moment(one.at)
    side = reader.viewer.side if reader.viewer.side in {Role.BUYER, Role.SELLER} else None
    shown = {Role.BUYER: one.shop, Role.SELLER: one.person if one.kind == "dispute" else ""}
    both = " · ".join(name for name in (one.person, one.shop) if name)
    return FoundLine(
        title=one.title,
        url=addresses[one.kind](one.reference),
        kind={"ticket": _("Request"), "dispute": _("Dispute"), "chat": _("Chat")}[one.kind],
        reference=one.reference,
        people=shown[side] if side is not None else both,
        chip=_chip(one, for_customer=side is not None),
        said=one.extract,
        said_by=str(names.ROLES[Role(one.said_by)]) if one.said_by else "",
        when=at.text,
        when_iso=at.iso,
        icon=_ICONS[one.kind],
    )


_ICONS = {"ticket": "chat-circle-text", "dispute": "scales", "chat": "chats-circle"}


def _chip(one: Hit, *, for_customer: bool) -> Chip:
    if one.kind == "ticket":
        return words.status_chip(TicketStatus(one.status), for_customer=for_customer)
    if one.kind == "chat":
        return chat_words.state_chip(ChatState(one.status))
    return Chip(str(names.STATES[State(one.status)]))


def _kinds(chosen: str, open_to: tuple[str, ...]) -> tuple[Option, ...]:
    """What a search can be narrowed to; nothing where there is no choice."""
    if len(open_to) < 2:
        return ()
    every = _("Requests, disputes and chats") if "chat" in open_to else _("Requests and disputes")
    known = {"ticket": _("Requests"), "dispute": _("Disputes"), "chat": _("Chats")}
    named = [("", every), *((key, known[key]) for key in open_to)]
    return tuple(Option(key, text, selected=key == chosen) for key, text in named)


def _empty(asked: Asked) -> Empty:
    if asked.nothing:
        text = _("Type a word, a reference, an order number or a name. Diacritics and endings do not matter.")
        return Empty(_("What are you looking for?"), text, "magnifying-glass")
    text = _("Everything you typed has to be in one message. Try fewer words, or only the beginning of one.")
    return Empty(_("Nothing was found"), text, "magnifying-glass")
