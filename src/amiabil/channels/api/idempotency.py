"""How is a request with an ``Idempotency-Key`` carried out once, however often it is sent?"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from amiabil.channels.api.authentication import caller
from amiabil.domain.access import Viewer
from amiabil.foundation.errors import Conflict, Invalid, NotFound, RateLimited
from amiabil.foundation.fields import Problems, Text
from amiabil.gateways.files import StorageFull
from amiabil.records import clock, idempotency
from amiabil.records.case_save import CaseMovedOn, OrderMovedOn
from amiabil.records.idempotency import Answer, Request
from amiabil.records.new_id import new_id
from amiabil.ui.json_bodies import JSON, raw_body
from amiabil.ui.problem_documents import MEDIA_TYPE, document

HEADER = "Idempotency-Key"

P = ParamSpec("P")
Act = Callable[Concatenate[HttpRequest, Viewer, P], Answer]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

_KEY = Text(200)
_LASTING = (NotFound, Conflict, Invalid)
"""Refusals that are an answer to the request; who lacks a right may try again with the key."""

_PASSING = (RateLimited, CaseMovedOn, OrderMovedOn, StorageFull)
"""Conflicts that say only *not now*: kept as the answer, they would refuse every repeat of what could be done."""


class BadKey(Invalid):
    """The idempotency key is not 1-200 printable characters."""

    code = "bad_key"


def once(act: Act[P]) -> View[P]:
    """A view that carries out ``act`` once for each key of its caller and answers repeats with the first answer.

    What was done and its answer commit together. Without a key the request is simply carried out.
    """

    @wraps(act)
    def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        viewer = caller(request)
        asked = _request(request)
        if asked is None:
            return _response(act(request, viewer, *args, **kwargs))
        with transaction.atomic():
            answer = idempotency.first_answer(viewer, asked, at=clock.unshifted())
            if answer is None:
                answer = _carried_out(act, request, viewer, *args, **kwargs)
                idempotency.keep(viewer, asked, answer, at=clock.unshifted())
        return _response(answer)

    _hide_viewer(view, act)
    return view


def _hide_viewer(view: Callable[..., HttpResponse], act: Callable[..., Answer]) -> None:
    """Let ninja see the parameters of ``act`` without the viewer, which is no parameter of the operation."""
    signature = inspect.signature(act, eval_str=True)
    shown = [one for one in signature.parameters.values() if one.name != "viewer"]
    view.__signature__ = signature.replace(parameters=shown)  # type: ignore[attr-defined]  # functions may have one


def _carried_out(
    act: Act[P], request: HttpRequest, viewer: Viewer, /, *args: P.args, **kwargs: P.kwargs
) -> Answer:
    try:
        with transaction.atomic():
            return act(request, viewer, *args, **kwargs)
    except _PASSING:
        raise
    except _LASTING as refusal:
        body = document(refusal, viewer)
        return Answer(body["status"], body)


def act_id(request: HttpRequest) -> UUID:
    """The client's name for what it asks: made from its key, so a repeat names the same thing; else a fresh one."""
    key = request.headers.get(HEADER)
    if key is None:
        return new_id()
    viewer = caller(request)
    return uuid5(NAMESPACE_OID, f"{viewer.ref}\0{request.path}\0{key}")


def _request(request: HttpRequest) -> Request | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    problems: Problems = []
    if _KEY.read(key, f"/{HEADER}", problems) is None:
        raise BadKey(field=f"/{HEADER}")
    said = f"{request.method} {request.get_full_path()}\n".encode() + raw_body(request, JSON)
    return Request(key, hashlib.sha256(said).digest())


def _response(answer: Answer) -> HttpResponse:
    refused = answer.status >= 400
    return JsonResponse(
        answer.body,
        status=answer.status,
        safe=False,
        content_type=MEDIA_TYPE if refused else JSON,
    )
