"""Who knows a reference comes to its case, however they typed it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _

from amiabil.domain.access import Viewer
from amiabil.foundation.errors import NotFound
from amiabil.foundation.ids import read_reference
from amiabil.records import case_files
from amiabil.ui.case.door import Door


@dataclass(frozen=True, slots=True)
class Search:
    """What was typed into the field, and why it led nowhere."""

    typed: str = ""
    error: str = ""


def find(request: HttpRequest, viewer: Viewer, door: Door) -> HttpResponseRedirect | Search:
    """The way to the case whose reference ``?reference=`` names, else the field again with the reason."""
    typed = request.GET.get("reference", "").strip()[:40]
    if not typed:
        return Search()
    reference = read_reference(typed)
    if reference is None:
        return Search(typed, _("A reference looks like D-7K3M-92QF; one sign of this one does not fit."))
    try:
        case_files.case_id_of(viewer, reference)
    except NotFound:
        return Search(
            typed, _("There is no dispute with the reference %(reference)s.") % {"reference": reference}
        )
    return HttpResponseRedirect(door.page_of(reference))
