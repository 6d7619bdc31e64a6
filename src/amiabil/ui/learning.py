"""How does a page ask for questions to be put together, or a change to be measured, by the worker?"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

QUEUE = "learning"
"""The queue of what takes a process of its own, one at a time."""

LEARN, MEASURE = "learn", "measure_change"


def group_questions() -> None:
    """Ask for the questions to be put together; once, however often it is asked for."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        job = app.configure_task(LEARN, queue=QUEUE, queueing_lock=LEARN, lock=QUEUE)
        job.defer(timestamp=0)


def measure_change(trial: UUID) -> None:
    """Ask for a change to be measured."""
    app.configure_task(MEASURE, queue=QUEUE, lock=QUEUE).defer(trial=str(trial))
