"""The frame of the pages on which assistance is set up."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.domain.access import Viewer
from amiabil.ui.facts import DeskFrame, NavGroup, NavItem
from amiabil.ui.frames import desk_frame, operator_items


def frame(request: HttpRequest, viewer: Viewer, current: str) -> DeskFrame:
    """Around every page of it; ``current`` is the key of the entry one is in. No statement."""
    imports = NavItem(_("Import of orders"), reverse("admin:orders_import"), "upload-simple")
    others = operator_items(viewer, "") or (imports,)
    return desk_frame(request, viewer, (NavGroup(others), NavGroup(_own(current), _("How help is run"))))


def _own(current: str) -> tuple[NavItem, ...]:
    entries = (
        ("articles", _("Articles"), reverse("articles:list"), "book-open"),
        ("learning", _("Unanswered questions"), reverse("learning:list"), "question"),
        ("help_search", _("Searches in help"), reverse("help_search:searches"), "magnifying-glass"),
        ("synonyms", _("Synonyms"), reverse("help_search:synonyms"), "translate"),
        ("setup", _("Set-up of help"), reverse("assistance:versions", args=["setup"]), "sliders-horizontal"),
        (
            "contact",
            _("Contact directory"),
            reverse("assistance:versions", args=["contact"]),
            "phone-incoming",
        ),
        ("rules", _("Rules"), reverse("assistance:versions", args=["rules"]), "lightning"),
        ("teams", _("Teams"), reverse("assistance:teams"), "users-three"),
        ("replies", _("Saved replies"), reverse("assistance:replies"), "chat-teardrop-text"),
    )
    return tuple(NavItem(text, url, icon, current=key == current) for key, text, url, icon in entries)
