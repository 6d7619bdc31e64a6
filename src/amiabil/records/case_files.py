"""What does a page of a case show besides its history? The procedure, the people and the order, one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.return_address import ReturnAddress
from amiabil.foundation.errors import NotFound
from amiabil.foundation.money import Money
from amiabil.records import sql
from amiabil.records.case_load import SPENT, as_it_is, pinned_snapshot
from amiabil.records.return_addresses import OF_SHOP, SAID, address_of
from amiabil.records.safety_requests import BESIDE
from amiabil.records.scope import CASE_SCOPE, case_scope, side_of


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as its readers see it.

    ``seq`` counts the messages this side may read, ``read_seq`` how far this person has read. ``mediator_name``
    is the pseudonym parties read; empty while nobody has taken the case. ``picture`` is the first picture of the
    first line in dispute: an address, or ``file:<id>``; empty when there is none. ``erased_at`` and ``erased_by`` tell
    when, and by which rule, its texts and files were erased; the buyer has no name in it any more. ``is_restricted``:
    the buyer has asked for erasure, and a rule keeps the case until then. ``return_address`` is where the goods
    go when they go back; None when nobody has ever said it. ``safety`` is the safety request beside it, for the
    buyer and the staff; empty for none.
    """

    case_id: UUID
    reference: str
    subject: str
    version: int
    seq: int
    read_seq: int
    closed_to_messages: bool
    changed_at: datetime
    order_id: UUID
    order_ref: str
    order_total: Money
    buyer_id: UUID
    buyer_name: str
    buyer_language: str
    buyer_zone: str
    shop_id: UUID
    shop_name: str
    shop_town: str
    shop_trader: bool
    shop_identity: dict[str, Any]
    mediator_id: UUID | None
    mediator_name: str
    picture: str
    erased_at: datetime | None
    erased_by: str
    is_restricted: bool
    return_address: ReturnAddress | None
    safety: str
    dispute: Dispute

    @property
    def unread(self) -> int:
        """Messages this person may read and has not."""
        return max(0, self.seq - self.read_seq)


RESTRICTED = (
    """EXISTS (SELECT 1 FROM erasure_request q WHERE q.customer_id = c.buyer_id AND q.state = 'waiting')"""
)
"""Whether the buyer of conversation ``c`` waits to be erased: nobody uses it but for what keeps it."""

_FILE = f"""
SELECT c.id AS case_id, c.reference, c.subject, c.version, c.closed_to_messages, c.changed_at, c.erased_at,
       c.erased_by, {RESTRICTED} AS is_restricted,
       CASE %(side)s WHEN 'buyer' THEN c.buyer_seq WHEN 'seller' THEN c.seller_seq ELSE c.staff_seq END AS seq,
       COALESCE(r.seq, 0) AS read_seq, d.order_id, o.ref AS order_ref, o.total, o.currency, d.buyer_id,
       CASE WHEN c.erased_at IS NULL THEN b.name ELSE '' END AS buyer_name,
       b.language AS buyer_language, b.zone AS buyer_zone, d.shop_id, s.name AS shop_name,
       s.ref AS shop_ref, s.town AS shop_town, s.trader, s.identity, d.mediator_id,
       CASE WHEN c.erased_at IS NULL THEN {SAID} END AS returns_to, {OF_SHOP},
       CASE WHEN %(side)s <> 'seller' THEN COALESCE({BESIDE}, '') ELSE '' END AS safety,
       COALESCE(NULLIF(m.pseudonym, ''), m.name, '') AS mediator_name, d.policy_id AS pinned, d.body, {SPENT} AS spent,
       COALESCE((SELECT CASE WHEN p.file_id IS NULL THEN p.url ELSE 'file:' || p.file_id END
                   FROM order_line l JOIN listing_picture p ON p.line_id = l.id
                  WHERE l.order_id = d.order_id AND l.ref = d.body #>> '{{units,0,line}}'
                  ORDER BY p.position LIMIT 1), '') AS picture
  FROM conversation c
  JOIN dispute d ON d.case_id = c.id
  JOIN "order" o ON o.id = d.order_id
  JOIN customer b ON b.id = d.buyer_id
  JOIN shop s ON s.id = d.shop_id
  LEFT JOIN staff_member m ON m.id = d.mediator_id
  LEFT JOIN read_mark r ON r.person_id = %(reader)s AND r.case_id = c.id
 WHERE c.reference = %(reference)s AND {CASE_SCOPE}
"""


def case_file(viewer: Viewer, reference: str) -> CaseFile:
    """The dispute with this reference, if it is the viewer's to see. Raises ``NotFound``."""
    parameters = {
        **case_scope(viewer),
        "reference": reference,
        "side": side_of(viewer),
        "reader": viewer.person_id,
    }
    found = sql.row(_FILE, parameters)
    if found is None:
        raise NotFound()
    pinned = pinned_snapshot(found.pinned)
    return CaseFile(
        case_id=found.case_id,
        reference=found.reference,
        subject=found.subject,
        version=found.version,
        seq=found.seq,
        read_seq=found.read_seq,
        closed_to_messages=found.closed_to_messages,
        changed_at=found.changed_at,
        order_id=found.order_id,
        order_ref=found.order_ref,
        order_total=Money(found.total, found.currency),
        buyer_id=found.buyer_id,
        buyer_name=found.buyer_name,
        buyer_language=found.buyer_language,
        buyer_zone=found.buyer_zone,
        shop_id=found.shop_id,
        shop_name=found.shop_name or found.shop_ref,
        shop_town=found.shop_town,
        shop_trader=found.trader,
        shop_identity=found.identity,
        mediator_id=found.mediator_id,
        mediator_name=found.mediator_name,
        picture=found.picture,
        erased_at=found.erased_at,
        erased_by=found.erased_by,
        is_restricted=found.is_restricted,
        return_address=address_of(found),
        safety=found.safety,
        dispute=as_it_is(found.body, pinned, found.spent, version=found.version),
    )


def case_id_of(viewer: Viewer, reference: str) -> UUID:
    """The id behind a reference, if the case is the viewer's to see. Raises ``NotFound``."""
    found = sql.row(
        f"SELECT c.id FROM conversation c WHERE c.reference = %(reference)s AND {CASE_SCOPE}",
        {"reference": reference, **case_scope(viewer)},
    )
    if found is None:
        raise NotFound()
    case_id: UUID = found.id
    return case_id


def reference_of(viewer: Viewer, case_id: UUID) -> str:
    """The reference of a case that another one names; empty when it is not the viewer's to see."""
    found = sql.row(
        f"SELECT c.reference FROM conversation c WHERE c.id = %(case)s AND {CASE_SCOPE}",
        {"case": case_id, **case_scope(viewer)},
    )
    return str(found.reference) if found is not None else ""


def mark_read(viewer: Viewer, case_id: UUID, seq: int) -> None:
    """This person has read the case up to this count; never back. For a case already shown to be theirs to see."""
    if viewer.person_id is None:
        return
    sql.run(
        """
        INSERT INTO read_mark (case_id, person_id, seq) VALUES (%(case)s, %(person)s, %(seq)s)
        ON CONFLICT (person_id, case_id) DO UPDATE SET seq = EXCLUDED.seq WHERE read_mark.seq < EXCLUDED.seq
        """,
        {"case": case_id, "person": viewer.person_id, "seq": seq},
    )
