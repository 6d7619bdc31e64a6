"""Commands about orders, disputes and what was recorded of them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amiabil.server.commands import Commands
from amiabil.server.config import Config
from amiabil.server.exits import Exit

if TYPE_CHECKING:
    from amiabil.actions.seals import SealBreak


def add(commands: Commands) -> None:
    """Add orders and cases to the command line."""
    orders = commands.add_parser("orders", help="orders from the marketplace")
    steps = orders.add_subparsers(metavar="STEP", required=True)
    orders_import = steps.add_parser(
        "import",
        help="take in files of orders",
        description="Reads CSV (; or , in UTF-8 or Windows-1250) or JSON lines. What is right goes in, what is wrong is"
        " told by line and field. Importing a file again changes nothing. Exit status 1: some rows were refused.",
    )
    orders_import.add_argument("files", nargs="+", metavar="FILE")
    orders_import.add_argument("--dry-run", action="store_true", help="tell what would happen, store nothing")
    orders_import.add_argument("--format", choices=["csv", "jsonl"], help="default: found out from the file")
    orders_import.add_argument("--json", action="store_true", help="one JSON object a line")
    orders_import.set_defaults(run=_import)
    verify = commands.add_parser(
        "verify",
        help="check the record of a case, or of all",
        description="Computes every link anew, compares texts, evidence and its files with what was recorded, and names"
        " the first thing that does not hold. Exit status 1: broken.",
    )
    verify.add_argument("reference", nargs="?", help="as D-7K3M-92QF; without it all cases are checked")
    verify.add_argument("--json", action="store_true", help="one JSON object a line")
    verify.add_argument(
        "--dossier",
        type=Path,
        metavar="FILE",
        help="check a dossier (ZIP) somebody was given; needs no database",
    )
    verify.add_argument("--key", metavar="HEX", help="with --dossier: the public key it must be signed by")
    verify.set_defaults(run=_verify)


def _print(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _import(args: argparse.Namespace, config: Config) -> int:
    from amiabil.server.django_process import database_at_hand, set_up

    with database_at_hand(config):
        set_up()
        return max(_import_file(Path(name), args) for name in args.files)


def _import_file(path: Path, args: argparse.Namespace) -> int:
    from amiabil.actions import orders_import
    from amiabil.actions.orders_import_entries import Problem, UnusableFile
    from amiabil.records import clock
    from amiabil.server.commands.people import operator, sentence

    def tell(problem: Problem) -> None:
        if args.json:
            _print({"file": str(path), **orders_import.fact_of(problem)})
        else:
            place = f"{path}:{problem.line}: {problem.field}".rstrip(": ")
            _say(f"{place}: {sentence(problem.refusal)}")

    plan = orders_import.Plan(path.name, clock.now(), dry_run=args.dry_run, format=args.format)
    try:
        with path.open("rb") as source:
            report = orders_import.run(operator(), source, plan, tell=tell)
    except OSError as error:
        _say(f"{path}: {error.strerror}")
        return Exit.UNUSABLE
    except UnusableFile as refusal:
        for reason in refusal.errors or (refusal,):
            _say(f"{path}: {sentence(reason)}")
        return Exit.UNUSABLE
    _report(path, report, as_json=args.json)
    if report.stopped is not None:
        _say(f"{path}: reading stopped: {sentence(report.stopped)}")
        return Exit.UNUSABLE
    return Exit.NO if report.counts.refused else Exit.YES


def _report(path: Path, report: Any, *, as_json: bool) -> None:
    from dataclasses import asdict

    counts = asdict(report.counts)
    if as_json:
        _print({"file": str(path), "import": str(report.id), "dry_run": report.plan.dry_run, **counts})
        return
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if name != "problems")
    sys.stdout.write(f"{path}: {'(dry run) ' if report.plan.dry_run else ''}{told}\n")


def _verify(args: argparse.Namespace, config: Config) -> int:
    if args.dossier is not None:
        return _verify_dossier(args)
    from amiabil.server.django_process import database_at_hand, set_up

    with database_at_hand(config):
        set_up()
        from amiabil.actions.verify import verify
        from amiabil.ui.intake import hash_of

        cases = events = broken = days = 0
        flaw: SealBreak | None = None
        for checked in verify(args.reference, hash_of=hash_of):
            cases, events = cases + 1, events + checked.events
            broken += checked.broken is not None
            if args.json or checked.broken is not None:
                _tell_checked(checked, as_json=args.json)
        if not args.reference:
            days, flaw = _check_seals()
    if args.reference and not cases:
        _say(f"There is no case {args.reference}.")
        return Exit.UNUSABLE
    _say(
        f"{cases} cases, {events} events: {f'{broken} chains are broken' if broken else 'every link holds'}."
    )
    if not args.reference:
        _say(f"{days} days are sealed: {_told(flaw) if flaw else 'every line holds'}.")
    return Exit.NO if broken or flaw else Exit.YES


def _verify_dossier(args: argparse.Namespace) -> int:
    from amiabil.server.django_process import set_up

    set_up()
    from dataclasses import asdict

    from amiabil.actions.dossier_proof import NotADossier, check

    try:
        found = check(args.dossier, key=args.key)
    except (NotADossier, OSError) as error:
        _say(f"{args.dossier}: not a dossier that can be read: {error}")
        return Exit.UNUSABLE
    if args.json:
        _print(asdict(found))
    else:
        told = (
            f"does not hold: {found.flaw}" if found.flaw else "every hash, the signature and the chain hold"
        )
        sys.stdout.write(f"{found.reference}: {found.files} files; {told}.\nSigned by key {found.key}.\n")
    return Exit.NO if found.flaw else Exit.YES


def _told(flaw: SealBreak) -> str:
    return f"{flaw.what} at {flaw.day}" if flaw.day is not None else f"a line of the file is {flaw.what}"


def _check_seals() -> tuple[int, SealBreak | None]:
    from django.conf import settings

    from amiabil.actions import seals

    return seals.check(settings.AMIABIL_SEAL_KEY, settings.AMIABIL_SEALS_FILE)


def _tell_checked(checked: Any, *, as_json: bool) -> None:
    from dataclasses import asdict

    broken = asdict(checked.broken) if checked.broken is not None else None
    if as_json:
        line = {"case": checked.reference, "events": checked.events, "broken": broken}
        sys.stdout.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
    else:
        where = ", ".join(f"{name} {value}" for name, value in (broken or {}).items() if value != "")
        sys.stdout.write(f"{checked.reference}: broken at {where}\n")
