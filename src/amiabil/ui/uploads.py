"""What does a page call to let a person hand over files, with and without JavaScript?

With it: ``begin`` names the upload and gives a token, the browser sends the parts to push, ``finish`` makes the file.
Without it: a multipart form whose view wears ``takes_form_files`` and calls ``receive_form_files``.

JSON, for ``ui/static/js/upload.js`` (routes: ``channels/files/urls.py`` and ``upload_urls.py``):

- ``begin``: ``{"name": "dent.jpg", "size": 5776186, "evidence_kind": "photo_item"}`` gives 201 and
  ``{"upload": id, "push": "https://…/upload/v1/{id}", "token": …, "size": …, "part_size": …, "parts": …,
  "finish": …, "renew": …, "discard": …}``. Part n, from 0, is ``PUT {push}/{n}`` with ``Authorization: Bearer
  {token}``; ``GET {push}`` tells which are there.
- ``renew``: the same object again with a fresh token, for an upload that takes hours or a page that was reloaded.
- ``finish``: 200 and ``{"file": {"id", "upload", "name", "media_type", "size", "evidence_kind", "forms":
  {"view": url, …}}}``.
- ``discard``: 200 and ``{}``.
- Refused: ``application/problem+json`` with ``code``, ``detail`` (a sentence) and ``facts``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from amiabil.actions.files import Announced, start_upload, unfinished_upload
from amiabil.domain.access import Viewer
from amiabil.domain.files import Form, open_forms
from amiabil.domain.terms import STAFF_ROLES
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.foundation.fields import BadFormat, FieldRequired, WrongType
from amiabil.foundation.grants import UploadGrant, upload_token
from amiabil.records import clock, files, rates
from amiabil.records.files import FileFacts, KeptUpload, UploadFacts
from amiabil.records.rates import Limit
from amiabil.ui import intake
from amiabil.ui.addresses import reverse
from amiabil.ui.form_files import files_of, takes_form_files
from amiabil.ui.next_page import safe_next
from amiabil.ui.problems import problem

__all__ = [
    "ReceivedFiles",
    "RefusedFile",
    "begin",
    "begin_url",
    "discard",
    "file_addresses",
    "finish",
    "receive_form_files",
    "renew",
    "step_url",
    "takes_form_files",
    "way_of_parts",
]

LONGEST_BODY = 4096
"""Bytes of the JSON that announces a file."""

BEGUN = Limit("upload", times=200, each=timedelta(hours=1))
"""Uploads one person may begin: ten cases with all the files a policy allows, in one hour."""


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file of a form that was not kept, by the name it was given, and why."""

    name: str
    refusal: AmiabilError


@dataclass(frozen=True, slots=True)
class ReceivedFiles:
    """What became of the files of a form; the others are kept whatever happened to one."""

    kept: tuple[FileFacts, ...] = ()
    refused: tuple[RefusedFile, ...] = ()


def begin(request: HttpRequest, viewer: Viewer, *, purpose: str, owner_id: UUID) -> JsonResponse:
    """Answer the browser that wants to send one file to the viewer's draft or case.

    ``purpose`` is ``draft``, ``case`` or ``ticket``; refusals are answered too.
    """

    def work() -> dict[str, object]:
        name, size, kind = _announced(request)
        rates.count(str(viewer.reader_id), BEGUN, at=clock.unshifted())
        announced = Announced(purpose, owner_id, name, size, kind)
        begun = start_upload(viewer, announced, at=clock.now())
        return _way(viewer, begun)

    return _answer(work, status=HTTPStatus.CREATED)


def renew(request: HttpRequest, viewer: Viewer, upload_id: UUID) -> JsonResponse:
    """Answer with a fresh token for an upload of the viewer that is not finished."""
    return _answer(lambda: _way(viewer, unfinished_upload(viewer, upload_id)))


def finish(request: HttpRequest, viewer: Viewer, upload_id: UUID) -> JsonResponse:
    """Answer the browser that has sent all parts; again gives the same file."""

    def work() -> dict[str, object]:
        file = intake.finish_parts(viewer, upload_id, at=clock.now())
        kind = files.upload(viewer, upload_id).evidence_kind
        return {"file": file_out(viewer, KeptUpload(upload_id, kind, file))}

    return _answer(work)


def discard(request: HttpRequest, viewer: Viewer, upload_id: UUID) -> HttpResponse:
    """Take a file back; what is evidence already stays. A plain form with ``next`` goes on to that page of ours."""
    goes_on = safe_next(request.POST.get("next"))
    if goes_on is not None:
        intake.discard(viewer, upload_id, at=clock.now())
        return HttpResponseRedirect(goes_on, status=HTTPStatus.SEE_OTHER)

    def work() -> dict[str, object]:
        intake.discard(viewer, upload_id, at=clock.now())
        return {}

    return _answer(work)


