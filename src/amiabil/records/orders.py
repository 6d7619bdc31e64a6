"""Which orders may a viewer see, and what do they say now?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Subject, Viewer, may
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.orders_reading import COLUMNS, StoredOrder, stored
from amiabil.records.paging import BadCursor, Page, bounded, decode, page

_SCOPE = (
    "CASE %(scope)s WHEN 'buyer' THEN o.buyer_id = %(person)s"
    " WHEN 'seller' THEN o.shop_id = %(shop)s WHEN 'all' THEN true ELSE false END"
)
_BY_REF = f"{COLUMNS} WHERE o.ref = %(ref)s AND {_SCOPE}"

_NEWEST_FIRST = (
    " AND (o.paid_at, o.id) < (%(paid_at)s, %(id)s) ORDER BY o.paid_at DESC, o.id DESC LIMIT %(limit)s"
)
_OF = {
    "buyer": f"{COLUMNS} WHERE o.buyer_id = %(person)s {_NEWEST_FIRST}",
    "seller": f"{COLUMNS} WHERE o.shop_id = %(shop)s {_NEWEST_FIRST}",
}
_ALL = f"{COLUMNS} WHERE o.ref > %(ref)s ORDER BY o.ref LIMIT %(limit)s"
"""For staff and keys, who walk through everything: by reference, an order that no write disturbs."""

_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
_LAST_ID = UUID(int=(1 << 128) - 1)


def _scope(viewer: Viewer) -> str:
    """``buyer``, ``seller``, ``all`` or ``none``: which orders the table of rights lets this viewer see."""
    if viewer.role is Role.BUYER and viewer.person_id is not None and not viewer.is_key:
        return "buyer"
    if viewer.side is Role.SELLER and viewer.shop_id is not None and not viewer.is_key:
        return "seller"
    return "all" if may(viewer, Act.SEE_ORDER, Subject()) else "none"


def order(viewer: Viewer, ref: str) -> StoredOrder:
    """The order with this reference, if it is the viewer's to see; one statement. Raises ``NotFound``."""
    found = sql.row(_BY_REF, {"ref": ref, **_who(viewer)})
    if found is None:
        raise NotFound()
    return stored(found)


def orders(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[StoredOrder]:
    """A page of the orders the viewer may see; one statement for any length.

    A party's newest first, by payment; staff and keys see all, by reference. Empty for anybody else.
    Raises ``BadCursor``.
    """
    scope, size = _scope(viewer), bounded(limit)
    if scope == "none":
        return Page((), None)
    if scope == "all":
        place = decode(after, (str,)) or [""]
        found = sql.rows(_ALL, {"ref": place[0], "limit": size + 1})
        return page([stored(one) for one in found], limit=size, place=lambda one: [one.order.ref])
    found = sql.rows(_OF[scope], {**_who(viewer), **_place(after), "limit": size + 1})
    return page(
        [stored(one) for one in found],
        limit=size,
        place=lambda one: [one.order.paid_at.isoformat(), str(one.id)],
    )


def _who(viewer: Viewer) -> dict[str, Any]:
    return {"scope": _scope(viewer), "person": viewer.person_id, "shop": viewer.shop_id}


def _place(after: str | None) -> dict[str, Any]:
    place = decode(after, (str, str))
    if place is None:
        return {"paid_at": _END_OF_TIME, "id": _LAST_ID}
    try:
        return {"paid_at": datetime.fromisoformat(str(place[0])), "id": UUID(str(place[1]))}
    except ValueError:
        raise BadCursor(field="/after") from None
