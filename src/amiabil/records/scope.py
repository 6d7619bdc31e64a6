"""Which cases may a viewer see? The one condition every statement about cases contains.

The SQL expects the alias ``c`` for ``conversation`` and the parameters of ``case_scope``.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.terms import PARTIES, Role
from amiabil.foundation.errors import NotFound

_REPORTS = frozenset({Role.SYSTEM, Role.CARRIER, Role.PSP, Role.ASSISTANT})
"""Roles nobody signs in with: in them the program itself tells a case what was reported to it, or answers in it."""

_SIDES = (
    "WHEN 'buyer' THEN c.buyer_id = %(person)s WHEN 'seller' THEN c.shop_id = %(shop)s WHEN 'all' THEN true"
)

ORDER_SCOPE = f"(CASE %(scope)s {_SIDES} WHEN 'administrator' THEN c.shop_id = %(shop)s ELSE false END)"
"""True for the orders of the viewer's side, where the alias ``c`` stands for those."""

CASE_SCOPE = f"""(CASE %(scope)s {_SIDES} WHEN 'contact' THEN c.contact_id = %(contact)s
 WHEN 'administrator' THEN c.shop_id = %(shop)s AND c.kind = 'dispute' ELSE false END)"""
"""True for the cases of the viewer's side; ``all`` for staff and keys that may read cases, ``contact`` for the
one conversation of somebody known by an address alone, ``administrator`` for the disputes of an insolvent shop, but not
what its people wrote to the platform."""


def scope_of(viewer: Viewer) -> str:
    """``buyer``, ``seller``, ``administrator``, ``contact``, ``all`` or ``none``: where a viewer stands."""
    if viewer.role is Role.BUYER and viewer.person_id is not None:
        return "buyer"
    if viewer.role is Role.BUYER and viewer.contact_id is not None:
        return "contact"
    if viewer.role is Role.SELLER and viewer.shop_id is not None:
        return "seller"
    if viewer.role is Role.ADMINISTRATOR and viewer.shop_id is not None:
        return "administrator"
    if viewer.is_staff or viewer.role in _REPORTS:
        return "all"
    if viewer.scopes & {"cases:read", "cases:write", "admin"}:
        return "all"
    return "none"


def case_scope(viewer: Viewer) -> dict[str, Any]:
    """The parameters of ``CASE_SCOPE`` for this viewer."""
    return {
        "scope": scope_of(viewer),
        "person": viewer.person_id,
        "shop": viewer.shop_id,
        "contact": viewer.contact_id,
    }


def customer_of(viewer: Viewer) -> UUID:
    """The row id of the customer who asks. Raises ``NotFound`` for anybody who is no customer."""
    if viewer.side not in PARTIES or viewer.person_id is None:
        raise NotFound
    return viewer.person_id


def side_of(viewer: Viewer) -> str:
    """Which counters and streams belong to this viewer: ``buyer``, ``seller`` or ``staff``."""
    scope = scope_of(viewer)
    return {"buyer": "buyer", "contact": "buyer", "seller": "seller", "administrator": "seller"}.get(
        scope, "staff"
    )
