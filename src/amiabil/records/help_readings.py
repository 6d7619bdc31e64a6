"""How are the articles of the help centre doing? Reads, answers and ways to a person, counted without readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from amiabil.domain.helpcentre.feedback import Reason
from amiabil.records import sql
from amiabil.records.new_id import new_id

Place = tuple[str, str]
"""Key and language of an article."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reader's answer about the version ``number`` of an article; ``once`` is the same for a repeat of a day."""

    key: str
    language: str
    number: int
    helpful: bool
    reason: Reason | None
    words: str
    once: bytes


_READS = """
INSERT INTO help_reading AS r (key, language, day, reads, helped, failed, contacts)
SELECT key, language, %(day)s, reads, 0, 0, 0
FROM unnest(%(keys)s::varchar[], %(languages)s::varchar[], %(reads)s::bigint[]) AS n (key, language, reads)
ORDER BY key, language
ON CONFLICT (day, key, language) DO UPDATE SET reads = r.reads + EXCLUDED.reads
"""

_CONTACT = """
INSERT INTO help_reading AS r (key, language, day, reads, helped, failed, contacts)
VALUES (%(key)s, %(language)s, %(day)s, 0, 0, 0, 1)
ON CONFLICT (day, key, language) DO UPDATE SET contacts = r.contacts + 1
"""

_ANSWER = """
WITH before AS (SELECT helpful FROM help_answer WHERE once = %(once)s),
kept AS (
  INSERT INTO help_answer AS a (id, key, language, number, helpful, reason, words, day, once)
  VALUES (%(id)s, %(key)s, %(language)s, %(number)s, %(helpful)s, %(reason)s, %(words)s, %(day)s, %(once)s)
  ON CONFLICT (once) DO UPDATE SET helpful = EXCLUDED.helpful, reason = EXCLUDED.reason, number = EXCLUDED.number,
    words = EXCLUDED.words)
INSERT INTO help_reading AS r (key, language, day, reads, helped, failed, contacts)
SELECT %(key)s, %(language)s, %(day)s, 0,
  %(helpful)s::boolean::int - COALESCE((SELECT helpful::int FROM before), 0),
  1 - %(helpful)s::boolean::int - COALESCE((SELECT 1 - helpful::int FROM before), 0), 0
ON CONFLICT (day, key, language) DO UPDATE SET helped = r.helped + EXCLUDED.helped, failed = r.failed + EXCLUDED.failed
"""

_MOST_READ = """
SELECT DISTINCT ON (t.reads, v.key) v.key, v.language, v.title FROM (
  SELECT key, sum(reads) AS reads FROM help_reading WHERE day >= %(since)s GROUP BY key
  HAVING sum(reads) > 0 ORDER BY sum(reads) DESC, key LIMIT %(looked_at)s) t
JOIN help_article_version v ON v.key = t.key AND v.state = 'published'
ORDER BY t.reads DESC, v.key, array_position(%(languages)s::varchar[], v.language), v.language LIMIT %(limit)s
"""

_FORGET = """
WITH told AS (UPDATE help_answer SET once = NULL WHERE once IS NOT NULL AND day < %(day)s),
quiet AS (UPDATE help_answer SET words = '' WHERE words <> '' AND day < %(words)s)
DELETE FROM help_reading WHERE day < %(counters)s
"""

WORDS_FOR = timedelta(days=180)
"""What readers wrote is read within half a year or not at all."""

COUNTERS_FOR = timedelta(days=800)
"""Two years can be compared."""


def add_reads(reads: Mapping[Place, int], *, at: datetime) -> None:
    """Articles were read so many times. One statement."""
    sql.run(
        _READS,
        {
            "day": at.date(),
            "keys": [key for key, _language in reads],
            "languages": [language for _key, language in reads],
            "reads": list(reads.values()),
        },
    )


def add_contact(key: str, language: str, *, at: datetime) -> None:
    """A reader went from an article to a way to people. One statement."""
    sql.run(_CONTACT, {"key": key, "language": language, "day": at.date()})


def keep_answer(answer: Answer, *, at: datetime) -> None:
    """Keep an answer; the same reader's next one of this day replaces it. It belongs into a transaction.

    Two statements: a lock, so that two presses at once count as one, and everything else.
    """
    sql.run(
        "SELECT pg_advisory_xact_lock(hashtextextended(encode(%(once)s, 'hex'), 0))", {"once": answer.once}
    )
    sql.run(
        _ANSWER,
        {
            "id": new_id(),
            "key": answer.key,
            "language": answer.language,
            "number": answer.number,
            "helpful": answer.helpful,
            "reason": answer.reason.value if answer.reason else "",
            "words": answer.words,
            "day": at.date(),
            "once": answer.once,
        },
    )


def most_read(languages: Sequence[str], *, since: datetime, limit: int) -> list[tuple[str, str, str]]:
    """Key, language and title of what was read most since a day, each in the first language it has. One statement."""
    given = {"languages": list(languages), "since": since.date(), "limit": limit, "looked_at": limit * 4}
    return [(one.key, one.language, one.title) for one in sql.rows(_MOST_READ, given)]


def forget_old(*, today: date) -> None:
    """What tells repeats apart goes after its day, words after half a year, counters after two years. One statement."""
    sql.run(
        _FORGET,
        {"day": today, "words": today - WORDS_FOR, "counters": today - COUNTERS_FOR},
    )
