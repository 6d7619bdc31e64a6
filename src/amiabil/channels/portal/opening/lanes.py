"""Under which right does this go, and what should the buyer know of it? A notice of the form, where it needs one."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from amiabil.channels.portal.opening.shown import Opening
from amiabil.domain.disputes.eligibility import Sight, rights_of, window_of
from amiabil.domain.terms import Lane, Reason
from amiabil.foundation.errors import AmiabilError
from amiabil.ui.facts import Notice
from amiabil.ui.formats import days
from amiabil.ui.reader import Reader
from amiabil.ui.withdrawals import payer_text


def lane_notice(opening: Opening, reader: Reader) -> Notice | None:
    """The legal guarantee after the protection, or the shop's own rules; None for the ordinary way."""
    if opening.reason is Reason.WD_VOLUNTARY:
        return _voluntary(opening, reader)
    if opening.reason is None or not opening.answers.units:
        return None
    sheet = opening.prospect.sheet.facts
    pinned = opening.prospect.pinned(tuple(opening.answers.units), opening.reason)
    try:
        found = opening.prospect
        sight = Sight(
            sheet, pinned.policy, pinned.calendar, reader.now, found.suspended_until, found.rules.outages
        )
        window = window_of(sight, opening.answers.units, opening.reason)
    except AmiabilError:
        return None
    if window.lane is not Lane.STATUTORY_CONFORMITY or window.closes is None:
        return None
    return _guarantee(opening, reader, closes=window.closes)


def _guarantee(opening: Opening, reader: Reader, *, closes: datetime) -> Notice:
    sheet = opening.prospect.sheet.facts
    pinned = opening.prospect.pinned(tuple(opening.answers.units), opening.reason)
    outages = opening.prospect.rules.outages
    known = rights_of(Sight(sheet, pinned.policy, pinned.calendar, reader.now, outages=outages))
    ends = [line.dispute.closes for line in known.lines if line.line in opening.answers.units]
    ended = min((end for end in ends if end is not None), default=reader.now)
    facts = {"ended": reader.last_day(ended), "until": reader.last_day(closes)}
    cap = pinned.policy.lanes.statutory_conformity.repair_cap_calendar_days
    suspended = opening.prospect.suspended_until
    if suspended is not None and reader.now < ended:
        facts["ended"] = reader.last_day(suspended)
        text = _(
            "Until %(ended)s your complaints do not go through the marketplace's protection; the decision about that "
            "is under Measures and complaints. Your right stays: the legal guarantee holds until %(until)s."
        )
    else:
        text = _ended_text()
    order = _("The seller first has %(days)s to repair or replace it, at no cost to you.") % {
        "days": days(cap, reader.language) if cap else ""
    }
    said = text % facts
    return Notice(f"{said} {order}" if cap else said, title=_("Legal guarantee"), icon="shield-check")


def _ended_text() -> str:
    return _(
        "The marketplace's protection ended on %(ended)s. Your right does not: the legal guarantee holds until "
        "%(until)s."
    )


def _voluntary(opening: Opening, reader: Reader) -> Notice | None:
    own = opening.prospect.sheet.facts.voluntary_returns
    if own is None:
        return None
    text = _("The shop takes goods back within %(days)s of the delivery.") % {
        "days": days(own.days, reader.language)
    }
    return Notice(f"{text} {payer_text(own.payer)}", title=_("The shop's own rules"), icon="info")


def care_notice(reason: Reason) -> Notice | None:
    """What comes before any form: a dangerous thing is put away first."""
    if reason is not Reason.NC_UNSAFE:
        return None
    return Notice(
        _(
            "Stop using it and keep it where it can hurt nobody. Do not send it by post on your own: a battery or a "
            "damaged device can catch fire on the way. In an emergency call 112."
        ),
        title=_("Safety first"),
        tone="warn",
        icon="warning",
    )
