"""Who can be played in the demonstration, and what is waiting for each? Read only by its "sign in as" page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from amiabil.domain.terms import Role, ShopRight
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.models import StaffMember

MOST = 24
"""People of a kind on the page; anybody else is reached by their reference."""

_BUYERS = """
SELECT c.subject, c.name, c.language, c.zone, c.email, count(DISTINCT o.id) AS orders,
       count(DISTINCT d.case_id) FILTER (WHERE d.closed_at IS NULL) AS open,
       count(DISTINCT d.case_id) FILTER (WHERE d.turn = 'buyer') AS waiting
  FROM customer c JOIN "order" o ON o.buyer_id = c.id LEFT JOIN dispute d ON d.buyer_id = c.id
 WHERE c.issuer = %(issuer)s
 GROUP BY c.id ORDER BY waiting DESC, open DESC, orders DESC, c.subject LIMIT %(most)s
"""

_MEMBERS = """
SELECT c.subject, c.name, c.language, c.zone, c.email, s.ref AS shop_ref, s.name AS shop_name, m.rights,
       m.administrator,
       count(d.case_id) FILTER (WHERE d.closed_at IS NULL) AS open,
       count(d.case_id) FILTER (WHERE d.turn = 'seller') AS waiting
  FROM shop_member m
  JOIN customer c ON c.id = m.customer_id
  JOIN shop s ON s.id = m.shop_id
  LEFT JOIN dispute d ON d.shop_id = s.id
 WHERE c.issuer = %(issuer)s
 GROUP BY c.id, s.id, m.id ORDER BY waiting DESC, open DESC, s.ref, c.subject LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Player:
    """A customer to be: with the shop they act for, as a member or as its insolvency administrator, or as a
    buyer (``shop_ref`` empty)."""

    subject: str
    name: str
    language: str
    zone: str
    email: str
    open: int
    waiting: int
    orders: int = 0
    shop_ref: str = ""
    shop_name: str = ""
    rights: frozenset[ShopRight] = frozenset()
    administrator: bool = False


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of the staff to be."""

    username: str
    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who can be played, those with most to do first."""

    buyers: tuple[Player, ...]
    members: tuple[Player, ...]
    staff: tuple[Colleague, ...]


def cast() -> Cast:
    """The people of the demonstration; three statements. Raises ``RuntimeError`` outside it."""
    _only_here()
    parameters = {"issuer": settings.AMIABIL_JWT_ISSUER, "most": MOST}
    return Cast(
        buyers=tuple(_player(row) for row in sql.rows(_BUYERS, parameters)),
        members=tuple(_player(row) for row in sql.rows(_MEMBERS, parameters)),
        staff=tuple(
            Colleague(member.username, member.name, tuple(Role(role) for role in member.held))
            for member in _staff().order_by("joined_at", "username")[:MOST]
        ),
    )


def member_to_play(username: str) -> StaffMember:
    """The member of the staff whom Django is to sign in. Raises ``NotFound``; ``RuntimeError`` as above."""
    _only_here()
    member = StaffMember.objects.filter(username=username, is_active=True).first()
    if member is None:
        raise NotFound(username=username)
    return member


def _staff() -> Any:
    held = ArrayAgg("roles__role", filter=Q(roles__isnull=False), default=[], order_by=["roles__id"])
    return StaffMember.objects.filter(is_active=True).annotate(held=held)


def _player(row: Any) -> Player:
    values = row._asdict()
    if "rights" in values:
        values["rights"] = frozenset(ShopRight(right) for right in values["rights"])
    return Player(**values)


def _only_here() -> None:
    if not settings.AMIABIL_DEMO:
        raise RuntimeError("people are played only in the demonstration")
