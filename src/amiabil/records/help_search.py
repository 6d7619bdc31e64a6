"""Which published article answers what somebody typed? Found by the database, ranked by ``domain/helpcentre``.

A page, the API and the assistant ask here. Nothing is held between two searches but the shipped synonyms: what was
published a moment ago is found, what was taken away is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from amiabil.domain.helpcentre.article import LANGUAGES, Readers, Section
from amiabil.domain.helpcentre.packaged import shipped_synonyms
from amiabil.domain.helpcentre.search_entries import Asked
from amiabil.domain.helpcentre.search_rank import Candidate, Known, Meant, Other, Ranked, meant, rank
from amiabil.domain.helpcentre.search_words import Question, near_keys
from amiabil.domain.helpcentre.synonyms import Synonyms, made_ready
from amiabil.domain.search import Piece, extract_around
from amiabil.records import help_synonyms, sql
from amiabil.records.help_search_stems import stem_of, stem_of_written
from amiabil.records.paging import Page, bounded, decode, page

CANDIDATES = 40
"""Articles that are weighed closely, of both languages; nobody reads the fortieth result."""

OTHER_LANGUAGE = 0.85
"""What a hit in another language than the reader's counts."""

OTHER_READERS = 0.9
"""What an article counts that is written for the other side of a sale."""

_WORDS = sql.squeezed("""
WITH typed AS (
  SELECT * FROM jsonb_to_recordset(%(typed)s::jsonb)
    AS t(place int, language varchar, typed varchar, stem varchar, near varchar[], beginning varchar)
), sure AS (
  SELECT t.place, w.language, w.written, w.stem, w.entries, true AS exact
    FROM typed t JOIN help_search_word w ON w.language = t.language AND w.stem = t.stem
  UNION
  SELECT t.place, w.language, w.written, w.stem, w.entries, true
    FROM typed t JOIN help_search_word w ON w.language = t.language AND w.written = t.typed
)
SELECT found.*, whole.entries AS among FROM (
SELECT * FROM sure
UNION ALL
SELECT t.place, w.language, w.written, w.stem, w.entries, false
  FROM typed t JOIN help_search_word w ON w.language = t.language AND w.near && t.near
 WHERE t.near <> '{}' AND NOT EXISTS (
   SELECT 1 FROM sure s WHERE s.place = t.place AND (s.language <> t.language OR s.written = t.typed))
UNION ALL
SELECT t.place, w.language, w.written, w.stem, w.entries, false
  FROM typed t CROSS JOIN LATERAL (
    SELECT * FROM help_search_word b WHERE b.language = t.language AND b.written LIKE t.beginning || '%%'
     ORDER BY b.entries DESC, b.written LIMIT 12) w
 WHERE t.beginning <> '' AND NOT EXISTS (SELECT 1 FROM sure s WHERE s.place = t.place AND s.written = t.typed)
) found JOIN help_search_whole whole ON whole.language = found.language
""")

_CANDIDATES = sql.squeezed("""
WITH asked AS (
  SELECT * FROM jsonb_to_recordset(%(asked)s::jsonb) AS a(language varchar, stem varchar, worth float8)
), summed AS (
  SELECT w.entry, sum(w.weight * a.worth) AS worth
    FROM asked a JOIN help_search_weight w ON w.language = a.language AND w.stem = a.stem
   GROUP BY w.entry ORDER BY worth DESC, w.entry LIMIT %(most)s::int * 3
), best AS (
  SELECT s.entry, s.worth FROM summed s JOIN help_search_entry e ON e.id = s.entry
   WHERE %(country)s::varchar = '' OR e.countries = '{}' OR %(country)s::varchar = ANY(e.countries)
   ORDER BY s.worth DESC, s.entry LIMIT %(most)s::int
)
SELECT e.id, e.key, e.language, e.readers, e.asked, e.not_this,
  (SELECT jsonb_object_agg(w.stem, w.weight) FROM help_search_weight w
    WHERE w.entry = e.id AND w.stem = ANY(%(stems)s::varchar[])) AS weights
  FROM best b JOIN help_search_entry e ON e.id = b.entry
""")

