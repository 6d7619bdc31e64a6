"""Does a seller press the buyer to close the case? Noticed in every text that goes to the buyer; nothing is blocked.

Source: disputes.md 3.4, *Pressure*.
"""

from __future__ import annotations

from amiabil.domain.disputes.change import Change
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import Flag, Role, party
from amiabil.foundation.kept import Kept
from amiabil.foundation.text import fold


def notice_pressure(change: Change, text: str) -> None:
    """Set the flag when the seller's text presses to close."""
    if party(change.actor.role) is Role.SELLER and presses(change.dispute.policy, text):
        change.flag(Flag.PRESSURE_TO_CLOSE)


def presses(policy: Policy, text: str) -> bool:
    """Whether a text contains one of the policy's phrases that press a buyer, whatever its case and marks."""
    words = fold(text)
    return any(phrase in words for phrase in _PHRASES.of(policy, _phrases))


_PHRASES: Kept[tuple[str, ...]] = Kept()


def _phrases(policy: Policy) -> tuple[str, ...]:
    return tuple(fold(phrase) for listed in policy.limits.pressure_phrases.values() for phrase in listed)
