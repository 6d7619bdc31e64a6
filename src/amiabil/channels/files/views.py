"""The doors for files: customers' and staff's, each reading only its own session."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.ui import file_delivery, uploads
from amiabil.ui.viewer import for_customer, for_staff

_STAFF = (
    Role.AGENT,
    Role.MEDIATOR,
    Role.REVIEWER,
    Role.SUPERVISOR,
    Role.OPERATOR,
    Role.ADMIN,
    Role.AUDITOR,
)
"""Every role that may read a case; the one at work now decides, as on the desks."""


@require_safe
@for_customer
def file(request: HttpRequest, viewer: Viewer, file_id: UUID, form: str) -> HttpResponseBase:
    """One form of a file for a buyer or a member of a shop."""
    return file_delivery.deliver(request, viewer, file_id, form)


@require_safe
@for_staff(*_STAFF)
def desk_file(request: HttpRequest, viewer: Viewer, file_id: UUID, form: str) -> HttpResponseBase:
    """One form of a file for a member of the staff; an auditor's look is written down."""
    return file_delivery.deliver(request, viewer, file_id, form)


@require_safe
def signed_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The bytes a signed address names; the address is the right."""
    return file_delivery.deliver_signed(request, token)


@require_POST
@for_customer
def begin(request: HttpRequest, viewer: Viewer, purpose: str, owner_id: UUID) -> JsonResponse:
    """A browser announces a file for a draft or a case."""
    return uploads.begin(request, viewer, purpose=purpose, owner_id=owner_id)


_WRITING = (Role.AGENT, Role.SUPERVISOR)
"""Who of the staff writes messages that files go with."""


@require_POST
@for_staff(*_WRITING)
def desk_begin(request: HttpRequest, viewer: Viewer, purpose: str, owner_id: UUID) -> JsonResponse:
    """A browser of the staff announces a file for a request."""
    return uploads.begin(request, viewer, purpose=purpose, owner_id=owner_id)


@require_POST
@for_staff(*_WRITING)
def desk_finish(request: HttpRequest, viewer: Viewer, upload_id: UUID) -> JsonResponse:
    """A browser of the staff has sent all parts."""
    return uploads.finish(request, viewer, upload_id)


@require_POST
@for_staff(*_WRITING)
def desk_renew(request: HttpRequest, viewer: Viewer, upload_id: UUID) -> JsonResponse:
    """A browser of the staff goes on with an upload."""
    return uploads.renew(request, viewer, upload_id)


@require_POST
@for_staff(*_WRITING)
def desk_discard(request: HttpRequest, viewer: Viewer, upload_id: UUID) -> HttpResponse:
    """A member of the staff takes a file back before it is sent."""
    return uploads.discard(request, viewer, upload_id)


@require_POST
@for_customer
def finish(request: HttpRequest, viewer: Viewer, upload_id: UUID) -> JsonResponse:
    """A browser has sent all parts."""
    return uploads.finish(request, viewer, upload_id)


@require_POST
@for_customer
def renew(request: HttpRequest, viewer: Viewer, upload_id: UUID) -> JsonResponse:
    """A browser goes on with an upload and needs a fresh token."""
    return uploads.renew(request, viewer, upload_id)


@require_POST
@for_customer
def discard(request: HttpRequest, viewer: Viewer, upload_id: UUID) -> HttpResponse:
    """A person takes a file back before it is evidence."""
    return uploads.discard(request, viewer, upload_id)
