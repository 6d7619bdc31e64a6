"""What are the figures of reports and the entries of the register called?"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amiabil.domain.disputes.complaints import MeasureKind, Verdict
from amiabil.domain.out_of_court import Body, Ending
from amiabil.domain.reports.counting import PERSON, TOOLS, UNSAID
from amiabil.ui.words import measures

MEANS: Mapping[str, Promise] = {
    PERSON: _("By a person, without automated means"),
    TOOLS: _("By a person, with automated means"),
    UNSAID: _("By a person; the form does not say more"),
}

MEASURE_MEANS: Mapping[str, Promise] = {
    PERSON: _("Without automated means"),
    TOOLS: _("With automated means"),
    UNSAID: _("Not said"),
}

RULES: Mapping[str, Promise] = {
    "L3": _("refund after a withdrawal not made in time"),
    "L8": _("repair or replacement not done in time"),
    "L9": _("a replacement that was due refused"),
}

BODIES: Mapping[Body, Promise] = {
    Body.SAL: _("ADR body (SAL, such as ANPC's)"),
    Body.DSA: _("Certified body under DSA art. 21"),
    Body.COURT: _("Court"),
    Body.OTHER: _("Another body"),
}

ENDINGS: Mapping[Ending, Promise] = {
    Ending.UPHELD: _("For whoever brought it"),
    Ending.PARTLY: _("In part for whoever brought it"),
    Ending.REJECTED: _("Against whoever brought it"),
    Ending.SETTLED: _("Settled there"),
    Ending.WITHDRAWN: pgettext_lazy("of a proceeding", "Withdrawn"),
    Ending.REFUSED: _("Not taken up by the body"),
}


def kind(name: str) -> Promise | str:
    """The kind of a measure; a name that is none stays as it is."""
    return measures.KINDS[MeasureKind(name)] if name in set(MeasureKind) else name


def verdict(name: str) -> Promise | str:
    """A verdict about a measure; a name that is none stays as it is."""
    return measures.VERDICTS[Verdict(name)] if name in set(Verdict) else name
