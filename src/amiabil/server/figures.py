"""Which figures does Prometheus get? What waits, and this process; nothing about people."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from amiabil.records import clock
from amiabil.records.assistant_pulse import assistance
from amiabil.records.backlog import backlog


class _Assistance(Collector):
    """The virtual assistant: whether its process is there, what it holds, what waits, and what it has answered."""

    def collect(self) -> Iterator[Metric]:
        if not settings.AMIABIL_ASSISTANT:
            return
        found = assistance(at=clock.unshifted())
        for name, meaning, value in (
            (
                "amiabil_assistant_silent_seconds",
                "Since the last sign of life of the assistant.",
                found.silent,
            ),
            ("amiabil_assistant_memory_bytes", "Memory of the assistant's process.", found.memory),
            (
                "amiabil_assistant_waiting",
                "Chats with a question the assistant has not answered.",
                found.waiting,
            ),
            ("amiabil_assistant_oldest_seconds", "Age of the oldest of these questions.", found.oldest),
        ):
            if value is not None:
                yield GaugeMetricFamily(name, meaning, value=value)
        turns = CounterMetricFamily(
            "amiabil_assistant_turns", "Answers by what was decided.", labels=["decision"]
        )
        for decision, count in found.answered.items():
            turns.add_metric([decision], count)
        yield turns


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
            ("amiabil_mail_lag_seconds", "Age of the oldest mail that nobody has read.", found.mail_lag),
            ("amiabil_mails_held", "Mails that wait for a person.", found.mails_held),
            (
                "amiabil_mails_to_fetch",
                "Mails that lie in mailboxes and are not fetched.",
                found.mails_to_fetch,
            ),
            (
                "amiabil_mailbox_silent_seconds",
                "How long ago a mailbox answered that does not answer now.",
                found.mailbox_silent,
            ),
        ):
            yield GaugeMetricFamily(name, meaning, value=value)
        yield CounterMetricFamily(
            "amiabil_events", "Events published since the beginning.", value=found.published
        )


def text() -> bytes:
    """All figures in Prometheus' text format; raises ``django.db.Error`` without a database."""
    registry = CollectorRegistry()
    registry.register(_Backlog())
    registry.register(_Assistance())
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return generate_latest(registry)
