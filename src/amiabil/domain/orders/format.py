"""Which fields does an order from outside have, and when is it not acceptable?

The tables here are the format: the reader, the published description and the list of fields in the
documentation come from them. Source: conventions.md (Money, Identifiers, Time), scenario-format.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from amiabil.domain.orders.model import (
    Buyer,
    Estimate,
    Line,
    Listing,
    Order,
    Parcel,
    Picture,
    ReturnPolicy,
    Scan,
    Seller,
    Shipments,
)
from amiabil.domain.terms import CarrierStatus, Direction, ReturnCost
from amiabil.foundation.errors import Invalid
from amiabil.foundation.fields import (
    Amount,
    Choice,
    Day,
    FieldRequired,
    Form,
    Instant,
    Name,
    OutOfRange,
    Problems,
    Reference,
    Switch,
    Text,
    Whole,
)
from amiabil.foundation.money import MAX_MINOR, BadAmount, Money
from amiabil.foundation.money import total as summed
from amiabil.foundation.shapes import ListOf, MapOf, Member, Object

MAX_LINES = 500
MAX_QUANTITY = 10_000
"""Units are numbered and held one by one (disputes.md 3.11, 3), so a line has a bounded number of them."""

MAX_PARCELS = 200
MAX_SCANS = 300


class WrongCurrency(Invalid):
    """An amount in another currency than the order's, which is ``expected``."""

    code = "wrong_currency"


class WrongTotal(Invalid):
    """The total sent is not lines less discount plus shipping, which is ``expected``."""

    code = "wrong_total"


class DiscountTooLarge(Invalid):
    """The discount is above ``max``, the sum of the lines."""

    code = "discount_too_large"


class DatesReversed(Invalid):
    """The first day is after the last."""

    code = "dates_reversed"


class UnknownLine(Invalid):
    """A parcel names a ``line`` the order does not have."""

    code = "unknown_line"


class OnlyOneOf(Invalid):
    """Fields that exclude each other were both given."""

    code = "only_one_of"


class RefDiffers(Invalid):
    """The reference in the address and the one in the body are not the same."""

    code = "ref_differs"


