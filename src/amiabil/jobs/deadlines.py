"""Which deadlines have passed? A sweep lets the procedure act on them; a stopped sweep loses nothing.

Deadlines are a column, not jobs. The procedure decides by the instant itself, so a late sweep gives nobody more
time and an early one does nothing.
"""

from __future__ import annotations

from amiabil.actions.chat_requests import wake_due_chats
from amiabil.actions.complaints import wake_due_complaints
from amiabil.actions.disputes import wake_due
from amiabil.actions.outages import tell_cases
from amiabil.actions.tickets import wake_due_tickets
from amiabil.records import outages

BATCH = 100
"""Disputes woken in one go; between two batches the relay publishes what they caused."""


def sweep() -> bool:
    """Wake up to one batch each of disputes, complaints, requests and chats that are due, and tell one of an outage;
    True when there may be more.

    Nothing happens while nobody can act: what falls due then waits until the service is back.
    Safe to run twice or on two nodes at once: what another sweep holds is left to it.
    """
    service = outages.service()
    if service.is_silent:
        return False
    told = tell_cases(BATCH) if service.is_unsettled else 0
    woken = (
        wake_due(BATCH),
        wake_due_complaints(BATCH),
        wake_due_tickets(BATCH),
        wake_due_chats(BATCH),
        told,
    )
    return max(woken) >= BATCH
