"""Which rights does a buyer have on an order, as dates? The strip under each order; a page never adds days."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.disputes.eligibility import Barrier, Right, Rights
from amiabil.ui.facts import Link, RightCell
from amiabil.ui.reader import Reader

_DAY = timedelta(days=1)


def cells(rights: Rights, reader: Reader, *, order_ref: str, delivered: bool) -> tuple[RightCell, ...]:
    """The three cells of an order: withdrawal, dispute, and guarantee or, before delivery, the money."""
    return (
        _withdrawal(rights.withdrawal, reader, order_ref=order_ref),
        _dispute(rights, reader, order_ref=order_ref, delivered=delivered),
        _guarantee(rights, reader) if delivered else _kept(),
    )


def barrier_text(barrier: Barrier) -> str:
    """Why a right does not exist here, in one sentence."""
    return {
        Barrier.NOT_A_CONSUMER: _("You bought as a business; this right is for consumers."),
        Barrier.NOT_A_TRADER: _(
            "The seller is a private person; consumer rights do not apply to this purchase."
        ),
        Barrier.CATEGORY: _("The law leaves out goods of this kind."),
        Barrier.NOT_OFFERED: _("The shop does not offer it."),
    }[barrier]


def _withdrawal(right: Right, reader: Reader, *, order_ref: str) -> RightCell:
    term = _("You can withdraw from the purchase until")
    link = Link(_("Withdraw from the contract"), reverse("withdraw", args=[order_ref]))
    if right.barrier is not None:
        return RightCell(
            _("Withdrawal within 14 days"),
            _("does not apply here"),
            note=barrier_text(right.barrier),
            over=True,
        )
    if right.closes is None:
        return RightCell(
            term,
            _("14 days after the last delivery"),
            note=_("The time starts when all has arrived."),
            link=link,
        )
    if reader.now >= right.closes:
        return _ended(_("Withdrawal without a reason"), right.closes, reader)
    return _running(term, right, right.closes, reader, link=link)


def _dispute(rights: Rights, reader: Reader, *, order_ref: str, delivered: bool) -> RightCell:
    right = _latest([line.dispute if delivered else line.not_received for line in rights.lines], reader.now)
    link = Link(_("Open a dispute"), reverse("open_dispute", args=[order_ref]))
    if right is None or right.opens is None:
        return RightCell(_("Dispute with the seller"), _("after delivery"))
    if reader.now < right.opens:
        until = right.closes and _("until %(day)s") % {"day": reader.last_day(right.closes)}
        return RightCell(_("If it does not arrive, dispute from"), reader.day(right.opens), note=until or "")
    if right.closes is not None and reader.now >= right.closes:
        return _ended(_("Dispute under the marketplace's protection"), right.closes, reader)
    if right.closes is None:
        return RightCell(_("You can open a dispute"), _("now"), link=link)
    return _running(_("You can open a dispute until"), right, right.closes, reader, link=link)


def _guarantee(rights: Rights, reader: Reader) -> RightCell:
    right = _latest([line.guarantee for line in rights.lines], reader.now)
    barred = next((line.guarantee.barrier for line in rights.lines if line.guarantee.barrier), None)
    if right is None or right.closes is None:
        return RightCell(
            _("Legal guarantee"),
            _("does not apply here"),
            note=barrier_text(barred) if barred else "",
            over=True,
        )
    if reader.now >= right.closes:
        return _ended(_("Legal guarantee"), right.closes, reader)
    return _running(_("The legal guarantee lasts until"), right, right.closes, reader)


def _kept() -> RightCell:
    return RightCell(_("Your money"), _("kept by us"), note=_("until the order arrives"))


def _latest(rights: list[Right], now: datetime) -> Right | None:
    """The right of the line that leaves most time; lines without the right do not count."""
    given = [right for right in rights if right.barrier is None and right.opens is not None]
    still = [right for right in given if right.closes is None or right.closes > now]
    return max(still or given, key=lambda right: (right.closes is None, right.closes or now), default=None)


def _running(
    term: str, right: Right, closes: datetime, reader: Reader, *, link: Link | None = None
) -> RightCell:
    left = ceil((closes - reader.now) / _DAY)
    whole = ceil((closes - right.opens) / _DAY) if right.opens else left
    text = ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left}
    return RightCell(
        term, reader.last_day(closes), left=min(left, whole), whole=whole, left_text=text, link=link
    )


def _ended(term: str, closes: datetime, reader: Reader) -> RightCell:
    return RightCell(term, _("ended on %(day)s") % {"day": reader.last_day(closes)}, over=True)
