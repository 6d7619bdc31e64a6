"""What happens to every request before and after its view: the client's address, and refusals nobody answered."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from amiabil.foundation.errors import AmiabilError
from amiabil.server import refused

Next = Callable[[HttpRequest], HttpResponse]


def behind_proxy(get_response: Next) -> Next:
    """Take the client's address from the proxy, but only where the operator said that there is one.

    The last entry of ``X-Forwarded-For`` is the one our proxy wrote; earlier ones are the client's claims.
    """
    if not settings.AMIABIL.trust_proxy:
        return get_response

    def with_client_address(request: HttpRequest) -> HttpResponse:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
        if forwarded:
            request.META["REMOTE_ADDR"] = forwarded
        return get_response(request)

    return with_client_address


def plain_addresses(get_response: Next) -> Next:
    """Answer addresses with a NUL in them: the database keeps none, so nothing there has such a name."""

    def answered(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        return get_response(request)

    return answered


class refusals:  # noqa: N801  (named like the function-shaped middleware beside it)
    """Answer a refusal that its view let pass with a page that says it in the reader's language."""

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal; None leaves every other failure to be loud."""
        return refused.by_rule(request, error) if isinstance(error, AmiabilError) else None
