"""What the acts about evidence are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.terms import Command
from amiabil.ui.case.texts.kinds import Done, Means, Verbs

VERBS: Verbs = {
    Command.ADD_EVIDENCE: lambda seen: _("Add evidence"),
    Command.WAIVE_EVIDENCE: lambda seen: _("I have nothing to add"),
}

MEANS: Means = {}

DONE: Done = {Command.ADD_EVIDENCE: lambda: _("The evidence is in the case.")}
