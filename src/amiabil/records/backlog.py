"""How much is waiting, and for how long? For the figures of the operator; one statement, cheap at any size."""

from __future__ import annotations

from dataclasses import dataclass

from amiabil.records import sql

MOST_COUNTED = 10_000
"""Beyond it the exact number tells no more than that something stands still."""

_BACKLOG = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT %(most)s) AS waiting) AS outbox,
       (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) FROM outbox) AS outbox_age,
       (SELECT count(*) FROM (SELECT 1 FROM dispute WHERE wake_at < clock_timestamp() LIMIT %(most)s) AS due) AS due,
       (SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' LIMIT %(most)s) AS todo) AS jobs,
       (SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs WHERE status = 'failed' LIMIT %(most)s) AS lost)
         AS failed_jobs,
       (SELECT coalesce(max(stream_seq), 0) FROM published) AS published,
       (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(received_at)), 0) FROM incoming_mail
         WHERE state = 'waiting') AS mail_lag,
       (SELECT count(*) FROM (SELECT 1 FROM incoming_mail WHERE state = 'held' AND erased_at IS NULL
         LIMIT %(most)s) AS held) AS mails_held,
       (SELECT coalesce(sum(waiting), 0) FROM mail_cursor) AS mails_to_fetch,
       (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - coalesce(reached_at, tried_at))), 0)
          FROM mail_cursor WHERE problem <> '') AS mailbox_silent
"""


@dataclass(frozen=True, slots=True)
class Backlog:
    """Counts stop at ``MOST_COUNTED``. ``outbox_age`` is in seconds, 0 when nothing waits.

    ``mail_lag`` is how long the oldest unread mail has waited, ``mailbox_silent`` how long ago a mailbox answered that
    does not answer now; seconds both, 0 when all is well.
    """

    outbox: int
    outbox_age: float
    due: int
    jobs: int
    failed_jobs: int
    published: int
    mail_lag: float = 0
    mails_held: int = 0
    mails_to_fetch: int = 0
    mailbox_silent: float = 0


def backlog() -> Backlog:
    """What waits right now: untold events, due deadlines, jobs."""
    found = sql.row(_BACKLOG, {"most": MOST_COUNTED})
    assert found is not None  # noqa: S101  (a statement without FROM has one row)
    return Backlog(
        found.outbox,
        float(found.outbox_age),
        found.due,
        found.jobs,
        found.failed_jobs,
        found.published,
        float(found.mail_lag),
        found.mails_held,
        int(found.mails_to_fetch),
        float(found.mailbox_silent),
    )
