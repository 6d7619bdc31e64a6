"""What has a customer been told? The notices, newest first; looking at them reads them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records import notices as kept
from amiabil.records.notices import NoticeRow
from amiabil.ui.facts import Empty, Link, Moment
from amiabil.ui.frames import HOME_ZONE, portal_frame, seller_frame
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_customer
from amiabil.ui.words import notices as words

SIZE = 30


@dataclass(frozen=True, slots=True)
class Item:
    """One notice: what happened, in which case, when; ``fresh`` until it was looked at."""

    text: str
    icon: str
    subject: str
    reference: str
    url: str
    at: Moment
    fresh: bool


@require_safe
@for_customer
def notices(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The notices of this person in the role they are in."""
    found = kept.notices(viewer, limit=SIZE, after=request.GET.get("after"))
    now = clock.now()
    seller = viewer.side is Role.SELLER
    frame = seller_frame(request, viewer, "notices") if seller else portal_frame(request, viewer, "notices")
    facts = {
        "base": "ui/frame_desk.html" if seller else "ui/frame_portal.html",
        "frame": frame,
        "items": [
            _item(row, Reader.of(viewer, now=now, case_zone=row.zone or HOME_ZONE)) for row in found.items
        ],
        "empty": Empty(
            _("Nothing new"),
            _("Here you read what happens in your disputes; the same comes by e-mail."),
            "bell",
            Link(_("See the disputes"), reverse("seller:disputes"))
            if seller
            else Link(_("Go to my orders"), reverse("orders")),
        ),
        "pager": pager(request, found, reverse("notices")),
    }
    answer = render(request, "portal/notices.html", facts)
    if any(row.read_at is None for row in found.items):
        kept.mark_read(viewer, at=clock.now())
    return answer


_PAGES = {"measure": "measure", "ticket": "ticket"}
"""The pages of what is no dispute, by the kind of the conversation; the same for buyers and shops."""


def _page(row: NoticeRow) -> str:
    """The name of the page a notice leads to."""
    if row.kind in _PAGES:
        return _PAGES[row.kind]
    return "seller:dispute" if row.role is Role.SELLER else "dispute"


def _item(row: NoticeRow, reader: Reader) -> Item:
    told = words.told(row.key, row.facts, reader)
    return Item(
        text=told.text,
        icon=told.icon,
        subject=row.subject,
        reference=row.reference,
        url=reverse(_page(row), args=[row.reference]),
        at=reader.moment(row.created_at),
        fresh=row.read_at is None,
    )
