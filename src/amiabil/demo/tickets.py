"""What would the demonstration's marketplace sign for somebody it knows? A real token, with its real key."""

from __future__ import annotations

import secrets
from datetime import datetime

import jwt
from django.conf import settings

from amiabil.actions.sign_in_token import BadKey, configured_keys
from amiabil.domain.sign_in import AUDIENCE, LONGEST_LIFE
from amiabil.domain.terms import Role
from amiabil.records.cast import Player


def can_sign() -> bool:
    """Whether the key is a shared secret; with a public key only its owner can sign."""
    try:
        return (
            bool(settings.AMIABIL_JWT_KEY)
            and configured_keys(settings.AMIABIL_JWT_KEY)[0].algorithm == "HS256"
        )
    except BadKey:
        return False


def _role(player: Player) -> Role:
    if player.administrator:
        return Role.ADMINISTRATOR
    return Role.SELLER if player.shop_ref else Role.BUYER


def ticket_for(player: Player, *, at: datetime) -> str:
    """A token for this person, good for ten minutes from ``at`` (UTC), as docs/integrate/sign-in.md describes it."""
    claims: dict[str, object] = {
        "iss": settings.AMIABIL_JWT_ISSUER,
        "aud": AUDIENCE,
        "sub": player.subject,
        "iat": at,
        "exp": at + LONGEST_LIFE,
        "jti": secrets.token_urlsafe(16),
        "role": _role(player).value,
        "name": player.name,
        "email": player.email,
        "email_verified": bool(player.email),
        "locale": player.language,
        "zoneinfo": player.zone,
    }
    if player.shop_ref:
        claims |= {"shop": player.shop_ref, "shop_rights": sorted(right.value for right in player.rights)}
    return jwt.encode(claims, str(settings.AMIABIL_JWT_KEY), algorithm="HS256")
