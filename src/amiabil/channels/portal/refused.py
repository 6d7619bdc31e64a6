"""Why is a way closed to a buyer, and which one is open instead? Never a dead end.

Each refusal of an opening tells the missing fact, the rule, the dates, and the next ways on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.actions.previews import Prospect
from amiabil.domain.disputes.eligibility import ABOUT_MONEY, NON_CONFORMITY, Rights, Sight, rights_of
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import Reason
from amiabil.foundation.errors import AmiabilError
from amiabil.ui.facts import Link, Row
from amiabil.ui.formats import days
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe


@dataclass(frozen=True, slots=True)
class Way:
    """A way on: a link (or, where we can lead nobody, plain words) and what one finds there."""

    link: Link
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A closed way: the missing fact, the rule, its dates, and where to go instead."""

    text: str
    rule: str
    dates: tuple[Row, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the sentences are made from."""

    error: AmiabilError
    found: Prospect
    reason: Reason
    reader: Reader
    policy: Policy
    rights: Rights

    def instant(self, name: str) -> datetime | None:
        value = self.error.facts.get(name)
        return datetime.fromisoformat(value) if isinstance(value, str) else None


def refused(error: AmiabilError, found: Prospect, reason: Reason, reader: Reader) -> Refused:
    """A refusal of ``engine.submit`` about this order and reason, for this reader."""
    pinned = found.pinned((), reason)
    facts, outages = found.sheet.facts, found.rules.outages
    known = rights_of(Sight(facts, pinned.policy, pinned.calendar, reader.now, outages=outages))
    seen = _Seen(error, found, reason, reader, pinned.policy, known)
    return Refused(
        text=_TEXTS.get(error.code, _described)(seen),
        rule=_rule(seen),
        dates=_dates(seen),
        ways=tuple(_ways(seen)),
    )


# ---- the missing fact --------------------------------------------------------------------------------


def _described(seen: _Seen) -> str:
    return describe(seen.error, seen.reader.language, seen.reader.case_zone).text


def _too_early(seen: _Seen) -> str:
    opens = seen.instant("opens")
    if opens is None:
        return _("The carrier has not reported yet that it was delivered.")
    return _("The time to report this begins on %(day)s.") % {"day": seen.reader.day(opens)}


def _too_late(seen: _Seen) -> str:
    closes = seen.instant("closes")
    day = seen.reader.last_day(closes) if closes else ""
    return _("The time for this ended on %(day)s.") % {"day": day}


def _in_dispute(seen: _Seen) -> str:
    return _("These pieces are already in an open case; two cases cannot be about the same piece.")


_TEXTS: Mapping[str, Callable[[_Seen], str]] = {
    "too_early": _too_early,
    "too_late": _too_late,
    "units_in_dispute": _in_dispute,
}


# ---- the rule ------------------------------------------------------------------------------------------


def _rule(seen: _Seen) -> str:
    code, reason = seen.error.code, seen.reason
    if code == "not_here":
        return _not_here_rule(seen)
    if code not in {"too_early", "too_late", "excluded_by_law"}:
        return ""
    if reason is Reason.WD_STATUTORY:
        return _withdrawal_rule(seen)
    if reason is Reason.WD_VOLUNTARY:
        return _("The shop takes goods back under its own rules, counted from the delivery.")
    if reason in NON_CONFORMITY:
        return _agreed_rule(seen)
    if reason in ABOUT_MONEY:
        return _("A charge is looked into from the payment on, as long as the products are under protection.")
    return _arrival_rule(seen)


def _not_here_rule(seen: _Seen) -> str:
    if seen.reason is Reason.UNAUTHORISED:
        return _(
            "Only the bank or the payment service can stop and pay back a payment that somebody else made."
        )
    return _("Beyond the law, a shop decides by itself what it takes back.")


def _withdrawal_rule(seen: _Seen) -> str:
    count = days(seen.policy.lanes.statutory_withdrawal.days, seen.reader.language)
    return _(
        "A consumer can withdraw from a purchase from a trader within %(days)s of the day the last product of the "
        "order arrived. The law leaves out some goods, for example those made to measure."
    ) % {"days": count}


def _agreed_rule(seen: _Seen) -> str:
    lanes = seen.policy.lanes
    facts = {
        "days": days(lanes.guarantee.non_conformity.closes.after_delivery_days, seen.reader.language),
        "years": years(lanes.statutory_conformity.years),
    }
    return (
        _(
            "The marketplace protects a purchase for %(days)s from the delivery. After that the legal guarantee goes "
            "on until %(years)s after the delivery, for consumers who bought from a trader."
        )
        % facts
    )


def years(count: int) -> str:
    """ "2 years"."""
    return ngettext("%(count)s year", "%(count)s years", count) % {"count": count}


def _arrival_rule(seen: _Seen) -> str:
    rule = seen.policy.lanes.guarantee.not_received
    count = days(rule.closes.after_latest_edd_days, seen.reader.language)
    return _(
        "What has not come can be reported from the day after the last estimated day, for %(days)s; at once when the "
        "carrier reports it lost or sent back."
    ) % {"days": count}


# ---- dates -------------------------------------------------------------------------------------------


def _dates(seen: _Seen) -> tuple[Row, ...]:
    opens, closes = seen.instant("opens"), seen.instant("closes")
    rows = []
    if opens is not None:
        rows.append(Row(_("Open from"), seen.reader.day(opens)))
    if closes is not None:
        suspended = seen.error.code == "processing_suspended"  # what closes then is the suspension
        term = _("Closed to you until") if suspended else _("Open until")
        rows.append(Row(term, seen.reader.last_day(closes)))
    return tuple(rows)


# ---- ways on -----------------------------------------------------------------------------------------


def _ways(seen: _Seen) -> list[Way]:
    ways = []
    if seen.reason is Reason.UNAUTHORISED:
        ways.append(
            Way(
                Link(_("Your bank or payment service"), "", "credit-card"),
                _("Block the card or the account there, and say that you did not make this payment."),
            )
        )
    ways += _open_cases(seen)
    ways += _rights_still_open(seen)
    ways.append(
        Way(
            Link(_("Talk to us"), reverse("contact"), "chat-circle-text"),
            _("A person looks at it with you.")
            if seen.error.code != "not_here"
            else _("We look whether your account is safe, and help with what we can."),
        )
    )
    if seen.error.code == "processing_suspended":
        ways.append(
            Way(
                Link(_("Measures and complaints"), reverse("measures"), "prohibit"),
                _("The decision with its reasons, and how to contest it."),
            )
        )
    if seen.error.code in {"too_late", "excluded_by_law"}:
        ways.append(
            Way(
                Link(_("Help outside the marketplace"), reverse("rights"), "buildings"),
                _("Your rights in plain words, and the authority for consumers."),
            )
        )
    return ways


def _open_cases(seen: _Seen) -> list[Way]:
    if seen.error.code not in {"units_in_dispute", "external_proceeding_open"}:
        return []
    still = [one for one in seen.found.sheet.disputes if one.state != "closed"]
    return [
        Way(
            Link(
                _("See the case %(reference)s") % {"reference": one.reference},
                reverse("dispute", args=[one.reference]),
                "scales",
            ),
            _("What you want to add belongs there; its reason can be changed there too."),
        )
        for one in still
    ]


def _rights_still_open(seen: _Seen) -> list[Way]:
    """The rights to this order that can be used now, other than the one that was refused."""
    ref, now, reader = seen.found.sheet.ref, seen.reader.now, seen.reader
    form = f"{reverse('open_dispute', args=[ref])}?{urlencode({'step': 'why', 'pick': '1'})}"
    ways = []
    right = seen.rights.withdrawal
    if seen.reason is not Reason.WD_STATUTORY and right.is_open(now):
        until = (
            _("Without a reason, until %(day)s.") % {"day": reader.last_day(right.closes)}
            if right.closes
            else ""
        )
        ways.append(
            Way(
                Link(
                    _("Withdraw from the contract"),
                    reverse("withdraw", args=[ref]),
                    "arrow-counter-clockwise",
                ),
                until
                or _("Without a reason, until %(days)s after everything has arrived.")
                % {"days": days(seen.rights.withdrawal_days, reader.language)},
            )
        )
    lines = seen.rights.lines
    protected = seen.found.suspended_until is None and any(line.dispute.is_open(now) for line in lines)
    if seen.reason not in NON_CONFORMITY and protected:
        ways.append(
            Way(
                Link(_("Something is wrong with the goods"), form, "package"),
                _("The marketplace's protection is open."),
            )
        )
    elif seen.reason not in NON_CONFORMITY and any(line.guarantee.is_open(now) for line in lines):
        ways.append(
            Way(
                Link(_("Something is wrong with the goods"), form, "shield-check"),
                _("The legal guarantee is open: repair or replacement first."),
            )
        )
    if seen.reason in NON_CONFORMITY and any(line.not_received.is_open(now) for line in lines):
        ways.append(Way(Link(_("It has not arrived"), form, "truck"), _("This can be reported now.")))
    return ways
