"""The feed of everything that happens, for systems that follow along."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from ninja import Router

from amiabil.channels.api import case_documents
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.pages import page_of
from amiabil.domain.access import Act, demand
from amiabil.records import changes
from amiabil.ui.problem_documents import UnknownParameter

router = Router(tags=["changes"])


@router.get(
    "/changes",
    operation_id="listChanges",
    summary="Follow everything that happens",
    openapi_extra=described(
        {HTTPStatus.OK: ("Events in the order they were published.", listed(ref("Change")))}
    ),
)
def list_changes(request: HttpRequest, after: str = "0", limit: int | None = None) -> HttpResponse:
    """Events after a `stream_seq`, which has no gaps; `next` is null when there is no more now."""
    viewer = caller(request)
    demand(viewer, Act.SEE_CASE)
    if not (after.isascii() and after.isdecimal() and len(after) <= 18):
        raise UnknownParameter(field="/after")
    return page_of(changes.changes(viewer, after=int(after), limit=limit), case_documents.change)
