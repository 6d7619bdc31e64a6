"""How does news about a request read as a mail? What was answered stands in it, with who acts until when."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from amiabil.domain.terms import PARTIES, Role
from amiabil.ui import letters
from amiabil.ui.facts import Link
from amiabil.ui.facts.mail import MailPage, MailRow
from amiabil.ui.letters import Notice, Written
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.tickets.standing import turn_of
from amiabil.ui.whose_turn import until_rows
from amiabil.ui.words import notices, tickets

ANSWERED = "message.posted"


def write(notice: Notice, seen: Seen) -> Written:
    """The mail of a notice to whoever asked, about the request as it stands now."""
    file, reader = seen.file, seen.reader
    with override(reader.language):
        now = turn_of(seen)
        happened = notices.told(notice.key, notice.facts, reader).text
        told = {notice.key, *(one.key for one in notice.also)}
        page = MailPage(
            language=reader.language,
            direction="rtl" if get_language_bidi() else "ltr",
            marketplace=settings.AMIABIL_MARKETPLACE,
            greeting=letters.greeting(notice.name),
            title=now.title,
            happened=letters.about_goods(happened, file.subject),
            text=now.text,
            also=tuple(letters.also(one, reader) for one in notice.also),
            rows=(*_answer(seen, told), *_facts(seen), *until_rows(now, reader)),
            link=Link(_("See the request"), letters.whole(reverse("ticket", args=[file.reference]))),
            answer=_("An answer to this mail reaches nobody. Write on the page of the request."),
            about=_("Request {reference}").format(reference=file.reference),
            foot=letters.foot(),
        )
        return Written(
            subject=letters.one_line(f"{happened}: {file.subject}"),
            text=render_to_string("mail/notice.txt", {"mail": page}),
            html=render_to_string("mail/notice.html", {"mail": page}),
        )


def _answer(seen: Seen, told: set[str]) -> list[MailRow]:
    """What the staff wrote last, where the mail tells of it."""
    if ANSWERED not in told:
        return []
    said = (moment.message for moment in seen.moments.items if moment.message is not None)
    found = next((one for one in said if Role(one.author_role) not in PARTIES), None)
    return [MailRow(found.author_name or settings.AMIABIL_MARKETPLACE, found.text)] if found else []


def _facts(seen: Seen) -> list[MailRow]:
    topic = tickets.label(seen.topic.labels, seen.reader.language)
    rows = [MailRow(_("About"), topic)]
    if seen.file.order_ref:
        rows.append(MailRow(_("Order"), seen.file.order_ref))
    return rows
