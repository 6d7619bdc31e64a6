"""What may a marketplace decide about its procedure? The policy, as types.

The names of the fields are the keys of the policy file, so this file is its reference; every number is
data with its source beside it (``data/*.yaml``). A resolved policy is pinned to a dispute at opening.
Source: disputes.md section 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from amiabil.domain.policy.lanes import Lanes
from amiabil.domain.policy.limits import Limits
from amiabil.domain.policy.timers import Timers
from amiabil.domain.terms import EvidenceKind, Reason, Remedy

OTHER = "other"
"""The key of ``remedies.allowed`` for every reason that is not named."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """Evidence of one of these kinds is enough."""

    kinds: tuple[EvidenceKind, ...]


@dataclass(frozen=True, slots=True)
class About:
    """Which policy this is, and the zone, calendar and currency of its cases."""

    id: str
    version: int
    effective_from: date
    case_tz: str
    calendar: str
    currency: str


@dataclass(frozen=True, slots=True)
class ShippingPayer:
    """Who pays for sending goods back."""

    seller_fault: Literal["seller", "buyer"]
    wd_statutory: Literal["seller", "buyer"]
    wd_voluntary: Literal["seller", "buyer", "per_seller_policy"]


@dataclass(frozen=True, slots=True)
class Remedies:
    """Which remedies a reason allows, and their limits."""

    allowed: Mapping[Reason | Literal["other"], tuple[Remedy, ...]]
    locked_in_statutory_conformity: tuple[Remedy, ...]
    low_value_no_return_below: Limits | None
    return_shipping_payer: ShippingPayer
    partial_refund_steps_percent: Decimal | None = None

    def for_reason(self, reason: Reason) -> tuple[Remedy, ...]:
        """The remedies a reason allows; a reason that is not named takes ``other``."""
        named = self.allowed.get(reason)
        return self.allowed.get("other", ()) if named is None else named


@dataclass(frozen=True, slots=True)
class ShippingRefund:
    """Whether paid shipping comes back: in full, the units' share, or not at all."""

    non_conformity_full_unit_refund: Literal["proportional", "none"]
    price_reduction: Literal["proportional", "none"]
    not_received_all: Literal["full", "proportional", "none"]
    not_received_part: Literal["proportional", "none"]
    statutory_withdrawal: Literal["proportional", "none"]


@dataclass(frozen=True, slots=True)
class HoldRule:
    """What is held while a case is open."""

    scope: Literal["disputed_units"]
    plus_shipping_share: bool


@dataclass(frozen=True, slots=True)
class GuaranteeFund:
    """The fund that pays when the seller cannot, up to a cap over all cases of the seller."""

    cap: Limits | None
    pays_when: tuple[Literal["seller_insolvent", "default_set_aside"], ...] = ()


@dataclass(frozen=True, slots=True)
class MoneyRules:
    """How money is split, held, paid and recovered."""

    rounding: Literal["half_up_to_currency_exponent"]
    allocation: Literal["largest_remainder"]
    refund_currency: Literal["payment_currency"]
    seller_recoup_rate: Literal["order_rate", "decision_rate"]
    shipping_refund: ShippingRefund
    hold: HoldRule
    pay_before_final: Literal["undisputed_only", "all"]
    guarantee_fund: GuaranteeFund


@dataclass(frozen=True, slots=True)
class LateEvidence:
    """Who admits late evidence, how long the reply takes, and by how much the decision moves."""

    admit_by: Literal["mediator"]
    reply_days: int
    extend_decision_days: int


@dataclass(frozen=True, slots=True)
class EvidenceRules:
    """What must be shown, and the limits of what may be uploaded."""

    max_files: int
    max_bytes_per_file: int
    video: bool
    late: LateEvidence
    required_by_reason: Mapping[Reason, tuple[OneOf, ...]] = field(default_factory=dict)
    required_to_reject: Mapping[Reason, tuple[OneOf, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeliveryProof:
    """From which value a delivery needs a signature or a code."""

    signature_or_code_from: Limits | None = None


@dataclass(frozen=True, slots=True)
class External:
    """What a chargeback or an insolvency does."""

    on_chargeback: Literal["suspend"]
    after_won_by_seller: Literal["resume"]
    after_lost_by_seller: Literal["close_or_residual"]
    on_insolvency: Literal["mediation"]


@dataclass(frozen=True, slots=True)
class Abuse:
    """When a person looks at somebody who opens many unfounded cases, and what may follow a warning.

    ``reply_days`` pass between the warning and anything else; ``suspend_days_most`` is the longest a suspension lasts.
    """

    unfounded_ratio: Decimal
    min_cases: int
    action: Literal["warn_then_human_review"]
    reply_days: int = 14
    suspend_days_most: int = 90


@dataclass(frozen=True, slots=True)
class OutageRule:
    """What a time in which nobody could act gives the parties.

    Of one that was longer than ``longer_than_minutes`` every whole day is given back, and nothing a party may do ends
    before the end of the ``days_after``-th day after it.
    """

    longer_than_minutes: int = 60
    days_after: int = 1


@dataclass(frozen=True, slots=True)
class CaseLimits:
    """How many cases and reopenings, what an outage gives, and the phrases that press a buyer to close."""

    open_cases_per_buyer_soft: int
    reopen_max: int
    reopen_days: int
    abuse: Abuse
    outage: OutageRule = OutageRule()
    pressure_phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visibility:
    """What the other side does not see."""

    exif_stripped_to_counterparty: bool
    buyer_address_to_seller: Literal["only_if_return", "always", "never"]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a closed case is kept."""

    after_close_years: int
    chargeback_extra_days: int


@dataclass(frozen=True, slots=True)
class LegalTexts:
    """What a page in this language must or must not show."""

    sal_link: Literal["shown", "hidden"]
    odr_link: Literal["forbidden"]
    withdrawal_function: bool
    ai_notice: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy, resolved: nothing is inherited and no layer is left to apply."""

    policy: About
    lanes: Lanes
    timers: Timers
    remedies: Remedies
    money: MoneyRules
    evidence: EvidenceRules
    delivery_proof: DeliveryProof
    external: External
    limits: CaseLimits
    visibility: Visibility
    retention: Retention
    legal_texts: Mapping[str, LegalTexts] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Id and version, as a decision names the rules it applied."""
        return f"{self.policy.id}@{self.policy.version}"

    @property
    def zone(self) -> str:
        """The IANA zone in which days of a case are counted."""
        return self.policy.case_tz
