"""Papers of a case for its parties: the final letter as a page to print, and the whole file to take away."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.ui.case import letter
from amiabil.ui.case.door import PORTAL, SELLER
from amiabil.ui.case.seen import look
from amiabil.ui.dossier import answer, pack
from amiabil.ui.frames import portal_frame, seller_frame
from amiabil.ui.viewer import for_customer


@require_safe
@for_customer
def final_letter(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The final letter; before the end, back to the case. Raises ``NotFound``."""
    is_seller = viewer.side is Role.SELLER
    door = SELLER if is_seller else PORTAL
    seen = look(viewer, reference, door)
    written = letter.of_case(seen)
    if written is None:
        flash.info(request, _("The final letter is written when the dispute has ended."))
        return HttpResponseRedirect(door.page_of(reference))
    facts = {
        "base": "ui/frame_desk.html" if is_seller else "ui/frame_portal.html",
        "frame": (seller_frame if is_seller else portal_frame)(request, viewer, "disputes"),
        "case": seen.file,
        "letter": written,
        "back": door.page_of(reference),
    }
    return render(request, "portal/letter.html", facts)


@require_safe
@for_customer
def dossier(request: HttpRequest, viewer: Viewer, reference: str) -> FileResponse:
    """The whole file of the case, signed, as a ZIP to save. Raises ``NotFound`` and ``RateLimited``."""
    return answer(viewer, lambda: pack(viewer, reference, SELLER if viewer.side is Role.SELLER else PORTAL))
