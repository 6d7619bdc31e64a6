"""Who calls at the door of the widget, from which page, and for which chat?

Three ways to be somebody: the secret of one chat (a visitor), a pass (a customer the marketplace has vouched for on a
page of its own), or the session cookie of a page of ours. Which pages may call is the operator's word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from amiabil.domain.access import NOBODY, Viewer
from amiabil.domain.terms import PARTIES
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.records import chats, clock, sessions
from amiabil.records.chats import ChatFile
from amiabil.ui.problem_documents import MethodNotAllowed, NotSignedIn, problem
from amiabil.ui.viewer import customer_of

PREFLIGHT_KEPT = 7200
"""Seconds for which a browser need not ask again; the browsers cap it there."""

_ALLOWED_HEADERS = "Authorization, Content-Type, Accept-Language"

Answer = Callable[[HttpRequest, Viewer, ChatFile], HttpResponse]


class NotFromHere(Forbidden):
    """A browser sent this from a page that is neither ours nor named by the operator."""

    code = "not_from_here"


def door(method: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """One method of one address; every refusal is told as a problem document, and nothing is kept on the way."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @csrf_exempt  # a secret or a pass in a header, or a session of a page of ours: see demand_own_page
        @wraps(view)
        def wrapped(request: HttpRequest, **places: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return _preflight(request, method)
            try:
                if request.method != method:
                    raise MethodNotAllowed(allowed=[method])
                _demand_named_page(request)
                answer: HttpResponseBase = view(request, **places)
            except AmiabilError as refusal:
                answer = problem(request, refusal)
            if not answer.has_header("Cache-Control"):  # files say themselves how long they may be kept
                answer["Cache-Control"] = "no-store"
            return readable(request, answer)

        return wrapped

    return decorate


def in_chat(answer: Answer) -> Callable[[HttpRequest, str], HttpResponse]:
    """For whoever holds the secret of the chat, or has come in and it is theirs. Raises ``NotFound``."""

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        viewer, file = who(request, reference)
        return answer(request, viewer, file)

    return wraps(answer)(view)


def caller_of(request: HttpRequest) -> Viewer:
    """The customer with this pass or session, in the language of the request; ``NOBODY`` for a visitor.

    Raises ``NotSignedIn`` for a pass that has ended, and ``NotFromHere`` for a session on a page that is not ours.
    """
    shown = bearer_of(request)
    if shown.startswith(sessions.FOR_CHATS):
        found = sessions.viewer_of(shown, at=clock.unshifted(), chats_only=True)
        if found is None:
            raise NotSignedIn()
        return replace(found, language=_language())
    viewer = customer_of(request)
    if viewer.role not in PARTIES:
        return replace(NOBODY, language=_language())
    demand_own_page(request)
    return viewer


def bearer_of(request: HttpRequest) -> str:
    """What stands in ``Authorization: Bearer``; empty when nothing does."""
    kind, _space, shown = request.headers.get("Authorization", "").partition(" ")
    return shown.strip() if kind.lower() == "bearer" else ""


def who(request: HttpRequest, reference: str) -> tuple[Viewer, ChatFile]:
    """Who calls, and the chat of this reference, which is theirs. Raises ``NotFound`` and ``NotSignedIn``."""
    shown = bearer_of(request)
    if shown and not shown.startswith(sessions.FOR_CHATS):
        file = chats.by_secret(shown, at=clock.now())
        if file is None or file.reference != reference:
            raise NotFound()
        return replace(file.asker, language=_language()), file
    viewer = caller_of(request)
    if viewer.role not in PARTIES:
        raise NotSignedIn()
    return viewer, chats.file_of(viewer, reference)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


# ---- pages at other origins ---------------------------------------------------------------------


def is_own_page(request: HttpRequest) -> bool:
    """Whether the page that calls has the origin of this site."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def demand_own_page(request: HttpRequest) -> None:
    """A session changes something from pages of ours alone. Raises ``NotFromHere``."""
    if request.method != "GET" and not is_own_page(request):
        raise NotFromHere()


def _demand_named_page(request: HttpRequest) -> None:
    """A page that is neither ours nor named gets nothing, whatever it shows. A program sends no ``Origin``."""
    if "Origin" in request.headers and not (is_own_page(request) or _is_named(request)):
        raise NotFromHere()


def _is_named(request: HttpRequest) -> bool:
    return request.headers.get("Origin") in settings.AMIABIL_CHAT_ORIGINS


def readable(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """The answer, which a page the operator named may read; never with cookies."""
    patch_vary_headers(answer, ["Origin"])
    if _is_named(request):
        answer["Access-Control-Allow-Origin"] = request.headers["Origin"]
        answer["Access-Control-Expose-Headers"] = "Retry-After"
    return answer


def _preflight(request: HttpRequest, method: str) -> HttpResponseBase:
    answer = HttpResponse(status=204)
    if _is_named(request):
        answer["Access-Control-Allow-Methods"] = method
        answer["Access-Control-Allow-Headers"] = _ALLOWED_HEADERS
        answer["Access-Control-Max-Age"] = str(PREFLIGHT_KEPT)
    return readable(request, answer)
