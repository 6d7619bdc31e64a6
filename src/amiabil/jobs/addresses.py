"""Somebody has typed an address: one mail with a link goes there, with no word they chose; what is over goes."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from amiabil.gateways.mail import Letter, Mailer, message_id
from amiabil.jobs import wires
from amiabil.jobs.notices import LEASE
from amiabil.jobs.one_letter import try_letter
from amiabil.records import address_checks, clock
from amiabil.records.address_checks import Check
from amiabil.ui import letters
from amiabil.ui.facts import Link
from amiabil.ui.facts.mail import MailPage
from amiabil.ui.intake import remove_kept
from amiabil.ui.tickets.links import confirm_of

MOST = 100
"""Mails of one round; the next one follows soon."""


def ask(mailer: Mailer | None) -> int:
    """Forget what is over, then try the mails whose time has come; how many went out."""
    _count, gone = address_checks.sweep(at=clock.now())
    remove_kept(gone)
    sent = 0
    for _number in range(MOST if mailer is not None else 0):
        check = address_checks.claim_mail(lease=LEASE)
        if check is None or mailer is None:
            break
        sent += _try(check, mailer)
    return sent


def _try(check: Check, mailer: Mailer) -> bool:
    tried = try_letter(_letter(check), mailer, tries=check.tries, about="the mail that checks an address")
    address_checks.mark_mail(check, again_in=tried.again_in)
    return tried.sent


def _letter(check: Check) -> Letter:
    language = check.language or settings.LANGUAGE_CODE
    with override(language):
        title = _("Is this your e-mail address?")
        page = MailPage(
            language=language,
            direction="rtl" if get_language_bidi() else "ltr",
            marketplace=settings.AMIABIL_MARKETPLACE,
            greeting=letters.greeting(""),
            title=title,
            happened=_("Somebody has written to us and named this address."),
            text=_(
                "If it was you, press the button within three days: then we can write to you here. If it was not you, "
                "do nothing: no other mail follows, and the address is forgotten."
            ),
            also=(),
            rows=(),
            link=Link(_("Yes, I wrote to you"), confirm_of(check.id)),
            answer=_("An answer to this mail reaches nobody."),
            about="",
            foot=(),
        )
        return Letter(
            id=message_id(f"a-{check.id}", wires.sender().host),
            to=check.address,
            to_name="",
            subject=title,
            text=render_to_string("mail/notice.txt", {"mail": page}),
            html=render_to_string("mail/notice.html", {"mail": page}),
            language=language,
            at=clock.now(),
        )
