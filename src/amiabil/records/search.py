"""Where was this said? Full-text search over messages and the heads of cases: by index, the newest first.

Triggers keep the words (migration ``search``). An entry carries marks no typed word can be: whose case it is, of
which kind, and in which span of time it was said, in three sizes. A search asks for spans one after the other, from the
newest back, until it has a page, so that a word that is everywhere costs no more than one that is rare. The marks are
for speed: what a reader may see is asked of every row by the conditions all pages have (``scope``,
``readable_audiences``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, may, readable_audiences
from amiabil.domain.search import Asked, Piece, extract
from amiabil.domain.terms import Audience
from amiabil.records import clock, sql
from amiabil.records.paging import Page, Place, bounded, decode, page
from amiabil.records.scope import CASE_SCOPE, case_scope, scope_of, side_of

KINDS = ("ticket", "dispute", "chat")

_SPANS = (17, 20, 23)
"""Sizes of spans, as powers of two in seconds: a day and a half, twelve days, three months; then everything."""

_FIRST = str(UUID(int=0))

_AHEAD = timedelta(days=1)
"""How far clocks may be apart: nothing newer is looked for."""

_STEMS = """
SELECT to_tsquery('pg_catalog.romanian', a.word)::text AS ro, to_tsquery('pg_catalog.english', a.word)::text AS en
  FROM unnest(%(words)s::text[]) WITH ORDINALITY AS a(word, place) ORDER BY a.place
"""

_NEAR = sql.squeezed(f"""
SELECT h.case_id, h.entry, h.audience, h.at
  FROM (SELECT DISTINCT ON (e.case_id) e.case_id, e.entry, e.audience, e.at
          FROM search_entry e JOIN conversation c ON c.id = e.case_id
         WHERE e.words @@ %(near)s::tsquery AND (e.at, e.entry) < (%(before)s, %(last)s::uuid) AND e.at >= %(since)s
           AND e.audience = ANY(%(audiences)s) AND c.kind = ANY(%(kinds)s) AND {CASE_SCOPE}
         ORDER BY e.case_id, e.at DESC, e.entry DESC) h
 WHERE NOT EXISTS (SELECT 1 FROM search_entry n
                    WHERE n.case_id = h.case_id AND n.at >= %(before)s
                      AND (n.at, n.entry) >= (%(before)s, %(last)s::uuid)
                      AND n.audience = ANY(%(audiences)s) AND n.words @@ %(query)s::tsquery)
 ORDER BY h.at DESC, h.entry DESC LIMIT %(limit)s
