"""How does a notice read as a mail? Subject, text and HTML in the reader's language and zone, from the case as it is.

Always the four parts: what happened, who acts next, until when, what happens otherwise. A mail opens the page; it never
decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import category
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from amiabil.domain.disputes import deadlines, outlook
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.outlook import Act, Turn
from amiabil.domain.disputes.parts import Terms
from amiabil.domain.disputes.return_address import ReturnAddress
from amiabil.domain.disputes.settling import nothing_to_send
from amiabil.domain.notices import REMINDERS, Topic
from amiabil.domain.terms import Command, Flag, Role, State, Timer
from amiabil.foundation.grants import MailsGrant, mails_token
from amiabil.foundation.money import total
from amiabil.gateways.mail import Enclosed
from amiabil.records import clock
from amiabil.records.insolvencies import Proceeding
from amiabil.ui import withdrawals
from amiabil.ui.case import insolvency, letter
from amiabil.ui.case.door import PORTAL, SELLER
from amiabil.ui.case.forms import OFFERED
from amiabil.ui.facts import Link
from amiabil.ui.facts.mail import MailPage, MailRow
from amiabil.ui.formats import hours
from amiabil.ui.reader import Reader
from amiabil.ui.words import names, notices, pressure, remedies, return_address
from amiabil.ui.words import turn as turn_words

_NOT_SEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories of what nobody sees: line breaks, controls, directions, private use."""


_ANSWERS = frozenset(
    {
        Act.ANSWER_REQUEST,
        Act.AGREE,
        Act.ANSWER_QUESTION,
        Act.ANSWER_LATE_EVIDENCE,
        Act.ANSWER_RECOMMENDATION,
    }
)
"""Acts that are an answer to somebody; for any other a mail only says how long there is time."""


PAGE_OF: Mapping[Act, Command] = {
    Act.ANSWER_QUESTION: Command.ANSWER_INFO,
    Act.HAND_IN_EVIDENCE: Command.ADD_EVIDENCE,
    Act.ANSWER_LATE_EVIDENCE: Command.ADD_EVIDENCE,
    Act.APPEAL_OR_WAIT: Command.APPEAL,
    Act.ASK_SET_ASIDE: Command.SET_ASIDE_DEFAULT,
    Act.GIVE_LABEL: Command.PROVIDE_LABEL,
    Act.SEND_GOODS: Command.RECORD_RETURN_SHIPMENT,
    Act.CONFIRM_UNSENT: Command.WAIVE_RETURN,
    Act.INSPECT_GOODS: Command.INSPECT,
    Act.PERFORM: Command.PERFORM,
    Act.UNDO_WITHDRAWAL: Command.UNDO_WITHDRAW,
}
"""The one act that does what is awaited; what can be answered in several ways is answered on the page of the case."""


_DECLARES = frozenset({"dispute.submit", "dispute.convert"})
"""News that may be a withdrawal from the contract."""


_FINAL = frozenset({"dispute.closed", "dispute.decision_final"})
"""News after which nothing is left inside: their mails name the ways outside."""


@dataclass(frozen=True, slots=True)
class Also:
    """Another piece of news of the same minute, told in the same mail."""

    key: str
    facts: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: the kind of event with its facts, about which case, to whom, and what goes in the same mail.

    ``stop`` is the address that ends mails like this one; empty where none may be ended. ``answerable``: an answer to
    the mail is read. ``has_account``: the reader can sign in and see the page. ``proceeding`` of an insolvent seller.
    ``is_in_copy``: the reader stands beside whoever asked.
    ``send_to`` is where goods to be sent back go, None where nobody has said it.
    """

    key: str
    facts: Mapping[str, Any]
    reference: str
    subject: str
    name: str
    also: tuple[Also, ...] = ()
    stop: str = ""
    answerable: bool = False
    has_account: bool = True
    is_in_copy: bool = False
    proceeding: Proceeding | None = None
    send_to: ReturnAddress | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A mail ready to be sent; the subject is one line whatever the listing was called. ``by_person``: somebody wrote
    what stands in it, so that it is no automatic mail. ``names_reader``: what the reader is called may stand in it.
    ``files`` go with it.
    """

    subject: str
    text: str
    html: str
    by_person: bool = False
    names_reader: bool = True
    files: tuple[Enclosed, ...] = ()


