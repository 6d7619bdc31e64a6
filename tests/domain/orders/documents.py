"""Orders as the marketplace sends them, for the tests of every room."""

from __future__ import annotations

import copy
from typing import Any

Document = dict[str, Any]

FULL: Document = {
    "ref": "4101",
    "country": "RO",
    "currency": "RON",
    "paid_at": "2026-10-01T12:00:00+03:00",
    "payment": "card",
    "buyer": {"ref": "ana", "name": "Ana Pop", "email": "ana@example.com", "locale": "ro"},
    "seller": {
        "ref": "lumina",
        "name": "Lumina Atelier",
        "town": "Cluj-Napoca",
        "country": "RO",
        "trader": True,
        "settles_in": "EUR",
        "identity": {
            "legal_name": "Lumina SRL",
            "address": "Str. Horea 1\nCluj-Napoca",
            "vat_number": "RO123",
        },
        "voluntary_returns": {"days": 30, "payer": "buyer", "excluded_categories": ["food"]},
    },
    "shipping": {"amount": "19.99", "currency": "RON"},
    "shipping_standard": {"amount": "15", "currency": "RON"},
    "discount": {"amount": "10.5", "currency": "RON"},
    "tax": {"amount": "43.10", "currency": "RON"},
    "total": {"amount": "279.19", "currency": "RON"},
    "estimated_delivery": {"from": "2026-10-03", "to": "2026-10-08"},
    "flags": ["withdrawal_info_missing"],
    "rates": {"RON/EUR": "5.0900"},
    "lines": [
        {
            "ref": "L1",
            "title": "Lampă de birou",
            "category": "home",
            "quantity": 1,
            "unit_price": {"amount": "249.90", "currency": "RON"},
            "tax": {"amount": "39.90", "currency": "RON"},
            "listing": {
                "text": "Lampă din lemn.\nBec inclus.",
                "variant": "alb",
                "pictures": [{"url": "https://img.example/lamp.jpg", "alt": "O lampă albă"}],
            },
        },
        {"ref": "L2", "title": "Bec", "quantity": 2, "unit_price": {"amount": "9.9", "currency": "RON"}},
    ],
    "parcels": [
        {
            "ref": "P1",
            "carrier": "Sameday",
            "tracking": "AWB1",
            "contents": {"L1": 1},
            "weight_grams": 1200,
            "shipped_at": "2026-10-02T09:00:00Z",
            "events": [
                {"at": "2026-10-02T09:00:00Z", "status": "accepted", "place": "Cluj-Napoca"},
                {"at": "2026-10-05T11:00:00.250Z", "status": "delivered", "text": "Predat destinatarului"},
            ],
        }
    ],
}
"""Every field of the format, once."""

SMALL: Document = {
    "country": "RO",
    "currency": "RON",
    "paid_at": "2026-10-01T09:00:00Z",
    "buyer": {"ref": "ana"},
    "seller": {"ref": "lumina"},
    "lines": [
        {"ref": "L1", "title": "Lamp", "quantity": 2, "unit_price": {"amount": "10.00", "currency": "RON"}}
    ],
}
"""Only what must be there."""


def full(**changes: Any) -> Document:
    """``FULL`` with other members; None takes one out."""
    return _changed(FULL, changes)


def small(ref: str = "4101", **changes: Any) -> Document:
    """``SMALL`` with this reference and other members."""
    return _changed({"ref": ref, **SMALL}, changes)


def _changed(document: Document, changes: Document) -> Document:
    made = {**copy.deepcopy(document), **changes}
    return {name: value for name, value in made.items() if value is not None}


def with_value(document: Document, pointer: str, value: object) -> Document:
    """A copy with the value at a JSON pointer replaced; ``...`` takes the member out."""
    made: Any = copy.deepcopy(document)
    *path, last = pointer[1:].split("/")
    place = made
    for name in path:
        place = place[int(name)] if isinstance(place, list) else place.setdefault(name, {})
    if value is ...:
        del place[last]
    else:
        place[int(last) if isinstance(place, list) else last] = value
    found: Document = made
    return found


def line(ref: str = "L1", quantity: int = 1, amount: str = "10.00", currency: str = "RON") -> Document:
    """A small line."""
    return {
        "ref": ref,
        "title": f"Thing {ref}",
        "quantity": quantity,
        "unit_price": {"amount": amount, "currency": currency},
    }
