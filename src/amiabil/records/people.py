"""Who are the customers, which shops do they act for, and how do they want to be addressed?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.domain.access import Viewer, demand_taking_measures
from amiabil.domain.notices import Topic
from amiabil.domain.sign_in import ShopNotInsolvent, Vouched
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.models import Customer, Shop
from amiabil.records.new_id import new_id
from amiabil.records.scope import customer_of

_CUSTOMER = """
INSERT INTO customer AS c (id, issuer, subject, name, email, email_verified, language, zone, vip, created_at)
VALUES (%(id)s, %(issuer)s, %(subject)s, %(name)s, %(email)s, %(email_verified)s, %(language)s, %(zone)s,
        COALESCE(%(vip)s, false), %(at)s)
ON CONFLICT (issuer, subject) DO UPDATE
   SET name = COALESCE(NULLIF(EXCLUDED.name, ''), c.name),
       email = COALESCE(NULLIF(EXCLUDED.email, ''), c.email),
       email_verified = CASE WHEN EXCLUDED.email = '' THEN c.email_verified ELSE EXCLUDED.email_verified END,
       language = CASE WHEN c.language_chosen OR EXCLUDED.language = '' THEN c.language ELSE EXCLUDED.language END,
       zone = CASE WHEN c.zone_chosen OR EXCLUDED.zone = '' THEN c.zone ELSE EXCLUDED.zone END,
       vip = COALESCE(%(vip)s, c.vip)
RETURNING id, language
"""

_SHOP = """
WITH made AS (
  INSERT INTO shop (id, ref, name, town, country, trader, settles_in, identity, created_at)
  VALUES (%(id)s, %(ref)s, '', '', '', true, '', '{}', %(at)s) ON CONFLICT (ref) DO NOTHING RETURNING id
)
SELECT id FROM made UNION ALL SELECT id FROM shop WHERE ref = %(ref)s LIMIT 1
"""

_MEMBER = """
INSERT INTO shop_member (shop_id, customer_id, rights, settle_limit, administrator)
VALUES (%(shop)s, %(customer)s, %(rights)s, %(settle_limit)s, %(administrator)s)
ON CONFLICT (shop_id, customer_id) DO UPDATE SET rights = EXCLUDED.rights, settle_limit = EXCLUDED.settle_limit,
       administrator = EXCLUDED.administrator
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A customer's row, and the language that counts for them; empty when nobody has said one."""

    customer_id: UUID
    language: str


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """How a customer wants to be addressed.

    ``language`` and ``zone`` are empty when nobody has said one; ``…_chosen`` tells a choice from the token's word.
    ``mails_off`` are the topics they get no mails about.
    """

    name: str
    email: str
    language: str
    language_chosen: bool
    zone: str
    zone_chosen: bool
    mails_off: frozenset[Topic]


def remember(vouched: Vouched, *, at: datetime) -> Known:
    """The customer this token is about, made on the first entry and brought up to date on each.

    What the token leaves out stays as it was, and so does what the person chose. One statement.
    """
    found = sql.row(
        _CUSTOMER,
        {
            "id": new_id(),
            "issuer": vouched.issuer,
            "subject": vouched.subject,
            "name": vouched.name,
            "email": vouched.email,
            "email_verified": vouched.email_verified,
            "language": vouched.language,
            "zone": vouched.zone,
            "vip": vouched.vip,
            "at": at,
        },
    )
    assert found is not None  # noqa: S101 - an upsert always returns its row
    return Known(customer_id=found.id, language=found.language)


