"""Any acceptable order, for tests of promises about all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from amiabil.domain.terms import CarrierStatus
from amiabil.foundation.money import Money, exponent

FIRST = datetime(2020, 1, 1, tzinfo=UTC)

refs = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20).map(
    str.strip
)
instants = st.integers(0, 10**12).map(
    lambda number: (FIRST + timedelta(milliseconds=number % (10 * 365 * 86_400_000))).isoformat(
        timespec="milliseconds"
    )
)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
estimates = st.tuples(days, days).map(
    lambda pair: {"from": min(pair).isoformat(), "to": max(pair).isoformat()}
)
urls = st.from_regex(r"https://img\.example/[a-z0-9]{1,8}\.jpg", fullmatch=True)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def orders(draw: st.DrawFn, *, table_only: bool = False) -> dict[str, Any]:
    """A document of an order; with ``table_only`` one that a table can hold."""
    currency = draw(st.sampled_from(["RON", "EUR", "JPY", "KWD"]))

    def amount(most: int = 10**6) -> Any:
        minor = draw(st.integers(0, most))
        text = Money(minor, currency).text()
        return {"amount": text if exponent(currency) else str(minor), "currency": currency}

    lines: list[dict[str, Any]] = [
        {
            "ref": ref,
            "title": draw(words.filter(bool)),
            "category": draw(maybe(words)),
            "quantity": draw(st.integers(1, 9)),
            "unit_price": amount(),
            "tax": amount(100) if draw(st.booleans()) else None,
            "estimated_delivery": draw(maybe(estimates)),
            "listing": {
                "text": draw(words),
                "variant": draw(words),
                "pictures": [{"url": url} for url in draw(st.lists(urls, max_size=2))],
            },
            "delivered_at": draw(maybe(instants)),
            "paid_out_at": draw(maybe(instants)),
        }
        for ref in draw(st.lists(refs, min_size=1, max_size=3, unique=True))
    ]
    parcels = (
        [] if table_only else draw(st.lists(_parcels(lines), max_size=2, unique_by=lambda one: one["ref"]))
    )
    return {
        "ref": draw(refs),
        "country": draw(st.sampled_from(["RO", "DE", "HU"])),
        "currency": currency,
        "paid_at": draw(instants),
        "payment": draw(maybe(words)),
        "buyer": {"ref": draw(refs), "consumer": draw(st.booleans()), "name": draw(words)},
        "seller": {"ref": draw(refs), "name": draw(words), "trader": draw(maybe(st.booleans()))},
        "shipping": amount(),
        "shipping_standard": amount() if draw(st.booleans()) else None,
        "estimated_delivery": draw(maybe(estimates)),
        "flags": draw(st.lists(st.sampled_from(["gift", "high_value", "fragile"]), unique=True)),
        "lines": lines,
        "parcels": parcels,
    }


def _parcels(lines: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    scan = st.fixed_dictionaries(
        {
            "at": instants,
            "status": st.sampled_from([s.value for s in CarrierStatus]),
            "place": words,
            "text": words,
        }
    )
    contents = st.sets(st.sampled_from([one["ref"] for one in lines]), min_size=1)
    return st.fixed_dictionaries(
        {
            "ref": refs,
            "carrier": words,
            "tracking": words,
            "contents": contents.map(lambda found: dict.fromkeys(found, 1)),
            "weight_grams": maybe(st.integers(1, 10_000)),
            "shipped_at": maybe(instants),
            "direction": st.sampled_from(["outbound", "return"]),
            "events": st.lists(scan, max_size=3, unique_by=lambda one: (one["at"], one["status"])),
        }
    )
