"""What is an acceptable order? Every field, bad in every way, told by its place."""

from __future__ import annotations

from typing import Any

import pytest

from amiabil.domain.orders.format import MAX_LINES, ORDER, read_order, read_shipments
from amiabil.domain.orders.writing import to_json
from amiabil.foundation.money import Money
from tests.domain.orders.documents import FULL, full, line, small, with_value

LONG = "x" * 20_001
RON = "RON"

BAD_FIELDS: list[tuple[str, object, str, str]] = [
    # pointer, value, code, where it is told
    ("/ref", "", "required", "/ref"),
    ("/ref", "x" * 65, "too_long", "/ref"),
    ("/ref", "41\x0001", "bad_text", "/ref"),
    ("/ref", " 4101", "bad_text", "/ref"),
    ("/ref", 4101, "wrong_type", "/ref"),
    ("/country", ..., "required", "/country"),
    ("/country", "Romania", "too_long", "/country"),
    ("/country", "ro", "bad_format", "/country"),
    ("/currency", ..., "required", "/currency"),
    ("/currency", "lei", "bad_format", "/currency"),
    ("/currency", "EUR", "wrong_currency", "/shipping/currency"),
    ("/paid_at", ..., "required", "/paid_at"),
    ("/paid_at", "2026-10-01T12:00:00", "bad_format", "/paid_at"),
    ("/paid_at", "2026-13-01T12:00:00Z", "bad_format", "/paid_at"),
    ("/paid_at", "0206-10-01T12:00:00Z", "bad_format", "/paid_at"),
    ("/paid_at", "2026-10-01", "bad_format", "/paid_at"),
    ("/paid_at", 1790845200, "wrong_type", "/paid_at"),
    ("/payment", "x" * 41, "too_long", "/payment"),
    ("/payment", ["card"], "wrong_type", "/payment"),
    ("/buyer", ..., "required", "/buyer"),
    ("/buyer", "ana", "wrong_type", "/buyer"),
    ("/buyer/ref", ..., "required", "/buyer/ref"),
    ("/buyer/consumer", "yes", "wrong_type", "/buyer/consumer"),
    ("/buyer/name", "x" * 201, "too_long", "/buyer/name"),
    ("/buyer/email", "ana", "bad_format", "/buyer/email"),
    ("/buyer/email", "ana@example.com\nBcc: all@example.com", "bad_format", "/buyer/email"),
    ("/buyer/locale", "romanian!", "bad_format", "/buyer/locale"),
    ("/buyer/phone", "0722", "unknown_field", "/buyer/phone"),
    ("/seller", ..., "required", "/seller"),
    ("/seller/ref", ..., "required", "/seller/ref"),
    ("/seller/country", "RO1", "too_long", "/seller/country"),
    ("/seller/trader", 1, "wrong_type", "/seller/trader"),
    ("/seller/settles_in", "EURO", "too_long", "/seller/settles_in"),
    ("/seller/identity", [], "wrong_type", "/seller/identity"),
    ("/seller/identity/iban", "RO49", "unknown_field", "/seller/identity/iban"),
    ("/seller/identity/address", "x" * 401, "too_long", "/seller/identity/address"),
    ("/seller/voluntary_returns/days", 0, "out_of_range", "/seller/voluntary_returns/days"),
    ("/seller/voluntary_returns/payer", "nobody", "not_a_choice", "/seller/voluntary_returns/payer"),
    ("/shipping", "19.99", "wrong_type", "/shipping"),
    ("/shipping/amount", 19.99, "wrong_type", "/shipping/amount"),
    ("/shipping/amount", ..., "required", "/shipping/amount"),
    ("/shipping/amount", "19.999", "bad_amount", "/shipping/amount"),
    ("/shipping/amount", "-1", "bad_amount", "/shipping/amount"),
    ("/shipping/amount", "1,50", "bad_amount", "/shipping/amount"),
    ("/shipping/amount", "1e3", "bad_amount", "/shipping/amount"),
    ("/shipping/amount", "٣", "bad_amount", "/shipping/amount"),
    ("/shipping/amount", "9" * 30, "bad_amount", "/shipping/amount"),
    ("/shipping/currency", "lei", "bad_format", "/shipping/currency"),
    ("/shipping/currency", "EUR", "wrong_currency", "/shipping/currency"),
    ("/shipping/currency", ..., "required", "/shipping/currency"),
    ("/shipping/vat", "1", "unknown_field", "/shipping/vat"),
    ("/shipping_standard/amount", "x", "bad_amount", "/shipping_standard/amount"),
    ("/discount/amount", "1000", "discount_too_large", "/discount/amount"),
    ("/tax/amount", "", "bad_amount", "/tax/amount"),
    ("/total/amount", "279.20", "wrong_total", "/total/amount"),
    ("/estimated_delivery/from", "2026-10-09", "dates_reversed", "/estimated_delivery/to"),
    ("/estimated_delivery/to", "8.10.2026", "bad_format", "/estimated_delivery/to"),
    ("/estimated_delivery/to", ..., "required", "/estimated_delivery/to"),
    ("/flags", ["Late!"], "bad_format", "/flags/0"),
    ("/flags", ["late", "late"], "repeated", "/flags/1"),
    ("/flags", "late", "wrong_type", "/flags"),
    ("/rates", {"RONEUR": "5"}, "bad_format", "/rates/RONEUR"),
    ("/rates", {"RON/EUR": "0"}, "bad_format", "/rates/RON~1EUR"),
    ("/rates", {"RON/EUR": 5}, "wrong_type", "/rates/RON~1EUR"),
    ("/lines", [], "required", "/lines"),
    ("/lines", {}, "wrong_type", "/lines"),
    ("/lines", [line(f"L{n}") for n in range(MAX_LINES + 1)], "too_long", "/lines"),
    ("/lines/0", "L1", "wrong_type", "/lines/0"),
    ("/lines/0/ref", ..., "required", "/lines/0/ref"),
    ("/lines/1/ref", "L1", "repeated", "/lines/1/ref"),
    ("/lines/0/title", ..., "required", "/lines/0/title"),
    ("/lines/0/title", "   ", "required", "/lines/0/title"),
    ("/lines/0/title", "x" * 301, "too_long", "/lines/0/title"),
    ("/lines/0/title", "x" * 1_000_000, "too_long", "/lines/0/title"),
    ("/lines/0/title", "a\nb", "bad_text", "/lines/0/title"),
    ("/lines/0/title", "a\x00b", "bad_text", "/lines/0/title"),
    ("/lines/0/title", "a\ud800b", "bad_text", "/lines/0/title"),
    ("/lines/0/category", 5, "wrong_type", "/lines/0/category"),
    ("/lines/0/quantity", ..., "required", "/lines/0/quantity"),
    ("/lines/0/quantity", 0, "out_of_range", "/lines/0/quantity"),
    ("/lines/0/quantity", 10_001, "out_of_range", "/lines/0/quantity"),
    ("/lines/0/quantity", 1.0, "wrong_type", "/lines/0/quantity"),
    ("/lines/0/quantity", True, "wrong_type", "/lines/0/quantity"),
    ("/lines/0/quantity", "1", "wrong_type", "/lines/0/quantity"),
    ("/lines/0/unit_price", ..., "required", "/lines/0/unit_price"),
    ("/lines/0/unit_price/currency", "EUR", "wrong_currency", "/lines/0/unit_price/currency"),
    ("/lines/0/tax/amount", "39.901", "bad_amount", "/lines/0/tax/amount"),
    ("/lines/0/listing/text", LONG, "too_long", "/lines/0/listing/text"),
    ("/lines/0/listing/variant", "x" * 301, "too_long", "/lines/0/listing/variant"),
    ("/lines/0/listing/pictures", [{}], "required", "/lines/0/listing/pictures/0/url"),
    (
        "/lines/0/listing/pictures/0/url",
        "javascript:alert(1)",
        "bad_format",
        "/lines/0/listing/pictures/0/url",
    ),
    (
        "/lines/0/listing/pictures/0/url",
        "https://user:pw@img.example/",
        "bad_format",
        "/lines/0/listing/pictures/0/url",
    ),
    ("/lines/0/listing/pictures/0/file_id", "7", "bad_format", "/lines/0/listing/pictures/0/file_id"),
    (
        "/lines/0/listing/pictures/0/file_id",
        "0190b6a2-0000-7000-8000-000000000001",
        "only_one_of",
        "/lines/0/listing/pictures/0/file_id",
    ),
    ("/lines/0/delivered_at", "yesterday", "bad_format", "/lines/0/delivered_at"),
    ("/lines/0/paid_out_at", 0, "wrong_type", "/lines/0/paid_out_at"),
    (
        "/lines/0/estimated_delivery",
        {"from": "2026-10-02", "to": "2026-10-01"},
        "dates_reversed",
        "/lines/0/estimated_delivery/to",
    ),
    ("/lines/0/colour", "white", "unknown_field", "/lines/0/colour"),
    ("/parcels/0/ref", ..., "required", "/parcels/0/ref"),
    ("/parcels/0/contents", {"L9": 1}, "unknown_line", "/parcels/0/contents"),
    ("/parcels/0/contents", {"L1": 2}, "out_of_range", "/parcels/0/contents"),
    ("/parcels/0/contents", {"L1": 0}, "out_of_range", "/parcels/0/contents/L1"),
    ("/parcels/0/contents", ["L1"], "wrong_type", "/parcels/0/contents"),
    ("/parcels/0/weight_grams", 0, "out_of_range", "/parcels/0/weight_grams"),
    ("/parcels/0/shipped_at", "?", "bad_format", "/parcels/0/shipped_at"),
    ("/parcels/0/events/0/status", "lost in space", "not_a_choice", "/parcels/0/events/0/status"),
    ("/parcels/0/direction", "sideways", "not_a_choice", "/parcels/0/direction"),
    ("/parcels/0/events/0/at", ..., "required", "/parcels/0/events/0/at"),
    ("/a~b/c", 1, "unknown_field", "/a~0b"),
]


