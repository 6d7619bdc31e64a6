"""What can a message show besides its words? Articles, orders, disputes, answers to press, links, acts to confirm.

The words are always whole without them: a reader that knows no card loses nothing. Labels are in the reader's language
already; instants are UTC, and whoever shows them does so in the reader's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeAlias

from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import Invalid

MOST = 8
"""Cards of one message: more is a list, which is a page."""

CHOICE = "choice"
"""Under which an event of a message names the card that was pressed."""

ID_MAX = 80
"""Letters of what a card is pressed by."""

LETTERS_MAX = 400
"""Letters of one part of a card; a summary is the longest."""

DATES_MAX = 6
DETAILS_MAX = 12


class BadCard(Invalid):
    """A card says too much, or leads away from this site; ``kind`` names it."""

    code = "bad_card"


@dataclass(frozen=True, slots=True)
class CardDate:
    """An instant that matters, with what happens then."""

    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that is agreed to when an act is confirmed."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article of the help centre, in the version that was read."""

    key: str
    title: str
    summary: str
    url: str
    version: int
    language: str


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order of the reader's own."""

    order: str
    title: str
    state: str
    url: str
    dates: tuple[CardDate, ...] = ()


@dataclass(frozen=True, slots=True)
class DisputeCard:
    """A dispute the reader takes part in."""

    dispute: str
    title: str
    state: str
    url: str
    dates: tuple[CardDate, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoiceCard:
    """An answer to press instead of typing it: it posts ``label`` as a message that names ``id``."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A page of ours on which something is done."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ConfirmCard:
    """An act that is done once the person of the chat agrees to these details, until ``expires_at``."""

    id: str
    label: str
    details: tuple[Detail, ...]
    expires_at: datetime


Card: TypeAlias = ArticleCard | OrderCard | DisputeCard | ChoiceCard | LinkCard | ConfirmCard

_KINDS: Mapping[str, type[Card]] = {
    "article": ArticleCard,
    "order": OrderCard,
    "dispute": DisputeCard,
    "choice": ChoiceCard,
    "link": LinkCard,
    "confirm": ConfirmCard,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def kind_of(card: Card) -> str:
    """The public name of this kind of card."""
    return _NAMES[type(card)]


def demand_sound(cards: Sequence[Card]) -> None:
    """Raises ``BadCard`` for more than ``MOST``, for a part that is too long, and for an address of another site."""
    if len(cards) > MOST:
        raise BadCard(field="/cards", kind="")
    for card in cards:
        url = getattr(card, "url", "/")
        long = any(isinstance(part, str) and len(part) > LETTERS_MAX for part in _parts(card))
        many = len(getattr(card, "dates", ())) > DATES_MAX or len(getattr(card, "details", ())) > DETAILS_MAX
        if long or many or not url.startswith("/") or url.startswith(("//", "/\\")):
            raise BadCard(field="/cards", kind=kind_of(card))


def as_documents(cards: Iterable[Card]) -> list[dict[str, Any]]:
    """The cards as clients read them, and as they are kept."""
    return [_document(card) for card in cards]


def read_documents(documents: Iterable[Mapping[str, Any]]) -> tuple[Card, ...]:
    """The cards that were kept; a kind of another release is left out."""
    return tuple(_read(one) for one in documents if one.get("kind") in _KINDS)


def _parts(card: Card) -> list[object]:
    found: list[object] = [getattr(card, one.name) for one in fields(card)]
    found += [part for date in getattr(card, "dates", ()) for part in (date.label,)]
    found += [part for detail in getattr(card, "details", ()) for part in (detail.name, detail.value)]
    return found


def _document(card: Card) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": kind_of(card)}
    for one in fields(card):
        found[one.name] = _plain(getattr(card, one.name))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, tuple):
        return [{one.name: _plain(getattr(item, one.name)) for one in fields(item)} for item in value]
    return value


def _read(document: Mapping[str, Any]) -> Card:
    kind = _KINDS[document["kind"]]
    given = {one.name: document[one.name] for one in fields(kind)}
    if "dates" in given:
        given["dates"] = tuple(CardDate(one["label"], _instant(one["at"])) for one in given["dates"])
    if "details" in given:
        given["details"] = tuple(Detail(one["name"], one["value"]) for one in given["details"])
    if "expires_at" in given:
        given["expires_at"] = _instant(given["expires_at"])
    return kind(**given)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
