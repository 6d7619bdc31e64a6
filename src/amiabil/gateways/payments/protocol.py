"""What can be asked of a payments service, and what can it answer?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from amiabil.foundation.money import Money


@dataclass(frozen=True, slots=True)
class RefundInstruction:
    """A refund to the buyer by the way the order was paid.

    ``key`` names the refund for ever and is its idempotency key; ``attempt`` counts from 1, and only a higher one
    may begin anew what has failed. ``order`` and ``case`` are the references people know. ``sources`` says whose money
    it is, by ``hold``, ``seller`` and ``fund`` (the guarantee fund); None: the service is not told.
    """

    key: str
    order: str
    case: str
    amount: Money
    attempt: int
    sources: Mapping[str, Money] | None = None


@dataclass(frozen=True, slots=True)
class PayoutInstruction:
    """Money for the seller: ``kind`` is ``release`` (out of the hold of ``case``) or ``fund`` (the guarantee fund's).

    ``key`` and ``attempt`` are as in a refund; ``seller`` is the marketplace's own reference of the shop.
    """

    key: str
    order: str
    case: str
    seller: str
    kind: str
    amount: Money
    attempt: int


NOT_SUPPORTED = "not_supported"
"""The cause of a failure where the service does not know an instruction at all; trying again is of no use."""


@dataclass(frozen=True, slots=True)
class HoldInstruction:
    """What the service keeps back of an order for a case: ``amount`` in all, as of ``version`` of the case.

    ``key`` names the case. An instruction with a lower version than one already carried out changes nothing.
    """

    key: str
    order: str
    amount: Money
    version: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The service has paid; ``reference`` is its own name for the payment."""

    reference: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The service has not paid and will not in this attempt; ``cause`` is a code for people who look into it."""

    cause: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have paid or not: no answer, a broken one, or *pending*. ``why`` is for the log."""

    why: str


@dataclass(frozen=True, slots=True)
class NotInstructed:
    """The service has never heard of this attempt, so nothing was paid in it."""


Answer: TypeAlias = Confirmed | Failed | Unknown


class PaymentsAway(Exception):
    """An instruction about a hold was not carried out; it is repeated later. The text says why."""


class Payments(Protocol):
    """A payments service. Every instruction may be given twice; the second time changes nothing."""

    def instruct(self, refund: RefundInstruction) -> Answer:
        """Pay a refund. After ``Unknown`` the caller asks before it instructs again."""

    def ask(self, refund: RefundInstruction) -> Answer | NotInstructed:
        """What has become of this attempt of a refund; changes nothing."""

    def pay_out(self, payout: PayoutInstruction) -> Answer:
        """Pay a seller. After ``Unknown`` the caller asks before it instructs again."""

    def ask_payout(self, payout: PayoutInstruction) -> Answer | NotInstructed:
        """What has become of this attempt of a payout; changes nothing."""

    def hold(self, hold: HoldInstruction) -> None:
        """Keep exactly this amount back; nothing at all when it is zero. Raises ``PaymentsAway``."""