_SHOWN = sql.squeezed("""
SELECT DISTINCT ON (v.key) v.key, v.language, v.title, v.summary, v.section, v.readers, e.text
  FROM help_article_version v JOIN help_search_entry e ON e.version_id = v.id
 WHERE v.state = 'published' AND v.key = ANY(%(keys)s::varchar[])
 ORDER BY v.key, array_position(%(languages)s::varchar[], v.language), v.language
""")


_WHOLE, _EXTRACT = 400, 220


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found; ``place`` counts from 1, ``score`` is from 0 to 1.

    ``language`` is the one it can be read in; ``title``, ``summary`` and ``extract`` are in pieces, of which some are
    what was looked for.
    """

    place: int
    key: str
    language: str
    title: tuple[Piece, ...]
    summary: tuple[Piece, ...]
    extract: tuple[Piece, ...]
    section: Section
    readers: Readers
    score: float


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks: languages in the order they are read in, the country or empty, and whether for a shop."""

    languages: tuple[str, ...] = LANGUAGES
    country: str = ""
    for_shop: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """An article by its key, how well it answers (0 to 1), and the language whose words did."""

    key: str
    score: float
    language: str


Written = Callable[[str, str], str]
"""What a text with names of values in it says, in a language."""


def as_written(text: str, _language: str) -> str:
    """The text with the names of its values."""
    return text


def search(
    question: Question,
    asking: Asking,
    *,
    written: Written = as_written,
    limit: int | None = None,
    after: str | None = None,
) -> Page[Hit]:
    """The articles that answer, the best first; each once, in the first language of the reader that it has.

    Four statements, however many articles there are; none when nothing is asked. Raises ``BadCursor``.
    """
    size, start = bounded(limit), max(0, int((decode(after, (int,)) or [0])[0]))
    best, stems = _found(question, asking)
    window = best[start : start + size + 1]
    if not window:
        return Page((), None)
    rows = sql.rows(_SHOWN, {"keys": [one.key for one in window], "languages": list(asking.languages)})
    shown = {row.key: row for row in rows}
    hits = [
        _hit(shown[one.key], one, place, _Marking(stems, written))
        for place, one in enumerate(window, start + 1)
        if one.key in shown
    ]
    return page(hits, limit=size, place=lambda hit: [hit.place])


def scored(question: Question, asking: Asking) -> list[Scored]:
    """The same without what a page shows: keys and scores, for whoever decides by them. Three statements."""
    return _found(question, asking)[0]


def _found(question: Question, asking: Asking) -> tuple[list[Scored], Mapping[str, frozenset[str]]]:
    """The best articles, and in each language the stems that were looked for."""
    if question.nothing:
        return [], {}
    languages = tuple(dict.fromkeys((*asking.languages, *LANGUAGES)))
    others = _others(question, languages)
    meanings = _meanings(question, languages, others)
    stems = {
        language: frozenset(stem for word in words for stem in word.stems)
        for language, words in meanings.items()
    }
    ranked: list[Ranked] = []
    candidates = _candidates(meanings, asking) if meanings else []
    for language, words in meanings.items():
        ranked += rank(question, words, [one for one in candidates if one.language == language])
    best: dict[str, Scored] = {}
    for one in ranked:
        key, language = one.candidate.key, one.candidate.language
        score = one.score * (1 if language == asking.languages[0] else OTHER_LANGUAGE)
        if key not in best or score > best[key].score:
            best[key] = Scored(key, score, language)
    return sorted(best.values(), key=lambda one: (-one.score, one.key)), stems


def _others(question: Question, languages: Sequence[str]) -> dict[str, list[Other]]:
    own, found = help_synonyms.of_languages(languages), {}
    for language in languages:
        stem = stem_of(language)
        stems = [stem(word) for word in question.words]
        found[language] = _shipped(language).others(stems)
        if language in own:
            found[language] += made_ready(own[language], stem).others(stems)
    return found


