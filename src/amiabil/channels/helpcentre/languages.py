"""Where does an address lead that names a language we do not speak? To the same page in one we do."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")


@require_safe
def in_ours(request: HttpRequest, language: str, page: str, rest: str = "") -> HttpResponse:
    """``/ro-RO/help/x`` and ``/RO/help/x`` lead to ``/ro/help/x``, ``/fr/help/x`` to the reader's own language."""
    if _LANGUAGE.fullmatch(language) is None:
        raise Http404
    base = language.lower().split("-")[0]
    code = base if base in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE
    target = HttpRequest()
    target.path = f"/{code}/{page}{rest}"
    target.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "")
    response = HttpResponseRedirect(target.get_full_path())
    response["Vary"] = "Cookie, Accept-Language"
    return response
