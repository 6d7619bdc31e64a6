"""Which requests are still open: all of them, for rules, and those about one thing, for who asks again?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.records import sql
from amiabil.records.ranks import ENDED, SECTION
from amiabil.records.scope import CASE_SCOPE, case_scope
from amiabil.records.tickets import FILE, TicketFile, as_file, reader_of

_STILL_OPEN = f"""{FILE} WHERE {CASE_SCOPE} AND k.staff_rank < {ENDED * SECTION}
   AND (k.staff_rank, k.case_id) > (%(rank)s, %(case)s::uuid) ORDER BY k.staff_rank, k.case_id LIMIT %(limit)s"""


def open_files(
    viewer: Viewer, *, limit: int, after: tuple[int, UUID] = (-1, UUID(int=0))
) -> list[TicketFile]:
    """Open requests, what has to be answered first at the top, from the place ``after`` on. One statement."""
    given = {**case_scope(viewer), **reader_of(viewer), "rank": after[0], "case": after[1], "limit": limit}
    return [as_file(one) for one in sql.rows(_STILL_OPEN, given)]


@dataclass(frozen=True, slots=True)
class OpenTwin:
    """An open request about the same thing."""

    reference: str
    subject: str


def open_about(viewer: Viewer, *, topic: str, order_ref: str, most: int = 3) -> tuple[OpenTwin, ...]:
    """The viewer's newest open requests about this topic, and about this order where one is named. One statement."""
    found = sql.rows(
        f"""SELECT c.reference, c.subject FROM ticket k JOIN conversation c ON c.id = k.case_id
             LEFT JOIN "order" o ON o.id = k.order_id
            WHERE {CASE_SCOPE} AND (CASE %(scope)s WHEN 'buyer' THEN k.customer_id = %(person)s
                                     WHEN 'seller' THEN k.shop_id = %(shop)s ELSE false END)
              AND k.customer_rank < {ENDED * SECTION} AND k.topic = %(topic)s
              AND (%(order)s = '' OR o.ref = %(order)s)
            ORDER BY k.opened_at DESC LIMIT %(most)s""",
        {**case_scope(viewer), "topic": topic, "order": order_ref, "most": most},
    )
    return tuple(OpenTwin(*one) for one in found)
