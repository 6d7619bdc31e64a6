"""What was said in a chat goes by mail to whoever asked for it, as they read it: no note of the staff is in it."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from amiabil.actions.ticket_acts import PROGRAM
from amiabil.gateways.mail import Enclosed, Letter, Mailer, message_id
from amiabil.jobs import wires
from amiabil.jobs.notices import LEASE
from amiabil.jobs.one_letter import try_letter
from amiabil.records import chat_mails, chats, clock
from amiabil.records.chat_mails import TranscriptMail
from amiabil.records.chats import ChatFile
from amiabil.ui import letters
from amiabil.ui.chats.making import languages_of
from amiabil.ui.chats.transcript import text_of
from amiabil.ui.facts import Link
from amiabil.ui.facts.mail import MailPage

MOST = 100
"""Mails of one round; the next one follows soon."""


def send(mailer: Mailer) -> int:
    """Try the mails whose time has come; how many went out."""
    sent = 0
    for _number in range(MOST):
        mail = chat_mails.claim(lease=LEASE)
        if mail is None:
            break
        sent += _try(mail, mailer)
    return sent


def _try(mail: TranscriptMail, mailer: Mailer) -> bool:
    if not mail.address:  # taken away meanwhile
        chat_mails.mark(mail, again_in=None)
        return False
    tried = try_letter(_letter(mail), mailer, tries=mail.tries, about=f"what was said in {mail.reference}")
    chat_mails.mark(mail, again_in=tried.again_in)
    return tried.sent


def _letter(mail: TranscriptMail) -> Letter:
    file = chats.file_of(PROGRAM, mail.reference)
    language = languages_of(file)[0]
    with override(language):
        said = text_of(replace(file.asker, language=language), file)
        title = _("What was said in chat %(ref)s") % {"ref": file.reference}
        page = MailPage(
            language=language,
            direction="rtl" if get_language_bidi() else "ltr",
            marketplace=settings.AMIABIL_MARKETPLACE,
            greeting=letters.greeting(letters.one_line(file.person_name) if file.contact is None else ""),
            title=title,
            happened=_(
                "You asked for it: everything that was said is in the file of text that comes with this mail."
            ),
            text=_("Nothing is expected of you."),
            also=(),
            rows=(),
            link=_link(file),
            answer=_("An answer to this mail reaches nobody."),
            about="",
            foot=(),
        )
        return Letter(
            id=message_id(f"c-{file.case_id}", wires.sender().host),
            to=mail.address,
            to_name="",
            subject=title,
            text=render_to_string("mail/notice.txt", {"mail": page}),
            html=render_to_string("mail/notice.html", {"mail": page}),
            language=language,
            at=clock.now(),
            files=(Enclosed(f"{file.reference}.txt", "text/plain", said.encode()),),
        )


def _link(file: ChatFile) -> Link:
    if file.chat.request and file.contact is None:
        return Link(
            _("Open the request"), letters.whole(f"/{languages_of(file)[0]}/tickets/{file.chat.request}")
        )
    return Link(_("Talk with us again"), letters.whole(f"/{languages_of(file)[0]}/help/chat"))
