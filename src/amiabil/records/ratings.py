"""What did a customer say of a solution in their own words? How they rated it stands in the request itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import sql
from amiabil.records.contacts import Contact
from amiabil.records.scope import CASE_SCOPE, case_scope


def keep_comment(viewer: Viewer, case_id: UUID, comment: str, *, at: datetime) -> None:
    """Keep the comment on a request of the viewer's; an empty one takes the place of what was said. One statement."""
    sql.run(
        f"""INSERT INTO ticket_rating (case_id, comment, changed_at)
            SELECT c.id, %(comment)s, %(at)s FROM conversation c WHERE c.id = %(case)s AND {CASE_SCOPE}
            ON CONFLICT (case_id) DO UPDATE SET comment = EXCLUDED.comment, changed_at = EXCLUDED.changed_at""",
        {**case_scope(viewer), "case": case_id, "comment": comment, "at": at},
    )


def comment_of(viewer: Viewer, case_id: UUID) -> str:
    """The comment on a request the viewer may see, empty without one. One statement."""
    found = sql.row(
        f"""SELECT g.comment FROM ticket_rating g JOIN conversation c ON c.id = g.case_id
             WHERE g.case_id = %(case)s AND {CASE_SCOPE}""",
        {**case_scope(viewer), "case": case_id},
    )
    return found.comment if found else ""


@dataclass(frozen=True, slots=True)
class Asker:
    """The person who made a request, as the viewer they are, and its reference."""

    reference: str
    viewer: Viewer


def asker(case_id: UUID) -> Asker | None:
    """Who made a request that a signed address names; None for a shop's, and for what is erased. One statement."""
    found = sql.row(
        """SELECT c.reference, k.customer_id, b.subject, b.name, b.language, b.zone, c.contact_id, q.name AS typed,
                  q.language AS spoken
             FROM ticket k JOIN conversation c ON c.id = k.case_id
             LEFT JOIN customer b ON b.id = k.customer_id LEFT JOIN contact q ON q.id = c.contact_id
            WHERE k.case_id = %(case)s AND c.erased_at IS NULL AND k.shop_id IS NULL""",
        {"case": case_id},
    )
    if found is None:
        return None
    if found.customer_id is None:
        contact = Contact(found.contact_id, "", found.typed or "", found.spoken or "", None)
        return Asker(found.reference, contact.viewer)
    viewer = Viewer(
        role=Role.BUYER,
        person_id=found.customer_id,
        ref=found.subject,
        name=found.name,
        language=found.language or "ro",
        zone=found.zone or None,
    )
    return Asker(found.reference, viewer)
