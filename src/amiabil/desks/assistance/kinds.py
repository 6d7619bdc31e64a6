"""Which documents steer customer assistance, and how is each read, shown and kept?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.actions import contact_directory, support_rules, support_setup
from amiabil.desks.assistance import directory, preview, trial
from amiabil.domain.access import Viewer
from amiabil.domain.contact.packaged import shipped_text as shipped_directory
from amiabil.domain.support.packaged import shipped_text
from amiabil.domain.support.rules_file import EMPTY
from amiabil.foundation.errors import NotFound
from amiabil.records.support_versions import Kept


class Save(Protocol):
    """Keeps a new version of a document; its number."""

    def __call__(self, viewer: Viewer, text: str, *, note: str, seen: int, at: datetime) -> int:
        """Raises refusals; see ``actions``."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A document: ``shipped`` is its text before any version, ``read`` raises ``DocumentError`` for a wrong text.

    ``shown`` gives the facts of the template ``part``, which shows what a right text means.
    """

    key: str
    kept: Kept
    title: Promise
    lead: Promise
    shipped: Callable[[], str]
    read: Callable[[str], Any]
    save: Save
    part: str
    shown: Callable[[Viewer, Any], Mapping[str, Any]]


SETUP = Kind(
    key="setup",
    kept=Kept.SETUP,
    title=_("Set-up of help"),
    lead=_("Topics with their questions, teams, working hours, what is promised, and what silence does."),
    shipped=shipped_text,
    read=support_setup.read_text,
    save=support_setup.save_setup,
    part="assistance/_setup.html",
    shown=preview.facts,
)

RULES = Kind(
    key="rules",
    kept=Kept.RULES,
    title=_("Rules"),
    lead=_("What happens to requests by itself: when, to which, and what. Tried before they count."),
    shipped=lambda: EMPTY,
    read=support_rules.read_text,
    save=support_rules.save_rules,
    part="assistance/_rules.html",
    shown=trial.facts,
)

CONTACT = Kind(
    key="contact",
    kept=Kept.CONTACT,
    title=_("Contact directory"),
    lead=_(
        "How people reach the marketplace from each country: doors, hours, numbers, authorities, call-backs."
    ),
    shipped=shipped_directory,
    read=contact_directory.read_text,
    save=contact_directory.save_directory,
    part="assistance/_contact.html",
    shown=directory.facts,
)

KINDS = {kind.key: kind for kind in (SETUP, RULES, CONTACT)}


def kind_of(key: str) -> Kind:
    """The document of this key. Raises ``NotFound``."""
    if key not in KINDS:
        raise NotFound()
    return KINDS[key]