def write(notice: Notice, dispute: Dispute, reader: Reader) -> Written:
    """The mail of a notice to this reader, about the case as it stands now."""
    with override(reader.language):
        if _acknowledges(notice, dispute, reader):
            return _acknowledged(notice, dispute, reader)
        turn = _turn(notice, dispute, reader)
        said = turn_words.said(turn, reader, outcome=dispute.outcome)
        happened = notices.told(notice.key, notice.facts, reader).text
        headline = notices.headline(notice.key, notice.facts, reader)
        deadline = reader.deadline(turn.due_at) if turn.due_at is not None else None
        rows = [
            MailRow(_("Stage"), str(names.STATES[dispute.state])),
            *_offers(dispute, reader),
            *_paid(dispute, reader),
            *_send_to(notice, dispute, reader),
        ]
        if deadline is not None:
            until = f"{deadline.long}, {deadline.zone}" + (f" ({deadline.own})" if deadline.own else "")
            rows.append(MailRow(_("Until"), until, strong=True))
        if notice.key in _FINAL:
            rows += [
                MailRow(route.title, " ".join(route.texts))
                for route in letter.routes(dispute, reader, notice.proceeding)
            ]
        if said.silence:
            rows.append(MailRow(said.silence_label.rstrip(":"), said.silence))
        page = MailPage(
            language=reader.language,
            direction="rtl" if get_language_bidi() else "ltr",
            marketplace=settings.AMIABIL_MARKETPLACE,
            greeting=greeting(notice.name),
            title=said.title,
            happened=about_goods(happened, notice.subject),
            text=_advice(notice, dispute, reader) or said.text,
            also=tuple(also(one, reader) for one in notice.also),
            rows=tuple(rows),
            link=_link(notice, turn, reader, mine=said.mine),
            answer=_answer(notice),
            about=_about(notice.reference, dispute.order.ref),
            foot=foot(notice.stop),
        )
        return Written(
            subject=one_line(
                _subject(headline, deadline.day if deadline else "", turn.act if said.mine else None)
            ),
            text=render_to_string("mail/notice.txt", {"mail": page}),
            html=render_to_string("mail/notice.html", {"mail": page}),
        )


def _acknowledges(notice: Notice, dispute: Dispute, reader: Reader) -> bool:
    """Whether this mail is the acknowledgement the law demands for a withdrawal."""
    declared = any(key in _DECLARES for key in (notice.key, *(one.key for one in notice.also)))
    return declared and withdrawals.is_withdrawal(dispute) and reader.viewer.side is Role.BUYER


def _acknowledged(notice: Notice, dispute: Dispute, reader: Reader) -> Written:
    """The acknowledgement of a withdrawal: its content, the date and the time it reached us, and what follows."""
    send_to = return_address.told(notice.send_to, Role.BUYER, by_law=True)
    seen = withdrawals.acknowledgement(dispute, notice.reference, reader, name=notice.name, send_to=send_to)
    title = _("Your withdrawal from the contract has been received")
    page = MailPage(
        language=reader.language,
        direction="rtl" if get_language_bidi() else "ltr",
        marketplace=settings.AMIABIL_MARKETPLACE,
        greeting=greeting(notice.name),
        title=title,
        happened=_("You declared: “%(declared)s”") % {"declared": seen.declared},
        text=_("The contract has ended for these goods; nobody has to agree. Keep this mail."),
        also=tuple(also(one, reader) for one in notice.also if one.key not in _DECLARES),
        rows=tuple(MailRow(row.term, row.value, strong=row.strong) for row in (*seen.rows, *seen.follows)),
        link=Link(
            _("See and print the confirmation"),
            whole(reverse("withdrawal_received", args=[notice.reference])),
        ),
        answer=_answer(notice),
        about=_about(notice.reference, dispute.order.ref),
        foot=foot(notice.stop),
    )
    return Written(
        subject=one_line(f"{title}: {notice.reference}"),
        text=render_to_string("mail/notice.txt", {"mail": page}),
        html=render_to_string("mail/notice.html", {"mail": page}),
    )


