"""The commands ``help``: are the articles of a folder right; bring them in, take them out."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amiabil.server.commands import Commands
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable

if TYPE_CHECKING:
    from amiabil.actions.help_articles_folder import Imported
    from amiabil.domain.helpcentre.checking import Known, Problem
    from amiabil.domain.helpcentre.folder import Folder
    from amiabil.server.config import Config

_FOLDER = "a folder with {language}/{key}.md and {language}/phrases/{key}.yaml"


def add(commands: Commands) -> None:
    """Add the commands."""
    articles = commands.add_parser("help", help="articles of the help centre: check, import, export")
    steps = articles.add_subparsers(metavar="STEP", required=True)
    check = steps.add_parser(
        "check",
        help="check the articles of a folder, or those that come with the product",
        description="Names file and line of everything that is wrong: front matter, unknown values, links that lead"
        " nowhere, HTML, missing and stale translations, length, phrases. Exit status 0: all right, 1: something is"
        " wrong, 2: there is nothing to read.",
    )
    check.add_argument("folder", nargs="?", metavar="FOLDER", help=f"{_FOLDER}; default: the product's own")
    check.add_argument(
        "--topic", action="append", default=[], metavar="KEY", help="a topic of your own set-up"
    )
    check.add_argument("--json", action="store_true", help="one JSON object for each problem")
    check.add_argument(
        "--phrases",
        action="store_true",
        help="also name phrases that are nearer to another article, and count what there is in each language",
    )
    check.set_defaults(run=_check, without_config=True)
    taken = steps.add_parser(
        "import",
        help="bring the articles of a folder in",
        description="What says what is here already is left alone. New versions wait for a second person at the desk."
        " Exit status 0: all were taken, 1: some were not, and are named, 2: there is nothing to read.",
    )
    taken.add_argument("folder", metavar="FOLDER", help=_FOLDER)
    taken.add_argument(
        "--publish", action="store_true", help="make them public at once, without a second person"
    )
    taken.add_argument("--dry-run", action="store_true", help="tell what would happen, store nothing")
    taken.add_argument("--json", action="store_true", help="one JSON object for each article")
    taken.set_defaults(run=_import)
    put = steps.add_parser("export", help="write every published article into a folder")
    put.add_argument("folder", metavar="FOLDER", help="files of the same name are written over")
    put.set_defaults(run=_export)


def folder_at(path: str | None) -> Folder:
    """Everything in a folder, or what comes with the product. Raises ``Unusable``."""
    from amiabil.domain.helpcentre.folder import read_folder
    from amiabil.domain.helpcentre.packaged import shipped

    root = Path(path) if path is not None else None
    if root is not None and not root.is_dir():
        raise Unusable(f"there is no folder {path}")
    try:
        found = read_folder(shipped(root))
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{path or 'the articles of the product'} cannot be read: {error}") from None
    if not found.articles and not found.errors:
        raise Unusable(f"there is no article in {path or 'the product'}; expected is {_FOLDER}")
    return found


def _check(args: argparse.Namespace) -> int:
    from amiabil.server.django_process import set_up

    found = folder_at(args.folder)
    set_up()
    count = 0
    for said in _wrong(found, args.topic):
        count += 1
        if args.json:
            sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
        else:
            sys.stdout.write(f"{said['file']}:{said['line']}: {said['text']}\n".replace(":0:", ":"))
    if args.phrases:
        _phrases(found, as_json=args.json)
    sys.stderr.write(f"{len(found.articles)} articles: {f'{count} problems' if count else 'all right'}.\n")
    return Exit.NO if count else Exit.YES


def _phrases(found: Folder, *, as_json: bool) -> None:
    """Advice, no problems: two articles may well be asked for in nearly the same words."""
    from amiabil.domain.helpcentre.article import LANGUAGES
    from amiabil.gateways.ranking.phrases import misplaced
    from amiabil.jobs.assistant.knowledge import material
    from amiabil.records.help_search_stems import stem_of

    materials = [material(one) for one in found.articles]
    for language in LANGUAGES:
        spoken = [one for one in materials if one.language == language]
        listed = misplaced(spoken, language, stem_of(language))
        for one in listed:
            said = {"file": f"{language}/phrases/{one.key}.yaml", "code": "phrase_nearer_elsewhere"}
            if as_json:
                facts = {"phrase": one.phrase, "other": one.other, "like": one.like}
                sys.stdout.write(json.dumps({**said, "facts": facts}, ensure_ascii=False) + "\n")
            else:
                sys.stdout.write(f"{said['file']}: '{one.phrase}' is nearer to {one.other}: '{one.like}'\n")
        phrases = sum(len(one.asked_as) for one in spoken)
        bare = sum(not one.asked_as for one in spoken)
        sys.stderr.write(
            f"{language}: {len(spoken)} articles, {bare} without phrases; {phrases} phrases, {len(listed)} nearer to"
            " another article\n"
        )


def _import(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    folder = folder_at(args.folder)
    for error in folder.errors:
        sys.stderr.write(f"{error}\n")
    counted = Counter(refused=len(folder.errors))
    with database_at_hand(config):
        set_up()
        from amiabil.actions.help_articles_folder import take_in
        from amiabil.domain.access import COMMAND_LINE

        for one in take_in(COMMAND_LINE, folder, publish=args.publish, dry_run=args.dry_run):
            counted[one.became.value] += 1
            _tell_imported(one, as_json=args.json)
    told = ", ".join(f"{number} {became}" for became, number in counted.items() if number)
    sys.stderr.write(f"{'(dry run) ' if args.dry_run else ''}{told}\n")
    return Exit.NO if counted["refused"] else Exit.YES


def _tell_imported(one: Imported, *, as_json: bool) -> None:
    from amiabil.server.commands.people import sentence

    name, why = f"{one.article.language}/{one.article.key}", sentence(one.refusal) if one.refusal else ""
    if as_json:
        said = {"article": name, "became": one.became.value, **({"why": why} if why else {})}
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    elif one.became.value != "same":
        sys.stdout.write(f"{one.became.value:<8} {name} {why}".rstrip() + "\n")


def _export(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    root, count = Path(args.folder), 0
    with database_at_hand(config):
        set_up()
        from amiabil.actions.help_articles_folder import put_out
        from amiabil.domain.access import COMMAND_LINE

        try:
            for name, text in put_out(COMMAND_LINE):
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
                count += name.endswith(".md")
        except OSError as error:
            raise Unusable(f"{args.folder} cannot be written: {error}") from None
    sys.stderr.write(f"{count} articles written.\n")
    return Exit.YES


def _wrong(found: Folder, own_topics: list[str]) -> Iterator[dict[str, Any]]:
    from amiabil.domain.helpcentre.checking import check

    for error in found.errors:
        yield {"file": error.name, "line": error.line, "code": "not_read", "text": error.text}
    for problem in check(found.articles, _known(found, own_topics)):
        yield _told(problem, found)


def _known(found: Folder, own_topics: list[str]) -> Known:
    from amiabil.actions.support_setup import read_text
    from amiabil.domain.helpcentre.article import LANGUAGES
    from amiabil.domain.helpcentre.checking import Known
    from amiabil.domain.support.packaged import shipped_text

    topics = {topic.key for topic in read_text(shipped_text()).topics}
    return Known(
        keys=frozenset(one.key for one in found.articles),
        topics=frozenset(topics) | set(own_topics),
        languages=LANGUAGES,
    )


def _told(problem: Problem, found: Folder) -> dict[str, Any]:
    from amiabil.ui.help_problems import sentence

    begins = found.text_lines.get((problem.key, problem.language), 1)
    return {
        "file": f"{problem.language}/{problem.key}.md",
        "line": problem.line + begins - 1 if problem.line else 0,
        "code": problem.code,
        "text": sentence(problem, "en"),
        **({"facts": dict(problem.facts)} if problem.facts else {}),
    }
