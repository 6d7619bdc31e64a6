"""Which figures does a period have, and which sellers are behind them? From kept counters; no event is read here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.reports import chats, requests
from amiabil.domain.reports.counting import FLOW, Name
from amiabil.domain.reports.report import Asked, Counted, Grain, Report, Sum, grains, grains_before
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page


@dataclass(frozen=True, slots=True)
class ShopFigures:
    """A seller in a period: disputes opened, closed, closed with a finding for the buyer, met with silence.

    ``orders`` are those paid in the period. Only the lanes that say something about a seller count.
    """

    shop_id: UUID
    ref: str
    name: str
    orders: int
    opened: int
    closed: int
    fault: int
    silent: int


_PART = """SELECT lane, name, detail, step, {before} AS before, count FROM tally
 WHERE grain = %({key}_grain)s AND name = ANY(%({names})s) AND day >= %({key}_since)s AND day < %({key}_until)s
   AND %(lane)s IN ('', lane) AND %(country)s IN ('', country)"""

_OF_REQUESTS = [name.value for name in requests.NAMES]
_OF_CHATS = [name.value for name in chats.NAMES]
_OF_DISPUTES = [name.value for name in Name if name not in {*requests.NAMES, *chats.NAMES}]


def report(viewer: Viewer, asked: Asked) -> Report:
    """The figures of disputes and measures in a period; two statements, whatever its length.

    Raises what ``demand`` raises for ``SEE_REPORTS``, and ``InvalidFields`` with ``BadDay``.
    """
    return _report(viewer, asked, _OF_DISPUTES, FLOW)


def of_requests(viewer: Viewer, asked: Asked) -> Report:
    """The figures of requests for help in a period; lane and country do not matter. Two statements.

    Raises what ``report`` raises.
    """
    return _report(viewer, replace(asked, lane="", country=""), _OF_REQUESTS, requests.FLOW)


def of_chats(viewer: Viewer, asked: Asked) -> Report:
    """The figures of chats in a period; lane and country do not matter. Two statements. Raises as ``report`` does."""
    return _report(viewer, replace(asked, lane="", country=""), _OF_CHATS, ())


def _report(viewer: Viewer, asked: Asked, names: Sequence[str], flow: Sequence[Name]) -> Report:
    demand(viewer, Act.SEE_REPORTS)
    asked = asked.checked()
    parameters: dict[str, Any] = {
        "lane": asked.lane,
        "country": asked.country,
        "all": list(names),
        "flow": [name.value for name in flow],
    }
    now = _parts(grains(asked), "p", before=False, parameters=parameters)
    earlier = _parts(grains_before(asked.since), "b", before=True, parameters=parameters)
    found = sql.rows(
        "SELECT lane, name, detail, step, before, sum(count)::bigint AS count"
        f" FROM ({' UNION ALL '.join([*now, *earlier])}) AS one GROUP BY lane, name, detail, step, before",
        parameters,
    )
    sums = (Sum(one.lane, one.name, one.detail, one.step, one.before, one.count) for one in found)
    return Report.of(asked, _counted(), sums)


def _parts(parts: Sequence[Grain], letter: str, *, before: bool, parameters: dict[str, Any]) -> list[str]:
    """A SELECT for each stretch of days, with its parameters added."""
    made = []
    for number, part in enumerate(parts):
        key = f"{letter}{number}"
        parameters |= {f"{key}_grain": part.grain, f"{key}_since": part.since, f"{key}_until": part.until}
        made.append(
            _PART.format(before="true" if before else "false", key=key, names="flow" if before else "all")
        )
    return made


def _counted() -> Counted:
    found = sql.row(
        "SELECT m.stream_seq, m.counted_at, COALESCE((SELECT max(stream_seq) FROM published), 0) AS last"
        "  FROM tally_mark m",
        {},
    )
    if found is None:
        return Counted()
    return Counted(found.stream_seq, found.counted_at, max(0, found.last - found.stream_seq))


def countries(viewer: Viewer) -> tuple[str, ...]:
    """The countries of which anything was counted, in order. Raises what ``demand`` raises for ``SEE_REPORTS``."""
    demand(viewer, Act.SEE_REPORTS)
    found = sql.rows(
        "SELECT DISTINCT country FROM tally WHERE grain = 'month' AND name = %(opened)s AND country <> ''"
        " ORDER BY country",
        {"opened": Name.OPENED.value},
    )
    return tuple(one.country for one in found)


_SHOPS = """
WITH counted AS (
  SELECT shop_id, COALESCE(sum(count) FILTER (WHERE name = 'opened'), 0)::bigint AS opened,
         COALESCE(sum(count) FILTER (WHERE name = 'closed'), 0)::bigint AS closed,
         COALESCE(sum(count) FILTER (WHERE name = 'fault'), 0)::bigint AS fault,
         COALESCE(sum(count) FILTER (WHERE name = 'silent'), 0)::bigint AS silent
    FROM ({parts}) AS one GROUP BY shop_id
), listed AS (
  SELECT * FROM counted c
   WHERE (-c.opened, c.shop_id) > (%(place)s::bigint, %(shop)s::uuid)
   ORDER BY -c.opened, c.shop_id LIMIT %(limit)s
)
SELECT l.*, s.ref, s.name,
       (SELECT COALESCE(sum(o.orders), 0)::bigint FROM order_tally o
         WHERE o.shop_id = l.shop_id AND o.day >= %(since)s AND o.day <= %(until)s) AS orders
  FROM listed l JOIN shop s ON s.id = l.shop_id
 ORDER BY -l.opened, l.shop_id
"""
_SHOP_PART = """SELECT shop_id, name, count FROM shop_tally
 WHERE grain = %({key}_grain)s AND day >= %({key}_since)s AND day < %({key}_until)s"""


def shops(
    viewer: Viewer, asked: Asked, *, after: str | None = None, limit: int | None = None
) -> Page[ShopFigures]:
    """Sellers with disputes in a period, those with the most first; one statement. Lane and country do not matter.

    Raises what ``demand`` raises for ``SEE_REPORTS``, ``InvalidFields`` with ``BadDay``, and ``BadCursor``.
    """
    demand(viewer, Act.SEE_REPORTS)
    asked, size, place = asked.checked(), bounded(limit), decode(after, (int, UUID))
    opened, shop = place or (-(2**62), str(UUID(int=0)))
    parameters: dict[str, Any] = {
        "place": opened,
        "shop": shop,
        "limit": size + 1,
        "since": asked.since,
        "until": asked.until,
    }
    parts = []
    for number, part in enumerate(grains(asked)):
        key = f"p{number}"
        parameters |= {f"{key}_grain": part.grain, f"{key}_since": part.since, f"{key}_until": part.until}
        parts.append(_SHOP_PART.format(key=key))
    found = [
        ShopFigures(
            shop_id=one.shop_id,
            ref=one.ref,
            name=one.name,
            orders=one.orders,
            opened=one.opened,
            closed=one.closed,
            fault=one.fault,
            silent=one.silent,
        )
        for one in sql.rows(_SHOPS.format(parts=" UNION ALL ".join(parts)), parameters)
    ]
    return page(found, limit=size, place=lambda one: [-one.opened, str(one.shop_id)])
