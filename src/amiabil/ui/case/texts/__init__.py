"""What is an act called, what does it do, and what is said when it is done? One module per stage of the procedure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import Command
from amiabil.ui.case.seen import Seen
from amiabil.ui.case.texts import appeals, closing, evidence, goods, hearing, negotiation, returns, staff
from amiabil.ui.case.texts.kinds import Done, Means, Verbs, theirs

__all__ = ["done", "means", "theirs", "verb"]

_STAGES = (negotiation, evidence, hearing, staff, appeals, returns, goods, closing)
_VERBS: Verbs = {command: say for stage in _STAGES for command, say in stage.VERBS.items()}
_MEANS: Means = {key: say for stage in _STAGES for key, say in stage.MEANS.items()}
_DONE: Done = {command: say for stage in _STAGES for command, say in stage.DONE.items()}


def verb(seen: Seen, command: Command) -> str:
    """What the button says."""
    return _VERBS[command](seen)


def means(seen: Seen, command: Command) -> str:
    """What the act does, in one or two sentences, before it is pressed; empty where its form says all."""
    say = _MEANS.get((command, seen.role)) or _MEANS.get((command, None))
    return say(seen) if say else ""


def done(command: Command, after: Dispute) -> str:
    """What is said on the case after the act; evidence that came late is called so at once."""
    if command is Command.ADD_EVIDENCE and after.evidence and after.evidence[-1].late:
        return _(
            "It came after the time for evidence and is marked as late. It counts if the mediator admits it."
        )
    say = _DONE.get(command)
    return say() if say else _("Done. The other side is told.")
