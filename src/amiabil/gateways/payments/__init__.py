"""How does money move? Instructions to a payments service; an unknown result is asked for, never repeated.

``protocol`` says what a service must promise, ``client`` speaks the HTTP contract of docs/integrate/payments.md.
"""

from amiabil.gateways.payments.client import HttpPayments
from amiabil.gateways.payments.protocol import (
    NOT_SUPPORTED,
    Answer,
    Confirmed,
    Failed,
    HoldInstruction,
    NotInstructed,
    Payments,
    PaymentsAway,
    PayoutInstruction,
    RefundInstruction,
    Unknown,
)

__all__ = [
    "NOT_SUPPORTED",
    "Answer",
    "Confirmed",
    "Failed",
    "HoldInstruction",
    "HttpPayments",
    "NotInstructed",
    "Payments",
    "PaymentsAway",
    "PayoutInstruction",
    "RefundInstruction",
    "Unknown",
]
