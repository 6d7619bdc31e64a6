"""How do files come in with a plain form, without letting a form fill the memory?

Django's own handler forgets files of requests above its limit without a word; this one keeps what fits, remembers
what did not, and always lets the other fields through, so that nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Concatenate, ParamSpec

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from amiabil.domain.files import FORM_FILE_MAX, FORM_FILES_MAX
from amiabil.ui.intake import FormFile

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

BODY_MAX = 60_000_000
"""Bytes of a whole form: ten good files and one much too large. Above it nothing is read."""


class FormFileHandler(FileUploadHandler):
    """Holds each file up to 5 MB in memory; of a larger one only its size is counted."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._kept = 0
        self._held: BytesIO | None = None
        self._size = 0

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Django's call at the beginning of a file."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]  # Django's own eight parameters, passed on
        self._held, self._size = BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece while the file still fits."""
        self._size += len(raw_data)
        if self._held is None:
            return
        if self._size > FORM_FILE_MAX or self._kept + self._size > FORM_FILES_MAX:
            self._held = None
        else:
            self._held.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        """The file, or an empty one that only knows how large it was."""
        held = self._held or BytesIO()
        self._kept += len(held.getbuffer())
        return InMemoryUploadedFile(
            file=held,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


def takes_form_files(view: View[P]) -> View[P]:
    """For views whose forms carry files of up to 5 MB each; the token against forged forms is still demanded.

    Put it outermost: the handler must be there before anything reads the form.
    """
    protected = csrf_protect(view)

    @csrf_exempt  # only the outer layer, which reads nothing; ``protected`` checks
    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if int(request.headers.get("Content-Length") or 0) > BODY_MAX:
            raise RequestDataTooBig(f"a form of more than {BODY_MAX} bytes")
        request.upload_handlers = [FormFileHandler(request)]
        return protected(request, *args, **kwargs)

    return wrapped


def files_of(request: HttpRequest, field: str) -> list[FormFile]:
    """The files chosen in one field, in order; an empty choice of the browser is none.

    One that did not fit into the form has a size and no bytes.
    """
    return [
        FormFile(name=sent.name or "", content=sent.file.getvalue(), size=sent.size or 0)
        for sent in request.FILES.getlist(field)
        if isinstance(sent, InMemoryUploadedFile) and isinstance(sent.file, BytesIO)
    ]
