"""Which cards can a person of the staff show in a chat? Articles that are public, and orders of whoever asked.

Words and dates are for whoever asked: in the language of the chat, by the rules of the order.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from amiabil.actions.policies import rules_at
from amiabil.domain.disputes.eligibility import Right, last_minute, rights_of
from amiabil.domain.helpcentre.article import LANGUAGES
from amiabil.domain.support.cards import LETTERS_MAX, ArticleCard, Card, CardDate, OrderCard
from amiabil.foundation.errors import NotFound
from amiabil.records import help_articles
from amiabil.records.chats import ChatFile
from amiabil.records.help_articles import PublishedArticle
from amiabil.records.order_sheets import OrderSheet, order_sheet
from amiabil.ui.help_articles import article_address, fill

MOST_CARDS = 4
"""Cards an agent puts into one message: what is said with them stays readable."""


def languages_of(file: ChatFile) -> tuple[str, ...]:
    """In which languages whoever asked reads articles, theirs first."""
    spoken = file.chat.language or file.person_language or settings.LANGUAGE_CODE
    first = spoken if spoken in LANGUAGES else settings.LANGUAGE_CODE
    return (first, *(one for one in LANGUAGES if one != first))


def read_cards(file: ChatFile, given: Iterable[str], *, now: datetime) -> tuple[Card, ...]:
    """The cards a form names, as ``article:key`` or ``order:reference``; what is not there for this chat is left out.

    One statement for an article, one for an order.
    """
    made: list[Card] = []
    for one in list(dict.fromkeys(given))[:MOST_CARDS]:
        kind, _colon, name = one.partition(":")
        if kind == "article":
            made += _article(file, name, now)
        elif kind == "order":
            made += _order(file, name, now)
    return tuple(made)


def name_of(card: Card) -> str:
    """How a form names this card."""
    if isinstance(card, ArticleCard):
        return f"article:{card.key}"
    return f"order:{card.order}" if isinstance(card, OrderCard) else ""


def _article(file: ChatFile, key: str, now: datetime) -> Iterable[Card]:
    found = help_articles.published(key[:LETTERS_MAX], languages_of(file))
    if not isinstance(found, PublishedArticle):
        return
    article, policy = found.article, rules_at(now).general()
    written = (
        fill(text, article.language, policy, settings.AMIABIL_MARKETPLACE)
        for text in (article.title, article.summary)
    )
    title, summary = (_short(text) for text in written)
    url = article_address(article.key, article.language)
    yield ArticleCard(article.key, title, summary, url, found.number, article.language)


def _order(file: ChatFile, ref: str, now: datetime) -> Iterable[Card]:
    if file.contact is not None:
        return
    try:
        sheet = order_sheet(file.asker, ref[:LETTERS_MAX])
    except NotFound:
        return
    language = languages_of(file)[0]
    with override(language):
        yield order_card(sheet, now=now, for_buyer=file.shop_id is None)


def order_card(sheet: OrderSheet, *, now: datetime, for_buyer: bool) -> OrderCard:
    """An order with what can still be done until when, in the language that is set."""
    rules = rules_at(now)
    arrived = [line.delivered_at for line in sheet.facts.lines if line.delivered_at is not None]
    delivered = len(arrived) == len(sheet.facts.lines) and max(arrived) <= now
    dates: list[CardDate] = []
    if delivered:
        dates.append(CardDate(_("Delivered"), max(arrived)))
    if for_buyer:
        known = rights_of(rules.sight(sheet.facts, now))
        dispute = [line.dispute if delivered else line.not_received for line in known.lines]
        dates += _until(_("You can withdraw from the purchase until"), [known.withdrawal], now)
        if not delivered:
            dates += _from(_("If it does not arrive, dispute from"), dispute, now)
        dates += _until(_("You can open a dispute until"), dispute, now)
    return OrderCard(
        order=sheet.ref,
        title=_short(", ".join(line.title for line in sheet.facts.lines)),
        state=_("delivered") if delivered else _("on the way"),
        url=reverse("order", args=[sheet.ref]) if for_buyer else reverse("orders"),
        dates=tuple(dates),
    )


def _until(label: str, rights: Iterable[Right], now: datetime) -> Iterable[CardDate]:
    """The latest end among these rights, as its last full minute; nothing where none runs."""
    open_now = (one.closes for one in rights if one.barrier is None and one.is_open(now))
    ends = [one for one in open_now if one is not None]
    return [CardDate(label, last_minute(max(ends)))] if ends else []


def _from(label: str, rights: Iterable[Right], now: datetime) -> Iterable[CardDate]:
    """When the first of these rights opens; nothing where one is open, or none will be."""
    given = [one.opens for one in rights if one.barrier is None and one.opens is not None]
    return [CardDate(label, min(given))] if given and min(given) > now else []


def _short(text: str) -> str:
    return text if len(text) <= LETTERS_MAX else f"{text[: LETTERS_MAX - 1].rstrip()}…"
