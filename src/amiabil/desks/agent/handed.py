"""What the assistant did in a chat before a person came: tried, found, collected, hidden; nothing is asked twice."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from amiabil.domain.access import Viewer
from amiabil.domain.assistant.commands import Flow
from amiabil.records import assistant_talks, help_articles
from amiabil.records.assistant_talks import LoggedTurn
from amiabil.records.chats import ChatFile
from amiabil.records.help_articles import PublishedArticle
from amiabil.ui import formats
from amiabil.ui.assistant import sentences
from amiabil.ui.facts import Link
from amiabil.ui.help_articles import article_address

SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Handed:
    """``tried`` is what the assistant did, in order; ``about`` the order or case spoken of; ``articles`` may fit;
    ``sure`` how sure it was of the last, ``hidden`` what was masked."""

    tried: tuple[str, ...]
    about: str
    articles: tuple[Link, ...]
    sure: str
    hidden: str


def handed(viewer: Viewer, file: ChatFile) -> Handed | None:
    """What was tried in a chat; None where the assistant never spoke. Two statements, one for each article."""
    logged = assistant_talks.turns_of(viewer, file.case_id)
    turns = [one for one in logged if one.decision != assistant_talks.SUGGESTED]
    if not turns:
        return None
    talk = assistant_talks.talk_of(viewer, file.case_id)
    last = next((one for one in reversed(turns) if one.scores), None)
    hidden = dict.fromkeys(kind for one in turns for kind in one.hidden if kind in sentences.HIDDEN_KINDS)
    return Handed(
        tried=tuple(dict.fromkeys(text for one in turns if (text := _tried(one)))),
        about=talk.about or talk.slots.get("order", "") or talk.slots.get("dispute", ""),
        articles=_articles(last, viewer.language) if last else (),
        sure=formats.share(last.sure, viewer.language) if last and last.sure is not None else "",
        hidden=", ".join(str(sentences.HIDDEN_KINDS[kind]) for kind in hidden),
    )


def _tried(turn: LoggedTurn) -> str:
    if turn.flow and turn.flow in set(Flow):
        return str(sentences.FLOWS[Flow(turn.flow)])
    if turn.decision == "answer" and turn.sources:
        return _("answered from “%(article)s”") % {"article": turn.sources[0][0]}
    return {
        "choices": _("offered articles to choose from"),
        "clarify": _("asked what is meant"),
        "offer_person": _("offered a person"),
    }.get(turn.decision, "")


def _articles(turn: LoggedTurn, language: str) -> tuple[Link, ...]:
    keys = [key for key, _score in turn.scores][:SUGGESTED]
    spoken = (language, *(code for code, _name in settings.LANGUAGES if code != language))
    found = (help_articles.published(key, spoken) for key in keys)
    return tuple(
        Link(one.article.title, article_address(one.article.key, one.article.language))
        for one in found
        if isinstance(one, PublishedArticle)
    )
