"""What else is open about the same thing: requests and disputes, so that nothing is told or answered twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from amiabil.domain.access import Act, Viewer, demand
from amiabil.records import sql
from amiabil.records.open_tickets import OpenTwin
from amiabil.records.ranks import ENDED, SECTION
from amiabil.records.scope import CASE_SCOPE, case_scope
from amiabil.records.tickets import TicketFile

_THEIRS = """(c.buyer_id = %(customer)s OR c.shop_id = %(shop)s OR c.contact_id IN
       (SELECT q.id FROM contact q
         WHERE lower(q.address) = %(mailbox)s AND q.address <> '' AND q.verified_at IS NOT NULL))"""
"""SQL over ``c``: of the same account or shop, or of the same mailbox where both were shown to be its owner's."""


@dataclass(frozen=True, slots=True)
class Other:
    """Another request, or a dispute, of somebody; ``kind`` is ``ticket`` or ``dispute``."""

    kind: str
    reference: str
    subject: str


def _whose(file: TicketFile) -> dict[str, Any]:
    asked = file.requester
    return {
        "customer": file.customer_id,
        "shop": file.shop_id,
        "mailbox": asked.address.lower() if asked.proven else "",
        "case": file.case_id,
    }


def open_disputes(viewer: Viewer, order_ref: str, *, most: int = 3) -> tuple[OpenTwin, ...]:
    """The open disputes about an order that the viewer sees, the newest first. One statement, none without an order."""
    if not order_ref:
        return ()
    found = sql.rows(
        f"""SELECT c.reference, c.subject FROM dispute d JOIN conversation c ON c.id = d.case_id
              JOIN "order" o ON o.id = d.order_id
             WHERE o.ref = %(order)s AND d.closed_at IS NULL AND {CASE_SCOPE}
             ORDER BY d.opened_at DESC LIMIT %(most)s""",
        {"order": order_ref, "most": most, **case_scope(viewer)},
    )
    return tuple(OpenTwin(*one) for one in found)


def similar(viewer: Viewer, file: TicketFile, *, most: int = 5) -> tuple[Other, ...]:
    """What else of whoever asked is open about the topic or the order of a request, disputes first. One statement.

    Raises what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    found = sql.rows(
        f"""SELECT c.kind, c.reference, c.subject FROM conversation c
              LEFT JOIN ticket k ON k.case_id = c.id LEFT JOIN dispute d ON d.case_id = c.id
             WHERE {_THEIRS} AND c.id <> %(case)s
               AND ((k.customer_rank < {ENDED * SECTION} AND (k.topic = %(topic)s OR k.order_id = %(order)s))
                    OR (d.closed_at IS NULL AND d.order_id = %(order)s))
             ORDER BY c.kind, c.created_at DESC LIMIT %(most)s""",
        {**_whose(file), "topic": file.ticket.topic, "order": file.order_id, "most": most},
    )
    return tuple(Other(*one) for one in found)


def of_same_person(viewer: Viewer, file: TicketFile, *, most: int = 8) -> tuple[Other, ...]:
    """What else whoever made a request has asked or complained about, the newest first. One statement.

    Of somebody without an account what else came from the same mailbox, where both were shown to be its owner's.
    Raises what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    found = sql.rows(
        f"""SELECT c.kind, c.reference, c.subject FROM conversation c
            WHERE {_THEIRS} AND c.kind IN ('ticket', 'dispute') AND c.id <> %(case)s
            ORDER BY c.created_at DESC LIMIT %(most)s""",
        {**_whose(file), "most": most},
    )
    return tuple(Other(*one) for one in found)