def _send_to(notice: Notice, dispute: Dispute, reader: Reader) -> list[MailRow]:
    """Where the goods go, as long as they are to be sent back."""
    if dispute.state is not State.RETURN_SHIPMENT_DUE or nothing_to_send(dispute):
        return []
    by_law = withdrawals.is_withdrawal(dispute)
    told = return_address.told(notice.send_to, reader.viewer.side, by_law=by_law)
    return [MailRow(_("Send the goods to"), told, strong=True)]


def _subject(happened: str, day: str, mine: Act | None) -> str:
    """What happened and until when; ``mine`` is what the reader may do, None when it is not their turn."""
    if not day:
        return happened
    if mine in _ANSWERS:
        # Translators: {happened} is a sentence without a full stop, {day} a day as "Thursday, 19 November".
        return _("{happened}. Answer by {day}").format(happened=happened, day=day)
    if mine is not None:
        # Translators: {happened} is a sentence without a full stop, {day} a day as "Thursday, 19 November".
        return _("{happened}. You have until {day}").format(happened=happened, day=day)
    # Translators: {happened} is a sentence without a full stop, {day} a day as "Thursday, 19 November".
    return _("{happened}. Next step by {day}").format(happened=happened, day=day)


def one_line(text: str) -> str:
    """A text from outside as one line of visible letters: for a header, which refuses anything else."""
    seen = "".join(" " if category(char) in _NOT_SEEN else char for char in text)
    return " ".join(word for word in seen.split(" ") if word)  # by spaces alone: others belong to amounts


def greeting(name: str) -> str:
    """How a mail begins."""
    # Translators: {name} is the whole name of a person or a shop.
    return _("Hello {name},").format(name=name) if name else _("Hello,")


def about_goods(happened: str, goods: str) -> str:
    """What happened as a sentence, with what it is about where that is known."""
    # Translators: {happened} is a sentence without a full stop, {goods} the title of what was bought.
    return (
        _("{happened}. It is about: {goods}.").format(happened=happened, goods=goods)
        if goods
        else f"{happened}."
    )


def _answer(notice: Notice) -> str:
    if notice.answerable:
        return _(
            "You can answer this mail: the marketplace reads it, the other side does not. What they should read too,"
            " write in the dispute."
        )
    return _(
        "An answer to this mail reaches nobody. Write in the dispute, where everybody concerned reads it."
    )


def _about(reference: str, order: str) -> str:
    # Translators: {reference} names a dispute, as D-4H8P-6TXC, {order} an order of the marketplace.
    return _("Dispute {reference}, order {order}").format(reference=reference, order=order)


def _offers(dispute: Dispute, reader: Reader) -> list[MailRow]:
    """Both sides' proposals while they are talking, the other side's first."""
    if not dispute.is_open or dispute.settlement is not None or dispute.decision is not None:
        return []
    if withdrawals.is_withdrawal(dispute):
        return []
    offer, asked = dispute.proposals.get(Role.SELLER), dispute.claim
    mine, theirs = _("Your offer"), _("The seller's offer")
    rows = []
    if offer is not None:
        rows.append(
            MailRow(mine if reader.viewer.side is Role.SELLER else theirs, _terms(offer.terms, reader))
        )
    term = _("You asked for") if reader.viewer.side is Role.BUYER else _("The buyer asks for")
    rows.append(MailRow(term, _terms(asked.terms, reader)))
    return rows if reader.viewer.side is Role.BUYER else rows[::-1]