def join_shop(vouched: Vouched, customer_id: UUID, *, at: datetime) -> UUID:
    """Make the customer a member of the token's shop with exactly its rights, or its administrator; the shop's id.

    A shop nobody has sent an order of yet is made without a name, but none that was never reported as insolvent gets
    an administrator: raises ``ShopNotInsolvent``. Two statements.
    """
    ref, administrator = vouched.shop, vouched.role is Role.ADMINISTRATOR
    if administrator:
        found = sql.row("SELECT id FROM shop WHERE ref = %(ref)s AND insolvent_at IS NOT NULL", {"ref": ref})
        if found is None:
            raise ShopNotInsolvent()
    else:
        found = sql.row(_SHOP, {"id": new_id(), "ref": ref, "at": at})
    if found is None:  # another entry made it between the two halves of the statement
        found = sql.row("SELECT id FROM shop WHERE ref = %(ref)s", {"ref": ref})
    assert found is not None  # noqa: S101 - shops are never deleted
    shop_id: UUID = found.id
    sql.run(
        _MEMBER,
        {
            "shop": shop_id,
            "customer": customer_id,
            "rights": sorted(vouched.rights),
            "settle_limit": sql.jsonb(vouched.settle_limit),
            "administrator": administrator,
        },
    )
    return shop_id


def own_settings(viewer: Viewer) -> OwnSettings:
    """The settings of the customer who asks. Raises ``NotFound`` for anybody who is no customer."""
    row = Customer.objects.filter(id=customer_of(viewer)).first()
    if row is None:
        raise NotFound
    return OwnSettings(
        name=row.name,
        email=row.email,
        language=row.language,
        language_chosen=row.language_chosen,
        zone=row.zone,
        zone_chosen=row.zone_chosen,
        mails_off=frozenset(topic for topic in Topic if topic.value in row.mails_off),
    )


def choose(viewer: Viewer, *, language: str, zone: str) -> None:
    """Keep the customer's own choice; an empty one gives the word back to the next token.

    Raises ``NotFound`` for anybody who is no customer.
    """
    customer_id = customer_of(viewer)
    kept: dict[str, object] = {"language_chosen": bool(language), "zone_chosen": bool(zone)}
    kept |= {name: value for name, value in (("language", language), ("zone", zone)) if value}
    if not zone:
        kept["zone"] = ""
    Customer.objects.filter(id=customer_id).update(**kept)


def choose_mails(viewer: Viewer, off: Collection[Topic]) -> None:
    """Keep the topics the customer gets no mails about. Raises ``NotFound`` for anybody who is no customer."""
    words = sorted(topic.value for topic in off)
    Customer.objects.filter(id=customer_of(viewer)).update(mails_off=words)


def end_mails(customer_id: UUID, topics: Collection[Topic]) -> bool:
    """Add topics to those this customer gets no mails about; False when there is no such customer.

    The right is a signed address, so there is no viewer. One statement.
    """
    words = [topic.value for topic in topics]
    return bool(
        sql.run(
            "UPDATE customer SET mails_off = ARRAY(SELECT DISTINCT unnest(mails_off || %(topics)s::text[]) ORDER BY 1)"
            " WHERE id = %(id)s",
            {"id": customer_id, "topics": words},
        )
    )


def keep_address(viewer: Viewer, email: str) -> None:
    """Keep an address that nobody has vouched for, where none is known; a known one stays.

    Raises ``NotFound`` for anybody who is no customer.
    """
    Customer.objects.filter(id=customer_of(viewer), email="").update(email=email, email_verified=False)


@dataclass(frozen=True, slots=True)
class Side:
    """A buyer or a shop as a measure is against them; ``country`` is empty where nobody has said one."""

    id: UUID
    country: str = ""


def side_of_measure(viewer: Viewer, ref: str, *, issuer: str) -> Side | None:
    """The customer ``issuer`` calls so, or with an empty issuer the shop of this reference; None when there is none.

    Raises what ``demand_taking_measures`` raises.
    """
    demand_taking_measures(viewer)
    if issuer:
        buyer = Customer.objects.filter(issuer=issuer, subject=ref).values_list("id", flat=True).first()
        return Side(buyer) if buyer is not None else None
    shop = Shop.objects.filter(ref=ref).values_list("id", "country").first()
    return Side(*shop) if shop is not None else None
