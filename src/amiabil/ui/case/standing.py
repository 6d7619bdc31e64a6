"""What has changed where a case stands, beyond its own steps: a breach of the law, a challenge."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from amiabil.domain.disputes import clock
from amiabil.domain.disputes.evidence import is_shown
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import Command, EvidenceKind, Flag, Lane, Role, State, Timer
from amiabil.ui.case.card import Card
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Link, Row
from amiabil.ui.formats import days
from amiabil.ui.words import evidence

_TALKING = frozenset(
    {State.AWAITING_SELLER, State.NEGOTIATING, State.IN_MEDIATION, State.RECOMMENDATION_OPEN}
)


def cards(seen: Seen) -> Iterator[Card]:
    """The cards of a case that is still open; none for most."""
    dispute = seen.dispute
    if not dispute.is_open:
        return
    unlocked = dispute.lane is Lane.STATUTORY_CONFORMITY and not clock.runs(dispute, Timer.STATUTORY_REPAIR)
    if unlocked and Flag.STATUTORY_BREACH in dispute.flags and dispute.state in _TALKING:
        yield _unlocked(seen)
    if dispute.state in _TALKING and _gone_labels(dispute):
        yield _gone(seen)
    if dispute.challenge_open is not None:
        yield _challenge(seen, dispute.challenge_open)


def _unlocked(seen: Seen) -> Card:
    """The seller's time to repair or replace is over: everything can be asked for (Directive 2019/771, art. 13)."""
    cap = seen.dispute.policy.lanes.statutory_conformity.repair_cap_calendar_days
    span = days(cap, seen.reader.language) if cap else ""
    own = _(
        "The law gave the seller %(days)s to repair or replace it. Now you can also ask for your money back or for a"
        " lower price."
    )
    others = _(
        "The law gave the seller %(days)s to repair or replace it. Now the buyer can also ask for the money back or"
        " for a lower price."
    )
    asks = seen.role is Role.BUYER and seen.can(Command.PROPOSE)
    url = seen.door.act_of(seen.file.reference, Command.PROPOSE)
    return Card(
        "unlocked",
        _("The time for the repair is over"),
        note=(own if seen.role is Role.BUYER else others) % {"days": span},
        links=(Link(_("Ask for something else"), url),) if asks else (),
    )


def _gone_labels(dispute: Dispute) -> frozenset[str]:
    """What the buyer says is gone of what was to be shown; nothing where it was shown after all, or need not be."""
    if is_shown(dispute):
        return frozenset()
    return frozenset(item.label for item in dispute.evidence if item.gone and item.by is Role.BUYER)


def _gone(seen: Seen) -> Card:
    """Packaging that is no longer there keeps nobody out, and grants nothing by itself (disputes.md 5.2, T2)."""
    gone = _gone_labels(seen.dispute)
    own = _(
        "You say that you no longer have what packaging was to be shown. Your dispute goes on all the same. If the"
        " seller does not answer, a mediator takes over instead of an automatic refund, and weighs why it is gone."
    )
    others = _(
        "The buyer says that the packaging that was to be shown is gone. The dispute goes on all the same. If the"
        " seller does not answer, a mediator takes over instead of an automatic refund, and weighs why it is gone."
    )
    return Card(
        "gone",
        _("Packaging that can no longer be shown"),
        rows=tuple(
            Row(evidence.name(EvidenceKind(item.kind)), item.text)
            for item in seen.evidence
            if item.label in gone
        ),
        note=own if seen.role is Role.BUYER else others,
    )


def _challenge(seen: Seen, by: Role) -> Card:
    theirs = (
        _("The buyer has asked for another mediator")
        if by is Role.BUYER
        else _("The seller has asked for another mediator")
    )
    asked = _("You have asked for another mediator") if by is seen.role else theirs
    return Card("challenge", asked, note=_("A supervisor answers. Meanwhile the case goes on as it was."))
