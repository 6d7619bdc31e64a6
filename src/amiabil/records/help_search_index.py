"""By which words is an article found? Kept in step with what is published, in the transaction that publishes it.

Web processes hold nothing of it: whoever searches after the commit finds what is public then, in every process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from amiabil.domain.helpcentre.search_entries import RULES, Asked, Entry, entry_of
from amiabil.domain.helpcentre.search_words import near_keys
from amiabil.records import sql
from amiabil.records.help_article_columns import COLUMNS, article_of
from amiabil.records.help_search_stems import stem_of
from amiabil.records.models import HelpSearchEntry

_AT_ONCE = 200
"""Articles read and kept in one go: a few megabytes."""

_OLD = """
WITH old AS (
  SELECT e.id FROM help_search_entry e WHERE e.rules <> %(rules)s OR NOT EXISTS (
    SELECT 1 FROM help_article_version v WHERE v.id = e.version_id AND v.state = 'published')
), gone AS (
  DELETE FROM help_search_weight w USING old WHERE w.entry = old.id RETURNING w.language, w.stem
), entries AS (DELETE FROM help_search_entry e USING old WHERE e.id = old.id)
SELECT language, stem, count(*) AS entries FROM gone GROUP BY language, stem
"""

_NEW = f"""
SELECT {COLUMNS} FROM help_article_version v
WHERE v.state = 'published' AND NOT EXISTS (SELECT 1 FROM help_search_entry e WHERE e.version_id = v.id)
ORDER BY v.key, v.language LIMIT {_AT_ONCE}
"""

_WEIGHTS = """
INSERT INTO help_search_weight (entry, language, stem, weight)
SELECT * FROM unnest(%(entries)s::bigint[], %(languages)s::varchar[], %(stems)s::varchar[], %(weights)s::float8[])
"""

_WORDS = """
INSERT INTO help_search_word (language, written, stem, entries, near)
SELECT language, written, stem, 0, string_to_array(near, ' ')::varchar[]
  FROM unnest(%(languages)s::varchar[], %(written)s::varchar[], %(stems)s::varchar[], %(near)s::text[])
    AS w(language, written, stem, near)
ON CONFLICT (language, written) DO UPDATE SET stem = EXCLUDED.stem, entries = 0
  WHERE help_search_word.stem <> EXCLUDED.stem
"""

_ADD = """
UPDATE help_search_word w SET entries = greatest(w.entries + t.more, 0)
  FROM unnest(%(languages)s::varchar[], %(stems)s::varchar[], %(more)s::int[]) AS t(language, stem, more)
 WHERE w.language = t.language AND w.stem = t.stem AND w.entries > 0 AND t.more <> 0
"""
"""A word of nearly every article is not counted through because one more has it."""

_FRESH = "SELECT DISTINCT language, stem FROM help_search_word WHERE entries = 0"
"""Stems of spellings nobody has used before: they may be known."""

_COUNT = """
UPDATE help_search_word w SET entries = c.entries FROM (
  SELECT t.language, t.stem, (SELECT count(*) FROM help_search_weight x
                               WHERE x.language = t.language AND x.stem = t.stem) AS entries
    FROM unnest(%(languages)s::varchar[], %(stems)s::varchar[]) AS t(language, stem)) c
WHERE w.language = c.language AND w.stem = c.stem AND w.entries <> c.entries
"""
"""Driven by what is given and not by the table: one that was filled a moment ago has no statistics."""

_WHOLE = """
WITH gone AS (
  DELETE FROM help_search_whole w WHERE NOT EXISTS (SELECT 1 FROM help_search_entry e WHERE e.language = w.language)
)
INSERT INTO help_search_whole (language, entries) SELECT language, count(*) FROM help_search_entry GROUP BY language
ON CONFLICT (language) DO UPDATE SET entries = EXCLUDED.entries
"""
"""Counted anew and not counted on, so that it is right whatever was kept before; a search need not count."""


def renew() -> int:
    """Make what can be found what is published; how many entries were made anew. It belongs into a transaction.

    Two statements when nothing has changed; five more when something has, and four for each two hundred articles.
    """
    more: Counter[tuple[str, str]] = Counter()
    for one in sql.rows(_OLD, {"rules": RULES}):
        more[one.language, one.stem] -= one.entries
    made = 0
    while found := sql.rows(_NEW, {}):
        more.update(_keep([(row, _entry(row)) for row in found]))
        made += len(found)
    if more:
        pairs = sorted(more)
        sql.run(
            _ADD,
            {
                "languages": [language for language, _ in pairs],
                "stems": [stem for _, stem in pairs],
                "more": [more[pair] for pair in pairs],
            },
        )
        fresh = sql.rows(_FRESH, {})
        sql.run(
            _COUNT,
            {"languages": [one.language for one in fresh], "stems": [one.stem for one in fresh]},
        )
        sql.run("DELETE FROM help_search_word WHERE entries = 0", {})
        sql.run(_WHOLE, {})
    return made


def _entry(row: Any) -> Entry:
    return entry_of(article_of(row), stem_of(row.language))


def _keep(read: Sequence[tuple[Any, Entry]]) -> Iterator[tuple[str, str]]:
    """Keep entries; the stem of each of their weights."""
    kept = HelpSearchEntry.objects.bulk_create(_row(row, entry) for row, entry in read)
    weights = [
        (one.id, one.language, stem, weight)
        for one, (_, entry) in zip(kept, read, strict=True)
        for stem, weight in entry.weights.items()
    ]
    sql.run(
        _WEIGHTS,
        dict(
            zip(
                ("entries", "languages", "stems", "weights"),
                map(list, zip(*weights, strict=True)),
                strict=True,
            )
        ),
    )
    words = {(row.language, word): stem for row, entry in read for word, stem in entry.spellings.items()}
    sql.run(
        _WORDS,
        {
            "languages": [language for language, _ in words],
            "written": [word for _, word in words],
            "stems": list(words.values()),
            "near": [" ".join(near_keys(word)) for _, word in words],
        },
    )
    return ((language, stem) for _, language, stem, _ in weights)


def _row(row: Any, entry: Entry) -> HelpSearchEntry:
    version: UUID = row.id
    return HelpSearchEntry(
        version_id=version,
        key=row.key,
        language=row.language,
        countries=list(row.countries),
        readers=row.readers,
        rules=RULES,
        asked=_pairs(entry.asked),
        not_this=_pairs(entry.not_this),
        text=entry.text,
    )


def _pairs(ways: Sequence[Asked]) -> list[list[object]]:
    return [[way.text, list(way.stems)] for way in ways]
