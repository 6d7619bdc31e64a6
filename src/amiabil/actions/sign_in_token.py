"""Did the marketplace sign this token, with the one algorithm its key is for?

A key decides its algorithm; the token's own ``alg`` only has to agree. So a public key can never be used as a shared
secret, and ``none`` is no algorithm at all. Source: RFC 8725.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from amiabil.domain.sign_in import TokenRefused, Vouched, read_claims

LONGEST_TOKEN = 8 * 1024
"""Bytes; what a token has to say fits in one, and a longer one is not parsed."""

SHORTEST_SECRET = 32
"""Bytes of an HS256 key (RFC 7518 3.2); a shorter one can be found by trying, from a single token."""

SHORTEST_RSA = 2048
"""Bits of an RSA modulus (RFC 7518 3.3)."""

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey


class BadKey(ValueError):
    """The configured or published key cannot be used; the text says why, to the operator."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key of the marketplace; ``id`` is its ``kid``, None where it has none."""

    id: str | None
    algorithm: str
    key: PublicKey | bytes


def _algorithm(key: object) -> str:
    if isinstance(key, RSAPublicKey):
        if key.key_size < SHORTEST_RSA:
            raise BadKey(f"an RSA key needs {SHORTEST_RSA} bits, this one has {key.key_size}")
        return "RS256"
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return "ES256"
    if isinstance(key, Ed25519PublicKey):
        return "EdDSA"
    raise BadKey("only RSA, P-256 and Ed25519 public keys are used")


def _from_jwk(document: Mapping[str, Any]) -> SigningKey:
    try:
        key = jwt.PyJWK(dict(document)).key
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise BadKey(f"not a usable key: {error}") from None
    algorithm = _algorithm(key)
    if document.get("alg", algorithm) != algorithm or document.get("use", "sig") != "sig":
        raise BadKey(f"published for {document.get('alg')}/{document.get('use')}, which is not used here")
    kid = document.get("kid")
    return SigningKey(id=kid if isinstance(kid, str) else None, algorithm=algorithm, key=key)


@lru_cache(maxsize=8)
def published_keys(document: str) -> tuple[SigningKey, ...]:
    """The public keys of a JWKS document or of a single JWK; keys of other kinds and for other uses are left out.

    Raises ``BadKey`` when it is not such a document or has no usable key. A shared secret is never taken from
    a document that anybody can read.
    """
    try:
        read = json.loads(document)
        usable = [entry for entry in read.get("keys", [read]) if isinstance(entry, dict)]
    except (ValueError, TypeError, AttributeError):
        raise BadKey("not a JWKS document") from None
    keys, problem = [], "it has no keys"
    for entry in usable:
        try:
            keys.append(_from_jwk(entry))
        except BadKey as error:
            problem = str(error)
    if not keys:
        raise BadKey(problem)
    return tuple(keys)


@lru_cache(maxsize=8)
def configured_keys(text: str) -> tuple[SigningKey, ...]:
    """The keys given inline: a public key as PEM, a JWK or JWKS, or else a secret shared for HS256.

    Raises ``BadKey``. What looks like a public key and cannot be read is refused, never used as a secret.
    """
    given = text.strip()
    if given.startswith("{"):
        return published_keys(given)
    if given.startswith("-----BEGIN"):
        try:
            key = load_pem_public_key(given.encode())
        except ValueError:
            raise BadKey("the PEM text is not a public key") from None
        algorithm = _algorithm(key)
        assert isinstance(key, PublicKey)  # noqa: S101 - what _algorithm lets pass, for the type checker
        return (SigningKey(None, algorithm, key),)
    if len(text.encode()) < SHORTEST_SECRET:
        raise BadKey(f"a shared key needs {SHORTEST_SECRET} bytes")
    return (SigningKey(None, "HS256", text.encode()),)


def _header(token: str) -> Mapping[str, Any]:
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise TokenRefused("malformed")
    try:
        header: Mapping[str, Any] = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise TokenRefused("malformed") from None
    if "crit" in header or header.get("b64") is False:
        raise TokenRefused("malformed")
    return header


def _candidates(keys: Sequence[SigningKey], header: Mapping[str, Any]) -> list[SigningKey]:
    kid, algorithm = header.get("kid"), header.get("alg")
    named = [key for key in keys if kid is None or key.id in {None, kid}]
    if not named:
        raise TokenRefused("unknown_key")
    fitting = [key for key in named if key.algorithm == algorithm]
    if not fitting:
        raise TokenRefused("algorithm")
    return fitting


def _verified(token: str, key: SigningKey) -> Mapping[str, object] | None:
    only_signature = {
        "verify_signature": True,
        "require": [],
        **{f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")},
    }
    try:
        claims: Mapping[str, object] = jwt.decode(
            token,
            key=key.key,
            algorithms=[key.algorithm],
            options=only_signature,  # type: ignore[arg-type]
        )
    except jwt.InvalidSignatureError:
        return None
    except jwt.PyJWTError:
        raise TokenRefused("malformed") from None
    return claims


def vouched_by(
    token: str, keys: Sequence[SigningKey], *, issuer: str, at: datetime, languages: frozenset[str]
) -> Vouched:
    """Who the marketplace vouches for with this token.

    ``at`` is now, UTC. Raises ``TokenRefused``; its reason ``unknown_key`` may be cured by fetching the keys
    again. Does not look whether the token was used before.
    """
    for key in _candidates(keys, _header(token)):
        claims = _verified(token, key)
        if claims is not None:
            return read_claims(claims, issuer=issuer, at=at, languages=languages)
    raise TokenRefused("signature")
