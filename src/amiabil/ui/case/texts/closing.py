"""What the acts that end a case or take it up again are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.terms import Command
from amiabil.ui.case.texts.kinds import Done, Means, Verbs

VERBS: Verbs = {
    Command.WITHDRAW: lambda seen: _("Withdraw the dispute"),
    Command.UNDO_WITHDRAW: lambda seen: _("Take the dispute up again"),
    Command.VOLUNTARY_REFUND: lambda seen: _("Pay money back now"),
    Command.REOPEN: lambda seen: _("Take the case up again"),
    Command.CONVERT: lambda seen: _("Change what it is about"),
}

MEANS: Means = {}

DONE: Done = {
    Command.WITHDRAW: lambda: _("The dispute is withdrawn. You can still take it up again."),
    Command.UNDO_WITHDRAW: lambda: _("The dispute goes on."),
    Command.REOPEN: lambda: _("The case goes on. You can negotiate again."),
    Command.CONVERT: lambda: _("The case is now about something else. Everything in it stays."),
}
