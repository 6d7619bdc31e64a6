"""What was decided becomes a message: its words, whole without the cards, and the cards beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from amiabil.actions import assistant_pieces as p
from amiabil.actions.assistant_answers import Cited, Decision
from amiabil.actions.support_setup import current_setup
from amiabil.domain.assistant.packaged import safe_text
from amiabil.domain.contact.directory import Means
from amiabil.domain.support.cards import (
    LETTERS_MAX,
    MOST,
    ArticleCard,
    Card,
    ChoiceCard,
    ConfirmCard,
    Detail,
    LinkCard,
)
from amiabil.domain.support.packaged import categories
from amiabil.foundation.errors import AmiabilError
from amiabil.records.assistant_talks import Wish
from amiabil.ui import formats
from amiabil.ui.assistant import orders, sentences
from amiabil.ui.help_articles import article_address
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.words import names
from amiabil.ui.words.evidence import name as evidence_name
from amiabil.ui.words.remedies import name as remedy_name
from amiabil.ui.words.tickets import label

WORDS_MAX = 4_000


@dataclass(frozen=True, slots=True)
class _Part:
    """What a piece adds: a paragraph, cards, or both."""

    text: str = ""
    cards: tuple[Card, ...] = ()


def spoken(pieces: Iterable[p.Piece], reader: Reader) -> tuple[str, tuple[Card, ...]]:
    """The message in the reader's language: paragraphs, and at most ``MOST`` cards."""
    with override(reader.language):
        parts = [_PARTS[type(one)](one, reader) for one in pieces]
    text = "\n\n".join(dict.fromkeys(one.text for one in parts if one.text))
    cards = tuple(dict.fromkeys(card for one in parts for card in one.cards))
    return text[:WORDS_MAX] or "…", _few(cards)


