"""How do the bytes of a file reach exactly those who may see them?

The right is asked of the database for every fetch. Where the operator has a host name for files, the answer is an
address there, signed for this viewer, file and form and good for five minutes: whatever a file may contain, it is then
another origin than the pages. Nothing is ever run or guessed: fixed types, ``nosniff``, a sandbox, and everything
but our own re-encoded pictures is a download.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header

from amiabil.domain.access import Viewer
from amiabil.domain.files import Form
from amiabil.foundation.errors import NotFound
from amiabil.foundation.grants import fetch_token, read_fetch
from amiabil.foundation.signed import BadToken
from amiabil.gateways.files import FileKey
from amiabil.records import clock, file_upkeep, files, sql
from amiabil.records.files import FileFacts
from amiabil.ui.file_names import download_name, is_drawn, type_of_form
from amiabil.ui.intake import file_store, key_of
from amiabil.ui.ranges import ranged

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Even opened by itself, a file may load nothing, run nothing and be framed by nobody."""

OWN_PAGES = "private, no-cache"
"""The browser may keep the bytes but asks each time, so a right that ends, ends."""

_SENT = frozenset({HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT})

SIGNED = "private, max-age=300"
"""As long as the address itself works."""


def deliver(
    request: HttpRequest, viewer: Viewer, file_id: UUID, form: str, *, reader: str | None = None
) -> HttpResponseBase:
    """A form of a file for this viewer; raises ``NotFound`` alike for foreign, missing, erased and closed forms.

    ``reader`` names who is counted where that is not the viewer, as a key that looks on behalf of somebody.
    """
    visible = files.file_for(viewer, file_id)
    wanted = next((known for known in visible.forms if known == form), None)
    if wanted is None:
        raise NotFound
    if settings.AMIABIL_FILES_HOST:
        return _elsewhere(visible.file, wanted, reader=reader or str(viewer.person_id))
    return answer(request, visible.file, wanted, caching=OWN_PAGES, reader=reader or str(viewer.person_id))


def deliver_signed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The bytes a signed address names; what is not signed, too old or erased meanwhile is not there (404)."""
    try:
        grant = read_fetch(token, key=settings.SECRET_KEY.encode(), now=clock.unshifted())
        key = FileKey.parse(grant.key)
    except (BadToken, ValueError):
        raise Http404 from None
    file = file_upkeep.kept_file(key.file)
    if file is None:
        raise Http404
    response = answer(request, file, Form(key.variant), caching=SIGNED, reader=grant.viewer)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # our pages are another origin than this host
    response["Access-Control-Allow-Origin"] = (
        "*"  # the address is the right; the window of the chat fetches it
    )
    return response


def answer(
    request: HttpRequest, file: FileFacts, form: Form, *, caching: str, reader: str
) -> HttpResponseBase:
    """The bytes of one form with every header that keeps them harmless; ``Range`` and revalidation understood."""
    etag = f'"{file.id}.{form}"'  # bytes never change under one id and form
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponseBase = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        response["ETag"] = etag
    else:
        response = ranged(request, file_store().open(key_of(file, form)), etag=etag, reader=reader)
        if response.status_code not in _SENT:
            response["Cache-Control"] = "no-store"
            return response
        if response.streaming:
            sql.let_go()
        drawn = is_drawn(file.media_type, form)
        media_type = type_of_form(file.media_type, form)
        response["Content-Type"] = (
            f"{media_type}; charset=utf-8" if media_type == "text/plain" else media_type
        )
        name = download_name(file.name, media_type)
        response["Content-Disposition"] = content_disposition_header(not drawn, name) or "attachment"
        response["ETag"] = etag
    response["Cache-Control"] = caching
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _elsewhere(file: FileFacts, form: Form, *, reader: str) -> HttpResponse:
    token = fetch_token(
        reader,
        str(key_of(file, form)),
        key=settings.SECRET_KEY.encode(),
        now=clock.unshifted(),
    )
    scheme = urlsplit(settings.AMIABIL_BASE_URL).scheme
    response = HttpResponseRedirect(
        f"{scheme}://{settings.AMIABIL_FILES_HOST}{reverse('signed_file', args=[token])}"
    )
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
