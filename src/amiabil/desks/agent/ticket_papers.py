"""A request to take away, as the staff read it: as a PDF, and the whole of it as a signed ZIP."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.ui.tickets.dossier import send_pdf, send_zip
from amiabil.ui.viewer import for_staff


@require_safe
@for_staff(Role.AGENT)
def ticket_pdf(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The request with its notes, to read and to print. Raises ``NotFound`` and ``RateLimited``."""
    return send_pdf(viewer, reference)


@require_safe
@for_staff(Role.AGENT)
def ticket_zip(request: HttpRequest, viewer: Viewer, reference: str) -> FileResponse:
    """The whole request with its notes, signed. Raises ``NotFound`` and ``RateLimited``."""
    return send_zip(viewer, reference)
