"""Which mails can a customer do without, and which come whatever they choose? In the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.domain.notices import Topic

TOPICS: Mapping[Topic, tuple[Promise, Promise]] = {
    Topic.MESSAGES: (
        _("What the other side writes to me"),
        _("Messages in a dispute. What our team writes always comes, and so does a warning about a message."),
    ),
    Topic.ON_THE_WAY: (
        _("What becomes of goods that are sent"),
        _("A return was handed over, a replacement or repair is on its way or has arrived."),
    ),
    Topic.REFUNDS: (
        _("Money that was paid back to me"),
        _("The payment service has confirmed a refund. When a refund fails we always write."),
    ),
    Topic.OWN_STEPS: (
        _("What I have just done myself"),
        _(
            "The receipt when you call a mediator, appeal, reopen a case or ask that a case be looked at again."
            " The receipt of a dispute or of a withdrawal always comes."
        ),
    ),
}
"""Each topic as a choice, and what exactly it is about."""

ALWAYS: tuple[Promise, ...] = (
    _("A dispute is opened, or the contract is withdrawn from: the law asks for the receipt."),
    _("Something waits for your answer, or a deadline of yours begins, moves or ends."),
    _("Reminders of your deadlines, at half time and a day before the end."),
    _("Offers, answers, decisions, agreements and the end of a case."),
    _("A payment that failed, a proceeding at the bank, an insolvency."),
)
"""What cannot be switched off: rights or time are lost when nobody reads of it."""
