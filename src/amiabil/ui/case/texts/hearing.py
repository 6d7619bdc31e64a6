"""What the acts before the mediator are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.terms import Command
from amiabil.ui.case.seen import Seen
from amiabil.ui.case.texts.kinds import Done, Means, Verbs, in_words


def _accept(seen: Seen) -> str:
    found = seen.dispute.recommendation
    return (
        _("Accept: %(terms)s") % {"terms": in_words(seen, found.terms)} if found is not None else _("Accept")
    )


VERBS: Verbs = {
    Command.ANSWER_INFO: lambda seen: _("Answer the question"),
    Command.ACCEPT_RECOMMENDATION: _accept,
    Command.DECLINE_RECOMMENDATION: lambda seen: _("Refuse the recommendation"),
    Command.CHALLENGE: lambda seen: _("Ask for another mediator"),
}

MEANS: Means = {}

DONE: Done = {
    Command.ANSWER_INFO: lambda: _("Your answer has been sent."),
    Command.ACCEPT_RECOMMENDATION: lambda: _("You have accepted the recommendation."),
    Command.DECLINE_RECOMMENDATION: lambda: _("You have refused the recommendation. The mediator decides."),
    Command.CHALLENGE: lambda: _("Your request has been sent. A supervisor answers it."),
}
