"""Where a case leads on to the register of proceedings outside, for those who keep it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.domain.access import Act, Viewer, may
from amiabil.ui.facts import Link
from amiabil.ui.paging import address


def to_register(viewer: Viewer, reference: str) -> Link | None:
    """The way to a new entry about this case; None for who does not keep the register."""
    if not may(viewer, Act.KEEP_REGISTER):
        return None
    return Link(
        _("Take down a proceeding before another body"),
        address(reverse("reports:register_new"), case=reference),
    )
