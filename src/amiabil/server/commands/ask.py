"""The command ``ask``: what does the assistant answer to one question, from the articles that are public here?"""

from __future__ import annotations

import argparse
import json
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any

from amiabil.server.commands import Commands
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable

if TYPE_CHECKING:
    from amiabil.actions.assistant_answers import Turn
    from amiabil.domain.assistant.red_rules import Reason
    from amiabil.server.config import Config

MOST_NEW = 200
"""Texts of articles that are embedded while somebody waits: some ten seconds. The assistant's process embeds all."""


def add(commands: Commands) -> None:
    """Add the command."""
    ask = commands.add_parser(
        "ask",
        help="ask the assistant one question",
        description="Answers from the published articles of this installation. Stores nothing. Exit status 0: there is"
        " an answer, a choice or a person, 1: the question was not understood, 2: it cannot be asked.",
    )
    ask.add_argument(
        "--lang",
        metavar="LANGUAGE",
        help="ro or en; default: that of the question, AMIABIL_LANGUAGE for a short one",
    )
    ask.add_argument("--json", action="store_true", help="one JSON object, with scores and sources")
    ask.add_argument("text", metavar="TEXT", help="the question, at most 4000 characters")
    ask.set_defaults(run=_ask)


def _ask(args: argparse.Namespace, config: Config) -> int:
    from amiabil.domain.assistant.understanding import LETTERS_MAX
    from amiabil.domain.helpcentre.article import LANGUAGES
    from amiabil.server.django_process import database_at_hand, set_up

    if args.lang and args.lang not in LANGUAGES:
        raise Unusable(f"the assistant speaks {', '.join(LANGUAGES)}, not {args.lang}")
    if len(args.text) > LETTERS_MAX:
        raise Unusable(f"the question has {len(args.text)} characters; at most {LETTERS_MAX} are read")
    with database_at_hand(config):
        set_up()
        return _answer(args.text, _language(args, config), config, as_json=args.json)


def _language(args: argparse.Namespace, config: Config) -> str:
    from amiabil.domain.assistant.languages import spoken
    from amiabil.domain.helpcentre.article import LANGUAGES
    from amiabil.gateways.languages import identified

    return spoken(
        args.text,
        config.language,
        LANGUAGES,
        lambda text: identified(text, LANGUAGES),
        chosen=args.lang or "",
    )


def _answer(text: str, language: str, config: Config, *, as_json: bool) -> int:
    from amiabil.actions.assistant_answers import Decision, answer
    from amiabil.actions.policies import rules_at
    from amiabil.domain.helpcentre.article import LANGUAGES
    from amiabil.jobs.assistant.knowledge import material, of_materials
    from amiabil.records import assistant_knowledge, clock
    from amiabil.records.help_search import Asking
    from amiabil.ui.help_articles import fill

    policy = rules_at(clock.now()).general()
    asking = Asking((language, *(one for one in LANGUAGES if one != language)))
    known = [material(one) for one in assistant_knowledge.published()]
    ranker, _ = of_materials(known, config.home / "assistant", most_new=MOST_NEW)
    began = perf_counter()
    turn = answer(
        text,
        asking,
        written=lambda said, spoken: fill(said, spoken, policy, config.marketplace),
        ranker=ranker,
    )
    took = round((perf_counter() - began) * 1000)
    said = _said(turn, language, config)
    sys.stdout.write(
        (json.dumps({**said, "ms": took}, ensure_ascii=False) if as_json else said["text"]) + "\n"
    )
    if turn.hidden and not as_json:
        sys.stderr.write(f"hidden in the question: {', '.join(turn.hidden)}\n")
    return Exit.NO if turn.decision is Decision.CLARIFY else Exit.YES


def _said(turn: Turn, language: str, config: Config) -> dict[str, Any]:
    from amiabil.ui.help_articles import article_address
    from amiabil.ui.words.assistant import told

    def address(key: str, spoken: str) -> str:
        return config.base_url + article_address(key, spoken)

    return {
        "decision": turn.decision.value,
        "confidence": turn.sure,
        "language": language,
        "candidates": [{"article": one.key, "score": round(one.score, 4)} for one in turn.candidates],
        "text": told(turn, language, address),
        "citations": [
            {"article": one.key, "version": one.version, "url": address(one.key, one.language)}
            for one in turn.cited
        ],
        "tool": _tool(turn),
        "hand_over": _hand_over(turn.reason) if turn.reason else None,
        "redacted": [kind.value for kind in turn.hidden],
    }


def _tool(turn: Turn) -> dict[str, Any] | None:
    if not turn.tool:
        return None
    return {"name": turn.tool, "arguments": dict(turn.arguments), "needs_confirmation": turn.confirmed}


def _hand_over(reason: Reason) -> dict[str, str]:
    from amiabil.domain.assistant.red_rules import QUEUES

    queue = QUEUES[reason]
    return {"reason": reason.value, "team": queue.team, "priority": queue.priority.value}
