"""The command ``amiabil``: which words does it know, and what does it answer its caller?"""

from __future__ import annotations

import argparse
import os
import sys

import amiabil
from amiabil.server.commands import (
    ask,
    assistant,
    cases,
    demo,
    export,
    help,
    keys,
    mail,
    outages,
    policy,
    processes,
    rates,
    reports,
    search,
    simulate,
    staff,
    upkeep,
)
from amiabil.server.config import ConfigError, current
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    whole = argparse.ArgumentParser(
        prog="amiabil",
        description=f"{amiabil.__doc__} Settings come from the environment; `amiabil doctor --list` prints them.",
        epilog="Exit status: 0 yes, 1 no (a check or expectation failed), 2 not usable (wrong call, broken file or"
        " settings). Answers go to standard output, messages to standard error.",
    )
    whole.add_argument("--version", action="version", version=amiabil.__version__)
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    for group in (
        processes,
        upkeep,
        staff,
        keys,
        cases,
        rates,
        reports,
        policy,
        help,
        ask,
        assistant,
        outages,
        simulate,
        export,
        mail,
        search,
        demo,
    ):
        group.add(commands)
    return whole


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit status."""
    args = parser().parse_args(argv)
    try:
        if getattr(args, "without_config", False):
            return int(args.run(args))
        return int(args.run(args, current()))
    except ConfigError as error:
        return _unusable("\n".join(error.problems))
    except Unusable as error:
        return _unusable(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.NO
    except KeyboardInterrupt:
        return 130


def _unusable(text: str) -> int:
    sys.stderr.write(f"amiabil: {text}\n")
    return Exit.UNUSABLE
