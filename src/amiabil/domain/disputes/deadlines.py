"""Which deadlines are a party's own now: what it may still do, until when, and what happens if it does nothing?

One answer for reminders, mails and calendars. A party that has done its part has none; duties of the platform, of
couriers and of banks are nobody's own. Source: disputes.md 3.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from amiabil.domain.disputes import clock, outlook
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.outlook import Act, Silence, Turn
from amiabil.domain.disputes.parts import Running
from amiabil.domain.disputes.ranges import appeal_over
from amiabil.domain.disputes.settling import nothing_to_send
from amiabil.domain.terms import PARTIES, Outcome, Role, State, Timer
from amiabil.foundation.errors import Fact

_TALKING = frozenset({State.AWAITING_SELLER, State.NEGOTIATING, State.IN_MEDIATION})
"""States in which a proposal can be taken."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline of one party. ``due_at`` is exclusive; ``facts`` go with ``silence`` as in :class:`Turn`."""

    timer: Timer
    role: Role
    act: Act
    started_at: datetime
    due_at: datetime
    silence: Silence = Silence.NOTHING
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def turn(self) -> Turn:
        """The same as a turn, for the sentences that are made of turns."""
        return Turn(self.act, self.role, self.due_at, self.timer, self.silence, self.facts)


def of_party(dispute: Dispute, role: Role) -> tuple[Deadline, ...]:
    """The deadlines of this party now, the nearest first; none for others, and none while the case stands still."""
    if role not in PARTIES or dispute.state is State.SUSPENDED:
        return ()
    return tuple(sorted(_all(dispute, role), key=lambda one: (one.due_at, one.timer)))


def whose(dispute: Dispute, timer: Timer) -> frozenset[Role]:
    """The parties that have this deadline now."""
    return frozenset(role for role in PARTIES for one in of_party(dispute, role) if one.timer is timer)


def find(dispute: Dispute, role: Role, timer: Timer) -> Deadline | None:
    """The deadline of this party that this timer ends; None when it has none or has done its part."""
    return next((one for one in of_party(dispute, role) if one.timer is timer), None)


def _all(dispute: Dispute, role: Role) -> Iterator[Deadline]:
    shown = outlook.turn(dispute)
    for timer, is_own in _OWN.items():
        running = _running(dispute, timer, role)
        if running is None or running.due_at is None or running.ended or not is_own(dispute, role):
            continue
        if timer is shown.timer:
            silence, facts = shown.silence, shown.facts
        else:
            silence, facts = _beside(dispute, timer), {}
        act = _ACTS[timer] if dispute.state is not State.CLOSED else Act.ASK_SET_ASIDE
        yield Deadline(timer, role, act, running.started_at, running.due_at, silence, facts)


def _running(dispute: Dispute, timer: Timer, role: Role) -> Running | None:
    """The timer itself; of proposals the one this party may take."""
    if dispute.withdrawn_at is not None and timer is not Timer.WITHDRAW_COOLING_OFF:
        return None
    if timer is Timer.PROPOSAL:
        return clock.lives(dispute).get(Role.SELLER if role is Role.BUYER else Role.BUYER)
    return dispute.timers.get(timer)


def _beside(dispute: Dispute, timer: Timer) -> Silence:
    """What silence does where the turn of the case is about something else."""
    if timer is Timer.APPEAL and dispute.state is State.CLOSED:
        return Silence.DEFAULT_STANDS
    return _SILENCE[timer]


def _seller(dispute: Dispute, role: Role) -> bool:
    return role is Role.SELLER


def _buyer(dispute: Dispute, role: Role) -> bool:
    return role is Role.BUYER


def _negotiates(dispute: Dispute, role: Role) -> bool:
    """Who has answered the other's newest proposal has done its part."""
    return dispute.state is State.NEGOTIATING and outlook.turn(dispute).who in {None, role}


def _takes_proposal(dispute: Dispute, role: Role) -> bool:
    return dispute.state in _TALKING


def _hands_in(dispute: Dispute, role: Role) -> bool:
    return role not in dispute.evidence_waived


def _is_asked(dispute: Dispute, role: Role) -> bool:
    return any(question.open and question.of is role for question in dispute.questions)


def _answers_late(dispute: Dispute, role: Role) -> bool:
    return role in dispute.late_replies


