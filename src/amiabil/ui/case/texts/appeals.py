"""What the acts after a decision are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.terms import Command
from amiabil.ui.case.texts.kinds import Done, Means, Verbs

VERBS: Verbs = {
    Command.APPEAL: lambda seen: _("Appeal the decision"),
    Command.WAIVE_APPEAL: lambda seen: _("Accept the decision"),
    Command.SET_ASIDE_DEFAULT: lambda seen: _("Ask for the case to be heard after all"),
}

MEANS: Means = {}

DONE: Done = {
    Command.APPEAL: lambda: _("Your appeal has been sent. Another person hears it."),
    Command.WAIVE_APPEAL: lambda: _("You have accepted the decision."),
    Command.SET_ASIDE_DEFAULT: lambda: _("Your request has been sent. A reviewer answers it."),
}
