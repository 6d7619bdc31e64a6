"""How does a customer come in from the marketplace, and go out again?"""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from amiabil.actions import sign_in
from amiabil.actions.sign_in import Entry
from amiabil.domain.sign_in import (
    ShopNotInsolvent,
    SignInNotSetUp,
    SignInUnavailable,
    TokenRefused,
    TokenUsed,
)
from amiabil.domain.terms import Role, party
from amiabil.foundation.errors import AmiabilError
from amiabil.records import sessions
from amiabil.ui import vouching
from amiabil.ui.live import close_streams
from amiabil.ui.next_page import safe_next
from amiabil.ui.viewer import CUSTOMER_COOKIE, customer_of, sign_in_url

_LOG = logging.getLogger(__name__)
_STATUS: dict[type[AmiabilError], HTTPStatus] = {
    TokenRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    TokenUsed: HTTPStatus.CONFLICT,
    ShopNotInsolvent: HTTPStatus.CONFLICT,
    SignInNotSetUp: HTTPStatus.SERVICE_UNAVAILABLE,
    SignInUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


@csrf_exempt  # the token is signed, good for one entry and for ten minutes: nothing of the browser is trusted
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entrance(request: HttpRequest) -> HttpResponseBase:
    """``POST`` with ``token`` and ``next`` opens a session and goes on; ``GET`` says how to sign in."""
    if request.method == "POST":
        return _enter(request)
    next_page = safe_next(request.GET.get("next"))
    if customer_of(request).role is not None:
        return HttpResponseRedirect(next_page or "/")
    return _page(request, next_page, HTTPStatus.OK)


def _enter(request: HttpRequest) -> HttpResponseBase:
    next_page = safe_next(request.POST.get("next"))
    try:
        vouched = vouching.vouched(request.POST.get("token", ""))
        entry = sign_in.enter(vouched, previous=request.COOKIES.get(CUSTOMER_COOKIE))
    except tuple(_STATUS) as refusal:
        _LOG.info("sign-in refused: %s", refusal)
        return _page(request, next_page, _STATUS[type(refusal)], refusal=refusal)
    language = entry.language or get_language() or settings.LANGUAGE_CODE
    response = HttpResponseRedirect(next_page or _landing(entry, language))
    response.status_code = HTTPStatus.SEE_OTHER
    _remember(response, entry)
    return response


def _landing(entry: Entry, language: str) -> str:
    return f"/{language}/seller/" if party(entry.role) is Role.SELLER else f"/{language}/orders/"


def _remember(response: HttpResponse, entry: Entry) -> None:
    response.set_cookie(
        CUSTOMER_COOKIE,
        entry.token,
        max_age=sessions.LONGEST,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    if entry.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            entry.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )


def _page(
    request: HttpRequest, next_page: str | None, status: HTTPStatus, *, refusal: AmiabilError | None = None
) -> HttpResponse:
    facts = {
        "sign_in_url": sign_in_url(next_page or "/"),
        "marketplace": settings.AMIABIL_MARKETPLACE,
        "refusal": refusal,
    }
    return render(request, "ui/sign_in.html", facts, status=status)


@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """End this session, or with ``everywhere`` all sessions of the person, and go to the start page."""
    viewer = customer_of(request)
    if request.POST.get("everywhere"):
        sign_in.leave_everywhere(viewer)
    token = request.COOKIES.get(CUSTOMER_COOKIE)
    if token:
        sign_in.leave(token)
    if viewer.person_id is not None:
        close_streams(viewer.person_id)
    response = HttpResponseRedirect("/")
    response.status_code = HTTPStatus.SEE_OTHER
    response.delete_cookie(CUSTOMER_COOKIE, samesite="Lax")
    return response
