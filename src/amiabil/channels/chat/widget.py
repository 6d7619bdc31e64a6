"""What a page loads to show the chat: the script, and its words in one language. The same for everybody who asks."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language_info
from django.utils.translation.trans_real import get_supported_language_variant
from django.views.decorators.http import require_safe

from amiabil.ui.widget_script import TARGET
from amiabil.ui.words.widget import words_in

KEPT = 3600
"""Seconds for which a browser does not ask again: so long until every page has a new version."""

_PSEUDO_RIGHT_TO_LEFT = "ar-xb"


@require_safe
def script(request: HttpRequest) -> HttpResponseBase:
    """The script: an address that stays, and a content that is named by its hash."""
    return _public(request, TARGET.read_bytes(), "text/javascript; charset=utf-8")


@require_safe
def words(request: HttpRequest, language: str) -> HttpResponseBase:
    """What it says, in this language or the nearest one there is."""
    return _public(request, _words(_nearest(language), settings.AMIABIL_MARKETPLACE), "application/json")


def _nearest(language: str) -> str:
    try:
        return get_supported_language_variant(language.lower())
    except LookupError:
        return str(settings.LANGUAGE_CODE)


@lru_cache(maxsize=16)
def _words(language: str, marketplace: str) -> bytes:
    is_mirrored = (
        language == _PSEUDO_RIGHT_TO_LEFT or get_language_info(language.split("-", maxsplit=1)[0])["bidi"]
    )
    document = {
        "language": language.split("-", maxsplit=1)[0],
        "path": language,
        "direction": "rtl" if is_mirrored else "ltr",
        "marketplace": marketplace,
        "words": words_in(language),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _public(request: HttpRequest, body: bytes, kind: str) -> HttpResponseBase:
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        answer = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(_packed(body), content_type=kind, headers={"Content-Encoding": "gzip"})
    else:
        answer = HttpResponse(body, content_type=kind)
    answer["ETag"] = tag
    answer["Vary"] = "Accept-Encoding"
    answer["Cache-Control"] = f"public, max-age={KEPT}"
    answer["Access-Control-Allow-Origin"] = "*"  # nothing of anybody's is in it, and no cookie goes with it
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@lru_cache(maxsize=32)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)
