"""Where does the shop want goods sent back? Said once, on the page of settings; a case may have its own."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amiabil.actions.return_addresses import MOST, choose_return_address
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role, ShopRight
from amiabil.foundation.errors import AmiabilError
from amiabil.records.return_addresses import address_of_shop
from amiabil.ui.facts import Field
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_seller


def address_field(viewer: Viewer) -> Field | None:
    """The field with the shop's address for returns; None for whoever does not manage a shop."""
    if viewer.role is not Role.SELLER or ShopRight.MANAGE not in viewer.rights:
        return None
    return Field(
        "text",
        _("Address for returns"),
        kind="textarea",
        value=address_of_shop(viewer),
        hint=_("Name, street, town, postal code. In a dispute you can give another one."),
        optional=_("optional"),
        max_length=MOST,
        rows=3,
    )


@require_POST
@for_seller(ShopRight.MANAGE)
def keep_address(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Keep what was typed, and go back to it."""
    try:
        choose_return_address(viewer, request.POST.get("text", ""))
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language).text)
    else:
        flash.success(request, _("The address for returns is kept."))
    return HttpResponseRedirect(f"{reverse('settings')}#returns")
