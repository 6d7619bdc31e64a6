"""After a request that may have changed something, the relay is asked to look at once."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from amiabil.gateways.bus import wake_relay

_READS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def after_writing(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware; it stands outside every transaction, so what the request wrote is committed when it calls."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method not in _READS:
            wake_relay(settings.AMIABIL_HOME)
        return response

    return middleware
