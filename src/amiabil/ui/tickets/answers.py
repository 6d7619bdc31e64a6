"""How does an answer in a request read as a mail? The words themselves, and small around them who acts next.

Its subject stays the same for as long as they talk, or mail programs would make a new thread of each answer (M28).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from amiabil.domain.support.terms import TicketStatus, TicketType
from amiabil.domain.support.ticket import silence_at
from amiabil.domain.terms import PARTIES, Channel, Role
from amiabil.records.timeline import Moment
from amiabil.ui import letters
from amiabil.ui.addresses import reverse
from amiabil.ui.facts import Link
from amiabil.ui.facts.mail import MailAnswer, MailBlock, TalkMail
from amiabil.ui.letters import Notice, Written
from amiabil.ui.tickets import links, rating
from amiabil.ui.tickets.enclosing import enclose
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.words.calendar import until

ANSWERED = "message.posted"

QUOTED_LETTERS, QUOTED_LINES = 600, 12
"""How much of what is answered stands below the answer; whoever wants all has it in their own mails or on the page."""

_PREFIX = re.compile(
    r"^(?:\s*(?:re|aw|antw|odp|sv|r[aă]spuns|r|fw|fwd|wg|tr|rv|redirec[tț]ionat)\s*:)+\s*", re.IGNORECASE
)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


def write(notice: Notice, seen: Seen) -> Written | None:
    """The mail with what the staff wrote; None when the news is something else, or the words are gone."""
    told = [(notice.key, notice.facts), *((one.key, one.facts) for one in notice.also)]
    wanted = {str(facts.get("message")) for key, facts in told if key == ANSWERED}
    said = [one for one in seen.moments.items if one.message is not None and str(one.message.id) in wanted]
    said = [one for one in said if one.message is not None and not one.message.erased]
    if not said:
        return None
    reader = seen.reader
    shown, enclosed = enclose(seen, [one.message.id for one in said if one.message], notice)
    before = _answered(seen, first=said[-1])
    page = TalkMail(
        language=reader.language,
        direction="rtl" if get_language_bidi() else "ltr",
        marketplace=settings.AMIABIL_MARKETPLACE,
        title=letters.one_line(seen.file.subject),
        answers=tuple(_answer(one) for one in reversed(said)),
        files=shown,
        quoted_at=_wrote_at(before, notice, seen) if before is not None else "",
        quoted=quoted(before.message.text) if before is not None and before.message is not None else (),
        next=_to_others() if notice.is_in_copy else _next(seen),
        answer=how_to_answer(notice, page=page_link(notice, seen) is not None),
        link=page_link(notice, seen),
        about=_("Request {reference}").format(reference=seen.file.reference),
        foot=letters.foot(has_account=notice.has_account),
        ask="" if notice.is_in_copy else rating.ask(),
        choices=() if notice.is_in_copy else rating.links(seen),
    )
    return Written(
        subject=letters.one_line(subject(seen)),
        text=render_to_string("mail/talk.txt", {"mail": page}),
        html=render_to_string("mail/talk.html", {"mail": page}),
        by_person=any(one.message.author_role != Role.SYSTEM for one in said if one.message),
        files=enclosed,
    )


def subject(seen: Seen) -> str:
    """The subject of every answer in this request: that of the customer's own mail, where it began with one."""
    if seen.file.channel == Channel.EMAIL:
        return f"Re: {_PREFIX.sub('', seen.file.subject) or seen.file.reference}"
    return f"{seen.file.subject} [{seen.file.reference}]"


def page_link(notice: Notice, seen: Seen) -> Link | None:
    """The page of the request: in the account, or by a signed link for whoever wrote on our pages without one."""
    if notice.is_in_copy:
        return None  # the page is the customer's
    contact = seen.file.contact
    if contact is not None and seen.file.channel != Channel.EMAIL:
        return Link(_("See the request"), letters.whole(links.page_of(contact.id)))
    if not notice.has_account:
        return None
    return Link(_("See the request"), letters.whole(reverse("ticket", args=[seen.file.reference])))


