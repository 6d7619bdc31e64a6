"""Which orders does the demonstration have? 200 of them in every plausible state, counted from this moment."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.demo import catalogue
from amiabil.demo.cast_of_desks import DESK_STORIES
from amiabil.demo.cast_of_stories import WANTED
from amiabil.demo.wanted import Wanted
from amiabil.domain.orders.writing import returns_json
from amiabil.foundation.money import Money

COUNT = 200
CARRIERS = ("Curier Rapid", "Poșta de Câmp", "Coletăria")
SEED = 20261122

_IDENTITY = {"tax": "vat_number"}
"""What the catalogue calls otherwise than the format of orders."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The orders as documents of the API; ``told`` are those the stories need, by their key."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)


def plan(at: datetime, pictures: Mapping[str, UUID]) -> Plan:
    """All orders: first those of the stories, then others until there are 200; the newest have the highest number."""
    chance = random.Random(SEED)  # noqa: S311 - a demonstration that looks the same each time, no secret
    made = Plan()
    number = 204_000
    for wanted in (*WANTED, *(story.order for story in DESK_STORIES)):
        number += chance.randint(3, 40)
        made.told[wanted.key] = str(number)
        made.documents.append(_document(str(number), wanted, at, pictures, chance))
    while len(made.documents) < COUNT:
        number += chance.randint(3, 40)
        made.documents.append(_document(str(number), _any(chance), at, pictures, chance))
    return made


def _any(chance: random.Random) -> Wanted:
    """Any order: most delivered within the last months, some on the way, a few late or old."""
    buyer = chance.choice(list(catalogue.buyers()))
    shop = chance.choice(list(catalogue.shops()))
    count = chance.choice((1, 1, 1, 2, 2, 3))
    sold = catalogue.sold_by(shop)
    products = tuple(one.key for one in chance.sample(sold, min(count, len(sold))))
    paid = chance.choice((chance.uniform(0.2, 5), chance.uniform(5, 40), chance.uniform(40, 420)))
    way = chance.uniform(2, 6)
    arrived = paid - way
    late = arrived < 0 or chance.random() < 0.05
    quantity = chance.choice((1, 1, 1, 2, 3))
    return Wanted("", buyer, products, None if late else arrived, paid, late and paid > 10, quantity)


def _document(
    ref: str, wanted: Wanted, at: datetime, pictures: Mapping[str, UUID], chance: random.Random
) -> dict[str, Any]:
    products = [catalogue.products()[key] for key in wanted.products]
    buyer, shop = catalogue.buyers()[wanted.buyer], catalogue.shops()[products[0].shop]
    paid_at = (at - timedelta(days=wanted.paid_days)).replace(microsecond=0)
    currency = products[0].price.currency
    first = (paid_at + timedelta(days=2)).date()
    last = (paid_at + timedelta(days=4 if wanted.late else 7)).date()
    document = {
        "ref": ref,
        "country": "RO",
        "currency": currency,
        "paid_at": _instant(paid_at),
        "payment": chance.choice(("card", "card", "card", "transfer")),
        "buyer": {
            "ref": buyer.ref,
            "name": buyer.name,
            "email": buyer.email,
            "locale": buyer.language,
            "consumer": buyer.consumer,
        },
        "seller": _seller(shop),
        "shipping": _money(Money(chance.choice((0, 1499, 1999, 2499)), currency)),
        "estimated_delivery": {"from": first.isoformat(), "to": last.isoformat()},
        "lines": [
            _line(str(place + 1), product, wanted, buyer.language, pictures)
            for place, product in enumerate(products)
        ],
    }
    if wanted.paid_days > 1:
        document["parcels"] = [_parcel(document, wanted, at, paid_at, chance)]
    return document


def _seller(shop: catalogue.Shop) -> dict[str, Any]:
    return {
        "ref": shop.ref,
        "name": shop.name,
        "town": shop.town,
        "country": shop.country,
        "trader": shop.trader,
        "identity": {_IDENTITY.get(name, name): text for name, text in shop.identity.items()},
        "voluntary_returns": returns_json(shop.returns),
    }


def _line(
    ref: str, product: catalogue.Product, wanted: Wanted, language: str, pictures: Mapping[str, UUID]
) -> dict[str, Any]:
    return {
        "ref": ref,
        "title": product.title[language],
        "category": product.category,
        "quantity": wanted.quantity if ref == "1" else 1,
        "unit_price": _money(product.price),
        "listing": {
            "text": product.text[language],
            "pictures": [{"file_id": str(pictures[product.key]), "alt": product.title[language]}],
        },
    }


def _parcel(
    order: dict[str, Any], wanted: Wanted, at: datetime, paid_at: datetime, chance: random.Random
) -> dict[str, Any]:
    """One parcel with everything: taken over, on its way, and delivered where the order has come."""
    town = order["seller"]["town"]
    taken = paid_at + timedelta(hours=chance.uniform(6, 20))
    events = [
        {"at": _instant(taken), "status": "accepted", "place": town},
        {"at": _instant(taken + timedelta(hours=9)), "status": "in_transit", "place": town},
    ]
    if wanted.delivered_days is not None:
        delivered = at - timedelta(days=wanted.delivered_days)
        events = [event for event in events if event["at"] < _instant(delivered)]
        events.append(
            {"at": _instant(delivered), "status": "delivered", "place": catalogue.buyers()[wanted.buyer].town}
        )
    return {
        "ref": f"P-{order['ref']}",
        "carrier": chance.choice(CARRIERS),
        "tracking": f"RO{chance.randint(10**8, 10**9 - 1)}",
        "weight_grams": chance.randint(200, 6000),
        "shipped_at": _instant(taken),
        "events": [event for event in events if event["at"] <= _instant(at)],
    }


def _money(amount: Money) -> dict[str, str]:
    return {"amount": amount.text(), "currency": amount.currency}


def _instant(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")
