"""What does a person read when a request cannot be answered? One page for each status, in their language."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from amiabil.foundation.errors import AmiabilError, RateLimited
from amiabil.ui.problems import STATUS, problem

_CODES = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.INTERNAL_SERVER_ERROR: "failed",
}


def _problem(status: HTTPStatus) -> HttpResponse:
    """What no refusal of ours stands behind, told to a program; it needs neither database nor language."""
    code = _CODES[status]
    body: dict[str, object] = {
        "type": f"/problems/{code}",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "facts": {},
    }
    return HttpResponse(json.dumps(body), status=status, content_type="application/problem+json")


def _page(request: HttpRequest, status: HTTPStatus, **context: object) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(status)
    return HttpResponse(render_to_string(f"ui/refused/{status.value}.html", context, request), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read."""
    return _page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the role is known and may not do this."""
    return _page(request, HTTPStatus.FORBIDDEN)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form came without the token of this browser, mostly because cookies are off or it is too old."""
    return _page(request, HTTPStatus.FORBIDDEN, stale_form=True)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there or not the reader's; both read alike."""
    return _page(request, HTTPStatus.NOT_FOUND)


def failed(request: HttpRequest) -> HttpResponse:
    """500: a defect; the page needs no database."""
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def by_rule(request: HttpRequest, error: AmiabilError) -> HttpResponse:
    """The page of a refusal that its view let pass."""
    if request.path.startswith("/api/"):
        return problem(error)
    status = next((status for kind, status in STATUS if isinstance(error, kind)), None)
    if status is None:
        raise error
    if status is HTTPStatus.NOT_FOUND:
        return _page(request, status)
    body = render_to_string("ui/refused/rule.html", {"refusal": error}, request)
    response = HttpResponse(body, status=status)
    if isinstance(error, RateLimited):
        response["Retry-After"] = str(error.retry_after)
    return response
