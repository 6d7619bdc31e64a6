"""A dispute as a line of a desk's list: what it is, what is asked, until when, and what silence does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.access import Viewer
from amiabil.domain.disputes.parts import Terms
from amiabil.domain.files import Form
from amiabil.domain.terms import Outcome, Reason, Role
from amiabil.records import clock
from amiabil.records.case_lists import ListedDispute
from amiabil.records.case_outlooks import CaseOutlook, outlooks
from amiabil.records.ranks import ENDED, MY_TURN
from amiabil.ui.case.door import Door
from amiabil.ui.facts import Act, DeadlineText
from amiabil.ui.frames import HOME_ZONE
from amiabil.ui.reader import Reader
from amiabil.ui.uploads import file_addresses
from amiabil.ui.words import names, remedies, rows, turn

_LEVELS = {"last": "t-bad", "over": "t-bad", "soon": "t-warn", "calm": ""}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line. ``due`` is empty when nothing runs out; ``due_class`` colours it; ``silence`` is a whole sentence.

    ``asked`` is the buyer's request, ``asked_note`` what stands against it. ``section`` is that of ``records.ranks``.
    """

    title: str
    url: str
    reason: str
    reference: str
    people: str
    asked: str
    asked_note: str
    due: str
    due_iso: str
    due_class: str
    due_note: str
    silence: str
    act: Act
    section: int
    picture_url: str = ""
    unread: str = ""


def lines(viewer: Viewer, found: Sequence[ListedDispute], door: Door) -> list[CaseLine]:
    """The lines of a page of a list, in its order. One statement, none for an empty page."""
    known = outlooks(viewer, [one.case_id for one in found])
    now = clock.now()
    return [
        _line(one, known[one.case_id], Reader.of(viewer, now=now, case_zone=known[one.case_id].zone), door)
        for one in found
        if one.case_id in known
    ]


def _line(one: ListedDispute, outlook: CaseOutlook, reader: Reader, door: Door) -> CaseLine:
    mine, ended = one.section == MY_TURN, one.section == ENDED
    address = door.page_of(one.reference)
    said = turn.said(outlook.turn, reader, outcome=Outcome(one.outcome) if one.outcome else None)
    deadline = reader.deadline(outlook.turn.due_at) if outlook.turn.due_at and not ended else None
    return CaseLine(
        title=one.subject,
        url=address,
        reason=str(names.REASONS[Reason(one.reason)]),
        reference=one.reference,
        people=_people(one, reader),
        asked=_terms(outlook.asked, reader),
        asked_note=_against(one, outlook, reader),
        due=deadline.short if deadline else "",
        due_iso=deadline.iso if deadline else "",
        due_class=_LEVELS[deadline.level] if deadline and mine else "",
        due_note=_due_note(one, deadline, said, reader),
        silence="" if ended else sentence(said.silence),
        act=_act(address, reader, mine=mine),
        section=one.section,
        picture_url=_picture(one, reader),
        unread=_unread(one.unread),
    )


def sentence(text: str) -> str:
    """A text that follows a label, as one that stands alone."""
    return text[:1].upper() + text[1:]


def _people(one: ListedDispute, reader: Reader) -> str:
    """The other side; for staff both, and who hears the case."""
    buyer = one.buyer_name or str(names.ROLES[Role.BUYER])
    if reader.viewer.side is Role.SELLER:
        return buyer
    sides = _("%(buyer)s and %(shop)s") % {"buyer": buyer, "shop": one.shop_name}
    return f"{sides} · {one.mediator_name}" if one.mediator_name else sides


def _terms(terms: Terms, reader: Reader) -> str:
    return remedies.request(terms.remedy, reader.money(terms.amount) if terms.amount is not None else "")


def _against(one: ListedDispute, outlook: CaseOutlook, reader: Reader) -> str:
    """What the seller has put against the request."""
    if outlook.offered is None or one.section == ENDED:
        return ""
    offer = {"offer": names.within(_terms(outlook.offered, reader))}
    if reader.viewer.side is Role.SELLER:
        return _("you offer %(offer)s") % offer
    return _("the seller offers %(offer)s") % offer


def _due_note(one: ListedDispute, deadline: DeadlineText | None, said: turn.Said, reader: Reader) -> str:
    """How much time is left, or who is waited for; how an ended case ended."""
    if one.section == ENDED:
        return f"{said.title}. {rows.ended_on(one.closed_at, reader)}".strip()
    if not said.mine:
        return said.label
    if deadline is None:
        return ""
    return _("%(time)s left") % {"time": deadline.left_text} if deadline.left else _("the time is over")


def _act(address: str, reader: Reader, *, mine: bool) -> Act:
    answers = mine and reader.viewer.side is Role.SELLER
    return Act(_("Answer") if answers else _("Open"), address, small=True)


def _picture(one: ListedDispute, reader: Reader) -> str:
    if one.picture is None:
        return ""
    return file_addresses(reader.viewer, one.picture, (Form.THUMB,))[Form.THUMB]


def _unread(count: int) -> str:
    return (
        ngettext("%(count)s new message", "%(count)s new messages", count) % {"count": count} if count else ""
    )


def home_reader(viewer: Viewer) -> Reader:
    """The reader of what belongs to no case."""
    return Reader.of(viewer, now=clock.now(), case_zone=HOME_ZONE)