def receive_form_files(
    request: HttpRequest,
    viewer: Viewer,
    announced: Announced,
    *,
    field: str = "files",
) -> ReceivedFiles:
    """Keep the files of a plain form, each by itself; the view must wear ``takes_form_files``.

    ``announced`` gives purpose, owner and evidence kind; name and size come from the form. No file chosen gives
    an empty result. Raises ``NotFound`` and ``Forbidden``; every other refusal is told beside its file.
    """
    kept: list[FileFacts] = []
    refused: list[RefusedFile] = []
    at = clock.now()
    for sent in files_of(request, field):
        try:
            rates.count(str(viewer.reader_id), BEGUN, at=clock.unshifted())
            kept.append(intake.keep_form_file(viewer, announced, sent, at=at))
        except AmiabilError as refusal:
            if isinstance(refusal, (NotFound, Forbidden)):
                raise
            refused.append(RefusedFile(sent.name, refusal))
    return ReceivedFiles(tuple(kept), tuple(refused))


def begin_url(viewer: Viewer, purpose: str, owner_id: UUID) -> str:
    """Where this viewer's pages announce a file for a draft, a case or a request; of staff below ``/desk/``."""
    return reverse(f"{_room(viewer)}upload_begin", args=[purpose, owner_id])


def step_url(viewer: Viewer, step: str, upload_id: UUID) -> str:
    """Where this viewer's pages finish, renew or discard an upload."""
    return reverse(f"{_room(viewer)}upload_{step}", args=[upload_id])


def _room(viewer: Viewer) -> str:
    return "desk_" if viewer.role in STAFF_ROLES else ""


def file_addresses(viewer: Viewer, file_id: UUID, forms: tuple[str, ...] | frozenset[Form]) -> dict[str, str]:
    """Where this viewer's pages load the forms of a file: below ``/files/``, of staff below ``/desk/files/``."""
    return {str(form): reverse(f"{_room(viewer)}file", args=[file_id, str(form)]) for form in forms}


def file_out(viewer: Viewer, kept: KeptUpload) -> dict[str, object]:
    """A file of the viewer as the browser is told of it."""
    file = kept.file
    forms = sorted(open_forms(file.media_type, own=True) & {Form(variant) for variant in file.variants})
    return {
        "id": str(file.id),
        "upload": str(kept.upload_id),
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "evidence_kind": kept.evidence_kind,
        "forms": file_addresses(viewer, file.id, tuple(forms)),
    }


def _way(viewer: Viewer, begun: UploadFacts) -> dict[str, object]:
    """What the browser needs to send the parts of an upload, and to go on from there."""
    steps = {step: step_url(viewer, step, begun.id) for step in ("finish", "renew", "discard")}
    return {**way_of_parts(viewer, begun), **steps}


def way_of_parts(viewer: Viewer, begun: UploadFacts) -> dict[str, object]:
    """Where and how the parts of an upload are sent, with a token that is good for two hours."""
    assert viewer.reader_id is not None  # noqa: S101 - the action refuses who is nobody
    grant = UploadGrant(begun.id, viewer.reader_id, begun.size, begun.part_size, begun.parts)
    return {
        "upload": str(begun.id),
        "push": f"{settings.AMIABIL_PUSH_URL}/upload/v1/{begun.id}",
        "token": upload_token(grant, key=settings.SECRET_KEY.encode(), now=clock.unshifted()),
        "size": begun.size,
        "part_size": begun.part_size,
        "parts": begun.parts,
    }


def _announced(request: HttpRequest) -> tuple[str, int, str]:
    """Name, size and evidence kind of the file the browser wants to send."""
    if len(request.body) > LONGEST_BODY:
        raise BadFormat(expected="json")
    try:
        said = json.loads(request.body)
    except ValueError:
        raise BadFormat(expected="json") from None
    if not isinstance(said, dict):
        raise WrongType(expected="object")
    name, size, kind = said.get("name", ""), said.get("size"), said.get("evidence_kind") or ""
    if size is None:
        raise FieldRequired(field="/size")
    if type(size) is not int:
        raise WrongType(field="/size", expected="integer")
    if not isinstance(name, str) or not isinstance(kind, str):
        raise WrongType(field="/name" if not isinstance(name, str) else "/evidence_kind", expected="string")
    return name, size, kind


def _answer(work: Callable[[], dict[str, object]], *, status: HTTPStatus = HTTPStatus.OK) -> JsonResponse:
    try:
        return JsonResponse(work(), status=status, headers={"Cache-Control": "no-store"})
    except AmiabilError as refusal:
        return problem(refusal)
