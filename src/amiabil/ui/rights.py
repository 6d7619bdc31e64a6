"""Which rights does a buyer have on an order, as dates? The strip under each order; a page never adds days."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.disputes.eligibility import Barrier, Right, Rights
from amiabil.ui.addresses import reverse
from amiabil.ui.facts import Link, RightCell
from amiabil.ui.formats import days
from amiabil.ui.reader import Reader

_DAY = timedelta(days=1)


def cells(
    rights: Rights,
    reader: Reader,
    *,
    order_ref: str,
    delivered: bool,
    suspended_until: datetime | None = None,
) -> tuple[RightCell, ...]:
    """The three cells of an order: withdrawal, dispute, and guarantee or, before delivery, the money.

    ``suspended_until`` is until when the marketplace's protection is closed to its buyer.
    """
    dispute = _dispute(rights, reader, order_ref=order_ref, delivered=delivered)
    if delivered and suspended_until is not None and _protected(rights, reader.now):
        dispute = _resting(rights, reader, suspended_until, order_ref=order_ref)
    return (
        _withdrawal(rights, reader, order_ref=order_ref),
        dispute,
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


def prolonged_text(months: int) -> str:
    """What a repair has done to the legal guarantee."""
    return ngettext(
        "A repair has prolonged it by %(count)s month.",
        "A repair has prolonged it by %(count)s months.",
        months,
    ) % {"count": months}


def _withdrawal(rights: Rights, reader: Reader, *, order_ref: str) -> RightCell:
    right = rights.withdrawal
    term = _("You can withdraw from the purchase until")
    link = Link(_("Withdraw from the contract"), reverse("withdraw", args=[order_ref]))
    if right.barrier is not None:
        return RightCell(
            _("Withdrawal without a reason"),
            _("does not apply here"),
            note=barrier_text(right.barrier),
            over=True,
        )
    if right.closes is None:
        return RightCell(
            term,
            _("%(days)s after the last delivery") % {"days": days(rights.withdrawal_days, reader.language)},
            note=_("The time starts when all has arrived."),
            link=link,
        )
    if reader.now >= right.closes:
        return _ended(_("Withdrawal without a reason"), right.closes, reader)
    return _running(term, right, right.closes, reader, link=link)


def _dispute(rights: Rights, reader: Reader, *, order_ref: str, delivered: bool) -> RightCell:
    right = latest([line.dispute if delivered else line.not_received for line in rights.lines], reader.now)
    link = Link(_("Open a dispute"), reverse("open_dispute", args=[order_ref]))
    if right is None or right.opens is None:
        return RightCell(_("Dispute with the seller"), _("after delivery"))
    if reader.now < right.opens:
        until = right.closes and _("until %(day)s") % {"day": reader.last_day(right.closes)}
        return RightCell(_("If it does not arrive, dispute from"), reader.day(right.opens), note=until or "")
    if right.closes is None:
        return RightCell(_("You can open a dispute"), _("now"), link=link)
    denied = latest([line.denied for line in rights.lines], reader.now) if delivered else None
    never_came = denied.closes if denied is not None and denied.is_open(reader.now) else None
    if reader.now < right.closes:
        told = never_came and _("If it never came: until %(day)s") % {"day": reader.last_day(never_came)}
        term = _("You can open a dispute until")
        return replace(_running(term, right, right.closes, reader, link=link), note=told or "")
    ended = _ended(_("Dispute under the marketplace's protection"), right.closes, reader)
    if denied is None or never_came is None:
        return ended
    term = _("Marked as delivered, but it never came: dispute until")
    note = f"{ended.term}: {ended.value}"
    return replace(_running(term, denied, never_came, reader, link=link), note=note)


def _protected(rights: Rights, now: datetime) -> bool:
    return any(line.dispute.is_open(now) for line in rights.lines)


def _resting(rights: Rights, reader: Reader, until: datetime, *, order_ref: str) -> RightCell:
    """A buyer to whom the protection is closed has the guarantee meanwhile, and what is not there at all."""
    right = latest([line.dispute for line in rights.lines], reader.now)
    closes = right.closes if right is not None else None
    value = _("closed to you until %(day)s") % {"day": reader.last_day(until)}
    if closes is not None and closes <= until:
        value = _("closed to you")
    others = [one for line in rights.lines for one in (line.guarantee, line.denied)]
    link = Link(_("Open a dispute"), reverse("open_dispute", args=[order_ref]))
    held = any(line.guarantee.is_open(reader.now) for line in rights.lines)
    return RightCell(
        _("Dispute under the marketplace's protection"),
        value,
        note=_("Holds meanwhile: the legal guarantee.") if held else "",
        over=True,
        link=link if any(one.is_open(reader.now) for one in others) else None,
    )


def _guarantee(rights: Rights, reader: Reader) -> RightCell:
    right = latest([line.guarantee for line in rights.lines], reader.now)
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
    months = max(line.prolonged for line in rights.lines)
    cell = _running(_("The legal guarantee lasts until"), right, right.closes, reader)
    return replace(cell, note=prolonged_text(months)) if months else cell


def _kept() -> RightCell:
    return RightCell(_("Your money"), _("kept by us"), note=_("until the order arrives"))


def latest(rights: list[Right], now: datetime) -> Right | None:
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
        term,
        reader.last_day(closes),
        left=min(left, whole),
        whole=whole,
        left_text=text,
        link=link,
    )


def _ended(term: str, closes: datetime, reader: Reader) -> RightCell:
    return RightCell(term, _("ended on %(day)s") % {"day": reader.last_day(closes)}, over=True)
