"""Starts a program that ends with its parent: run as a script, it changes user, asks for the signal, and becomes it.

A small script instead of a function between fork and exec, because that is not safe in a process with threads. It
imports nothing of the product, so that the step costs milliseconds.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

_SET_PARENT_DEATH_SIGNAL = 1
"""``PR_SET_PDEATHSIG`` of Linux; cleared by a change of user, so it comes after that."""


class Account(Protocol):
    """The part of a password entry that is needed to become somebody."""

    @property
    def pw_uid(self) -> int: ...
    @property
    def pw_gid(self) -> int: ...


def command(
    argv: list[str], *, ends_by: signal.Signals = signal.SIGTERM, user: Account | None = None
) -> list[str]:
    """The command that runs ``argv`` as ``user`` (None: as ourselves) and sends it ``ends_by`` when we die.

    It must be started from a thread that lives as long as the process: Linux watches the thread.
    """
    account = f"{user.pw_uid}:{user.pw_gid}" if user is not None else ""
    script = str(Path(__file__).resolve())
    return [sys.executable, "-I", "-S", script, str(os.getpid()), str(int(ends_by)), account, *argv]


def _become(account: str) -> None:
    user, group = (int(part) for part in account.split(":"))
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)


def _asker(number: int) -> Callable[[], None]:
    """What asks Linux for the signal; made before the change of user, after which Python may be out of reach."""
    import ctypes

    ask = ctypes.CDLL(None, use_errno=True).prctl

    def ask_for_signal() -> None:
        if ask(_SET_PARENT_DEATH_SIGNAL, number, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")

    return ask_for_signal


def main() -> None:
    """Become the program named on the command line."""
    parent, number, account, *argv = sys.argv[1:]
    ask_for_signal = _asker(int(number)) if sys.platform == "linux" else None
    if account:
        _become(account)
    if ask_for_signal is not None:
        ask_for_signal()
    if os.getppid() != int(parent):  # it died before we asked
        sys.exit(1)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.execv(argv[0], argv)  # noqa: S606  (becoming the program is the purpose)


if __name__ == "__main__":
    main()
