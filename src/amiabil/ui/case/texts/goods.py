"""What the acts about promised goods are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.terms import Command
from amiabil.ui.case.texts.kinds import Done, Means, Verbs

VERBS: Verbs = {
    Command.PERFORM: lambda seen: _("It is on its way"),
    Command.PERFORM_CONFIRMED: lambda seen: _("It has come"),
}

MEANS: Means = {}

DONE: Done = {
    Command.PERFORM: lambda: _("The buyer is told that it is on its way."),
    Command.PERFORM_CONFIRMED: lambda: _("You have confirmed that it has come. The dispute is over."),
}
