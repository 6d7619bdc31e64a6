"""Which jobs learn from questions that were not answered? One at a time, each in a process of its own.

It needs an index and an embedding beside those of the assistant, for a minute: neither chats nor other jobs are to wait
for it or to hold its memory afterwards.
"""

from __future__ import annotations

import subprocess
import sys

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from amiabil.ui.learning import LEARN, MEASURE, QUEUE

LEARNING = QUEUE

ENDS_WITHIN = 600
"""Seconds: a tenth of them is usual."""


@app.periodic(cron="23 4 * * 1")
@app.task(name=LEARN, queue=LEARNING, queueing_lock=LEARN, lock=LEARNING)
def learn(timestamp: int) -> None:
    """Once a week, or asked for: put the questions that were not answered together for the editors."""
    apart()


@app.task(name=MEASURE, queue=LEARNING, lock=LEARNING, retry=RetryStrategy(max_attempts=3, wait=5))
def measure_change(trial: str) -> None:
    """Measure what a change an editor thinks of would do to other questions."""
    apart("--trial", trial)


def apart(*more: str) -> None:
    """Run the command that does it. Raises ``CalledProcessError``, ``TimeoutExpired``."""
    command = [sys.executable, "-m", "amiabil.server", "assistant", "learn", *more]
    subprocess.run(command, check=True, timeout=ENDS_WITHIN, stdin=subprocess.DEVNULL)  # our own words
