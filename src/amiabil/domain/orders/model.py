"""What does an order from outside say? Buyer, seller, lines as sold, parcels; read once at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from amiabil.domain.terms import CarrierStatus, Direction, ReturnCost
from amiabil.foundation.money import Money
from amiabil.foundation.values import quickly_made


@dataclass(frozen=True, slots=True)
class Estimate:
    """The days between which delivery was promised, both included."""

    first: date
    last: date


@quickly_made
@dataclass(frozen=True, slots=True)
class Buyer:
    """Who bought: ``ref`` is the subject of the marketplace's tokens. Empty text: not told."""

    ref: str
    consumer: bool = True
    name: str = ""
    email: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class ReturnPolicy:
    """What the shop takes back of its own will: for how many days, who pays, which categories it leaves out."""

    days: int
    payer: ReturnCost = ReturnCost.BUYER
    excluded_categories: tuple[str, ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class Seller:
    """The shop. ``trader`` None and empty text: not told, so what is known stays.

    ``identity`` holds what a buyer may see of a trader (Regulation (EU) 2022/2065, article 30).
    """

    ref: str
    name: str = ""
    town: str = ""
    country: str = ""
    trader: bool | None = None
    settles_in: str = ""
    identity: Mapping[str, str] = field(default_factory=dict)
    voluntary_returns: ReturnPolicy | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the listing: an address of the marketplace (``url``) or a file we keep (``file_id``)."""

    url: str = ""
    file_id: UUID | None = None
    alt: str = ""


@quickly_made
@dataclass(frozen=True, slots=True)
class Listing:
    """The offer as it was when it was bought."""

    text: str = ""
    variant: str = ""
    pictures: tuple[Picture, ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``unit_price`` includes tax, ``tax`` is how much of the whole line is tax.

    ``delivered_at`` None: not told; then the scans of its parcels say whether it was delivered.
    """

    ref: str
    title: str
    quantity: int
    unit_price: Money
    tax: Money
    category: str = ""
    estimated_delivery: Estimate | None = None
    listing: Listing = Listing()
    delivered_at: datetime | None = None
    paid_out_at: datetime | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Scan:
    """What a carrier saw of a parcel; ``text`` is in its own words."""

    at: datetime
    status: CarrierStatus
    place: str = ""
    text: str = ""


@quickly_made
@dataclass(frozen=True, slots=True)
class Parcel:
    """A shipment; ``contents`` maps line reference to pieces, empty for "everything ordered".

    ``direction`` says whether it goes to the buyer or brings goods back.
    """

    ref: str
    carrier: str = ""
    tracking: str = ""
    contents: Mapping[str, int] = field(default_factory=dict)
    weight_grams: int | None = None
    shipped_at: datetime | None = None
    events: tuple[Scan, ...] = ()
    direction: Direction = Direction.OUTBOUND


@quickly_made
@dataclass(frozen=True, slots=True)
class Order:
    """An order. All money is in ``currency`` and includes tax.

    ``total`` is what the buyer paid: lines less ``discount`` plus ``shipping``. ``shipping_standard`` is the
    cheapest standard delivery that was offered. ``flags`` are the policy's order flags, ``rates`` units of
    the first currency per one of the second at the time of the order.
    """

    ref: str
    country: str
    currency: str
    paid_at: datetime
    buyer: Buyer
    seller: Seller
    lines: tuple[Line, ...]
    shipping: Money
    shipping_standard: Money
    discount: Money
    tax: Money
    total: Money
    payment: str = ""
    estimated_delivery: Estimate | None = None
    flags: tuple[str, ...] = ()
    rates: Mapping[str, str] = field(default_factory=dict)
    parcels: tuple[Parcel, ...] = ()


@dataclass(frozen=True, slots=True)
class Shipments:
    """Parcels of an order and their scans, sent after the order itself."""

    parcels: tuple[Parcel, ...]
