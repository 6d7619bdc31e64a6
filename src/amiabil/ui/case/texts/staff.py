"""What the acts of mediator, reviewer, supervisor and operator are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.terms import Command
from amiabil.ui.case.texts.kinds import Done, Means, Verbs

VERBS: Verbs = {
    Command.DECIDE: lambda seen: _("Give the decision"),
    Command.REQUEST_INFO: lambda seen: _("Ask a question"),
    Command.RECOMMEND: lambda seen: _("Recommend a settlement"),
    Command.ADMIT_EVIDENCE: lambda seen: _("Admit late evidence"),
    Command.DISREGARD_EVIDENCE: lambda seen: _("Leave evidence out of account"),
    Command.RULE_CONFIDENTIAL: lambda seen: _("Rule on confidential evidence"),
    Command.DECIDE_APPEAL: lambda seen: _("Decide the appeal"),
    Command.GRANT_SET_ASIDE: lambda seen: _("Reopen the case"),
    Command.REFUSE_SET_ASIDE: lambda seen: _("Leave the case as it is"),
    Command.ANSWER_CHALLENGE: lambda seen: _("Answer the challenge"),
    Command.RECORD_INSOLVENCY: lambda seen: _("Record the seller's insolvency"),
}

MEANS: Means = {}

DONE: Done = {
    Command.DECIDE: lambda: _("The decision has been given; both sides are told."),
    Command.REQUEST_INFO: lambda: _("The question has been sent; the other side sees it too."),
    Command.RECOMMEND: lambda: _("The recommendation has been sent to both sides."),
    Command.ADMIT_EVIDENCE: lambda: _("The item is admitted; the other side can answer it."),
    Command.DISREGARD_EVIDENCE: lambda: _("The item is left out of account, with your reason."),
    Command.RULE_CONFIDENTIAL: lambda: _(
        "Both sides are told whether it stays confidential, with your reason."
    ),
    Command.DECIDE_APPEAL: lambda: _("The appeal is decided; both sides are told."),
    Command.GRANT_SET_ASIDE: lambda: _("The case is open again; a mediator hears it."),
    Command.REFUSE_SET_ASIDE: lambda: _("The case stays as it was; the seller is told."),
    Command.ANSWER_CHALLENGE: lambda: _("The challenge is answered; both sides are told."),
    Command.RECORD_INSOLVENCY: lambda: _("The insolvency is recorded; both sides are told."),
}
