"""What was ordered in a story? The orders of a scenario file."""

from __future__ import annotations

from datetime import date, datetime

from amiabil.domain.disputes.order import LineFacts, OrderFacts
from amiabil.domain.orders.format import MAX_QUANTITY
from amiabil.foundation.documents import Node
from amiabil.foundation.money import BadAmount, Money, is_currency, total

FIRST_YEAR, LAST_YEAR = 1900, 9000


def read_order(node: Node) -> OrderFacts:
    """One order; raises ``DocumentError`` for an unknown key, a bad amount, or too large a discount."""
    fields = node.only(
        "payment",
        "shipping",
        "shipping_standard",
        "discount",
        "estimated_delivery",
        required=("ref", "country", "currency", "paid_at", "buyer", "seller", "lines"),
    )
    currency = _currency(fields["currency"])
    lines = tuple(_line(item, currency) for item in fields["lines"].items())
    if not lines:
        raise fields["lines"].error("at least one line is expected here")
    refs = [line.ref for line in lines]
    if len(set(refs)) < len(refs):
        raise fields["lines"].error("two lines have the same ref")
    shipping = _amount(fields.get("shipping"), currency)
    discount = _amount(fields.get("discount"), currency)
    if discount > total((line.unit_price * line.quantity for line in lines), currency):
        raise fields["discount"].error("the discount is above the sum of the lines")
    buyer = fields["buyer"].only("consumer", required=("ref",))
    seller = fields["seller"].only("trader", "settles_in", required=("ref",))
    standard = fields.get("shipping_standard")
    early, late = _estimate(fields.get("estimated_delivery"))
    if "payment" in fields:
        fields["payment"].text()
    return OrderFacts(
        ref=fields["ref"].text(),
        country=fields["country"].text(),
        currency=currency,
        paid_at=instant(fields["paid_at"]),
        buyer_ref=buyer["ref"].text(),
        seller_ref=seller["ref"].text(),
        lines=lines,
        shipping=shipping,
        shipping_standard=shipping if standard is None else _amount(standard, currency),
        discount=discount,
        consumer=buyer["consumer"].boolean() if "consumer" in buyer else True,
        trader=seller["trader"].boolean() if "trader" in seller else True,
        earliest_estimate=early,
        latest_estimate=late,
        settles_in=_currency(seller["settles_in"]) if "settles_in" in seller else None,
    )


def _line(node: Node, currency: str) -> LineFacts:
    fields = node.only(
        "title", "category", "delivered_at", "paid_out_at", required=("ref", "unit_price", "quantity")
    )
    quantity = fields["quantity"].integer()
    if quantity < 1:
        raise fields["quantity"].error("at least 1 is expected here")
    if quantity > MAX_QUANTITY:
        raise fields["quantity"].error(f"at most {MAX_QUANTITY} is expected here")
    return LineFacts(
        ref=fields["ref"].text(),
        unit_price=_amount(fields["unit_price"], currency),
        quantity=quantity,
        title=fields["title"].text() if "title" in fields else "",
        category=fields["category"].text() if "category" in fields else "",
        delivered_at=instant(fields["delivered_at"]) if "delivered_at" in fields else None,
        paid_out_at=instant(fields["paid_out_at"]) if "paid_out_at" in fields else None,
    )


def _estimate(node: Node | None) -> tuple[date | None, date | None]:
    if node is None:
        return None, None
    days = [day(item) for item in node.items()]
    if len(days) != 2 or days[0] > days[1]:
        raise node.error("two dates, the earlier first, are expected here")
    return days[0], days[1]


def day(node: Node) -> date:
    """A date of a story."""
    found = node.day()
    _check_year(node, found.year)
    return found


def instant(node: Node) -> datetime:
    """An instant of a story, which carries an offset."""
    at = node.instant()
    _check_year(node, at.year)
    return at


def _check_year(node: Node, year: int) -> None:
    """The calendar of dates has an end, and every deadline needs room before it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise node.error(f"a year from {FIRST_YEAR} to {LAST_YEAR} is expected here")


def _currency(node: Node) -> str:
    if not is_currency(node.text()):
        raise node.error(f"'{node.text()}' is not a currency")
    return node.text()


def _amount(node: Node | None, currency: str) -> Money:
    if node is None:
        return Money.zero(currency)
    try:
        return Money.parse(node.text(), currency)
    except BadAmount:
        raise node.error(f"'{node.value}' is not an amount of {currency}") from None
