"""Is this installation well? For load balancers, for people on duty and for Prometheus."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from tempfile import TemporaryFile
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from amiabil.actions.seals import published_lines


def _database() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return type(error).__name__
    return None


def _files() -> str | None:
    folder = unquote(urlsplit(settings.AMIABIL_FILES_URL).path)
    try:
        with TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return type(error).__name__


_PARTS = {"database": _database, "files": _files}
"""What a page cannot do without; each answers None or the kind of its failure."""


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all; asks nothing else, so that a lost database restarts no web."""
    return JsonResponse({"live": True})


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when requests can be served, else 503; ``failing`` names the parts."""
    failing = {name: failure for name, probe in _PARTS.items() if (failure := probe()) is not None}
    response = JsonResponse({"ready": not failing, "failing": failing}, status=503 if failing else 200)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's mark; asked every second, told once
    return response


@require_safe
@never_cache
def seals(request: HttpRequest) -> HttpResponse:
    """The signed daily lines over all chains, for whoever wants to keep them elsewhere; they tell nothing of a case."""
    return HttpResponse(published_lines(), content_type="text/plain; charset=us-ascii")


def _may_measure(request: HttpRequest) -> bool:
    """Loopback without a proxy in between, or the operator's token."""
    token = settings.AMIABIL_METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if token is not None and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    forwarded = {"HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"} & request.META.keys()
    try:
        return not forwarded and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format; 404 for whom it is not meant, so that it does not show."""
    if not _may_measure(request):
        return HttpResponse(status=404)
    from amiabil.server import figures  # its library is large, and most processes are never asked

    return HttpResponse(figures.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