def test_a_bad_field_is_told_by_its_place() -> None:
    wrong = []
    for pointer, value, code, told_at in BAD_FIELDS:
        order, problems = read_order(with_value(FULL, pointer, value))
        told = [(one.field, one.code) for one in problems]
        if order is not None or (told_at, code) not in told:
            wrong.append((pointer, repr(value)[:60], code, told))
    assert wrong == []


def test_every_field_of_the_format_has_a_bad_row() -> None:
    def names(schema: dict[str, Any], at: str = "") -> set[str]:
        if schema["type"] == "array":
            return names(schema["items"], f"{at}/0") if schema["items"]["type"] == "object" else {at}
        if "properties" not in schema or set(schema["properties"]) == {"amount", "currency"}:
            return {at}
        return {
            name for member, inner in schema["properties"].items() for name in names(inner, f"{at}/{member}")
        }

    tried = {pointer for pointer, *_ in BAD_FIELDS} | {told for *_, told in BAD_FIELDS}
    plain_text = {
        "/buyer/name", "/seller/name", "/seller/town", "/seller/identity/legal_name", "/seller/identity/email",
        "/seller/identity/phone", "/seller/identity/register", "/seller/identity/register_number",
        "/seller/identity/vat_number", "/seller/voluntary_returns/excluded_categories", "/parcels/0/carrier",
        "/parcels/0/tracking", "/parcels/0/events/0/place", "/parcels/0/events/0/text",
        "/lines/0/listing/pictures/0/alt", "/lines/0/estimated_delivery/from",
    }  # fmt: skip
    untried = {name for name in names(ORDER.schema()) if not any(one.startswith(name) for one in tried)}
    assert untried <= plain_text


