"""Who is looking at this page, and is the page for them?

Customers and staff may be signed in side by side in one browser; a page reads only the cookie it is for. What the
decorators let in they hand to the view as its second argument.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control

from amiabil.actions.staff import note_look
from amiabil.domain.access import NOBODY, RightMissing, Viewer, WrongRole
from amiabil.domain.terms import Role, ShopRight
from amiabil.records import clock, sessions, staff
from amiabil.ui.next_page import page_to_resume

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
Page = Callable[Concatenate[HttpRequest, Viewer, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

CUSTOMER_COOKIE = "amiabil_customer"
"""Holds the random token of a customer's session; conventions.md, *Signing in*."""

_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

CHOSEN_ROLE = "amiabil_role"
"""Where the session of a member of the staff keeps the role they switched to."""


def customer_of(request: HttpRequest) -> Viewer:
    """The buyer, seller or administrator of this request, ``NOBODY`` when none is; one statement a request at most.

    ``language`` is that of the page.
    """
    known: Viewer | None = getattr(request, "_amiabil_customer", None)
    if known is None:
        token = request.COOKIES.get(CUSTOMER_COOKIE)
        found = sessions.viewer_of(token, at=clock.unshifted()) if token else None
        known = replace(found or NOBODY, language=translation.get_language() or settings.LANGUAGE_CODE)
        request._amiabil_customer = known  # type: ignore[attr-defined]  # Django's way to keep things
    return known


def for_customer(page: Page[P]) -> View[P]:
    """For a signed-in buyer, seller or insolvency administrator; others read how to sign in."""
    return _for_customers(page, (Role.BUYER, Role.SELLER, Role.ADMINISTRATOR), None)


def for_buyer_or_seller(page: Page[P]) -> View[P]:
    """For a signed-in buyer or seller: what an administrator does not take over is refused with ``WrongRole``."""
    return _for_customers(page, (Role.BUYER, Role.SELLER), None)


def for_buyer(page: Page[P]) -> View[P]:
    """For a signed-in buyer; nobody reads how to sign in, a seller is refused with ``WrongRole``."""
    return _for_customers(page, (Role.BUYER,), None)


def for_seller(right: ShopRight | None = None) -> Callable[[Page[P]], View[P]]:
    """For a signed-in member of a shop who has this right, where one is named; else ``RightMissing``.

    Where none is named, for the shop's insolvency administrator too.
    """
    roles = (Role.SELLER,) if right else (Role.SELLER, Role.ADMINISTRATOR)

    def decorate(page: Page[P]) -> View[P]:
        return _for_customers(page, roles, right)

    return decorate


def _for_customers(page: Page[P], roles: tuple[Role, ...], right: ShopRight | None) -> View[P]:
    @wraps(page)
    def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        viewer = customer_of(request)
        if viewer.role is None:
            return sign_in_needed(request)
        if viewer.role not in roles:
            raise WrongRole(*roles)
        if right is not None and right not in viewer.rights:
            raise RightMissing(right)
        return _answer(page, request, viewer, *args, **kwargs)

    return view


def for_staff(*roles: Role) -> Callable[[Page[P]], View[P]]:
    """For a member of the staff who holds one of these roles, the usual one first.

    They work in the role they switched to, where it is one of these, else in the first they hold. Nobody is sent
    to the sign-in page; without a second factor (outside the demonstration) to where one is set up; others are
    refused with ``WrongRole``. Every look of an auditor is written down.
    """

    def decorate(page: Page[P]) -> View[P]:
        @wraps(page)
        def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            elsewhere = staff_entrance(request)
            if elsewhere is not None:
                return elsewhere
            viewer = staff.viewer_from(request.user, _role_at_work(request, roles))
            _speak(request, viewer.language)
            viewer = replace(viewer, language=translation.get_language() or viewer.language)
            if viewer.role is Role.AUDITOR:
                note_look(viewer, request.path)
            return _answer(page, request, viewer, *args, **kwargs)

        return view

    return decorate


def staff_entrance(request: HttpRequest) -> HttpResponseBase | None:
    """Where a request to a desk has to go first: signing in, or setting up the second factor; None to go on."""
    if not request.user.is_authenticated:
        return _elsewhere(request, "account_login")
    if not settings.AMIABIL_DEMO and not staff.has_second_factor(request.user):
        return _elsewhere(request, "mfa_index")
    return None


def sign_in_needed(request: HttpRequest) -> HttpResponse:
    """The page that says how to sign in, in place of the one that was asked for; 401.

    A form that came too late is shown again with all that was written, to be sent once more after signing in.
    """
    next_page = page_to_resume(request)
    facts = {
        "sign_in_url": sign_in_url(next_page),
        "marketplace": settings.AMIABIL_MARKETPLACE,
        "written": _written(request),
        "carried": _CARRIED,
        "files_lost": request.method == "POST" and bool(request.FILES),
        "send_to": request.get_full_path(),
    }
    response = render(request, "ui/sign_in.html", facts, status=HTTPStatus.UNAUTHORIZED)
    response["WWW-Authenticate"] = 'Session realm="marketplace"'
    if "HX-Request" in request.headers and request.method == "GET":
        response["HX-Refresh"] = "true"  # the whole page says it, not a part of it
    return _private(response)


def sign_in_url(next_page: str) -> str | None:
    """Where the marketplace signs a customer in and sends them back to ``next_page``; None when it has told none."""
    start: str | None = settings.AMIABIL_SIGN_IN_URL
    if start is None:
        return None
    return f"{start}{'&' if '?' in start else '?'}{urlencode({'next': next_page})}"


_CARRIED = frozenset(
    {
        "step",
        "version",
        "draft",
        "key",
        "message_id",
        "audience",
        "next",
        "proposal",
        "remedy",
        "reason",
        "kind",
    }
)
"""Fields that go along without being shown: nobody wrote them in words."""


def _written(request: HttpRequest) -> list[tuple[str, str]]:
    if request.method != "POST" or request.content_type not in _FORMS:
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
        if isinstance(value, str)
    ]


def _role_at_work(request: HttpRequest, roles: tuple[Role, ...]) -> Role:
    held = [role for role in roles if role in staff.held_roles(request.user)]
    if not held:
        raise WrongRole(*roles)
    chosen = request.session.get(CHOSEN_ROLE)
    return next((role for role in held if role == chosen), held[0])


def _elsewhere(request: HttpRequest, name: str) -> HttpResponseBase:
    address = f"{reverse(name)}?{urlencode({'next': page_to_resume(request)})}"
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _speak(request: HttpRequest, language: str) -> None:
    """In the language of the person, unless they chose another one in this browser."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and language in dict(settings.LANGUAGES):
        translation.activate(language)
        request.LANGUAGE_CODE = language


def _answer(
    page: Page[P], request: HttpRequest, viewer: Viewer, /, *args: P.args, **kwargs: P.kwargs
) -> HttpResponseBase:
    request.viewer = viewer  # type: ignore[attr-defined]  # for the frame: name, role, rights
    return _private(page(request, viewer, *args, **kwargs))


def _private(response: R) -> R:
    """One person's page is kept by no cache on the way, and shown again only after asking us (S28)."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_cache=True)
    return response
