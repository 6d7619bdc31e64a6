"""How is a refusal told to a program? RFC 9457, for every refusal there is."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import translation

from amiabil.domain.access import NOBODY, Viewer
from amiabil.foundation.errors import AmiabilError, Invalid, InvalidFields, NotFound, RateLimited
from amiabil.ui.problems import STATUS
from amiabil.ui.refusals import describe

MEDIA_TYPE = "application/problem+json"
PROBLEMS_TOLD = 100
"""Refused fields told in one answer; a program with more of them has one fault, not a hundred."""


class NotReadable(AmiabilError):
    """The body is not the JSON it says it is."""

    code = "not_readable"


class NotSignedIn(AmiabilError):
    """There is no key, or none that opens anything."""

    code = "not_signed_in"


class MethodNotAllowed(AmiabilError):
    """The address exists, but not for this method; ``allowed`` are those it has."""

    code = "method_not_allowed"


class TooLarge(AmiabilError):
    """The body has ``size`` bytes, or more than ``max``."""

    code = "too_large"


class WrongMediaType(AmiabilError):
    """The body is not of a type that is read here; ``expected`` lists them."""

    code = "wrong_media_type"


class NoSuchRange(AmiabilError):
    """The file does not have the bytes of the ``Range``."""

    code = "no_such_range"


class Busy(AmiabilError):
    """As many long files are being sent as may be at once; a moment later there is room again."""

    code = "busy"


class UnknownParameter(Invalid):
    """A query parameter that is not part of the operation, or not of its form."""

    code = "bad_parameter"


_STATUS: tuple[tuple[type[AmiabilError], HTTPStatus], ...] = (
    (NotReadable, HTTPStatus.BAD_REQUEST),
    (NotSignedIn, HTTPStatus.UNAUTHORIZED),
    (MethodNotAllowed, HTTPStatus.METHOD_NOT_ALLOWED),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (WrongMediaType, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (NoSuchRange, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE),
    (Busy, HTTPStatus.SERVICE_UNAVAILABLE),
    *STATUS,
)


def status_of(error: AmiabilError) -> HTTPStatus:
    """The HTTP status of a refusal; raises the error itself when it has none, for then it is a defect."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    raise error


def document(error: AmiabilError, viewer: Viewer = NOBODY) -> dict[str, Any]:
    """The problem document of a refusal; its sentences are in the language of the request."""
    status = status_of(error)
    if status is HTTPStatus.NOT_FOUND:
        error = NotFound()  # foreign and missing things are told alike
    told: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": status.phrase,
        "status": status.value,
        "detail": _sentence(error, viewer),
        "code": error.code,
        "facts": dict(error.facts),
    }
    errors = error.errors if isinstance(error, InvalidFields) else (error,)
    fields = [one for one in errors if isinstance(one, Invalid) and one.field is not None]
    if fields:
        told["errors"] = [field_document(one, viewer) for one in fields[:PROBLEMS_TOLD]]
    return told


def field_document(error: AmiabilError, viewer: Viewer = NOBODY) -> dict[str, Any]:
    """One refused field: ``pointer``, ``code``, ``detail``, ``facts``."""
    pointer = error.field if isinstance(error, Invalid) and error.field is not None else ""
    return {
        "pointer": pointer,
        "code": error.code,
        "detail": _sentence(error, viewer),
        "facts": dict(error.facts),
    }


def problem(request: HttpRequest, error: AmiabilError) -> JsonResponse:
    """The answer to a request that was refused."""
    body = document(error, getattr(request, "auth", None) or NOBODY)
    response = JsonResponse(body, status=body["status"], content_type=MEDIA_TYPE)
    if isinstance(error, RateLimited):
        response["Retry-After"] = str(error.retry_after)
    if isinstance(error, NotSignedIn):
        response["WWW-Authenticate"] = 'Bearer realm="amiabil"'
    if isinstance(error, MethodNotAllowed):
        response["Allow"] = ", ".join(str(one) for one in error.facts["allowed"])  # type: ignore[union-attr]
    return response


def _sentence(error: AmiabilError, viewer: Viewer) -> str:
    return describe(error, translation.get_language() or viewer.language, viewer.zone).text
