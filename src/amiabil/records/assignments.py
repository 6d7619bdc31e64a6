"""Who hears which case? Taking a case and giving it back; one statement each."""

from __future__ import annotations

from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.foundation.errors import Conflict
from amiabil.records import sql


class CaseTaken(Conflict):
    """Another mediator has taken this case; ``mediator`` is the name under which they decide."""

    code = "case_taken"


def assign(case_id: UUID, mediator_id: UUID) -> None:
    """Give a case without a mediator to this one; taking one's own case again changes nothing.

    Raises ``CaseTaken``.
    """
    found = sql.row(
        """
        UPDATE dispute d SET mediator_id = %(mediator)s
         WHERE d.case_id = %(case)s AND (d.mediator_id IS NULL OR d.mediator_id = %(mediator)s)
        RETURNING 1 AS done
        """,
        {"case": case_id, "mediator": mediator_id},
    )
    if found is None:
        holder = sql.row(
            "SELECT COALESCE(NULLIF(m.pseudonym, ''), m.name) AS name FROM dispute d"
            " JOIN staff_member m ON m.id = d.mediator_id WHERE d.case_id = %(case)s",
            {"case": case_id},
        )
        raise CaseTaken(mediator=holder.name if holder else "")


def ref_of(mediator_id: UUID) -> str:
    """The reference under which this member of staff acts; empty when there is none."""
    found = sql.row(
        "SELECT 'staff:' || m.username AS ref FROM staff_member m WHERE m.id = %(mediator)s",
        {"mediator": mediator_id},
    )
    return str(found.ref) if found else ""


def release(case_id: UUID, mediator_id: UUID) -> bool:
    """Put a case of this mediator back into the queue; False when it was not theirs."""
    return bool(
        sql.run(
            "UPDATE dispute SET mediator_id = NULL WHERE case_id = %(case)s AND mediator_id = %(mediator)s",
            {"case": case_id, "mediator": mediator_id},
        )
    )


def hand_to(case_id: UUID, mediator_id: UUID | None) -> None:
    """Give a case to this mediator whoever has it, or with None back into the queue; for a supervisor's act."""
    sql.run(
        "UPDATE dispute SET mediator_id = %(mediator)s WHERE case_id = %(case)s",
        {"case": case_id, "mediator": mediator_id},
    )


def mediator_called(viewer: Viewer, username: str) -> UUID | None:
    """The mediator with this user name who is at work here; None when there is none. Raises what ``demand`` raises."""
    demand(viewer, Act.OVERSEE)
    if not username.isprintable():  # nobody has such a name, and the database cannot even be asked for some
        return None
    found = sql.row(
        "SELECT m.id FROM staff_member m JOIN staff_role r ON r.member_id = m.id AND r.role = 'mediator'"
        " WHERE m.username = %(username)s AND m.is_active",
        {"username": username[:150]},
    )
    return found.id if found else None
