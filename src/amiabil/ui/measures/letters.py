"""How does news about a measure read as a mail? The measure with its reasons, the receipt, the decision, the end.

The statement of reasons stands in the mail itself: a mail is the durable medium the law asks for (L14, L20).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from amiabil.domain.disputes.measures import NO_LANGUAGES
from amiabil.records.measures import ASKED, DECIDED, RECORDED, Ticket
from amiabil.records.timeline import Moment
from amiabil.ui import letters
from amiabil.ui.facts import Link
from amiabil.ui.facts.mail import MailPage, MailRow
from amiabil.ui.letters import Notice, Written
from amiabil.ui.measures.seen import Seen
from amiabil.ui.measures.shown import languages, rests_until, statement_sections
from amiabil.ui.measures.standing import turn_of
from amiabil.ui.reader import Reader
from amiabil.ui.whose_turn import until_rows
from amiabil.ui.words import notices
from amiabil.ui.words.measures import state_name

_FINAL = frozenset({"complaint.decide", "complaint.closed"})
"""News that tell of the decision; the rows are then those of its statement of reasons."""


def write(notice: Notice, ticket: Ticket, said: Mapping[str, Moment], reader: Reader) -> Written:
    """The mail of a notice to this reader, about the measure as it stands now; ``said`` are events by their type."""
    with override(reader.language):
        seen = Seen(ticket, reader, said)
        now = turn_of(ticket.standing, reader)
        happened = notices.told(notice.key, notice.facts, reader).text
        keys = {notice.key, *(one.key for one in notice.also)}
        page = MailPage(
            language=reader.language,
            direction="rtl" if get_language_bidi() else "ltr",
            marketplace=settings.AMIABIL_MARKETPLACE,
            greeting=letters.greeting(notice.name),
            title=now.title,
            happened=letters.about_goods(happened, ticket.subject),
            text=now.text,
            also=tuple(letters.also(one, reader) for one in notice.also),
            rows=(_stage(ticket), *_reasons(seen, keys), *_asked(seen, keys), *until_rows(now, reader)),
            link=Link(_("See the measure"), letters.whole(reverse("measure", args=[ticket.reference]))),
            answer=_("An answer to this mail reaches nobody. What you can do is on the page of the measure."),
            about=_("Measure {reference}").format(reference=ticket.reference),
            foot=letters.foot(),
        )
        return Written(
            subject=letters.one_line(f"{happened}: {ticket.subject}"),
            text=render_to_string("mail/notice.txt", {"mail": page}),
            html=render_to_string("mail/notice.html", {"mail": page}),
        )


def _stage(ticket: Ticket) -> MailRow:
    return MailRow(_("Stage"), state_name(ticket.standing))


def _asked(seen: Seen, keys: set[str]) -> list[MailRow]:
    """The question itself, where the mail tells of it and it is still open."""
    complaint = seen.ticket.complaint
    if ASKED not in keys or complaint is None or complaint.question is None:
        return []
    texts = _texts(seen, ASKED)
    rows = ((_("Question"), "text"), (_("Accepted as proof"), "proof"))
    return [MailRow(title, texts[name]) for title, name in rows if texts.get(name)]


def _reasons(seen: Seen, keys: set[str]) -> list[MailRow]:
    """The statement of reasons of what the mail tells: of the decision, or of the measure."""
    complaint = seen.ticket.complaint
    if keys & _FINAL and complaint is not None and complaint.ruled is not None:
        return _statement(_texts(seen, DECIDED), automated=complaint.ruled.automated, decision=True)
    if RECORDED in keys:
        automated, until = seen.ticket.automated, rests_until(seen)
        told = languages(seen.first(RECORDED))
        return _statement(
            _texts(seen, RECORDED), automated=automated, decision=False, until=until, written=told
        )
    return []


def _texts(seen: Seen, event_type: str) -> Mapping[str, str]:
    found = seen.first(event_type)
    return found.texts if found is not None else {}


def _statement(
    texts: Mapping[str, str],
    *,
    automated: bool,
    decision: bool,
    until: str = "",
    written: Mapping[str, str] = NO_LANGUAGES,
) -> list[MailRow]:
    sections = statement_sections(
        texts, automated=automated, decision=decision, until=until, languages=written
    )
    return [MailRow(part.heading, " ".join(part.paragraphs)) for part in sections]
