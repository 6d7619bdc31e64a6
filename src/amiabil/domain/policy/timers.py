"""How long does each timer run, and what may its end do? The lengths of the policy, T2 to T17."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from amiabil.domain.policy.limits import Limits
from amiabil.domain.terms import AppealGround
from amiabil.foundation.working_time import Span, Unit


@dataclass(frozen=True, slots=True)
class DayRule:
    """A timer of local days."""

    days: int
    roll: bool = False

    @property
    def span(self) -> Span:
        """The length for the deadline function."""
        return Span(self.days, Unit.DAYS, self.roll)


@dataclass(frozen=True, slots=True)
class SellerAnswerRule(DayRule):
    """T2, and what the seller's silence does."""

    on_expiry: Literal["default_or_escalate", "escalate"] = "default_or_escalate"
    auto_default_max: Limits | None = None
    require_delivered_notice: bool = True


@dataclass(frozen=True, slots=True)
class NegotiationRule(DayRule):
    """T3; it only ever leads forward to mediation."""

    on_expiry: Literal["escalate"] = "escalate"


@dataclass(frozen=True, slots=True)
class ProposalRule(DayRule):
    """T4; the buyer's silence is never acceptance of less than asked."""

    buyer_silence: Literal["lapse"] = "lapse"
    dominating_offer: Literal["settle", "lapse"] = "settle"


@dataclass(frozen=True, slots=True)
class EscalationRule(DayRule):
    """The earliest escalation, and what unlocks it before."""

    also_on: tuple[Literal["seller_rejection"], ...] = ()


@dataclass(frozen=True, slots=True)
class FirstDecisionRule(DayRule):
    """T6 and its hard stop."""

    hard_days: int = 30
    on_breach: Literal["supervisor"] = "supervisor"

    @property
    def hard_span(self) -> Span:
        """The hard stop, counted from the same start."""
        return Span(self.hard_days, Unit.DAYS, self.roll)


@dataclass(frozen=True, slots=True)
class InfoRequestRule(DayRule):
    """T7."""

    on_expiry: Literal["decide_on_file"] = "decide_on_file"


@dataclass(frozen=True, slots=True)
class RecommendationRule(DayRule):
    """T8."""

    on_expiry: Literal["mediator_decides"] = "mediator_decides"


@dataclass(frozen=True, slots=True)
class AppealRule(DayRule):
    """T9, the grounds, and how many appeals there are: one per party, or one per case."""

    grounds: tuple[AppealGround, ...] = tuple(AppealGround)
    per_party: int | None = 1
    per_case: int | None = None


@dataclass(frozen=True, slots=True)
class AppealDecisionRule(DayRule):
    """T10."""

    on_breach: Literal["supervisor"] = "supervisor"


@dataclass(frozen=True, slots=True)
class ReturnLabelRule:
    """T11."""

    business_days: int
    on_expiry: Literal["refund_without_return"] = "refund_without_return"

    @property
    def span(self) -> Span:
        """The length for the deadline function."""
        return Span(self.business_days, Unit.BUSINESS_DAYS)


@dataclass(frozen=True, slots=True)
class Extension:
    """More days on request, so many times."""

    days: int
    times: int = 1


@dataclass(frozen=True, slots=True)
class ReturnShipExpiry:
    """What a return that was not sent means, per lane."""

    guarantee: Literal["return_not_sent"]
    statutory_withdrawal: Literal["keep_open"]


@dataclass(frozen=True, slots=True)
class ReturnShipRule(DayRule):
    """T12; ``withdrawal_days`` in the withdrawal lane."""

    withdrawal_days: int = 14
    extension: Extension | None = None
    on_expiry: ReturnShipExpiry = ReturnShipExpiry("return_not_sent", "keep_open")

    @property
    def withdrawal_span(self) -> Span:
        """The length in the withdrawal lane."""
        return Span(self.withdrawal_days, Unit.DAYS, self.roll)


@dataclass(frozen=True, slots=True)
class FullRefundRule(DayRule):
    """T14, and T17 unless a date was agreed: its end brings the whole refund."""

    on_expiry: Literal["refund_full"] = "refund_full"


@dataclass(frozen=True, slots=True)
class HourRule:
    """A timer of elapsed hours."""

    hours: int

    @property
    def span(self) -> Span:
        """The length for the deadline function."""
        return Span(self.hours, Unit.HOURS)


@dataclass(frozen=True, slots=True)
class RefundRule(HourRule):
    """T16, and how long after a failure the next attempt is made."""

    retry_hours: int = 6


@dataclass(frozen=True, slots=True)
class Timers:
    """The lengths of the timers and what their end does."""

    seller_first_answer: SellerAnswerRule
    negotiation: NegotiationRule
    proposal: ProposalRule
    earliest_escalation: EscalationRule
    evidence_window: DayRule
    first_decision: FirstDecisionRule
    info_request: InfoRequestRule
    recommendation: RecommendationRule
    appeal: AppealRule
    appeal_decision: AppealDecisionRule
    return_label: ReturnLabelRule
    return_ship: ReturnShipRule
    return_lost: DayRule
    inspection: FullRefundRule
    withdraw_cooling_off: HourRule
    refund_execution: RefundRule
    performance: FullRefundRule
    late_evidence_reply: DayRule
