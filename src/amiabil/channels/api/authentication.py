"""Which system of the marketplace asks? A key in the header, counted so that no loop of theirs stops the site."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from ninja.security import HttpBearer

from amiabil.domain.access import Viewer
from amiabil.records import api_keys, clock, rates
from amiabil.records.rates import Limit
from amiabil.ui.problem_documents import NotSignedIn

REQUESTS = Limit("api", 1200, timedelta(minutes=1))
"""Of one key. A bulk request carries a thousand orders, so twenty a second are far above any honest use."""

GUESSES = Limit("api-guess", 30, timedelta(minutes=1))
"""Of one address with keys that open nothing: a wrong setting tries again now and then, a search all the time."""


def caller(request: HttpRequest) -> Viewer:
    """Who asks, in an operation: only a request with a key that opens something comes so far."""
    viewer: Viewer = request.auth  # type: ignore[attr-defined]  # set by ninja
    return viewer


class ApiKey(HttpBearer):
    """``Authorization: Bearer amk_…``"""

    def __call__(self, request: HttpRequest) -> Viewer:
        """Who asks; raises ``NotSignedIn`` and ``RateLimited``."""
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise NotSignedIn()
        return self.authenticate(request, key.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Viewer:
        """Who asks with this key; raises ``NotSignedIn`` and ``RateLimited``."""
        at = clock.unshifted()
        viewer = api_keys.viewer_of(token, at=at)
        if viewer is None:
            rates.count(request.META.get("REMOTE_ADDR", ""), GUESSES, at=at)
            raise NotSignedIn()
        rates.count(viewer.ref, REQUESTS, at=at)
        return viewer
