"""Who acts when a command acts, and how is a refusal said on a terminal?"""

from __future__ import annotations

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError


def operator() -> Viewer:
    """Whoever may run commands on the machine; the audit log says ``command-line``."""
    return Viewer(role=Role.ADMIN, ref="command-line", language="en")


def sentence(refusal: AmiabilError) -> str:
    """What is wrong, in English, all of it; Django is set up."""
    from amiabil.ui.refusals import describe_all

    return " ".join(told.text for told in describe_all(refusal, "en"))
