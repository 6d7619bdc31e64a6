"""The command ``simulate``: scenario files through the rules, without database and network."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from amiabil.foundation.codec import instant_text
from amiabil.server.commands import Commands
from amiabil.server.commands.policy import policy_named
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable

if TYPE_CHECKING:
    from amiabil.domain.policy import PolicyFile
    from amiabil.domain.scenario import Report
    from amiabil.domain.scenario.replay import Compared


def add(commands: Commands) -> None:
    """Add the command."""
    simulate = commands.add_parser(
        "simulate",
        help="run scenario files: what a policy does, without database and network",
        description="Prints what happened step by step. Exit status 1: an expectation failed, 2: a file is broken.",
    )
    simulate.add_argument("files", nargs="*", metavar="FILE")
    simulate.add_argument("--json", action="store_true", help="one JSON object for each file")
    simulate.add_argument(
        "--policy",
        metavar="OTHER",
        help="run the stories under another policy too (an installed id or a file) and print what differs",
    )
    simulate.add_argument(
        "--against",
        metavar="EXPORT",
        help="tell the histories of `amiabil export histories` again under OTHER and print what differs",
    )
    simulate.set_defaults(run=_simulate, without_config=True)


def _simulate(args: argparse.Namespace) -> int:
    other = policy_named(args.policy) if args.policy else None
    if args.against is not None:
        if other is None or args.files:
            raise Unusable("--against needs --policy OTHER and no scenario files")
        return _against(args.against, other, as_json=args.json)
    if not args.files:
        raise Unusable("name a scenario file, or --against an export")
    return max(_run(Path(name), other, as_json=args.json) for name in args.files)


def _against(name: str, other: PolicyFile, *, as_json: bool) -> int:
    """Print per case what would have come out differently, and what the parties could no longer have done."""
    from amiabil.domain.scenario.replay_lines import compared
    from amiabil.foundation.documents import DocumentError

    try:
        with Path(name).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                for one in compared(line, other, name=name, number=number):
                    _print_compared(one, as_json=as_json)
    except BrokenPipeError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{name}: cannot be read: {error}") from None
    except DocumentError as error:
        raise Unusable(str(error)) from None
    return Exit.YES


def _print_compared(one: Compared, *, as_json: bool) -> None:
    gone = [
        {"at": instant_text(step.at), "by": step.by.value, "do": step.command.value, "refused": step.code}
        for step in one.impossible
    ]
    if as_json:
        found = {
            "case": one.case,
            "differs": one.differs,
            "no_longer_possible": gone,
            "reproduced": one.reproduced,
        }
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(f"{one.case}:{'' if one.differs or gone else ' nothing differs'}\n")
    for key, (before, after) in one.differs.items():
        sys.stdout.write(f"  {key}: {_plain(before)} -> {_plain(after)}\n")
    for step in gone:
        sys.stdout.write(
            f"  no longer possible: {step['do']} by the {step['by']} at {step['at']} ({step['refused']})\n"
        )
    if not one.reproduced:
        sys.stdout.write(
            "  the replay under its own policy does not come to what is recorded; compare with care\n"
        )


def _run(path: Path, other: PolicyFile | None, *, as_json: bool) -> int:
    from amiabil.domain.scenario import Report, run_file
    from amiabil.foundation.documents import DocumentError

    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        unread = DocumentError(f"cannot be read: {error}", name=str(path))
        _print(Report(str(path), error=unread), as_json=as_json)
        return Exit.UNUSABLE
    report = run_file(text, str(path))
    if other is None:
        _print(report, as_json=as_json)
        return report.exit_status
    if report.error is not None:
        _print(report, as_json=as_json)
        return Exit.UNUSABLE
    return _compare(report, run_file(text, str(path), policy=other), as_json=as_json)


def _print(report: Report, *, as_json: bool) -> None:
    from amiabil.domain.scenario import as_json as object_of
    from amiabil.domain.scenario import as_text

    if as_json:
        sys.stdout.write(json.dumps(object_of(report), ensure_ascii=False) + "\n")
    elif report.error is not None:
        sys.stderr.write(f"{as_text(report)}\n")
    else:
        sys.stdout.write(f"{as_text(report)}\n")


def _compare(own: Report, under_other: Report, *, as_json: bool) -> int:
    """Print per case what comes out differently; expectations were written for the file's own policy."""
    from amiabil.domain.scenario import differences

    if under_other.error is not None:
        _print(under_other, as_json=as_json)
        return Exit.UNUSABLE
    found = differences(own, under_other)
    if as_json:
        sys.stdout.write(json.dumps({"file": own.file, "differs": found}, ensure_ascii=False) + "\n")
        return Exit.YES
    sys.stdout.write(f"{own.file}:{'' if found else ' nothing differs'}\n")
    for case in found:
        for key, (before, after) in case["differs"].items():
            sys.stdout.write(f"  {case['case']}  {key}: {_plain(before)} -> {_plain(after)}\n")
    return Exit.YES


def _plain(value: object) -> str:
    return "nothing" if value is None else str(value)
