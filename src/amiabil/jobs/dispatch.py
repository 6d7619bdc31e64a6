"""Which jobs follow from which events? A table; the relay calls it in the transaction that publishes them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from procrastinate.types import JSONDict

from amiabil.domain.notices import CHAT, IN, NOTICES
from amiabil.domain.terms import PARTIES
from amiabil.jobs import requests, safety, tasks, translation_tasks
from amiabil.records.outbox import PublishedEvent

TOLD = frozenset(kind.partition(":")[0] for kind in NOTICES if not kind.startswith(f"{CHAT}."))
"""Types of events somebody may hear of."""

HANDED_BACK = "chat.handed_back"
"""Whatever the customer wrote since the person's last word is the assistant's again."""

REFUNDS = "refund.instructed"

RELEASES = "dispute.released"
"""Money for the seller, from the hold or from the guarantee fund."""

MOVES_HOLD = frozenset(
    {
        "dispute.submit",
        "dispute.released",
        "dispute.reopen",
        "dispute.undo_withdraw",
        "dispute.convert",
        "dispute.joined",
        "dispute.merge",
        "dispute.external_opened",
        "dispute.external_closed",
        "dispute.grant_set_aside",
        "dispute.voluntary_refund",
        "refund.confirmed",
    }
)
"""Types of events that may change what is held for a case."""


def steps(events: Sequence[PublishedEvent]) -> list[PublishedEvent]:
    """The first event of each step that somebody may hear of.

    A reminder stands under the version of what was done before it, so a step is told from its first new event on.
    """
    first: dict[tuple[UUID, int], PublishedEvent] = {}
    for event in events:
        if event.type in TOLD and event.data.get(IN) != CHAT:
            first.setdefault((event.case_id, event.version), event)
    return list(first.values())


_CUSTOMERS = frozenset(role.value for role in PARTIES)


def turns(events: Sequence[PublishedEvent]) -> list[UUID]:
    """The chats in which the assistant may have something to answer: each once, however many messages came."""
    asked = (
        event.case_id
        for event in events
        if event.type == HANDED_BACK
        or (event.type == "message.posted" and event.data.get(IN) == CHAT and event.actor_role in _CUSTOMERS)
    )
    return list(dict.fromkeys(asked))


def defer_for(events: Sequence[PublishedEvent]) -> None:
    """Write the jobs of these events; all or none, with the transaction it is called in.

    The events of one step of a case make one job that tells of them.
    """
    tell: list[JSONDict] = [
        {"case_id": str(step.case_id), "version": step.version, "first": str(step.id)}
        for step in steps(events)
    ]
    if tell:
        tasks.tell.batch_defer(*tell)
    moved = dict.fromkeys(event.case_id for event in events if event.type in MOVES_HOLD)
    hold: list[JSONDict] = [{"case_id": str(case)} for case in moved]
    if hold:
        tasks.set_hold.batch_defer(*hold)
    follow: list[JSONDict] = [{"news": news} for news in requests.followed_by(events)]
    if follow:
        tasks.follow_up.batch_defer(*follow)
    dangers: list[JSONDict] = [{"case_id": str(case)} for case in safety.told_by(events)]
    if dangers:
        tasks.open_safety_request.batch_defer(*dangers)
    if settings.AMIABIL_TRANSLATION:
        translation_tasks.follow(events)
    if settings.AMIABIL_ASSISTANT:
        for chat in turns(events):
            tasks.take_turn.configure(lock=f"turn:{chat}").defer(case_id=str(chat))
    for event in events:
        if event.type == REFUNDS:
            key = str(event.data["refund"])
            tasks.execute_refund.configure(lock=tasks.refund_lock(key)).defer(refund_key=key)
        elif event.type == RELEASES and event.data.get("payout"):
            key = str(event.data["payout"])
            tasks.execute_payout.configure(lock=tasks.payout_lock(key)).defer(payout_key=key)
