"""Somebody has asked for the requests of an address: where there are any, one mail with a link goes there."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from amiabil.gateways.mail import Letter, Mailer, message_id
from amiabil.jobs import wires
from amiabil.jobs.notices import LEASE
from amiabil.jobs.one_letter import try_letter
from amiabil.records import clock, mailboxes
from amiabil.records.mailboxes import MailboxLink
from amiabil.ui import letters
from amiabil.ui.facts import Link
from amiabil.ui.facts.mail import MailPage
from amiabil.ui.tickets.links import mailbox_of

MOST = 100
"""Mails of one round; the next one follows soon."""


def write(mailer: Mailer | None) -> int:
    """Forget the links that are over, then try the mails whose time has come; how many went out."""
    mailboxes.sweep(at=clock.now())
    sent = 0
    for _number in range(MOST if mailer is not None else 0):
        link = mailboxes.claim_mail(lease=LEASE)
        if link is None or mailer is None:
            break
        if mailboxes.knows(link.address):
            sent += _try(link, mailer)
        else:
            mailboxes.forget(link.id)
    return sent


def _try(link: MailboxLink, mailer: Mailer) -> bool:
    tried = try_letter(_letter(link), mailer, tries=link.tries, about="the mail with a link to a mailbox")
    mailboxes.mark_mail(link, again_in=tried.again_in)
    return tried.sent


def _letter(link: MailboxLink) -> Letter:
    language = link.language or settings.LANGUAGE_CODE
    with override(language):
        title = _("The link to your requests")
        page = MailPage(
            language=language,
            direction="rtl" if get_language_bidi() else "ltr",
            marketplace=settings.AMIABIL_MARKETPLACE,
            greeting=letters.greeting(""),
            title=title,
            happened=_("Somebody has asked us for the requests that were made with this address."),
            text=_(
                "The button opens all of them, for one day. There you can also end links that were sent before, take a "
                "copy of everything, or have it erased. If you did not ask for this, do nothing: nobody else has "
                "the link."
            ),
            also=(),
            rows=(),
            link=Link(_("Open my requests"), mailbox_of(link.id)),
            answer=_("An answer to this mail reaches nobody."),
            about="",
            foot=(),
        )
        return Letter(
            id=message_id(f"b-{link.id}", wires.sender().host),
            to=link.address,
            to_name="",
            subject=title,
            text=render_to_string("mail/notice.txt", {"mail": page}),
            html=render_to_string("mail/notice.html", {"mail": page}),
            language=language,
            at=clock.now(),
        )
