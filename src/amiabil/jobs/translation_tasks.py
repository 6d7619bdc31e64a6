"""Which jobs translate? One for each conversation at a time, in a queue that nothing else waits in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from amiabil.jobs import translating
from amiabil.records import translations
from amiabil.records.outbox import PublishedEvent
from amiabil.ui.translating import QUEUE, TRANSLATE, lock_of

POSTED = "message.posted"


@app.task(name=TRANSLATE, queue=QUEUE, retry=RetryStrategy(max_attempts=5, exponential_wait=6))
def translate_conversation(case_id: str) -> None:
    """Translate what is wished for in a conversation; what a service that is away left is tried again."""
    by = translating.translator()
    if by is not None and translating.translate(UUID(case_id), by):
        translate_conversation.configure(lock=lock_of(UUID(case_id))).defer(case_id=case_id)


def follow(events: Sequence[PublishedEvent]) -> None:
    """Order the translation of what was just written, where somebody reads that conversation in another language."""
    written = list(dict.fromkeys(event.case_id for event in events if event.type == POSTED))
    for case in translations.wished_in(written) if written else ():
        translate_conversation.configure(lock=lock_of(case)).defer(case_id=str(case))