def _paid(dispute: Dispute, reader: Reader) -> list[MailRow]:
    """What has come back to the buyer, once anything has, and what of an insolvent seller stays unpaid."""
    paid = total(
        (refund.amount for refund in dispute.refunds if refund.status == "confirmed"), dispute.currency
    )
    back = [MailRow(_("Paid back"), reader.money(paid), strong=True)] if paid else []
    return [
        *back,
        *(MailRow(row.term, row.value, strong=True) for row in insolvency.unpaid_row(dispute, reader)),
    ]


def _terms(terms: Terms, reader: Reader) -> str:
    return remedies.request(terms.remedy, reader.money(terms.amount) if terms.amount is not None else "")


def _turn(notice: Notice, dispute: Dispute, reader: Reader) -> Turn:
    """Who must act: for a reminder what it reminds of, else what the case waits for."""
    if notice.key in REMINDERS and reader.viewer.side is not None:
        own = deadlines.find(dispute, reader.viewer.side, Timer(notice.facts["timer"]))
        if own is not None:
            return own.turn
    return outlook.turn(dispute)


def _advice(notice: Notice, dispute: Dispute, reader: Reader) -> str:
    """What a warning says beside its headline; empty for any other news."""
    side = reader.viewer.side
    if notice.facts.get("flag") != Flag.PRESSURE_TO_CLOSE or side is None:
        return ""
    cooling_off = dispute.policy.timers.withdraw_cooling_off.hours
    return pressure.advice(side, cooling_off=hours(cooling_off, reader.language))


def also(one: Also, reader: Reader) -> str:
    """Another piece of news of the same minute, in one line."""
    # Translators: {when} is an instant as "today, 10:12", {happened} a sentence without a full stop.
    return _("{when}: {happened}").format(
        when=reader.moment(one.at).text, happened=notices.told(one.key, one.facts, reader).text
    )


def _link(notice: Notice, turn: Turn, reader: Reader, *, mine: bool) -> Link:
    """The page of the act where there is one, else the case: one press from the mail."""
    door = SELLER if reader.viewer.side is Role.SELLER else PORTAL
    if notice.key in _FINAL:
        return Link(_("Read the final letter"), whole(reverse("final_letter", args=[notice.reference])))
    if notice.key == "dispute.merge":
        return Link(_("See the dispute"), whole(door.page_of(str(notice.facts["into"]))))
    if not mine:
        return Link(_("See the dispute"), whole(door.page_of(notice.reference)))
    command = PAGE_OF.get(turn.act)
    if command is None or command not in OFFERED:
        return Link(_("See the dispute and answer"), whole(door.page_of(notice.reference)))
    return Link(_("Do it now"), whole(door.act_of(notice.reference, command)))


def stop_address(reader: UUID, topics: frozenset[Topic], language: str) -> str:
    """Where this reader ends mails about these topics: an address that needs no sign-in and holds for half a year."""
    grant = MailsGrant(reader, frozenset(topic.value for topic in topics), language)
    token = mails_token(grant, key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    return whole(reverse("mails_off", args=[token]))


def foot(stop: str = "", *, has_account: bool = True) -> tuple[Link, ...]:
    """The links at the foot of every mail; ``stop`` ends mails like this one, where one may."""
    ends = (Link(_("No more e-mails like this"), stop),) if stop else ()
    settings_url = f"{whole(reverse('settings'))}#mails"
    own = (Link(_("Choose your e-mails, language and time zone"), settings_url),) if has_account else ()
    return (*ends, *own, Link(_("Talk to us"), whole(reverse("contact"))))


def whole(path: str) -> str:
    """The address of a page as a mail needs it."""
    return urljoin(f"{settings.AMIABIL_BASE_URL}/", path)