def _few(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """At most ``MOST``: the last one is mostly the person, and stays."""
    return cards if len(cards) <= MOST else (*cards[: MOST - 1], cards[-1])


def _short(text: str, most: int = LETTERS_MAX) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


# ---- sentences ---------------------------------------------------------------------------------


def _plain(one: p.Plain, reader: Reader) -> _Part:
    facts: dict[str, str] = {"marketplace": settings.AMIABIL_MARKETPLACE}
    for name, value in one.facts.items():
        facts[name] = str(value)
    if one.what is p.Saying.HIDDEN:
        facts["kinds"] = ", ".join(
            str(sentences.HIDDEN_KINDS[kind])
            for kind in facts["kinds"].split()
            if kind in sentences.HIDDEN_KINDS
        )
    if one.what is p.Saying.CHANGED:
        facts["value"] = _value(facts["value"])
    return _Part(str(sentences.SENTENCES[one.what]).format(**facts))


def _value(value: str) -> str:
    found: Any = next((reason for reason in names.REASONS if reason.value == value), None)
    return str(names.REASONS[found]).lower() if found is not None else value


def _refused(one: p.Refused, reader: Reader) -> _Part:
    assert isinstance(one.refusal, AmiabilError)  # noqa: S101 - what a flow caught
    return _Part(describe(one.refusal, reader.language, reader.zone).text)


def _red(one: p.RedText, reader: Reader) -> _Part:
    return _Part(safe_text(one.reason, reader.language))


def _found(one: p.Found, reader: Reader) -> _Part:
    turn = one.turn
    cards = tuple(_article(cited) for cited in turn.cited)
    if turn.decision is Decision.CHOICES:
        lines = [_("I am not sure which of these you mean:"), *(f"– {cited.title}" for cited in turn.cited)]
        return _Part(
            "\n".join(lines),
            tuple(ChoiceCard(f"article:{cited.key}", _short(cited.title)) for cited in turn.cited),
        )
    said = turn.cited[0]
    return _Part("\n\n".join(piece for piece in (said.summary, turn.passage, _source(said)) if piece), cards)


def _worded(one: p.Worded, reader: Reader) -> _Part:
    return _Part("\n\n".join([one.text, *map(_source, one.cited)]), tuple(map(_article, one.cited)))


def _source(said: Cited) -> str:
    # Translators: the title of an article of the help centre, and the number of its version.
    return _("From “%(title)s” (version %(version)s).") % {"title": said.title, "version": said.version}


def _article(one: Cited) -> ArticleCard:
    url = article_address(one.key, one.language)
    return ArticleCard(one.key, _short(one.title), _short(one.summary), url, one.version, one.language)


# ---- own data ----------------------------------------------------------------------------------


def _order(one: p.OrderShown, reader: Reader) -> _Part:
    return _Part(orders.order_text(one.order, reader), (orders.order_card(one.order, reader),))


def _may_dispute(one: p.MayDispute, reader: Reader) -> _Part:
    text = orders.may_dispute(one.found, reader)
    if one.found.evidence:
        shown = ", ".join(evidence_name(kind).lower() for kind in one.found.evidence)
        text += " " + _("You will be asked to show: %(what)s.") % {"what": shown}
    return _Part(text)


def _dispute_until(one: p.DisputeUntil, reader: Reader) -> _Part:
    return _Part(orders.until_when(one.order, one.found, reader), (orders.order_card(one.order, reader),))


def _dispute(one: p.DisputeShown, reader: Reader) -> _Part:
    return _Part(orders.dispute_text(one.dispute, reader), (orders.dispute_card(one.dispute, reader),))


def _refund(one: p.RefundShown, reader: Reader) -> _Part:
    link = LinkCard(one.refund.dispute, reverse("dispute", args=[one.refund.dispute]))
    return _Part(orders.refund_text(one.refund, reader), (link,))


def _ticket(one: p.TicketShown, reader: Reader) -> _Part:
    told = one.ticket
    line = f"{told.reference}: {told.subject}"
    if told.due_at is not None and told.due_at > reader.now and not told.my_turn:
        line += " · " + _("we answer until %(until)s") % {"until": reader.deadline(told.due_at).long}
    elif told.my_turn and not told.ended:
        line += " · " + _("we wait for your answer")
    card = LinkCard(_short(f"{told.reference} · {told.subject}"), reverse("ticket", args=[told.reference]))
    return _Part(line, (card,))


# ---- people ------------------------------------------------------------------------------------


def _wait(one: p.WaitShown, reader: Reader) -> _Part:
    there = one.outlook
    if there.is_there:
        if there.wait is None:
            return _Part(_("People take chats now. How long it takes is not measured yet."))
        return _Part(
            _("People take chats now. Somebody will probably come within %(span)s.")
            % {"span": formats.span(there.wait, reader.language)}
        )
    pieces = []
    if there.opens_at is not None:
        pieces.append(_("The chat opens again %(when)s.") % {"when": reader.long(there.opens_at)})
    if one.promised_at is not None and one.promised_at > reader.now:
        until = reader.deadline(one.promised_at).long
        pieces.append(_("A request is answered until %(until)s.") % {"until": until})
    return _Part(" ".join(pieces) or _("Nobody takes chats at this moment."))


def _door(one: p.DoorShown, reader: Reader) -> _Part:
    door = one.door
    name = label(door.names, reader.language) if door.names else ""
    note = label(door.notes, reader.language) if door.notes else ""
    what = door.number if door.means is Means.PHONE else door.address
    line = ": ".join(piece for piece in (name, what) if piece)
    return _Part(f"– {line}" + (f" ({note})" if note else "") if line else "")


# ---- what can be pressed -------------------------------------------------------------------------


def _pick_order(one: p.PickOrder, reader: Reader) -> _Part:
    return _pick("order", one.ref, f"{one.ref} · {one.title}")


def _pick_dispute(one: p.PickDispute, reader: Reader) -> _Part:
    return _pick("dispute", one.reference, f"{one.reference} · {one.title}")


def _pick_named(one: p.PickNamed, reader: Reader) -> _Part:
    if one.reason is not None:
        text = str(names.REASONS[one.reason])
    elif one.remedy is not None:
        text = remedy_name(one.remedy)
    else:
        text = label(one.labels, reader.language)
    return _pick(one.slot, one.value, text)


def _pick(slot: str, value: str, text: str) -> _Part:
    return _Part("", (ChoiceCard(f"slot:{slot}={value}"[:80], _short(text, 120)),))


def _pick_flow(one: p.PickFlow, reader: Reader) -> _Part:
    name = f"flow:{one.flow.value} {one.order}".strip()
    return _Part("", (ChoiceCard(name[:80], str(sentences.FLOWS[one.flow])),))


def _pick_sign(one: p.PickSign, reader: Reader) -> _Part:
    return _Part("", (ChoiceCard(f"say:{one.sign}", str(sentences.SIGNS[one.sign])),))


def _go(one: p.Go, reader: Reader) -> _Part:
    url = reverse(one.page, args=list(one.args)) + (f"?{urlencode(one.query)}" if one.query else "")
    return _Part("", (LinkCard(str(sentences.PAGES[one.page]), url[:LETTERS_MAX]),))


def _confirm(one: p.Confirm, reader: Reader) -> _Part:
    wish = one.wish
    details = [
        (str(sentences.DETAILS[name]), _detail(wish, name, reader))
        for name, value in wish.arguments.items()
        if value
    ]
    card = ConfirmCard(
        str(wish.id),
        str(sentences.ACTS[wish.tool]),
        tuple(Detail(name, _short(value)) for name, value in details),
        wish.expires_at,
    )
    return _Part("\n".join(f"– {name}: {value}" for name, value in details), (card,))


def _detail(wish: Wish, name: str, reader: Reader) -> str:
    value = wish.arguments[name]
    if name != "category":
        return value
    topics = {one.key: one.labels for one in current_setup().topics}
    known = {one.key: one.labels for one in categories()} if wish.tool == "report_listing" else topics
    return label(known[value], reader.language) if value in known else value


_PARTS: dict[type, Callable[[Any, Reader], _Part]] = {
    p.Plain: _plain,
    p.Refused: _refused,
    p.Found: _found,
    p.Worded: _worded,
    p.RedText: _red,
    p.OrderShown: _order,
    p.MayDispute: _may_dispute,
    p.DisputeUntil: _dispute_until,
    p.DisputeShown: _dispute,
    p.RefundShown: _refund,
    p.TicketShown: _ticket,
    p.DoorShown: _door,
    p.WaitShown: _wait,
    p.PickOrder: _pick_order,
    p.PickDispute: _pick_dispute,
    p.PickNamed: _pick_named,
    p.PickFlow: _pick_flow,
    p.PickSign: _pick_sign,
    p.Go: _go,
    p.Confirm: _confirm,
}
