"""How does news about a request read as a mail? The receipt, the reminder, the end; answers are in ``answers``."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from amiabil.domain.support.terms import TicketEvent, TicketStatus
from amiabil.domain.terms import Channel
from amiabil.ui import letters
from amiabil.ui.facts.mail import MailPage, MailRow
from amiabil.ui.letters import Notice, Written
from amiabil.ui.tickets import answers, rating
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.tickets.standing import turn_of
from amiabil.ui.whose_turn import until_rows
from amiabil.ui.words import notices, tickets

OPENED = f"ticket.{TicketEvent.OPENED.value}"


def write(notice: Notice, seen: Seen) -> Written:
    """The mail of a notice to whoever asked, about the request as it stands now."""
    with override(seen.reader.language):
        return answers.write(notice, seen) or _news(notice, seen)


def _news(notice: Notice, seen: Seen) -> Written:
    file, reader = seen.file, seen.reader
    now = turn_of(seen)
    happened = notices.told(notice.key, notice.facts, reader).text
    is_receipt = _is_receipt_of_mail(notice, seen)
    about = (
        "" if file.contact is not None or is_receipt else file.subject
    )  # no stranger's words by mail (S27)
    page = MailPage(
        language=reader.language,
        direction="rtl" if get_language_bidi() else "ltr",
        marketplace=settings.AMIABIL_MARKETPLACE,
        greeting=letters.greeting("" if is_receipt else notice.name),
        title=_("We read your mail and answer by mail") if is_receipt else now.title,
        happened=letters.about_goods(happened, about),
        text=_text(notice, seen) or now.text,
        also=tuple(letters.also(one, reader) for one in notice.also),
        rows=(*_facts(seen), *until_rows(now, reader)),
        link=answers.page_link(notice, seen),
        answer=answers.how_to_answer(notice, page=answers.page_link(notice, seen) is not None),
        about=_("Request {reference}").format(reference=file.reference),
        foot=letters.foot(has_account=notice.has_account),
        ask=rating.ask(),
        choices=rating.links(seen),
    )
    return Written(
        subject=letters.one_line(f"{happened}: {about or file.reference}"),
        text=render_to_string("mail/notice.txt", {"mail": page}),
        html=render_to_string("mail/notice.html", {"mail": page}),
        names_reader=not is_receipt,
    )


def _text(notice: Notice, seen: Seen) -> str:
    """What the reader can do, where it is done by answering the mail; empty where the page says it."""
    if not notice.answerable:
        return ""
    if seen.file.ticket.status is TicketStatus.WAITING_FOR_CUSTOMER:
        return _("Read what we wrote and answer this mail.")
    if seen.file.ticket.status is TicketStatus.SOLVED:
        return _("If it is not, answer this mail: the request opens again.")
    return "" if notice.has_account else _("You have nothing to do now.")


def _is_receipt_of_mail(notice: Notice, seen: Seen) -> bool:
    """Whether this goes to an address that nobody but a mail has named: nothing of the mail's author may stand in it,
    or strangers would send their words to anybody by us (lessons S27)."""
    return notice.key == OPENED and seen.file.channel == Channel.EMAIL


def _facts(seen: Seen) -> list[MailRow]:
    topic = tickets.about(seen.file, seen.topic, seen.reader.language)
    rows = [MailRow(_("About"), topic)]
    if seen.file.order_ref:
        rows.append(MailRow(_("Order"), seen.file.order_ref))
    return rows
