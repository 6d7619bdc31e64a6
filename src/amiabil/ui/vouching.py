"""Who stands behind this token, by the keys the operator configured or the marketplace publishes?"""

from __future__ import annotations

import logging
from functools import cache

from django.conf import settings

from amiabil.actions.sign_in_token import BadKey, SigningKey, configured_keys, published_keys, vouched_by
from amiabil.domain.sign_in import SignInNotSetUp, SignInUnavailable, TokenRefused, Vouched
from amiabil.gateways.jwks import KeyDocument, KeysUnreachable, PublishedKeys
from amiabil.records import clock

_LOG = logging.getLogger(__name__)
_CURED_BY_NEW_KEYS = frozenset({"unknown_key", "signature"})


@cache
def published(url: str) -> KeyDocument:
    """The document at this address; one for the process, because it remembers when it was fetched."""
    return PublishedKeys(url)


def vouched(token: str) -> Vouched:
    """Whom the marketplace vouches for with this token.

    Raises ``TokenRefused``, ``SignInNotSetUp`` without an issuer and key, and ``SignInUnavailable`` while the
    keys cannot be read.
    """
    key, url = settings.AMIABIL_JWT_KEY, settings.AMIABIL_JWT_JWKS_URL
    if not settings.AMIABIL_JWT_ISSUER or not (key or url):
        raise SignInNotSetUp
    try:
        return _read(token, configured_keys(key)) if key else _read_published(token, published(url))
    except (BadKey, KeysUnreachable) as error:
        _LOG.error("sign-in tokens cannot be checked: %s", error)
        raise SignInUnavailable from None


def problem_of_keys() -> str | None:
    """What is wrong with the configured key or the published ones, for ``amiabil doctor``; None when nothing is."""
    try:
        if settings.AMIABIL_JWT_KEY:
            configured_keys(settings.AMIABIL_JWT_KEY)
        elif settings.AMIABIL_JWT_JWKS_URL:
            published_keys(published(settings.AMIABIL_JWT_JWKS_URL).current())
    except (BadKey, KeysUnreachable) as error:
        return str(error)
    return None


def _read(token: str, keys: tuple[SigningKey, ...]) -> Vouched:
    return vouched_by(
        token,
        keys,
        issuer=str(settings.AMIABIL_JWT_ISSUER),
        at=clock.unshifted(),
        languages=frozenset(code for code, _ in settings.LANGUAGES),
    )


def _read_published(token: str, document: KeyDocument) -> Vouched:
    try:
        return _read(token, published_keys(document.current()))
    except TokenRefused as refused:
        if refused.reason not in _CURED_BY_NEW_KEYS:
            raise
    return _read(token, published_keys(document.renewed()))