""")

_SHOWN = """
SELECT h.case_id, h.entry, h.at, c.kind, c.reference, c.subject, COALESCE(m.text, '') AS text,
       COALESCE(m.author_role, '') AS author_role,
       COALESCE(NULLIF(b.name, ''), b.subject, NULLIF(q.name, ''), q.address, '') AS buyer_name,
       COALESCE(NULLIF(s.name, ''), s.ref, '') AS shop_name, COALESCE(k.status, d.state, t.state) AS status
  FROM jsonb_to_recordset(%(hits)s::jsonb) AS h(case_id uuid, entry uuid, at timestamptz)
  JOIN conversation c ON c.id = h.case_id
  LEFT JOIN message m ON m.id = h.entry
  LEFT JOIN ticket k ON k.case_id = h.case_id
  LEFT JOIN dispute d ON d.case_id = h.case_id
  LEFT JOIN chat t ON t.case_id = h.case_id
  LEFT JOIN customer b ON b.id = c.buyer_id
  LEFT JOIN shop s ON s.id = c.shop_id
  LEFT JOIN contact q ON q.id = c.contact_id
 ORDER BY h.at DESC, h.entry DESC
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A case in which something was found, by the newest that fits.

    ``kind`` is one of ``KINDS``. ``person`` and ``shop`` are whose it is, each empty where it has none.
    ``said_by`` is the role of who wrote what was found, empty where what fits is what the case is called by; then
    ``extract`` is empty too.
    """

    case_id: UUID
    kind: str
    reference: str
    subject: str
    status: str
    person: str
    shop: str
    at: datetime
    said_by: str
    title: tuple[Piece, ...]
    extract: tuple[Piece, ...]


def kinds_for(viewer: Viewer) -> tuple[str, ...]:
    """Which kinds of cases this viewer may look through: whoever takes part finds their own requests and disputes.

    A chat that matters goes on as a request, which they find; the staff find every chat.
    """
    if scope_of(viewer) in {"buyer", "seller"}:
        return ("ticket", "dispute")
    if scope_of(viewer) == "administrator":
        return ("dispute",)
    acts = {"ticket": Act.SEE_TICKETS, "dispute": Act.SEE_CASE, "chat": Act.SEE_TICKETS}
    return tuple(kind for kind in KINDS if may(viewer, acts[kind]))


def _audiences(viewer: Viewer) -> frozenset[Audience]:
    """Whose words the viewer reads. A key that may look through cases of a kind reads them for the marketplace."""
    return frozenset(Audience) if viewer.is_key else readable_audiences(viewer)


def search(
    viewer: Viewer, asked: Asked, *, kind: str = "", limit: int | None = None, after: str | None = None
) -> Page[Hit]:
    """The cases that have everything asked for in one place, the newest first; each once, by its newest such place.

    Everything the viewer may read and nothing else; ``kind`` narrows it. The last word counts as whole where that
    gives a page, else as a beginning. Three statements where the newest days have a page. Raises ``BadCursor``.
    """
    size, place = bounded(limit), decode(after, (datetime, UUID, int))
    kinds = tuple(one for one in kinds_for(viewer) if kind in {"", one})
    if asked.nothing or not kinds:
        return Page((), None)
    rows: list[Any] = []
    stems: frozenset[str] = frozenset()
    beginnings = bool(place and place[2])
    for goes_on in dict.fromkeys((beginnings, asked.goes_on)):
        query, stems = _query(asked, goes_on=goes_on)
        rows = _near(viewer, query, kinds, size + 1, place) if query else []
        beginnings = goes_on
        if len(rows) > size:
            break
    found = page(rows, limit=size, place=lambda one: [one.at.isoformat(), str(one.entry), int(beginnings)])
    return Page(_shown(found.items, stems), found.next)


def _near(viewer: Viewer, query: str, kinds: tuple[str, ...], limit: int, place: Place | None) -> list[Any]:
    """Up to ``limit`` places that fit, the newest first: a statement for each stretch of time that is needed."""
    before = datetime.fromisoformat(str(place[0])) if place else clock.now() + _AHEAD
    last = str(place[1]) if place else _FIRST
    given: dict[str, Any] = {
        **case_scope(viewer),
        **({"scope": "all"} if viewer.is_key else {}),
        "query": query,
        "kinds": list(kinds),
        "audiences": sorted(one.value for one in _audiences(viewer)),
    }
    rows: list[Any] = []
    for span in _spans(viewer, before):
        near = " & ".join(filter(None, [*_marks(viewer, kinds), span.mark, query]))
        window = {"near": near, "before": before, "last": last, "since": span.since}
        rows += sql.rows(_NEAR, {**given, **window, "limit": limit - len(rows)})
        if len(rows) >= limit:
            break
        before, last = span.since, _FIRST
    return rows


def _shown(found: Sequence[Any], stems: frozenset[str]) -> tuple[Hit, ...]:
    """What a page shows of the places that were found."""
    hits = [{"case_id": str(one.case_id), "entry": str(one.entry), "at": one.at.isoformat()} for one in found]
    return tuple(_hit(one, stems) for one in sql.rows(_SHOWN, {"hits": sql.jsonb(hits)})) if hits else ()


def _query(asked: Asked, *, goes_on: bool) -> tuple[str, frozenset[str]]:
    """What is asked for as a query of the database, and the stems that are in it; empty for nothing it knows."""
    last = len(asked.words) - 1
    given = [
        f"'{word}':*" if goes_on and place == last else f"'{word}'" for place, word in enumerate(asked.words)
    ]
    found = sql.rows(_STEMS, {"words": given}) if given else []
    stems: set[str] = set()
    parts = [f"'={email}'" for email in asked.emails]
    for one in found:
        ways = sorted({one.ro, one.en} - {""})
        if ways:
            parts.append(f"({' | '.join(ways)})")
            stems.update(way.split("'")[1] for way in ways)
    return " & ".join(parts), frozenset(stems)


def _marks(viewer: Viewer, kinds: tuple[str, ...]) -> list[str]:
    """What narrows a search to the viewer's own, and to one kind."""
    scope = scope_of(viewer)
    own = {"buyer": f"'@b{viewer.person_id}'", "seller": f"'@s{viewer.shop_id}'"}
    own["administrator"] = own["seller"]
    return [*([own[scope]] if scope in own else []), *([f"'@{kinds[0]}'"] if len(kinds) == 1 else [])]


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of time that ends where the one before it begins; ``mark`` is what entries of it carry."""

    since: datetime
    mark: str


def _spans(viewer: Viewer, before: datetime) -> Iterator[_Span]:
    """The stretches to look through, from the newest back. One's own are few and looked through at once."""
    if side_of(viewer) not in {"buyer", "seller"}:
        seconds = int(before.timestamp())
        for size, power in enumerate(_SPANS):
            newest = seconds >> power
            since = datetime.fromtimestamp((newest - 1) << power, UTC)
            yield _Span(since, f"('@{size}{newest}' | '@{size}{newest - 1}')")
    yield _Span(datetime(1970, 1, 1, tzinfo=UTC), "")


def _hit(row: Any, stems: frozenset[str]) -> Hit:
    return Hit(
        case_id=row.case_id,
        kind=row.kind,
        reference=row.reference,
        subject=row.subject,
        status=row.status,
        person=row.buyer_name,
        shop=row.shop_name,
        at=row.at,
        said_by=row.author_role,
        title=extract(row.subject, stems, most=300),
        extract=extract(row.text, stems) if row.text else (),
    )
