"""Where does a case say that its goods go back to, and where does its shop? Read with the case, or alone for a mail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Subject, Viewer, demand
from amiabil.domain.disputes.return_address import ReturnAddress, return_address
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.models import Shop
from amiabil.records.scope import CASE_SCOPE, case_scope

SAID = """(SELECT jsonb_build_object('type', e.type, 'text', t.text)
           FROM event e JOIN event_text t ON t.event_id = e.id AND t.name = 'text'
          WHERE e.case_id = c.id AND e.type IN ('dispute.give_return_address', 'dispute.provide_label')
          ORDER BY e.version DESC, e.place DESC LIMIT 1)"""
"""What was last said of it in conversation ``c``; null: nothing."""

OF_SHOP = """s.return_address AS shop_returns_to, COALESCE(s.identity ->> 'address', '') AS shop_address"""
"""What shop ``s`` says of it, and where it is registered."""

_OF_CASE = f"""
SELECT {SAID} AS returns_to, {OF_SHOP}
  FROM conversation c JOIN shop s ON s.id = c.shop_id WHERE c.id = %(case)s AND {CASE_SCOPE}
"""


def address_of(found: Any) -> ReturnAddress | None:
    """The address of a row with ``returns_to`` (``SAID``) and the columns of ``OF_SHOP``."""
    said = found.returns_to or {}
    return return_address(
        in_case=said.get("text") or "",
        with_label=said.get("type") == "dispute.provide_label",
        of_shop=found.shop_returns_to,
        of_trader=found.shop_address,
    )


def address_of_case(viewer: Viewer, case_id: UUID) -> ReturnAddress | None:
    """Where the goods of a case go back to; None when nobody has said it, or the case is not the viewer's to see."""
    found = sql.row(_OF_CASE, {"case": case_id, **case_scope(viewer)})
    return address_of(found) if found is not None else None


def address_of_shop(viewer: Viewer) -> str:
    """What the viewer's shop says for every return; empty when it says nothing. Raises ``NotFound``."""
    found = sql.row("SELECT return_address FROM shop WHERE id = %(shop)s", {"shop": viewer.shop_id})
    if found is None:
        raise NotFound
    return str(found.return_address)


def choose_address_of_shop(viewer: Viewer, text: str) -> None:
    """Keep what the viewer's own shop says for every return; empty takes it back.

    Raises what ``demand`` raises for ``MANAGE_SHOP``.
    """
    demand(viewer, Act.MANAGE_SHOP, Subject(shop_id=viewer.shop_id))
    sql.run(
        "UPDATE shop SET return_address = %(text)s WHERE id = %(shop)s",
        {"text": text, "shop": viewer.shop_id},
    )


def keep_address_of_shop(viewer: Viewer, ref: str, text: str) -> None:
    """The same for the shop of this reference, as the marketplace knows it.

    Raises ``NotFound`` and what ``demand`` raises for ``SEND_ORDERS``.
    """
    demand(viewer, Act.SEND_ORDERS)
    if not Shop.objects.filter(ref=ref).update(return_address=text):
        raise NotFound
