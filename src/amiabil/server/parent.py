"""How does a process notice that the one that watches over it is gone?"""

from __future__ import annotations

import os
import threading
import time

_LOOK_EVERY = 0.25
"""Seconds; a check is one system call."""


def end_with_parent(*, grace: float, parent: int | None = None) -> None:
    """Let this process end at once ``grace`` seconds after its parent died, whatever it is doing.

    ``parent`` is who started us, where that is known: it may be gone before we look. The parent-death signal asks
    politely and only on Linux; this is for what does not listen.
    """
    expected = os.getppid() if parent is None else parent

    def watch() -> None:
        while os.getppid() == expected:
            time.sleep(_LOOK_EVERY)
        time.sleep(grace)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