def how_to_answer(notice: Notice, *, page: bool = False) -> str:
    """Where an answer to this mail goes; ``page`` where a link in it leads to the request."""
    if notice.answerable:
        return _("To answer, just answer this mail.")
    if notice.has_account or page:
        return _("An answer to this mail reaches nobody. Write on the page of the request.")
    return _("An answer to this mail reaches nobody. Write to us in the way you did before.")


def quoted(text: str) -> tuple[str, ...]:
    """The lines that are answered, shortened so that a mail stays a mail."""
    short = text.strip()
    cut = short[:QUOTED_LETTERS].rstrip()
    lines = cut.splitlines()[:QUOTED_LINES]
    if len(cut) < len(short) or len(cut.splitlines()) > QUOTED_LINES:
        lines.append("…")
    return tuple(lines)


def blocks(text: str) -> tuple[MailBlock, ...]:
    """A text as paragraphs and quotations; lines inside of one stay lines."""
    found: list[MailBlock] = []
    for is_quoted, group in groupby(text.split("\n"), key=lambda line: line.startswith(">")):
        lines = [line.removeprefix(">").removeprefix(" ") if is_quoted else line for line in group]
        said = "\n".join(lines)
        parts = [said] if is_quoted else _PARAGRAPHS.split(said)
        found += [MailBlock(part.strip("\n").rstrip(), is_quoted) for part in parts if part.strip()]
    return tuple(found)


def _answer(moment: Moment) -> MailAnswer:
    said = moment.message
    name, text = (said.author_name, said.text) if said is not None else ("", "")
    marketplace = settings.AMIABIL_MARKETPLACE
    return MailAnswer(text.strip("\n"), blocks(text), f"{name}, {marketplace}" if name else marketplace)


def _answered(seen: Seen, *, first: Moment) -> Moment | None:
    """What the customer had written last before the answer; None when they had not, or it is erased."""
    earlier: Iterable[Moment] = (
        one
        for one in seen.moments.items
        if one.message is not None and (one.version, one.place) < (first.version, first.place)
    )
    newest = next((one for one in earlier if one.message and Role(one.message.author_role) in PARTIES), None)
    return newest if newest is not None and newest.message and not newest.message.erased else None


def _to_others() -> str:
    """What somebody in copy is told besides."""
    return _("You get this because whoever asked us, or our team, put you in copy.")


def _wrote_at(moment: Moment, notice: Notice, seen: Seen) -> str:
    if notice.is_in_copy and moment.message is not None:
        # Translators: {name} is a person, {when} an instant as "Thursday, 19 November 2026, 10:12".
        return _("{name} wrote, {when}:").format(
            name=moment.message.author_name or seen.file.person_name, when=seen.reader.long(moment.at)
        )
    # Translators: {when} is an instant as "Thursday, 19 November 2026, 10:12".
    return _("You wrote, {when}:").format(when=seen.reader.long(moment.at))


def _next(seen: Seen) -> str:
    """Who acts now, and what silence does."""
    ticket, reader = seen.file.ticket, seen.reader
    end = silence_at(ticket, seen.setup)
    when = until(end, reader) if end is not None else ""
    if ticket.status is TicketStatus.WAITING_FOR_CUSTOMER and when:
        if ticket.type is TicketType.REPORT:
            # Translators: {when} is a day with its hour and zone.
            return _("We wait for your answer until {when}. Without one we decide on what we know.").format(
                when=when
            )
        # Translators: {when} is a day with its hour and zone.
        return _(
            "We wait for your answer until {when}. Without one the request counts as solved; it opens again when you"
            " write."
        ).format(when=when)
    if ticket.status is TicketStatus.SOLVED and when:
        # Translators: {when} is a day with its hour and zone.
        return _(
            "We think that this is solved. If it is not, write to us until {when}: the request opens again."
        ).format(when=when)
    if ticket.status is TicketStatus.WAITING_FOR_THIRD_PARTY:
        return _("We wait for somebody else's answer and write to you as soon as we have it.")
    if ticket.status is TicketStatus.CLOSED:
        return _("This request is closed. A new one can be made at any time.")
    return _("You have nothing to do now: we go on with it and write to you.")
