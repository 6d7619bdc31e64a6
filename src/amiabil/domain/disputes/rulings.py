"""What does a mediator say when ruling on an item of evidence?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleOnEvidence:
    """Which late item, and the written reason."""

    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class RuleOnSecrecy:
    """Which item is kept from the other side, whether that stands, and the written reason."""

    label: str
    granted: bool
    text: str = ""
