"""The commands ``assistant``: the process that answers chats, and how good are its answers, measured on files?"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from amiabil.server.commands import Commands
from amiabil.server.commands.processes import until_stopped
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable

if TYPE_CHECKING:
    from amiabil.domain.assistant.evaluation import Program
    from amiabil.domain.assistant.evaluation_files import Files
    from amiabil.domain.assistant.ranking import Material
    from amiabil.domain.assistant.understanding import Understood
    from amiabil.server.config import Config

FILE_MAX = 32_000_000
"""Bytes of one file of an evaluation."""


def add(commands: Commands) -> None:
    """Add the commands."""
    assistant = commands.add_parser("assistant", help="the virtual assistant: run it, measure it")
    steps = assistant.add_subparsers(metavar="STEP", required=True)
    run = steps.add_parser(
        "run",
        help="run one process: answers in chats",
        description="Takes the assistant's turns in chats from the queue until stopped. `amiabil serve` runs it too.",
    )
    run.set_defaults(run=_run)
    learn = steps.add_parser(
        "learn",
        help="put the questions that were not answered together for the editors",
        description="The worker runs it every Monday and when an editor asks. Reads the log of the assistant and"
        " searches of the help centre, masks them and puts together what says the same.",
    )
    learn.add_argument("--trial", metavar="ID", help="measure this change of an editor instead")
    learn.set_defaults(run=_learn)
    measured = steps.add_parser(
        "eval",
        help="measure the assistant on the JSONL files of a folder",
        description="Reads any of articles, seed_phrases, questions, out_of_scope, handover, injection, tools and pii"
        " (.jsonl) and prints every measure they allow. With articles.jsonl these articles take the place of the"
        " shipped ones. Needs no database, stores nothing but vectors of articles in AMIABIL_HOME. Exit status 0:"
        " measured, 2: there is nothing to read or it cannot be read.",
    )
    measured.add_argument("folder", metavar="DIR", help="a folder with one or more of these files")
    measured.add_argument("--json", action="store_true", help="one JSON object, with what was wrong")
    measured.add_argument(
        "--variants", action="store_true", help="also write clean sentences without diacritics and mistyped"
    )
    measured.add_argument(
        "--lexical", action="store_true", help="as where the extra for meanings is not installed"
    )
    measured.set_defaults(run=_eval)


def _run(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import demand_database, set_up_for_jobs

    demand_database(config)
    set_up_for_jobs(config)
    from amiabil.jobs import answering

    return until_stopped(answering.run)


def _learn(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import demand_database, set_up_for_jobs

    try:
        trial = UUID(args.trial) if args.trial else None
    except ValueError:
        raise Unusable(f"{args.trial} is not the name of a change") from None
    demand_database(config)
    set_up_for_jobs(config)
    from amiabil.jobs.assistant import learning
    from amiabil.jobs.assistant.knowledge import Knowledge
    from amiabil.records import clock

    os.nice(10)
    knowledge = Knowledge(config.home / "assistant", at_once=True)
    if trial is not None:
        learning.measure(trial, knowledge, at=clock.now())
        return Exit.YES
    questions, groups = learning.learn(knowledge, at=clock.now())
    print(f"questions: {questions}, groups: {groups}")
    return Exit.YES


def files_in(folder: str) -> Files:
    """The files of a folder. Raises ``Unusable``."""
    from amiabil.domain.assistant.evaluation_files import FILES, NotAnEvaluation, read_files

    root = Path(folder)
    if not root.is_dir():
        raise Unusable(f"there is no folder {folder}")
    texts = {}
    try:
        for name in FILES:
            file = root / f"{name}.jsonl"
            if not file.is_file():
                continue
            if file.stat().st_size > FILE_MAX:
                raise Unusable(f"{file} has more than {FILE_MAX} bytes")
            texts[name] = file.read_text(encoding="utf-8")
        if not texts:
            raise Unusable(f"{folder} holds none of {', '.join(f'{name}.jsonl' for name in FILES)}")
        return read_files(texts)
    except NotAnEvaluation as error:
        raise Unusable(str(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{folder} cannot be read: {error}") from None


def _eval(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import set_up

    files = files_in(args.folder)
    set_up()
    from amiabil.domain.assistant.evaluation import evaluate
    from amiabil.jobs.assistant.knowledge import lexical, of_materials, shipped_materials

    materials = files.articles if files.articles is not None else shipped_materials()
    if not materials:
        raise Unusable(f"{args.folder}/articles.jsonl holds no article")
    began = perf_counter()
    ranker, has_meaning = (
        (lexical(materials), False) if args.lexical else of_materials(materials, config.home / "assistant")
    )
    took = perf_counter() - began
    figures = evaluate(files, _program(materials, ranker), make_variants=args.variants)
    figures = {
        "articles": len({one.key for one in materials}),
        "meaning": has_meaning,
        "start_seconds": round(took, 2),
        **figures,
    }
    sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n" if args.json else _table(figures))
    return Exit.YES


def _program(materials: tuple[Material, ...], ranker: Any) -> Program:
    from amiabil.domain.assistant.evaluation import Program
    from amiabil.domain.assistant.understanding import Decision, understand
    from amiabil.domain.helpcentre.article import LANGUAGES
    from amiabil.gateways.languages import identified

    by_key = {(one.key, one.language): one for one in materials}

    def says(found: Understood) -> str:
        if found.decision is not Decision.ANSWER or not found.ranking.found:
            return ""
        first = found.ranking.found[0]
        return by_key[first.key, first.language].text

    return Program(
        understand=lambda text, language: understand(text, language, ranker, for_packet=True),
        says=says,
        identify=lambda text: identified(text, LANGUAGES),
        clock=perf_counter,
    )


def _table(figures: dict[str, Any]) -> str:
    """The figures for people: one line for each row of numbers, names of what was wrong left out."""
    lines: list[str] = []
    _rows("", figures, lines)
    return "\n".join(lines) + "\n"


_LEFT_OUT = frozenset({"wrong", "which", "missed", "false"})


def _rows(name: str, held: dict[str, Any], lines: list[str]) -> None:
    plain = {key: value for key, value in held.items() if not isinstance(value, (dict, list))}
    if plain:
        told = "  ".join(f"{key} {'-' if value is None else value}" for key, value in plain.items())
        lines.append(f"{name:<28} {told}".strip() if not name else f"{name:<28} {told}")
    for key, value in held.items():
        if isinstance(value, dict) and key not in _LEFT_OUT:
            _rows(f"{name}.{key}" if name else key, value, lines)
