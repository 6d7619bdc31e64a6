"""What has a rule done to a request, in words? And what stood in its way?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amiabil.domain.support.setup import Setup
from amiabil.ui.refusals import sentence
from amiabil.ui.words.tickets import changed_parts


def in_words(did: Mapping[str, Any], setup: Setup, language: str) -> str:
    """Values that were set, and what was written or sent; empty for nothing."""
    parts = changed_parts(did, setup, language)
    if did.get("reply"):
        parts.append(_("sent the saved reply “%(name)s”") % {"name": did["reply"]})
    if did.get("note"):
        parts.append(_("wrote a note"))
    if did.get("escalate"):
        parts.append(_("told the supervisors"))
    return "; ".join(parts)


def why_not(refused: str, facts: Mapping[str, Any], language: str) -> str:
    """The sentence of what stood in its way; empty when nothing did."""
    return sentence(refused, facts, language) if refused else ""