def _is_recommended_to(dispute: Dispute, role: Role) -> bool:
    return dispute.recommendation is not None and role not in dispute.recommendation.accepted


def _can_appeal(dispute: Dispute, role: Role) -> bool:
    if dispute.state is State.CLOSED:
        silent = dispute.outcome is Outcome.DEFAULT_SELLER_SILENT
        return silent and role is Role.SELLER and not dispute.set_aside_asked
    return not appeal_over(dispute, role)


def _sends(dispute: Dispute, role: Role) -> bool:
    return role is Role.BUYER and not nothing_to_send(dispute)


def _confirms_unsent(dispute: Dispute, role: Role) -> bool:
    return role is Role.SELLER and nothing_to_send(dispute)


def _performs(dispute: Dispute, role: Role) -> bool:
    return role is Role.SELLER and dispute.performed_at is None


_OWN: Mapping[Timer, Callable[[Dispute, Role], bool]] = {
    Timer.SELLER_FIRST_ANSWER: _seller,
    Timer.NEGOTIATION: _negotiates,
    Timer.PROPOSAL: _takes_proposal,
    Timer.EVIDENCE_WINDOW: _hands_in,
    Timer.INFO_REQUEST: _is_asked,
    Timer.LATE_EVIDENCE_REPLY: _answers_late,
    Timer.RECOMMENDATION: _is_recommended_to,
    Timer.APPEAL: _can_appeal,
    Timer.RETURN_LABEL: _seller,
    Timer.RETURN_SHIP: _sends,
    Timer.INSPECTION: _seller,
    Timer.WITHDRAW_COOLING_OFF: _buyer,
    Timer.PERFORMANCE: _performs,
    Timer.STATUTORY_WITHDRAWAL: _confirms_unsent,
}
"""Whose a running timer is; one that is not here is nobody's own."""

_ACTS: Mapping[Timer, Act] = {
    Timer.SELLER_FIRST_ANSWER: Act.ANSWER_REQUEST,
    Timer.NEGOTIATION: Act.AGREE,
    Timer.PROPOSAL: Act.AGREE,
    Timer.EVIDENCE_WINDOW: Act.HAND_IN_EVIDENCE,
    Timer.INFO_REQUEST: Act.ANSWER_QUESTION,
    Timer.LATE_EVIDENCE_REPLY: Act.ANSWER_LATE_EVIDENCE,
    Timer.RECOMMENDATION: Act.ANSWER_RECOMMENDATION,
    Timer.APPEAL: Act.APPEAL_OR_WAIT,
    Timer.RETURN_LABEL: Act.GIVE_LABEL,
    Timer.RETURN_SHIP: Act.SEND_GOODS,
    Timer.INSPECTION: Act.INSPECT_GOODS,
    Timer.WITHDRAW_COOLING_OFF: Act.UNDO_WITHDRAWAL,
    Timer.PERFORMANCE: Act.PERFORM,
    Timer.STATUTORY_WITHDRAWAL: Act.CONFIRM_UNSENT,
}

_SILENCE: Mapping[Timer, Silence] = {
    Timer.SELLER_FIRST_ANSWER: Silence.GOES_TO_MEDIATION,
    Timer.NEGOTIATION: Silence.GOES_TO_MEDIATION,
    Timer.PROPOSAL: Silence.OFFER_LAPSES,
    Timer.EVIDENCE_WINDOW: Silence.EVIDENCE_CLOSES,
    Timer.INFO_REQUEST: Silence.DECIDED_ON_FILE,
    Timer.LATE_EVIDENCE_REPLY: Silence.DECIDED_ON_FILE,
    Timer.RECOMMENDATION: Silence.MEDIATOR_DECIDES,
    Timer.APPEAL: Silence.APPEAL_ENDS,
    Timer.RETURN_LABEL: Silence.REFUND_WITHOUT_RETURN,
    Timer.RETURN_SHIP: Silence.CLOSES_NOT_SENT,
    Timer.INSPECTION: Silence.REFUND_IN_FULL,
    Timer.WITHDRAW_COOLING_OFF: Silence.CLOSES_WITHDRAWN,
    Timer.PERFORMANCE: Silence.REFUND_INSTEAD,
    Timer.STATUTORY_WITHDRAWAL: Silence.REFUND_IN_FULL,
}
