"""How is a refusal told to a program in the browser? RFC 9457, the same shape as in the API."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import JsonResponse
from django.utils.translation import get_language

from amiabil.foundation.errors import AmiabilError, Conflict, Forbidden, Invalid, NotFound, RateLimited
from amiabil.ui.refusals import describe

STATUS: tuple[tuple[type[AmiabilError], HTTPStatus], ...] = (
    (NotFound, HTTPStatus.NOT_FOUND),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (RateLimited, HTTPStatus.TOO_MANY_REQUESTS),
    (Conflict, HTTPStatus.CONFLICT),
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
)
"""The first that fits; HTTP is known only where a refusal leaves the house."""


def problem(error: AmiabilError) -> JsonResponse:
    """The refusal as ``application/problem+json`` in the language of the page.

    Foreign and missing things are told alike. Raises the error itself when it is of none of the known families:
    that is a defect and must be loud.
    """
    status = next((status for kind, status in STATUS if isinstance(error, kind)), None)
    if status is None:
        raise error
    language = get_language() or settings.LANGUAGE_CODE
    code, facts = ("not_found", {}) if status is HTTPStatus.NOT_FOUND else (error.code, dict(error.facts))
    body: dict[str, object] = {
        "type": f"/problems/{code}",
        "title": status.phrase,
        "status": status.value,
        "detail": describe(NotFound() if code == "not_found" else error, language).text,
        "code": code,
        "facts": facts,
    }
    if isinstance(error, Invalid) and error.field is not None:
        body["errors"] = [{"pointer": error.field, "code": code}]
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    if isinstance(error, RateLimited):
        response["Retry-After"] = str(error.retry_after)
    return response