COUNTRY = Form("country", r"[A-Z]{2}", most=2)
CURRENCY = Form("currency", r"[A-Z]{3}", most=3)
LANGUAGE = Form("language", r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", most=12)
EMAIL = Form("email", r"[^@\s,;<>\"()]{1,64}@[^@\s,;<>\"()]{1,250}", most=320)
ADDRESS = Form("address", r"https?://[^\s@/?#\"<>\\]+([/?#][^\s\"<>\\]*)?", most=1000)
WORD = Form("word", r"[a-z][a-z0-9_]*", most=40)
PAIR = Form("currency_pair", r"[A-Z]{3}/[A-Z]{3}", most=7)
RATE = Form("rate", r"(?=.*[1-9])\d{1,10}(\.\d{1,10})?", most=21)

ESTIMATE = Object(
    Estimate,
    {
        "from": Member(Day(), about="First day of the promised delivery.", attribute="first"),
        "to": Member(Day(), about="Last day of it; it may be the first.", attribute="last"),
    },
)

BUYER = Object(
    Buyer,
    {
        "ref": Member(Reference(), about="The subject (`sub`) of this person's tokens; never an e-mail."),
        "consumer": Member(Switch(), True, "Whether the buyer bought as a consumer."),
        "name": Member(Text(200), ""),
        "email": Member(EMAIL, "", "Where notices go until the person has signed in with a verified one."),
        "locale": Member(LANGUAGE, "", "BCP 47, for example `ro`."),
    },
)

IDENTITY = Object(
    lambda **given: {name: text for name, text in given.items() if text},
    {
        "legal_name": Member(Text(200), ""),
        "address": Member(Text(400, lines=True), ""),
        "email": Member(EMAIL, ""),
        "phone": Member(Text(40), ""),
        "register": Member(Text(120), "", "Trade register."),
        "register_number": Member(Text(60), ""),
        "vat_number": Member(Text(40), ""),
    },
    about="What a buyer may see of a trader (Regulation (EU) 2022/2065, article 30).",
)

RETURNS = Object(
    ReturnPolicy,
    {
        "days": Member(Whole(1, 365), about="Counted from delivery."),
        "payer": Member(Choice(ReturnCost), ReturnCost.BUYER, "Who pays for sending goods back."),
        "excluded_categories": Member(ListOf(Text(60), 50, key=str), ()),
    },
    about="What the shop takes back of its own will, beyond the law.",
)

SELLER = Object(
    Seller,
    {
        "ref": Member(Reference(), about="The shop, as in the claim `shop` of its members' tokens."),
        "name": Member(Text(200), ""),
        "town": Member(Text(120), ""),
        "country": Member(COUNTRY, ""),
        "trader": Member(Switch(), None, "False for a private person: no statutory lanes."),
        "settles_in": Member(CURRENCY, "", "Currency the shop is paid in; default the order's."),
        "identity": Member(IDENTITY, {}),
        "voluntary_returns": Member(RETURNS, None),
    },
)

PICTURE = Object(
    Picture,
    {
        "url": Member(ADDRESS, "", "Address of the picture (http or https)."),
        "file_id": Member(Name(), None, "A picture uploaded before; instead of `url`."),
        "alt": Member(Text(300), "", "What it shows, for those who cannot see it."),
    },
)

LISTING = Object(
    Listing,
    {
        "text": Member(Text(20_000, lines=True), "", "The description as the buyer read it."),
        "variant": Member(Text(300), "", "The chosen variant, such as `Size M, blue`."),
        "pictures": Member(ListOf(PICTURE, 20), ()),
    },
    about="The offer as it was when it was bought; cases pin it.",
)

LINE = Object(
    dict[str, Any],
    {
        "ref": Member(Reference()),
        "title": Member(Text(300)),
        "category": Member(Text(60), "", "The policy's category, such as `electronics`."),
        "quantity": Member(Whole(1, MAX_QUANTITY)),
        "unit_price": Member(Amount(), about="Price of one, tax included."),
        "tax": Member(Amount(), None, "Tax contained in the whole line."),
        "estimated_delivery": Member(ESTIMATE, None, "Default: the order's."),
        "listing": Member(LISTING, Listing()),
        "delivered_at": Member(Instant(), None, "Default: from the scans of its parcels."),
        "paid_out_at": Member(Instant(), None, "Since when the seller has this line's money."),
    },
)

SCAN = Object(
    Scan,
    {
        "at": Member(Instant()),
        "status": Member(Choice(CarrierStatus)),
        "place": Member(Text(120), ""),
        "text": Member(Text(300), "", "The carrier's own words."),
    },
)

PARCEL = Object(
    Parcel,
    {
        "ref": Member(Reference()),
        "carrier": Member(Text(60), ""),
        "tracking": Member(Text(80), ""),
        "contents": Member(
            MapOf(Reference(), Whole(1, MAX_QUANTITY), MAX_LINES),
            {},
            "Pieces by line reference; empty: everything ordered.",
        ),
        "weight_grams": Member(Whole(1, 10_000_000), None),
        "shipped_at": Member(Instant(), None),
        "events": Member(ListOf(SCAN, MAX_SCANS), (), "Scans, in any order."),
        "direction": Member(
            Choice(Direction), Direction.OUTBOUND, "`return` for goods that go back; once told, it stays."
        ),
    },
)

PARCELS = ListOf(PARCEL, MAX_PARCELS, key=lambda parcel: parcel.ref, name="ref")

ORDER = Object(
    dict[str, Any],
    {
        "ref": Member(Reference(), None, "The marketplace's own reference."),
        "country": Member(COUNTRY, about="ISO 3166; chooses the policy's layer."),
        "currency": Member(CURRENCY, about="ISO 4217; every amount of the order is in it."),
        "paid_at": Member(Instant()),
        "payment": Member(Text(40), "", "Such as `card` or `cash_on_delivery`."),
        "buyer": Member(BUYER),
        "seller": Member(SELLER),
        "lines": Member(
            ListOf(LINE, MAX_LINES, least=1, key=lambda line: line["ref"], name="ref"),
        ),
        "shipping": Member(Amount(), None, "What the buyer paid for delivery; default 0."),
        "shipping_standard": Member(
            Amount(), None, "Cheapest standard delivery offered; default `shipping`."
        ),
        "discount": Member(Amount(), None, "Coupon on the whole order, a positive amount; default 0."),
        "tax": Member(Amount(), None, "Tax contained in the total; default 0."),
        "total": Member(Amount(), None, "Checked when given: lines less discount plus shipping."),
        "estimated_delivery": Member(ESTIMATE, None),
        "flags": Member(ListOf(WORD, 20, key=str), (), "The policy's order flags."),
        "rates": Member(MapOf(PAIR, RATE, 20), {}, "Exchange rates of the day, such as `RON/EUR`."),
        "parcels": Member(PARCELS, ()),
    },
)

SHIPMENTS = Object(
    Shipments, {"parcels": Member(ListOf(PARCEL, MAX_PARCELS, least=1, key=lambda p: p.ref, name="ref"))}
)


def read_order(value: object, *, ref: str | None = None) -> tuple[Order | None, Problems]:
    """The order a JSON document tells, or None and everything that is wrong with it by JSON pointer.

    ``ref`` is the reference of the address; without it the document must have its own.
    """
    problems: Problems = []
    sent = ORDER.read(value, "", problems)
    if sent is None:
        return None, problems
    if sent["ref"] is None and ref is None:
        return None, [FieldRequired(field="/ref")]
    if ref is not None and sent["ref"] not in {None, ref}:
        return None, [RefDiffers(field="/ref", expected=ref)]
    sent["ref"] = ref or sent["ref"]
    problems.extend(_foreign_amounts(sent))
    if problems:
        return None, problems
    order = _order(sent)
    problems.extend(_contradictions(order, sent["total"]))
    return (None if problems else order), problems


def read_shipments(value: object) -> tuple[Shipments | None, Problems]:
    """The parcels a JSON document tells, or None and everything that is wrong with it."""
    problems: Problems = []
    return SHIPMENTS.read(value, "", problems), problems


def _foreign_amounts(sent: Mapping[str, Any]) -> Iterator[Invalid]:
    currency = sent["currency"]
    amounts: list[tuple[str, Money | None]] = [
        (f"/{name}", sent[name]) for name in ("shipping", "shipping_standard", "discount", "tax", "total")
    ]
    for index, line in enumerate(sent["lines"]):
        amounts += [(f"/lines/{index}/{name}", line[name]) for name in ("unit_price", "tax")]
    for place, amount in amounts:
        if amount is not None and amount.currency != currency:
            yield WrongCurrency(field=f"{place}/currency", expected=currency)


def _order(sent: dict[str, Any]) -> Order:
    nothing = Money.zero(sent["currency"])
    lines = tuple(Line(**{**line, "tax": line["tax"] or nothing}) for line in sent["lines"])
    shipping, discount = sent["shipping"] or nothing, sent["discount"] or nothing
    money = {
        "shipping": shipping,
        "shipping_standard": shipping if sent["shipping_standard"] is None else sent["shipping_standard"],
        "discount": discount,
        "tax": sent["tax"] or nothing,
        "total": value_of_lines(lines, sent["currency"]) - discount + shipping,
    }
    return Order(**{**sent, **money, "lines": lines, "flags": tuple(sorted(sent["flags"]))})


def value_of_lines(lines: Iterable[Line], currency: str) -> Money:
    """Price times quantity of all lines."""
    return summed((line.unit_price * line.quantity for line in lines), currency)


def _contradictions(order: Order, total: Money | None) -> Iterator[Invalid]:
    value = value_of_lines(order.lines, order.currency)
    if value.minor > MAX_MINOR:
        yield BadAmount(field="/lines", currency=order.currency)
    if order.discount > value:
        yield DiscountTooLarge(field="/discount/amount", max=value.fact())
    elif total is not None and total != order.total:
        yield WrongTotal(field="/total/amount", expected=order.total.fact())
    yield from _reversed_dates(order)
    for place, line in enumerate(order.lines):
        for at, picture in enumerate(line.listing.pictures):
            yield from _bad_picture(picture, f"/lines/{place}/listing/pictures/{at}")
    pieces = {line.ref: line.quantity for line in order.lines}
    for place, parcel in enumerate(order.parcels):
        yield from bad_contents(parcel, pieces, f"/parcels/{place}/contents")


def _reversed_dates(order: Order) -> Iterator[Invalid]:
    places = [("", order.estimated_delivery)]
    places += [(f"/lines/{index}", line.estimated_delivery) for index, line in enumerate(order.lines)]
    for place, estimate in places:
        if estimate is not None and estimate.first > estimate.last:
            yield DatesReversed(field=f"{place}/estimated_delivery/to")


def _bad_picture(picture: Picture, place: str) -> Iterator[Invalid]:
    if picture.url and picture.file_id:
        yield OnlyOneOf(field=f"{place}/file_id", fields=["url", "file_id"])
    elif not picture.url and not picture.file_id:
        yield FieldRequired(field=f"{place}/url")


def bad_contents(parcel: Parcel, pieces: Mapping[str, int], place: str) -> Iterator[Invalid]:
    """What is wrong with the contents of a parcel for an order of these pieces by line reference."""
    for ref, count in parcel.contents.items():
        if ref not in pieces:
            yield UnknownLine(field=place, line=ref)
        elif count > pieces[ref]:
            yield OutOfRange(field=place, line=ref, min=1, max=pieces[ref])
