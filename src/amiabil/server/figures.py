"""Which figures does Prometheus get? What waits, and this process; nothing about people."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from amiabil.records.backlog import backlog


class _Backlog(Collector):
    """Asks the database when it is asked, so that every web process tells the same."""

    def collect(self) -> Iterator[Metric]:
        found = backlog()
        for name, meaning, value in (
            ("amiabil_outbox_waiting", "Events that are not published yet.", found.outbox),
            (
                "amiabil_outbox_age_seconds",
                "Age of the oldest event that is not published.",
                found.outbox_age,
            ),
            (
                "amiabil_deadlines_due",
                "Deadlines and reminders that have passed and were not acted on.",
                found.due,
            ),
            ("amiabil_jobs_waiting", "Jobs that wait for a worker.", found.jobs),
            ("amiabil_jobs_failed", "Jobs that failed for good.", found.failed_jobs),
        ):
            yield GaugeMetricFamily(name, meaning, value=value)
        yield CounterMetricFamily(
            "amiabil_events", "Events published since the beginning.", value=found.published
        )


def text() -> bytes:
    """All figures in Prometheus' text format; raises ``django.db.Error`` without a database."""
    registry = CollectorRegistry()
    registry.register(_Backlog())
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return generate_latest(registry)
