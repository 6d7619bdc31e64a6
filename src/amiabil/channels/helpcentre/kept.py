"""How is a public page answered without being made anew? Kept whole, while what it is made of stays the same.

Kept in this process and only for readers of whom nothing is known: no session, no notices, no query. One statement
tells whether the page is still right, and is asked at most once a second, so a published article or a changed policy
shows within that second. Nothing sets a cookie.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from threading import Lock
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers

from amiabil.actions.policies import general_policy
from amiabil.domain.policy.model import Policy
from amiabil.records import clock
from amiabil.records.help_shelves import Stamp, stamp
from amiabil.ui.look import THEME_COOKIE, THEMES
from amiabil.ui.viewer import CUSTOMER_COOKIE

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

MOST = 400
"""Pages kept in a process, some 20 kB each: every article in two languages and three themes."""

FRESH_FOR = 1.0
"""Seconds for which what was asked holds: nobody sees the difference, and a crowd costs no statement for each look."""

ASK_AGAIN = "max-age=0, must-revalidate"


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: Stamp
    body: bytes
    tag: str
    kind: str


_pages: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
_asked: tuple[Stamp, float] | None = None
_lock = Lock()


def public_page(view: View[P]) -> View[P]:
    """A page everybody may read. Who is signed in gets their own; everybody else the kept one, with an ``ETag``."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not _for_anybody(request):
            return _own(request, view(request, *args, **kwargs))
        key = (request.path_info, _theme(request))
        now = current_stamp()
        kept = _pages.get(key)
        if kept is None or kept.stamp != now:
            response = view(request, *args, **kwargs)
            if response.status_code != HTTPStatus.OK:
                return _shared(response)
            kept = _keep(key, now, response)
        return _answer(request, kept)

    return answered


def current_stamp() -> Stamp:
    """What public pages are made of, as it was asked within the last second."""
    global _asked  # noqa: PLW0603 - the one answer of this process, replaced as a whole
    asked, now = _asked, time.monotonic()
    if asked is not None and now - asked[1] < FRESH_FOR:
        return asked[0]
    found = _ask()
    _asked = (found, now)
    return found


def current_policy() -> Policy:
    """What the policy in force says to everybody, as it was asked within the last second."""
    return general_policy(current_stamp().policy)


def _ask() -> Stamp:
    """One statement, two in the demonstration."""
    policy_id, _, version = settings.AMIABIL_POLICY.partition("@")
    return stamp(policy_id, at=clock.now(), version=int(version) if version.isdecimal() else None)


def forget() -> None:
    """Keep nothing any more."""
    global _asked  # noqa: PLW0603 - as above
    with _lock:
        _pages.clear()
        _asked = None


def _for_anybody(request: HttpRequest) -> bool:
    cookies = request.COOKIES
    return not (request.META.get("QUERY_STRING") or CUSTOMER_COOKIE in cookies or "messages" in cookies)


def _theme(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "system"


def _keep(key: tuple[str, str], now: Stamp, response: HttpResponse) -> _Kept:
    digest = hashlib.blake2b(response.content, digest_size=12).hexdigest()
    kept = _Kept(now, response.content, f'"{digest}"', response["Content-Type"])
    with _lock:
        _pages[key] = kept
        _pages.move_to_end(key)
        while len(_pages) > MOST:
            _pages.popitem(last=False)
    return kept


def _answer(request: HttpRequest, kept: _Kept) -> HttpResponse:
    asked = request.META.get("HTTP_IF_NONE_MATCH", "")
    response: HttpResponse
    if kept.tag in (one.strip().removeprefix("W/") for one in asked[:400].split(",")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(kept.body, content_type=kept.kind)
    response["ETag"] = kept.tag
    return _shared(response)


def _shared(response: HttpResponse) -> HttpResponse:
    """Caches on the way may keep it, and ask before they show it again."""
    response["Cache-Control"] = f"public, {ASK_AGAIN}"
    response["Vary"] = "Cookie"
    return response


def _own(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if CUSTOMER_COOKIE not in request.COOKIES and "messages" not in request.COOKIES:
        return _shared(response)
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    return response
