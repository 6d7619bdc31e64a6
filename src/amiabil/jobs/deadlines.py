"""Which deadlines have passed? A sweep lets the procedure act on them; a stopped sweep loses nothing.

Deadlines are a column, not jobs. The procedure decides by the instant itself, so a late sweep gives nobody more
time and an early one does nothing.
"""

from __future__ import annotations

from amiabil.actions.complaints import wake_due_complaints
from amiabil.actions.disputes import wake_due

BATCH = 100
"""Disputes woken in one go; between two batches the relay publishes what they caused."""


def sweep() -> bool:
    """Wake up to one batch of disputes that are due, and one of complaints; True when there may be more.

    Safe to run twice or on two nodes at once: what another sweep holds is left to it.
    """
    woken = (wake_due(BATCH), wake_due_complaints(BATCH))
    return max(woken) >= BATCH
