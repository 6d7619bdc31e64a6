"""Did we say this, for this purpose, and does it still hold? Signed, expiring texts without any storage.

A token is ``<payload>.<signature>``: JSON in unpadded base64url, then HMAC-SHA256 under a key derived from
the installation's secret and the purpose, so that a token made for one purpose opens no other door.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import TypeAlias

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

LONGEST = 8000
"""Characters of the longest token: proxies commonly allow 8 KiB for one header."""


@unique
class Flaw(StrEnum):
    """Why a token is refused."""

    MALFORMED = "malformed"
    FORGED = "forged"
    EXPIRED = "expired"


class BadToken(ValueError):
    """This token opens nothing; the edge that read it decides what the client is told."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Claims:
    """What a good token says; instants in whole seconds since 1970, UTC."""

    payload: Mapping[str, Json]
    issued_at: int
    expires_at: int


def sign(purpose: str, payload: Mapping[str, Json], *, key: bytes, now: datetime, lifetime: timedelta) -> str:
    """A token that ``read`` accepts for the same purpose and key until ``now + lifetime``.

    Instants are cut to whole seconds; the end is exclusive. The payload is readable by whoever holds the
    token. Raises ``ValueError`` for a key below 16 bytes or a payload that uses ``iat`` or ``exp``.
    """
    if payload.keys() & {"iat", "exp"}:
        raise ValueError("iat and exp are set by the signature")
    issued = int(now.timestamp())
    expires = int((now + lifetime).timestamp())
    body = json.dumps({**payload, "iat": issued, "exp": expires}, separators=(",", ":"), ensure_ascii=False)
    text = _encode(body.encode())
    return f"{text}.{_encode(_signature(purpose, text, key))}"


def read(purpose: str, token: str, *, key: bytes, now: datetime) -> Claims:
    """What the token says; raises ``BadToken`` unless we signed it for this purpose and it still holds."""
    text, dot, signature = token.partition(".")
    if not dot or len(token) > LONGEST or not token.isascii():
        raise BadToken(Flaw.MALFORMED)
    if not hmac.compare_digest(_signature(purpose, text, key), _decode(signature)):
        raise BadToken(Flaw.FORGED)
    payload: dict[str, Json] = json.loads(_decode(text))
    issued, expires = payload.pop("iat"), payload.pop("exp")
    if not isinstance(issued, int) or not isinstance(expires, int):
        raise BadToken(Flaw.MALFORMED)
    if now.timestamp() >= expires:
        raise BadToken(Flaw.EXPIRED)
    return Claims(payload, issued, expires)


def _signature(purpose: str, text: str, key: bytes) -> bytes:
    if len(key) < 16:
        raise ValueError("a signing key needs 16 bytes or more")
    derived = hmac.digest(key, b"amiabil:" + purpose.encode(), hashlib.sha256)
    return hmac.digest(derived, text.encode("ascii"), hashlib.sha256)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise BadToken(Flaw.MALFORMED) from None
    if _encode(raw) != text:  # a second spelling of the same bytes
        raise BadToken(Flaw.MALFORMED)
    return raw
