"""Everything held about a person, to take along: asked for here, made by a job, fetched by its owner alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages as flash
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions import data_copies as actions
from amiabil.domain.access import Viewer
from amiabil.records import clock, data_copies, rates
from amiabil.records.data_copies import ASKED, READY
from amiabil.ui.formats import file_size
from amiabil.ui.frames import HOME_ZONE
from amiabil.ui.my_data import opened
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_customer

COPIES = rates.Limit("data_copy", 5, timedelta(days=1))
"""How often one person has a copy made: each reads every case of theirs."""


@dataclass(frozen=True, slots=True)
class CopyShown:
    """The state of a person's copy in words; ``url`` fetches it, empty while it is being made."""

    text: str
    url: str = ""


def shown(viewer: Viewer) -> CopyShown | None:
    """The last copy of the viewer, for the page of settings; None without one. One statement."""
    copy, now = data_copies.last_copy(viewer), clock.now()
    if copy is None:
        return None
    reader = Reader.of(viewer, now=now, case_zone=HOME_ZONE)
    if copy.state == ASKED:
        return CopyShown(_("Your copy is being put together; it will be here in a few minutes."))
    if copy.state != READY or copy.ready_at is None or copy.ends_at is None or copy.ends_at <= now:
        return None
    told = {
        "at": reader.moment(copy.ready_at).text,
        "size": file_size(copy.size, viewer.language),
        "day": reader.day(copy.ends_at),
    }
    text = _("Your copy of %(at)s, %(size)s. It can be fetched until %(day)s.") % told
    return CopyShown(text, reverse("data_copy", args=[copy.id]))


@require_POST
@for_customer
def ask(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Have a copy made. Raises ``RateLimited``."""
    rates.count(str(viewer.person_id), COPIES, at=clock.unshifted())
    actions.ask_copy(viewer, at=clock.now())
    flash.success(request, _("Your copy is being put together; it will be here in a few minutes."))
    return HttpResponseRedirect(f"{reverse('settings')}#data")


@require_safe
@for_customer
def fetch(request: HttpRequest, viewer: Viewer, copy_id: UUID) -> FileResponse:
    """The copy as a ZIP, for whom it is about alone. Raises ``NotFound``."""
    return opened(actions.take_copy(viewer, copy_id, at=clock.now()))
