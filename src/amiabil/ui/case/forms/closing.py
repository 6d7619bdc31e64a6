"""The acts that end a case or take it up again, and money paid back of free will."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amiabil.domain.disputes import money
from amiabil.domain.disputes.arguments import Reopen, read_arguments
from amiabil.domain.terms import Command
from amiabil.foundation.fields import NotAChoice
from amiabil.ui.case.forms.parts import (
    ActForm,
    Errors,
    MakeForm,
    Part,
    ReadTyped,
    Typed,
    given,
    keep,
    money_field,
)
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Choice, ConsequenceItem, Option
from amiabil.ui.formats import days, hours


def _withdraw(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    after = hours(seen.dispute.policy.timers.withdraw_cooling_off.hours, seen.reader.language)
    kept = money.held(seen.dispute)
    end = (
        _("Then the money goes to the seller and the case is closed")
        if kept
        else _("Then the case is closed")
    )
    items = (
        ConsequenceItem(_("You have %(hours)s to change your mind") % {"hours": after}, icon="clock"),
        ConsequenceItem(end, icon="coins" if kept else "check-circle"),
        ConsequenceItem(_("Your legal rights stay as they are"), icon="shield-check"),
    )
    title = _("Withdraw the dispute about %(what)s?") % {"what": seen.file.subject}
    return ActForm(title, items, do=_("Withdraw the dispute"), style="bad", keep=_("Keep the dispute"))


def _undo(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    items = (ConsequenceItem(_("The case goes on where it was"), _("All deadlines are as before."), "play"),)
    return ActForm(
        _("Take the dispute up again?"), items, do=_("Take it up again"), keep=_("Leave it withdrawn")
    )


def _refund(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    items = (
        ConsequenceItem(_("The buyer is paid at once"), icon="coins"),
        ConsequenceItem(_("The case goes on about the rest, if there is one"), icon="arrow-right"),
    )
    parts = (Part("money", money_field(seen, typed, errors, most=money.refundable(seen.dispute))),)
    return ActForm(_("How much do you pay back?"), items, parts, _("Pay it back"), keep=keep())


GROUNDS = ("promise_not_kept", "new_defect", "was_sent_back", "could_not_act")
"""Why a closed case is taken up again: one word for the record."""


def ground_name(word: str) -> str:
    """A ground of a reopening in words."""
    return {
        "promise_not_kept": _("What was agreed has not been done"),
        "new_defect": _("The fault is there again, or there is a new one"),
        "was_sent_back": _("I sent the goods back in time and can show it"),
        "could_not_act": _("The case ended because a time passed, and I could not act"),
    }[word]


def _reopen(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    timers = seen.dispute.policy.timers
    options = tuple(Option(one, ground_name(one), selected=typed.get("ground") == one) for one in GROUNDS)
    most = {"most": seen.reader.money(money.refundable(seen.dispute))}
    items = (
        ConsequenceItem(
            _("You negotiate with the seller again for %(days)s")
            % {"days": days(timers.negotiation.days, seen.reader.language)},
            _("After that a mediator takes over."),
            "handshake",
        ),
        ConsequenceItem(
            _("Your request stands again, up to %(most)s") % most,
            _("What is still with us of the money for it is kept."),
            "coins",
        ),
        ConsequenceItem(_("A case can be taken up again once"), icon="info"),
    )
    until = seen.dispute.reopen_until
    lead = _("Possible until %(day)s.") % {"day": seen.reader.last_day(until)} if until is not None else ""
    parts = (Part("choice", Choice("ground", _("Why"), options, error=errors.get("ground", ""))),)
    return ActForm(
        _("Take the case up again?"),
        items,
        parts,
        _("Take it up again"),
        keep=_("Leave it closed"),
        lead=lead,
    )


def _read_reopen(typed: Typed) -> Any:
    if typed.get("ground") not in GROUNDS:
        raise NotAChoice(field="/ground")
    return Reopen(typed["ground"])


def _read_refund(typed: Typed) -> Any:
    return read_arguments(Command.VOLUNTARY_REFUND, given(typed, amount=True, must=True))


FORMS: Mapping[Command, MakeForm] = {
    Command.WITHDRAW: _withdraw,
    Command.UNDO_WITHDRAW: _undo,
    Command.VOLUNTARY_REFUND: _refund,
    Command.REOPEN: _reopen,
}

READ: Mapping[Command, ReadTyped] = {
    Command.VOLUNTARY_REFUND: _read_refund,
    Command.REOPEN: _read_reopen,
}
