"""The acts about promised goods: they are on their way, they have come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.disputes import clock, money, repairs
from amiabil.domain.disputes.arguments import Perform
from amiabil.domain.disputes.eligibility import rights_of, sight_of
from amiabil.domain.terms import Command, Timer
from amiabil.foundation.values import replace
from amiabil.ui.case.forms.parts import ActForm, Errors, MakeForm, Part, ReadTyped, Typed, line, short
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import ConsequenceItem


def _perform(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    due_at = clock.due_of(seen.dispute, Timer.PERFORMANCE) or clock.due_of(
        seen.dispute, Timer.STATUTORY_REPAIR
    )
    until = seen.reader.last_day(due_at) if due_at is not None else ""
    items = (
        ConsequenceItem(_("The buyer is told and can confirm that it has come"), icon="package"),
        ConsequenceItem(
            _("Your time ends on %(day)s") % {"day": until},
            _("It has to be with the buyer by then, confirmed by the buyer or the courier."),
            "clock-countdown",
        ),
    )
    hint = _("With it the courier can confirm the delivery.")
    parts = (
        Part("field", line("tracking", _("Courier and number of the parcel"), typed, errors, hint=hint)),
    )
    return ActForm(_("Is it on its way, or done?"), items, parts, _("It is on its way"), keep=_("Not yet"))


def _confirm(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    kept = money.held(seen.dispute)
    release = _("The money we keep goes to the seller: %(kept)s") % {"kept": seen.reader.money(kept)}
    items = (
        ConsequenceItem(_("The promise is kept, and the dispute ends"), icon="check-circle"),
        *((ConsequenceItem(release, icon="coins"),) if kept else ()),
        *_longer(seen),
        ConsequenceItem(
            _("Your legal rights stay as they are"),
            _("If the fault comes back, the dispute can be taken up again."),
            "shield-check",
        ),
    )
    return ActForm(_("Has it come, in order?"), items, do=_("Yes, it has come"), keep=_("No, not yet"))


def _longer(seen: Seen) -> tuple[ConsequenceItem, ...]:
    """What the repair adds to the legal guarantee, with the new dates (Directive 2024/1799, art. 16)."""
    months, reader = repairs.months_given(seen.dispute), seen.reader
    if not months:
        return ()
    mine = {unit.line for unit in seen.dispute.units}
    after = replace(seen.dispute, order=repairs.with_repairs(seen.dispute.order, mine, reader.now))
    ends = {
        one.guarantee.closes
        for one in rights_of(sight_of(after, reader.now)).lines
        if one.line in mine and one.guarantee.closes is not None
    }
    said = ngettext(
        "Your legal guarantee lasts %(count)s month longer",
        "Your legal guarantee lasts %(count)s months longer",
        months,
    ) % {"count": months}
    days = "; ".join(_("until %(day)s") % {"day": reader.last_day(end)} for end in sorted(ends))
    return (ConsequenceItem(said, days, "shield-check"),)


def _read_perform(typed: Typed) -> Any:
    return Perform(short(typed, "tracking"))


FORMS: Mapping[Command, MakeForm] = {Command.PERFORM: _perform, Command.PERFORM_CONFIRMED: _confirm}

READ: Mapping[Command, ReadTyped] = {Command.PERFORM: _read_perform}
