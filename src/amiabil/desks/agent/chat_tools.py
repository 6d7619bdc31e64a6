"""What helps an agent to answer in a chat: a suggested answer with its sources, articles, orders, saved replies.

Nothing is sent from here: everything goes into the box, where the agent reads and changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from amiabil.actions.assistant_answers import Decision, Turn, answer, told_by
from amiabil.actions.policies import rules_at
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.search_words import read_question
from amiabil.domain.support.cards import Card
from amiabil.domain.support.hand_over import Line, open_turn
from amiabil.domain.support.replies import fill as fill_blanks
from amiabil.domain.terms import PARTIES, Role
from amiabil.foundation.errors import NotFound
from amiabil.records import assistant_talks, help_search, saved_replies
from amiabil.records.chats import ChatFile
from amiabil.records.help_search import Asking
from amiabil.records.order_sheets import order_sheets
from amiabil.ui.chats.making import languages_of
from amiabil.ui.chats.seen import SeenChat
from amiabil.ui.facts import Link
from amiabil.ui.help_articles import article_address, fill
from amiabil.ui.reader import Reader

MOST_FOUND, MOST_ORDERS = 5, 3
MOST_ASKED = 200


@dataclass(frozen=True, slots=True)
class Source:
    """An article an answer is from; ``card`` is how the box names it."""

    link: Link
    card: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the articles say to what is open. ``text`` is ready for the box, empty where there is only a choice."""

    title: str
    text: str
    sources: tuple[Source, ...]


def suggestion(shown: SeenChat, *, at: datetime) -> Suggestion | None:
    """What can be answered to what the customer said last; None where no article fits. Up to eight statements.

    By the assistant's own ranking where its process has looked; else by the search of the help centre.
    """
    asked = " ".join(open_turn(lines(shown))) or _last_question(shown)
    if not asked.strip() or shown.reader.viewer.role is None:
        return None
    policy, languages = rules_at(at).general(), languages_of(shown.file)
    written = lambda text, language: fill(text, language, policy, settings.AMIABIL_MARKETPLACE)  # noqa: E731
    asking = Asking(languages, for_shop=shown.file.shop_id is not None)
    kept = _found_before(shown)
    if kept:
        return _told(told_by(kept, asked, asking, written=written))
    return _told(answer(asked, asking, written=written))


def _found_before(shown: SeenChat) -> tuple[str, ...]:
    """The articles the assistant's process has found to what was said last; empty while it has not looked, or is away.

    What asks for nothing an article answers (*a person, please*) leaves those of the question before. One statement.
    """
    said = [one for one in shown.moments if one.message is not None and one.message.author_role in PARTIES]
    turns = assistant_talks.turns_of(shown.reader.viewer, shown.file.case_id)
    if not said or not turns or turns[-1].version < said[-1].version:
        return ()
    last = next((one for one in reversed(turns) if one.sources), None)
    return tuple(key for key, _version in last.sources) if last is not None else ()


def lines(shown: SeenChat) -> list[Line]:
    """What was said so far for others to read."""
    said = ((one.message, one.at) for one in shown.moments if one.message is not None)
    return [Line(Role(one.author_role), one.text, at) for one, at in said if one.audience != "staff"]


def _last_question(shown: SeenChat) -> str:
    said = [one.text for one in lines(shown) if one.role in PARTIES]
    return said[-1] if said else ""


def _told(turn: Turn) -> Suggestion | None:
    if not turn.cited:  # a question about their own order or dispute: what answers it stands beside the chat
        return None
    sources = tuple(
        Source(
            Link(one.title, article_address(one.key, one.language)),
            f"article:{one.key}",
            _("version %(number)s") % {"number": one.version},
        )
        for one in turn.cited
    )
    if turn.decision is Decision.ANSWER:
        first = turn.cited[0]
        text = "\n\n".join(dict.fromkeys(one for one in (first.summary, turn.passage) if one))
        return Suggestion(_("Suggested answer"), text, sources)
    if turn.decision is Decision.CHOICES:
        return Suggestion(_("These articles may answer it"), "", sources)
    return None


def find_articles(words: str, file: ChatFile, *, at: datetime) -> tuple[Source, ...]:
    """Articles that answer what the agent looks for, in the language of the chat. Five statements, none for nothing."""
    words = words[:MOST_ASKED].strip()
    if not words:
        return ()
    policy = rules_at(at).general()
    written = lambda text, language: fill(text, language, policy, settings.AMIABIL_MARKETPLACE)  # noqa: E731
    asking = Asking(languages_of(file), for_shop=file.shop_id is not None)
    found = help_search.search(read_question(words), asking, written=written, limit=MOST_FOUND)
    return tuple(
        Source(
            Link("".join(piece.text for piece in one.title), article_address(one.key, one.language)),
            f"article:{one.key}",
            "".join(piece.text for piece in one.summary),
        )
        for one in found.items
    )


def orders(file: ChatFile, reader: Reader) -> tuple[Source, ...]:
    """The newest orders of whoever asked, to be shown to them with their dates. One statement, none for a visitor."""
    if file.contact is not None or file.shop_id is not None:
        return ()
    found = order_sheets(file.asker, limit=MOST_ORDERS).items
    return tuple(
        Source(
            Link(", ".join(line.title for line in one.facts.lines), ""),
            f"order:{one.ref}",
            f"{one.ref} · {reader.money(one.total)} · {one.shop_name}",
        )
        for one in found
    )


@dataclass(frozen=True, slots=True)
class PutIn:
    """The box with what was put in; ``unknown`` says that there is no saved reply of that name."""

    text: str
    unknown: str = ""


def saved_reply(viewer: Viewer, file: ChatFile, name: str, text: str, reader: Reader) -> PutIn:
    """A saved reply behind what was written, filled in for this customer. One statement."""
    wanted = " ".join(name.split())[:80]
    try:
        kept = saved_replies.reply_named(viewer, wanted).reply
    except NotFound:
        return PutIn(text, _("There is no saved reply “%(name)s”.") % {"name": wanted})
    body, language = kept.text_for(languages_of(file)[0])
    with override(language):
        known = {
            "customer_name": file.person_name,
            "agent_name": viewer.name,
            "marketplace": settings.AMIABIL_MARKETPLACE,
            "reference": file.reference,
            "subject": file.subject,
            "today": reader.day(reader.now),
        }
        filled = fill_blanks(body, known)
    return PutIn(behind(text, filled.text))


def behind(text: str, more: str) -> str:
    """What was written, and below it what is put in."""
    return "\n\n".join(part for part in (text.rstrip(), more.strip()) if part)


def titles(cards: Sequence[Card]) -> tuple[str, ...]:
    """What the cards of a box are called."""
    return tuple(str(getattr(card, "title", "")) for card in cards)
