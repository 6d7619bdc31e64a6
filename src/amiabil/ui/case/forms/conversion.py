"""The act that turns a case into another: another reason, the legal guarantee, a withdrawal from the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from amiabil.domain.disputes import money, possibilities
from amiabil.domain.disputes.arguments import read_arguments
from amiabil.domain.disputes.errors import ConsentMissing
from amiabil.domain.terms import Command, Lane, Reason, ReturnCost, Role
from amiabil.foundation.errors import Invalid, InvalidFields
from amiabil.foundation.fields import NotAChoice
from amiabil.ui.case.forms.parts import ActForm, Errors, MakeForm, Part, ReadTyped, Typed
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Choice, ConsequenceItem, Option
from amiabil.ui.formats import days
from amiabil.ui.words import names

LEGAL = Lane.STATUTORY_CONFORMITY.value
"""The choice that changes the lane and leaves the reason."""


def reasons(seen: Seen) -> tuple[Reason, ...]:
    """What this reader can turn the case into: nobody but the buyer declares a withdrawal from the contract."""
    found = possibilities.conversions(seen.dispute, seen.reader.now)
    return tuple(one for one in found if seen.role is Role.BUYER or one is not Reason.WD_STATUTORY)


def is_possible(seen: Seen) -> bool:
    """Whether there is anything to turn the case into."""
    return bool(reasons(seen)) or possibilities.can_use_legal_guarantee(seen.dispute)


def _convert(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    choice = Choice(
        "reason",
        _("What it is about"),
        tuple(_options(seen, typed.get("reason", ""))),
        error=errors.get("reason", ""),
    )
    return ActForm(
        _("Change what the case is about"),
        tuple(_consequences(seen)),
        (Part("choice", choice), *_consent(seen, typed, errors)),
        _("Change it"),
        keep=_("Leave it as it is"),
        hidden={} if seen.role is Role.BUYER else {"consent": "yes"},
    )


def _options(seen: Seen, chosen: str) -> Iterator[Option]:
    withdrawal = _("You give the purchase back, whatever the fault. The seller cannot refuse it.")
    for one in reasons(seen):
        hint = withdrawal if one is Reason.WD_STATUTORY else ""
        yield Option(one.value, str(names.REASONS[one]), hint, selected=one.value == chosen)
    if possibilities.can_use_legal_guarantee(seen.dispute):
        legal = _("First a repair or a replacement, by law; the money back only if that fails.")
        name = str(names.LANES[Lane.STATUTORY_CONFORMITY])
        yield Option(LEGAL, name, legal, selected=chosen == LEGAL)


def _consent(seen: Seen, typed: Typed, errors: Errors) -> tuple[Part, ...]:
    """The buyer agrees to what changes (disputes.md C20); a mediator decides it."""
    if seen.role is not Role.BUYER:
        return ()
    option = Option(
        "yes", _("I understand what changes, and I want it"), selected=typed.get("consent") == "yes"
    )
    legend, error = _("Your consent"), errors.get("consent", "")
    return (Part("choice", Choice("consent", legend, (option,), error=error, several=True)),)


def _consequences(seen: Seen) -> Iterator[ConsequenceItem]:
    yield ConsequenceItem(_("Everything that was written and shown stays in the case"), icon="stack")
    if possibilities.can_use_legal_guarantee(seen.dispute):
        yield _guarantee(seen)
    if Reason.WD_STATUTORY in reasons(seen):
        yield from _withdrawal(seen)
    yield ConsequenceItem(_("Another reason of the same kind leaves all deadlines as they are"), icon="clock")
    if seen.role is not Role.BUYER:
        yield ConsequenceItem(_("Both sides are told"), icon="eye")


def _guarantee(seen: Seen) -> ConsequenceItem:
    """What the legal guarantee means for what is asked, offered and kept."""
    kept = money.held(seen.dispute)
    text = _("What was asked or offered otherwise ends.")
    if kept and seen.dispute.policy.lanes.statutory_conformity.hold == "none":
        release = _("The money we keep goes to the seller: %(kept)s") % {"kept": seen.reader.money(kept)}
        text = f"{text} {release}."
    return ConsequenceItem(
        _("Under the legal guarantee it is a repair or a replacement first"), text, "shield-check"
    )


def _withdrawal(seen: Seen) -> Iterator[ConsequenceItem]:
    """What a withdrawal from the contract means, with its times."""
    policy, language = seen.dispute.policy, seen.reader.language
    send = days(policy.timers.return_ship.withdrawal_days, language)
    refund = days(policy.lanes.statutory_withdrawal.refund_days, language)
    payer = (
        _("You pay the return.")
        if money.withdrawal_payer(seen.dispute) is ReturnCost.BUYER
        else _("The seller pays the return.")
    )
    yield ConsequenceItem(
        _("For a withdrawal you send everything back within %(days)s") % {"days": send}, payer, "truck"
    )
    yield ConsequenceItem(
        _("You get the price and the standard delivery, by law within %(days)s") % {"days": refund},
        _("The seller may wait until the goods or the proof that you sent them have come."),
        "coins",
    )
    yield ConsequenceItem(
        _("After a withdrawal there is no more negotiation and no mediation"),
        _("Your request for a repair, a replacement or a lower price ends."),
        "warning",
    )


def _read(typed: Typed) -> Any:
    wrong: list[Invalid] = []
    legal = typed.get("reason") == LEGAL
    if not legal and typed.get("reason") not in set(Reason):
        wrong.append(NotAChoice(field="/reason"))
    if typed.get("consent") != "yes":
        wrong.append(ConsentMissing(field="/consent"))
    if wrong:
        raise InvalidFields(tuple(wrong))
    return read_arguments(Command.CONVERT, {"lane" if legal else "reason": typed["reason"]})


FORMS: Mapping[Command, MakeForm] = {Command.CONVERT: _convert}

READ: Mapping[Command, ReadTyped] = {Command.CONVERT: _read}
