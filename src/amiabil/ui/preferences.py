"""How does a reader choose theme and language without JavaScript? By two small forms that come back here."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amiabil.ui.look import COOKIE_AGE, THEME_COOKIE, THEMES


def _back(request: HttpRequest) -> str:
    """Where the form was, when that is an address of ours."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


@csrf_exempt  # changes only how this browser's pages look; a token would put a cookie on every public page
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme for a year and go back; an unknown one changes nothing."""
    response = HttpResponseRedirect(_back(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=COOKIE_AGE, samesite="Lax", secure=request.is_secure()
        )
    return response


@csrf_exempt  # as above
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language and go back to the same page in it; an unknown one changes nothing."""
    chosen, back = request.POST.get("language", ""), _back(request)
    if chosen not in dict(settings.LANGUAGES) or not check_for_language(chosen):
        return HttpResponseRedirect(back)
    response = HttpResponseRedirect(translate_url(back, chosen))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
