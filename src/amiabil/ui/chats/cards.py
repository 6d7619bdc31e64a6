"""The cards of a message as one reader sees them: instants in their zone, buttons only where pressing still counts."""

from __future__ import annotations

from collections.abc import Sequence

from amiabil.domain.support.cards import (
    ArticleCard,
    Card,
    CardDate,
    ChoiceCard,
    ConfirmCard,
    DisputeCard,
    LinkCard,
    OrderCard,
)
from amiabil.ui.facts.cards import CardView
from amiabil.ui.reader import Reader


def views(cards: Sequence[Card], reader: Reader, *, live: bool) -> tuple[CardView, ...]:
    """The cards to draw. ``live``: whoever reads may answer, and nobody has since."""
    return tuple(_view(one, reader, live=live) for one in cards)


def _view(card: Card, reader: Reader, *, live: bool) -> CardView:
    match card:
        case ArticleCard():
            return CardView("article", card.title, card.summary, card.url, language=card.language)
        case OrderCard():
            return CardView(
                "order", card.title, url=card.url, state=card.state, rows=_dates(card.dates, reader)
            )
        case DisputeCard():
            rows = _dates(card.dates, reader)
            return CardView("dispute", card.title, url=card.url, state=card.state, rows=rows)
        case ChoiceCard():
            return CardView("choice", card.label, id=card.id, live=live)
        case LinkCard():
            return CardView("link", card.label, url=card.url)
        case ConfirmCard():
            rows = tuple((one.name, one.value) for one in card.details)
            still = live and reader.now < card.expires_at
            return CardView("confirm", card.label, rows=rows, id=card.id, live=still)


def _dates(dates: Sequence[CardDate], reader: Reader) -> tuple[tuple[str, str], ...]:
    return tuple((one.label, reader.long(one.at)) for one in dates)
