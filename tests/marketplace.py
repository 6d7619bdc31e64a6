"""A marketplace as the tests need one: it has keys, signs tokens, and its people come in by them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from itertools import count
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from amiabil.records import clock

ISSUER = "https://shop.example"
SECRET = "a secret of thirty-two bytes or more, shared"

_jti = count(1)


@cache
def rsa_key(number: int = 1, bits: int = 2048) -> rsa.RSAPrivateKey:
    """A private key; another ``number`` is another key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def ed_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def pem(private: Any) -> str:
    """The public half as PEM."""
    text: bytes = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return text.decode()


def jwk(private: Any, **extra: str) -> dict[str, Any]:
    """The public half as JWK."""
    public = private.public_key()
    algorithms = {rsa.RSAPublicKey: "RS256", ec.EllipticCurvePublicKey: "ES256"}
    name = next((name for kind, name in algorithms.items() if isinstance(public, kind)), "EdDSA")
    document: dict[str, Any] = jwt.get_algorithm_by_name(name).to_jwk(public, as_dict=True)  # type: ignore[attr-defined]
    return document | extra


def jwks(*keys: Mapping[str, Any]) -> str:
    return json.dumps({"keys": [dict(key) for key in keys]})


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a buyer; a change to None leaves the claim out."""
    now = int(clock.unshifted().timestamp())
    whole = {
        "iss": ISSUER,
        "aud": "amiabil",
        "sub": "b-1001",
        "iat": now,
        "exp": now + 300,
        "jti": f"jti-{next(_jti)}",
        "role": "buyer",
        "name": "Ioana Mureșan",
        "email": "ioana@example.org",
        "email_verified": True,
        "locale": "ro-RO",
        "zoneinfo": "Europe/Bucharest",
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


def token(
    key: Any = SECRET, algorithm: str = "HS256", headers: dict[str, Any] | None = None, **changes: Any
) -> str:
    """A signed token of a buyer with these changes to its claims."""
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers=headers)


def signed_in(**changes: Any) -> Client:
    """A browser in which this person (a buyer, unless the claims say otherwise) has come in."""
    browser = Client()
    answer = browser.post("/sso", {"token": token(**changes)})
    assert answer.status_code == 303, answer.content.decode()[:400]
    return browser