def test_all_problems_of_an_order_are_told_at_once() -> None:
    document = full(country="ro", paid_at="?", lines=[line(quantity=0), {"ref": "L2"}], more=1)
    _, problems = read_order(document)
    assert {one.field for one in problems} == {
        "/country",
        "/paid_at",
        "/lines/0/quantity",
        "/lines/1/title",
        "/lines/1/quantity",
        "/lines/1/unit_price",
        "/more",
    }


@pytest.mark.parametrize("document", [None, [], "order", 7, True])
def test_what_is_no_object_is_no_order(document: object) -> None:
    order, (problem,) = read_order(document)
    assert order is None
    assert (problem.field, problem.code) == ("", "wrong_type")


def test_a_flood_of_problems_is_cut() -> None:
    _, problems = read_order(full(lines=[{} for _ in range(MAX_LINES)]))
    assert 50 <= len(problems) < 60


def test_what_is_not_told_has_its_default() -> None:
    order, problems = read_order(small(shipping={"amount": "7", "currency": RON}, payment="", discount=None))
    assert not problems
    assert order is not None
    assert order.total == Money(2700, RON)
    assert order.shipping_standard == order.shipping == Money(700, RON)
    assert order.discount == order.tax == Money(0, RON)
    assert order.buyer.consumer
    assert order.seller.trader is None
    assert order.payment == ""


def test_the_total_is_lines_less_discount_plus_shipping() -> None:
    order, _ = read_order(full(total=None))
    assert order is not None
    assert order.total == Money(27919, RON)


@pytest.mark.parametrize(
    ("currency", "amount", "minor"), [("JPY", "500", 500), ("KWD", "1.234", 1234), ("EUR", "1.5", 150)]
)
def test_amounts_have_the_decimals_of_their_currency(currency: str, amount: str, minor: int) -> None:
    order, _ = read_order(small(currency=currency, lines=[line(amount=amount, currency=currency)]))
    assert order is not None
    assert order.lines[0].unit_price == Money(minor, currency)


def test_titles_keep_what_honest_titles_have() -> None:
    title = "Cană\u00a0„Soare” – 👩\u200d🌾 & țâță 100 %"
    order, problems = read_order(small(lines=[{**line(), "title": f"  {title} "}]))
    assert not problems
    assert order is not None
    assert order.lines[0].title == title


def test_the_reference_of_the_address_counts_and_must_agree() -> None:
    assert read_order(small(ref=None), ref="77")[0].ref == "77"  # type: ignore[union-attr]
    _, (missing,) = read_order(small(ref=None))
    assert (missing.field, missing.code) == ("/ref", "required")
    _, (differs,) = read_order(small("78"), ref="77")
    assert (differs.field, differs.code, dict(differs.facts)) == ("/ref", "ref_differs", {"expected": "77"})


def test_what_is_written_reads_as_the_same_order() -> None:
    order, _ = read_order(FULL)
    assert order is not None
    assert read_order(to_json(order)) == (order, [])


def test_shipments_need_a_parcel_and_unlike_references() -> None:
    assert read_shipments({"parcels": []})[1][0].code == "required"
    assert read_shipments({"parcels": [{"ref": "P"}, {"ref": "P"}]})[1][0].code == "repeated"
    assert read_shipments({})[1][0].field == "/parcels"


def test_instants_are_kept_in_utc_to_the_millisecond() -> None:
    order, _ = read_order(small(paid_at="2026-10-25T03:30:00.123456789+02:00"))
    assert order is not None
    assert to_json(order)["paid_at"] == "2026-10-25T01:30:00.123Z"
