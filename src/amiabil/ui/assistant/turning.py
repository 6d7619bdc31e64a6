"""The assistant's turn from beginning to end, and what a click on a prepared act does: for jobs and for both doors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from time import perf_counter
from uuid import UUID, uuid5

from django.conf import settings

from amiabil.actions import assistant_turns as turns
from amiabil.actions.assistant_answers import answer
from amiabil.actions.assistant_deciding import Known, decide
from amiabil.actions.assistant_pieces import Go, Plain
from amiabil.actions.assistant_turns import Decided, Open, Overtaken
from amiabil.actions.assistant_wishes import redeem
from amiabil.actions.contact_directory import contacts_now
from amiabil.actions.policies import rules_at
from amiabil.actions.support_setup import current_setup
from amiabil.domain.access import Viewer
from amiabil.domain.assistant.languages import Identify
from amiabil.domain.assistant.languages import spoken as spoken_in
from amiabil.domain.assistant.packaged import every_red_rule
from amiabil.domain.assistant.ranking import Ranker
from amiabil.domain.assistant.spoken import words
from amiabil.domain.support.packaged import categories
from amiabil.records import chats, clock
from amiabil.records.assistant_talks import Wish
from amiabil.records.chats import ChatFile
from amiabil.records.help_search import Asking, Written
from amiabil.ui.assistant import sentences
from amiabil.ui.assistant.speech import spoken
from amiabil.ui.help_articles import fill
from amiabil.ui.reader import Reader

TRIES = 5
"""Each try loses only to a message or an act in the same instant."""

_PAGE = {
    "create_ticket": "ticket",
    "report_listing": "ticket",
    "add_ticket_message": "ticket",
    "escalate_dispute": "dispute",
}


Better = Callable[[Open, Decided, Known, Reader, datetime], Decided]
"""Words a decision better, or leaves it as it is; never raises."""


def take_turn(
    case_id: UUID,
    ranker: Ranker | None = None,
    better: Better | None = None,
    identify: Identify | None = None,
) -> bool:
    """Answer what waits in a chat, once; whether something was said. Several quick messages are one turn.

    Where ``identify`` hears clearly that somebody writes in another language, the chat goes on in that one.
    """
    for _ in range(TRIES):
        began = perf_counter()
        seen = turns.look(case_id)
        if seen is None:
            _suggest(case_id, ranker)
            return False
        seen = seen if identify is None else _heard(seen, identify)
        now = clock.now()
        known, reader = Known(_written(now), ranker), _reader(seen.viewer)
        decided = decide(seen, known, at=now)
        if better is not None:
            decided = better(seen, decided, known, reader, now)
        said = spoken(decided.pieces, reader)
        try:
            turns.say(seen, decided, said, at=now, milliseconds=round((perf_counter() - began) * 1000))
        except Overtaken:
            continue
        return True
    return False


def _suggest(case_id: UUID, ranker: Ranker | None) -> None:
    """Find articles for the person who answers in a chat, by the index of this process; without one, they search."""
    seen = turns.look_beside(case_id) if ranker is not None else None
    if seen is None:
        return
    now, own = clock.now(), seen.viewer.language
    others = (code for code, _name in settings.LANGUAGES if code != own)
    asking = Asking((own, *others), for_shop=seen.file.shop_id is not None)
    turns.suggest(seen, answer(seen.text, asking, written=_written(now), ranker=ranker), at=now)


def _heard(seen: Open, identify: Identify) -> Open:
    """The turn in the language it is written in; a pressed card and a few words change nothing."""
    if seen.choice:
        return seen
    enabled = [code for code, _name in settings.LANGUAGES]
    language = spoken_in(seen.text, seen.viewer.language, enabled, identify, chosen=seen.file.chosen_language)
    return replace(seen, viewer=replace(seen.viewer, language=language))


def confirm(viewer: Viewer, file: ChatFile, id: UUID) -> Wish:
    """Do what was prepared for the viewer, and say so where the assistant still speaks.

    Raises what ``redeem`` raises.
    """
    now = clock.now()
    wish = redeem(viewer, file.case_id, id, at=now)
    told = (Plain(sentences.DONE[wish.tool], {"ref": wish.outcome}), Go(_PAGE[wish.tool], (wish.outcome,)))
    turns.add(
        chats.file_of(viewer, file.reference), uuid5(wish.id, "told"), spoken(told, _reader(viewer)), at=now
    )
    return wish


def warm() -> None:
    """Read once what every turn needs, so that the first one does not wait for it. Changes nothing."""
    now = clock.now()
    words(), every_red_rule(), current_setup(), contacts_now(), categories()
    for language, _name in settings.LANGUAGES:
        answer(_ANYTHING, Asking((language,)), written=_written(now))


_ANYTHING = "colet parcel"


def _written(now: datetime) -> Written:
    """How an article's numbers are filled in: by the policy in force."""
    policy = rules_at(now).general()
    return lambda said, language: fill(said, language, policy, settings.AMIABIL_MARKETPLACE)


def _reader(viewer: Viewer) -> Reader:
    return Reader.of(viewer, now=clock.now(), case_zone=current_setup().zone)
