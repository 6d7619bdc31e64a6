"""A marketplace whose tokens are trusted, for every attack."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests import marketplace as shop


@pytest.fixture(autouse=True)
def trusted(settings: Settings) -> None:
    """The installation trusts the marketplace's shared secret; the demonstration is off."""
    settings.AMIABIL_JWT_ISSUER = shop.ISSUER
    settings.AMIABIL_JWT_KEY = shop.SECRET
    settings.AMIABIL_JWT_JWKS_URL = None
    settings.AMIABIL_SIGN_IN_URL = None
    settings.AMIABIL_DEMO = False
    settings.AMIABIL_TRANSLATION = "https://translate.example"
