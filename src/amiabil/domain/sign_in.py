"""What must a marketplace's token say before its bearer is let in?

The signature is checked elsewhere (``actions/sign_in_token.py``); here are the claims. Source: conventions.md,
*Signing in*; docs/integrate/sign-in.md shows the marketplace how to write them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from amiabil.domain.terms import PARTIES, Role, ShopRight, party
from amiabil.foundation.errors import Conflict, Invalid
from amiabil.foundation.money import BadAmount, Money, is_currency

AUDIENCE = "amiabil"
"""The ``aud`` a token must name, so that one made for another service opens nothing here."""

LONGEST_LIFE = timedelta(minutes=10)
"""A token is a ticket for one entry, not a session; ten minutes forgive a slow phone."""

SKEW = timedelta(seconds=60)
"""How far the marketplace's clock may be ahead of ours."""

CUSTOMERS = PARTIES | {Role.ADMINISTRATOR}
"""As whom a token lets somebody in."""

ALL_RIGHTS = frozenset(ShopRight)
"""The rights of a shop's member whose token does not name any: most shops are one person."""


class TokenRefused(Invalid):
    """The token does not let its bearer in; ``reason`` is for the marketplace's developers.

    Reasons: ``malformed``, ``algorithm``, ``unknown_key``, ``signature``, ``issuer``, ``audience``, ``expired``,
    ``lives_too_long``, ``not_yet_valid``, ``claim`` (with the name of the claim in ``claim``).
    """

    code = "token_refused"

    def __init__(self, reason: str, *, claim: str | None = None) -> None:
        super().__init__(field="/token", reason=reason, **({"claim": claim} if claim else {}))
        self.reason = reason


class TokenUsed(Conflict):
    """This token has opened a session before; each is good for one."""

    code = "token_used"


class SignInNotSetUp(Conflict):
    """The installation has no issuer and key yet, so nobody can vouch for customers."""

    code = "sign_in_not_set_up"


class ShopNotInsolvent(Conflict):
    """Somebody comes as the insolvency administrator of a shop that is not known to be insolvent."""

    code = "shop_not_insolvent"


class SignInUnavailable(Conflict):
    """The marketplace's keys cannot be read at the moment, so nobody's token can be checked; again later."""

    code = "sign_in_unavailable"


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who the marketplace says is there.

    ``shop`` is the seller's reference, for the seller and its insolvency administrator, None for a buyer. ``rights``
    are a member's alone. ``settle_limit`` is in minor units per currency; a missing currency means no limit.
    ``language`` and ``zone`` are empty when the token names none that is known, ``vip`` is None where it says nothing.
    """

    issuer: str
    subject: str
    jti: str
    expires_at: datetime
    role: Role
    shop: str | None = None
    rights: frozenset[ShopRight] = frozenset()
    settle_limit: dict[str, int] = field(default_factory=dict)
    name: str = ""
    email: str = ""
    email_verified: bool = False
    language: str = ""
    zone: str = ""
    vip: bool | None = None


def read_claims(
    claims: Mapping[str, object], *, issuer: str, at: datetime, languages: frozenset[str]
) -> Vouched:
    """What the claims of a token with a good signature say.

    ``at`` is now, UTC; ``languages`` are the codes the product speaks. Raises ``TokenRefused``. A name, address,
    locale or zone that cannot be used is left out: it is no reason to keep somebody from their money.
    """
    if claims.get("iss") != issuer:
        raise TokenRefused("issuer")
    audience = claims.get("aud")
    if AUDIENCE not in (audience if isinstance(audience, list) else [audience]):
        raise TokenRefused("audience")
    role = _role(claims)
    seller = role is Role.SELLER
    shop = _reference(claims, "shop", longest=64) if party(role) is Role.SELLER else None
    return Vouched(
        issuer=issuer,
        subject=_subject(claims),
        jti=_reference(claims, "jti", longest=200),
        expires_at=_lifetime(claims, at),
        role=role,
        shop=shop,
        rights=_rights(claims) if seller else frozenset(),
        settle_limit=_limits(claims) if seller else {},
        name=_plain(claims.get("name"), longest=200),
        email=_plain(claims.get("email"), longest=320),
        email_verified=claims.get("email_verified") is True,
        language=_language(claims.get("locale"), languages),
        zone=_plain(claims.get("zoneinfo"), longest=64),
        vip=_switch(claims.get("vip")),
    )


def _switch(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _instant(claims: Mapping[str, object], name: str) -> datetime | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused("claim", claim=name)
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        raise TokenRefused("claim", claim=name) from None


def _lifetime(claims: Mapping[str, object], at: datetime) -> datetime:
    expires = _instant(claims, "exp")
    if expires is None:
        raise TokenRefused("claim", claim="exp")
    if at >= expires:
        raise TokenRefused("expired")
    if expires > at + LONGEST_LIFE + SKEW:
        raise TokenRefused("lives_too_long")
    issued = _instant(claims, "iat")
    if issued is not None and expires - issued > LONGEST_LIFE:
        raise TokenRefused("lives_too_long")
    for start in (issued, _instant(claims, "nbf")):
        if start is not None and start > at + SKEW:
            raise TokenRefused("not_yet_valid")
    return expires


def _role(claims: Mapping[str, object]) -> Role:
    role = claims.get("role")
    if not isinstance(role, str) or role not in CUSTOMERS:
        raise TokenRefused("claim", claim="role")
    return Role(role)


_OURS = ("key:", "staff:")
"""How events name systems and staff; a customer of such a name would be taken for one."""


def _subject(claims: Mapping[str, object]) -> str:
    subject = _reference(claims, "sub", longest=64)
    if subject.startswith(_OURS):
        raise TokenRefused("claim", claim="sub")
    return subject


def _reference(claims: Mapping[str, object], name: str, *, longest: int) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not 1 <= len(value) <= longest or not value.isprintable():
        raise TokenRefused("claim", claim=name)
    return value


def _rights(claims: Mapping[str, object]) -> frozenset[ShopRight]:
    named = claims.get("shop_rights")
    if named is None:
        return ALL_RIGHTS
    if not isinstance(named, list) or any(right not in ALL_RIGHTS for right in named):
        raise TokenRefused("claim", claim="shop_rights")
    return frozenset(ShopRight(right) for right in named)


def _limits(claims: Mapping[str, object]) -> dict[str, int]:
    named = claims.get("settle_limit")
    if named is None:
        return {}
    if not isinstance(named, dict):
        raise TokenRefused("claim", claim="settle_limit")
    return {str(currency): _limit(str(currency), amount) for currency, amount in named.items()}


def _limit(currency: str, amount: object) -> int:
    if not isinstance(amount, str) or not is_currency(currency):
        raise TokenRefused("claim", claim="settle_limit")
    try:
        return Money.parse(amount, currency).minor
    except BadAmount:
        raise TokenRefused("claim", claim="settle_limit") from None


def _plain(value: object, *, longest: int) -> str:
    if not isinstance(value, str):
        return ""
    kept = "".join(c for c in value if c.isprintable()).strip()
    return kept if len(kept) <= longest else ""


def _language(locale: object, languages: frozenset[str]) -> str:
    if not isinstance(locale, str):
        return ""
    code = locale.replace("_", "-").partition("-")[0].lower()
    return code if code in languages else ""
