"""The marketplace's own systems, as an integrator writes them: HTTP and signed tokens, no code of the product."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import jwt

Json = dict[str, Any]

LAMP = {"en": "Luna desk lamp", "ro": "Lampă de birou Luna"}
"""What every order of the journeys is about; no order of the demonstration has it."""


class Marketplace:
    """Sends orders, reads disputes and vouches for people.

    ``key`` is a key of the API, ``secret`` what tokens are signed with, ``issuer`` the claim ``iss``.
    """

    def __init__(self, base_url: str, *, key: str, secret: str, issuer: str) -> None:
        self._secret, self._issuer = secret, issuer
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"}
        # A proxy of the environment is not for this machine's own servers.
        self.http = httpx.Client(base_url=f"{base_url}/api/v1", headers=headers, timeout=30, trust_env=False)

    def close(self) -> None:
        """Close its connections."""
        self.http.close()

    def put_order(self, ref: str, document: Json) -> Json:
        """Send an order; what the product made of it. Fails on a refusal."""
        return _json(self.http.put(f"/orders/{quote(ref, safe='')}", json=document))

    def open_dispute(self, body: Json) -> Json:
        """Open a dispute for a buyer who called on the telephone, so to say."""
        return _json(self.http.post("/disputes", json=body, headers=_once()))

    def step(self, reference: str, command: str, body: Json, *, key: str | None = None) -> httpx.Response:
        """Take a step on behalf of somebody; whatever the answer is."""
        headers = {"Idempotency-Key": key} if key else _once()
        return self.http.post(f"/disputes/{reference}/{command}", json=body, headers=headers)

    def write(self, reference: str, body: Json, *, key: str) -> httpx.Response:
        """Post a message; whatever the answer is."""
        headers = {"Idempotency-Key": key}
        return self.http.post(f"/disputes/{reference}/messages", json=body, headers=headers)

    def dispute(self, reference: str) -> Json:
        """A dispute as it is now."""
        return _json(self.http.get(f"/disputes/{reference}"))

    def tell_of_measure(self, body: Json) -> Json:
        """Tell of a measure against a buyer or a shop."""
        return _json(self.http.post("/measures", json=body, headers=_once()))

    def measure(self, ref: str) -> Json:
        """A measure as it is now."""
        return _json(self.http.get(f"/measures/{ref}"))

    def undo_measure(self, ref: str, state: str) -> Json:
        """Report that a measure was lifted or changed."""
        return _json(self.http.post(f"/measures/{ref}/reversal", json={"state": state}, headers=_once()))

    def events(self, reference: str) -> list[Json]:
        """Its whole history, the newest first."""
        found: list[Json] = []
        after = ""
        while True:
            page = _json(
                self.http.get(f"/disputes/{reference}/events", params={"limit": 100, "after": after})
            )
            found += page["items"]
            after = page["next"] or ""
            if not after:
                return found

    def disputes_of(self, order: str) -> list[Json]:
        """The disputes about an order."""
        items: list[Json] = _json(self.http.get("/disputes", params={"order": order}))["items"]
        return items

    def token(self, person: Json) -> str:
        """A token for a buyer or, with ``shop``, a member of a shop: ``sub``, ``name``, ``locale`` and so on."""
        now = datetime.now(UTC)
        claims = {
            "iss": self._issuer,
            "aud": "amiabil",
            "iat": now,
            "exp": now + timedelta(minutes=5),
            "jti": secrets.token_urlsafe(16),
            "role": "seller" if "shop" in person else "buyer",
            "zoneinfo": "Europe/Bucharest",
            "email": f"{person['sub']}@example.com",
            "email_verified": True,
            **person,
        }
        if "shop" in person:
            claims.setdefault("shop_rights", ["answer", "settle", "manage"])
        return jwt.encode(claims, self._secret, algorithm="HS256")


def order(buyer: str, shop: str, *, language: str = "ro", days_ago: float = 3) -> Json:
    """A lamp for 249,90 lei and two bulbs, delivered so many days ago."""
    now = datetime.now(UTC)
    paid, delivered = now - timedelta(days=days_ago + 4), now - timedelta(days=days_ago)
    romanian = language == "ro"
    return {
        "country": "RO",
        "currency": "RON",
        "paid_at": _instant(paid),
        "payment": "card",
        "buyer": {
            "ref": buyer,
            "name": "Ioana Țurcanu" if romanian else "Grace Miller",
            "email": f"{buyer}@example.com",
            "locale": language,
            "consumer": True,
        },
        "seller": {"ref": shop, "name": "Atelierul de lumină", "town": "Cluj-Napoca", "trader": True},
        "shipping": {"amount": "19.90", "currency": "RON"},
        "estimated_delivery": {
            "from": (paid + timedelta(days=2)).date().isoformat(),
            "to": (paid + timedelta(days=5)).date().isoformat(),
        },
        "lines": [
            {
                "ref": "1",
                "title": LAMP["ro" if romanian else "en"],
                "category": "home",
                "quantity": 1,
                "unit_price": {"amount": "249.90", "currency": "RON"},
                "listing": {"text": "Abajur din sticlă suflată." if romanian else "Shade of blown glass."},
            },
            {
                "ref": "2",
                "title": "Bec cald E27" if romanian else "Warm bulb E27",
                "category": "home",
                "quantity": 2,
                "unit_price": {"amount": "19.00", "currency": "RON"},
            },
        ],
        "parcels": [
            {
                "ref": f"P-{secrets.token_hex(4)}",
                "carrier": "Curier Rapid",
                "shipped_at": _instant(paid + timedelta(days=1)),
                "events": [
                    {"at": _instant(paid + timedelta(days=1)), "status": "accepted", "place": "Cluj-Napoca"},
                    {"at": _instant(delivered), "status": "delivered", "place": "Iași"},
                ],
            }
        ],
    }


def _instant(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _once() -> dict[str, str]:
    return {"Idempotency-Key": secrets.token_urlsafe(16)}


def _json(response: httpx.Response) -> Json:
    assert response.is_success, f"{response.status_code} {response.text}"
    found: Json = response.json()
    return found