@cache
def _shipped(language: str) -> Synonyms:
    return made_ready(shipped_synonyms(language), stem_of(language))


def _meanings(
    question: Question, languages: Sequence[str], others: Mapping[str, Sequence[Other]]
) -> dict[str, tuple[Meant, ...]]:
    typed = [one for language in languages for one in _typed(question, language, others)]
    known: dict[str, list[Known]] = {}
    among: dict[str, int] = {}
    for row in sql.rows(_WORDS, {"typed": sql.jsonb(typed)}):
        among[row.language] = row.among
        known.setdefault(row.language, []).append(
            Known(row.place, row.written, row.stem, row.entries, row.exact)
        )
    found = {
        language: meant(question, rows, others[language], among[language]) for language, rows in known.items()
    }
    return {language: words for language, words in found.items() if words}


def _typed(
    question: Question, language: str, others: Mapping[str, Sequence[Other]]
) -> list[dict[str, object]]:
    """What is asked of the words of a language: each typed one, and each that may stand for one."""
    stem, last = stem_of(language), len(question.words) - 1
    words = [
        {
            "place": place,
            "language": language,
            "typed": word,
            "stem": stem(word),
            "near": near_keys(word),
            "beginning": word if question.goes_on and place == last else "",
        }
        for place, word in enumerate(question.words)
    ]
    instead = dict.fromkeys(other.stem for other in others[language])
    blank = {"place": -1, "language": language, "typed": "", "near": [], "beginning": ""}
    return [*words, *({**blank, "stem": one} for one in instead)]


def _candidates(meanings: Mapping[str, Sequence[Meant]], asking: Asking) -> list[Candidate]:
    asked: dict[tuple[str, str], float] = {}
    for language, words in meanings.items():
        favour = 1.0 if language == asking.languages[0] else OTHER_LANGUAGE
        for word in words:
            for stem, share in word.stems.items():
                place = language, stem
                asked[place] = max(asked.get(place, 0.0), share * word.rare * favour)
    given = [
        {"language": language, "stem": stem, "worth": worth} for (language, stem), worth in asked.items()
    ]
    parameters = {
        "asked": sql.jsonb(given),
        "stems": sorted({stem for _, stem in asked}),
        "country": asking.country,
        "most": CANDIDATES,
    }
    other = Readers.BUYERS if asking.for_shop else Readers.SELLERS
    return [
        Candidate(
            id=row.id,
            key=row.key,
            language=row.language,
            weights=row.weights or {},
            asked=_ways(row.asked),
            not_this=_ways(row.not_this),
            favour=OTHER_READERS if row.readers == other.value else 1.0,
        )
        for row in sql.rows(_CANDIDATES, parameters)
    ]


def _ways(pairs: Iterable[Any]) -> tuple[Asked, ...]:
    return tuple(Asked(text, tuple(stems)) for text, stems in pairs)


@dataclass(frozen=True, slots=True)
class _Marking:
    """What is marked in the texts of a hit: in each language words of these stems; and how values are written."""

    stems: Mapping[str, frozenset[str]]
    written: Written

    def pieces(self, text: str, language: str, *, most: int) -> tuple[Piece, ...]:
        looked_for = self.stems.get(language, frozenset())
        return extract_around(
            self.written(text, language),
            lambda word: stem_of_written(language, word) in looked_for,
            most=most,
        )


def _hit(row: Any, one: Scored, place: int, marking: _Marking) -> Hit:
    return Hit(
        place=place,
        key=row.key,
        language=row.language,
        title=marking.pieces(row.title, row.language, most=_WHOLE),
        summary=marking.pieces(row.summary, row.language, most=_WHOLE),
        extract=marking.pieces(row.text, row.language, most=_EXTRACT),
        section=Section(row.section),
        readers=Readers(row.readers),
        score=round(one.score, 4),
    )
