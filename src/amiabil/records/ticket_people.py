"""For whom does a system of the marketplace make and answer requests? Who is behind a name, or behind a request."""

from __future__ import annotations

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.terms import Role, ShopRight
from amiabil.records import sql
from amiabil.records.tickets import TicketFile

_BUYER = "SELECT id, subject AS ref, name, language FROM customer WHERE erased_at IS NULL AND"
_SHOP = "SELECT id, ref, COALESCE(NULLIF(name, ''), ref) AS name, '' AS language FROM shop WHERE"


def called(viewer: Viewer, role: Role, ref: str, *, issuer: str) -> Viewer | None:
    """The buyer whom ``issuer`` calls so, or the shop of this reference; None when there is none. One statement.

    Raises what ``demand`` raises for ``OPEN_TICKET``.
    """
    demand(viewer, Act.OPEN_TICKET)
    if role is Role.SELLER:
        return _party(viewer, role, f"{_SHOP} ref = %(ref)s", {"ref": ref})
    return _party(
        viewer, role, f"{_BUYER} issuer = %(issuer)s AND subject = %(ref)s", {"issuer": issuer, "ref": ref}
    )


def whose(viewer: Viewer, file: TicketFile) -> Viewer | None:
    """Whoever made a request; None when they were erased. One statement, none for a request without an account.

    Raises what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    if file.contact is not None:
        return file.contact.viewer
    seller = file.side is Role.SELLER
    statement, id = (_SHOP, file.shop_id) if seller else (_BUYER, file.customer_id)
    return _party(viewer, file.side, f"{statement} id = %(id)s", {"id": id})


def _party(viewer: Viewer, role: Role, statement: str, given: dict[str, object]) -> Viewer | None:
    found = sql.row(statement, given)
    if found is None:
        return None
    seller = role is Role.SELLER
    return Viewer(
        role=role,
        person_id=found.id,  # what a shop's systems put in belongs to the shop, for nobody signed in
        ref=found.ref,
        name=found.name,
        shop_id=found.id if seller else None,
        rights=frozenset(ShopRight) if seller else frozenset(),
        language=found.language or viewer.language,
    )
