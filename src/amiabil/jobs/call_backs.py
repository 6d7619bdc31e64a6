"""Somebody has booked a call: it is confirmed with a file for calendars, moves are told, and it is reminded of."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from amiabil.domain.contact.call_backs import CallState, Told
from amiabil.gateways.mail import Letter, Mailer, message_id
from amiabil.gateways.mail.letter import Enclosed
from amiabil.jobs import wires
from amiabil.jobs.notices import LEASE
from amiabil.jobs.one_letter import try_letter
from amiabil.records import call_backs, clock
from amiabil.records.call_backs import CallBack
from amiabil.ui import formats, letters
from amiabil.ui.call_backs.links import entry_text, page_of
from amiabil.ui.facts import Link
from amiabil.ui.facts.mail import MailPage

MOST = 100
"""Mails of one round; the next one follows soon."""


def tell(mailer: Mailer) -> int:
    """Send the mails about calls whose time has come; how many went out. Where no mail may go nothing is sent."""
    sent = 0
    for _number in range(MOST):
        claimed = call_backs.claim_mail(lease=LEASE)
        if claimed is None:
            break
        call, told, tries = claimed
        if not call.address or (told is Told.REMINDED and call.state is not CallState.BOOKED):
            call_backs.mark_mail(call, told, again_in=None)
            continue
        tried = try_letter(_letter(call, told), mailer, tries=tries, about="the mail about a call")
        call_backs.mark_mail(call, told, again_in=tried.again_in)
        sent += tried.sent
    return sent


def _letter(call: CallBack, told: Told) -> Letter:
    language = call.language or settings.LANGUAGE_CODE
    with override(language):
        title, text = _words(call, told, language)
        page = MailPage(
            language=language,
            direction="rtl" if get_language_bidi() else "ltr",
            marketplace=settings.AMIABIL_MARKETPLACE,
            greeting=letters.greeting(call.name),
            title=title,
            happened="",
            text=text,
            also=(),
            rows=(),
            link=Link(_("See or change the call"), letters.whole(page_of(call))),
            answer=_("An answer to this mail reaches nobody."),
            about=call.reference,
            foot=(),
        )
        entry = Enclosed(f"{call.reference}.ics", "text/calendar", entry_text(call).encode())
        return Letter(
            id=message_id(f"call-{call.id}-{call.sequence}-{told.value}", wires.sender().host),
            to=call.address,
            to_name=call.name,
            subject=title,
            text=render_to_string("mail/notice.txt", {"mail": page}),
            html=render_to_string("mail/notice.html", {"mail": page}),
            language=language,
            at=clock.now(),
            files=(entry,) if told in (Told.BOOKED, Told.MOVED, Told.CANCELLED) else (),
        )


def _words(call: CallBack, told: Told, language: str) -> tuple[str, str]:
    """The subject, which says what happened and when, and what follows."""
    when = {
        "when": formats.long(call.starts_at, language, zone=call.zone),
        "zone": formats.zone_name(call.zone, language),
        "last": call.number[-3:],
    }
    stays = (
        _(
            "A person of the marketplace calls the number that ends with %(last)s. We try it up to three times."
        )
        % when
    )
    careful = _("We never ask for card data or codes from text messages.")
    match told:
        case Told.BOOKED:
            return _("We call you: %(when)s, %(zone)s") % when, f"{stays} {careful}"
        case Told.MOVED:
            return _("The call has a new time: %(when)s, %(zone)s") % when, f"{stays} {careful}"
        case Told.REMINDED:
            return _("We call you soon: %(when)s, %(zone)s") % when, f"{stays} {careful}"
        case Told.MISSED:
            return _("We could not reach you by telephone"), _(
                "We tried the number that ends with %(last)s three times. Choose another time, or answer in your "
                "request: it stays open."
            ) % when
        case Told.CANCELLED:
            return _("The call is cancelled: %(when)s, %(zone)s") % when, _(
                "Nobody calls. Your request stays; we answer it in writing."
            )
