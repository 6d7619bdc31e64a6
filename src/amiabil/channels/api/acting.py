"""For whom does a key act? The marketplace vouches for buyers and sellers, and speaks for carriers and payments.

What its systems could do by signing a person in, they may do for that person directly; the audit log says which
key it was. Decisions are taken by people at a desk, never by a key.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.procedure import HOLDERS
from amiabil.domain.terms import Command, Role, ShopRight
from amiabil.records import audit, clock
from amiabil.records.case_files import CaseFile
from amiabil.records.measures import Ticket
from amiabil.records.order_sheets import OrderSheet


class ActingRole(StrEnum):
    """As whom a key may act."""

    BUYER = "buyer"
    SELLER = "seller"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    CARRIER = "carrier"
    PSP = "psp"


_FOR_THE_SHOP = frozenset({ActingRole.SELLER, ActingRole.ADMINISTRATOR})


def roles_for(command: Command) -> tuple[ActingRole, ...]:
    """As whom a key may give this command; empty for those that only people at a desk give."""
    return tuple(role for role in ActingRole if Role(role.value) in HOLDERS[command])


def acting_in(viewer: Viewer, case: CaseFile, role: ActingRole) -> Viewer:
    """The viewer as whom this key acts in a case. Raises ``ScopeMissing``."""
    demand(viewer, Act.OVERSEE)
    return looking_as(viewer, case, role)


def looking_as(viewer: Viewer, case: CaseFile, role: ActingRole) -> Viewer:
    """As whom a key looks at a case that it may read: the side sees less of it, never more.

    Raises ``ScopeMissing``.
    """
    demand(viewer, Act.SEE_CASE)
    order = case.dispute.order
    if role is ActingRole.BUYER:
        return Viewer(Role.BUYER, case.buyer_id, order.buyer_ref, case.buyer_name, language=viewer.language)
    if role in _FOR_THE_SHOP:
        return Viewer(
            role=Role(role.value),
            ref=order.seller_ref,
            name=case.shop_name if role is ActingRole.SELLER else "",
            shop_id=case.shop_id,
            rights=frozenset(ShopRight) if role is ActingRole.SELLER else frozenset(),
            language=viewer.language,
        )
    return replace(viewer, role=Role(role.value))


def handing_in(viewer: Viewer, case: CaseFile, role: ActingRole) -> Viewer:
    """As ``acting_in``, for what may bring files: those sent for a shop belong to the shop, for nobody signed in.

    Raises ``ScopeMissing``.
    """
    actor = acting_in(viewer, case, role)
    return replace(actor, person_id=case.shop_id) if role in _FOR_THE_SHOP else actor


def buyer_of(viewer: Viewer, sheet: OrderSheet) -> Viewer:
    """The buyer of an order, for whom this key opens a dispute. Raises ``ScopeMissing``."""
    demand(viewer, Act.OPEN_DISPUTE)
    return Viewer(
        Role.BUYER, sheet.buyer_id, sheet.facts.buyer_ref, sheet.buyer_name, language=viewer.language
    )


def side_of_measure(viewer: Viewer, ticket: Ticket) -> Viewer:
    """Whom a measure is against, for whom this key complains about it; the caller has asked whether it may."""
    return Viewer(
        role=ticket.measure.against,
        person_id=ticket.buyer_id,
        ref=ticket.measure.person,
        name=ticket.person_name,
        shop_id=ticket.shop_id,
        rights=frozenset(ShopRight) if ticket.shop_id is not None else frozenset(),
        language=viewer.language,
    )


def note(viewer: Viewer, action: str, reference: str, role: ActingRole) -> None:
    """Write down which key acted, and as whom; in the transaction of the act."""
    audit.note(viewer, action, reference, at=clock.now(), facts={"as": role.value})
