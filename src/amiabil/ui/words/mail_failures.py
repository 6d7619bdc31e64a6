"""Why did a mail not arrive? In words, for the people who sent it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.domain.mail.failures import Cause

CAUSES: Mapping[Cause, Promise] = {
    Cause.ADDRESS_UNKNOWN: _("nobody has this address"),
    Cause.MAILBOX_CLOSED: _("the mailbox is closed"),
    Cause.MAILBOX_FULL: _("the mailbox is full"),
    Cause.TOO_LARGE: _("the mail is too large for the receiver"),
    Cause.SUSPECTED: _("the receiver took it for spam or has a rule against it"),
    Cause.UNREACHABLE: _("the mail server did not answer"),
    Cause.OUR_ACCOUNT: _("our mail server refuses our account"),
    Cause.UNWRITABLE: _("nothing can be sent to an address written like this"),
    Cause.ADDRESS_CLOSED: _("an earlier mail to this address came back"),
    Cause.OTHER: _("the mail server refused it"),
}
"""Each cause as a clause, to stand behind a colon."""
