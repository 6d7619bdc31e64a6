"""Events that actions have written, numbered as the relay does, and counted as the worker does."""

from __future__ import annotations

from amiabil.records import clock, tallying
from amiabil.records.models import Event, Published


def publish_and_count() -> None:
    """Publish what is not published yet, in order, and bring the figures up to date."""
    last = Published.objects.count()
    waiting = Event.objects.exclude(id__in=Published.objects.values("event_id"))
    now = clock.now()
    Published.objects.bulk_create(
        Published(stream_seq=last + n, event_id=one.id, case_id=one.case_id, published_at=now)
        for n, one in enumerate(waiting.order_by("received_at", "case_id", "version", "place"), 1)
    )
    while tallying.count_published(at=now):
        pass
    tallying.count_orders(at=now, zone="Europe/Bucharest")
