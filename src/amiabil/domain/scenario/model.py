"""What is a scenario? The story of one file, read and typed. Specification: scenario-format.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from amiabil.domain.disputes.model import Actor
from amiabil.domain.disputes.order import OrderFacts
from amiabil.domain.policy.reader import PolicyFile
from amiabil.domain.scenario.measures import OfMeasure, ToldMeasure
from amiabil.domain.terms import Command
from amiabil.foundation.documents import Node
from amiabil.foundation.working_time import Calendar

FORMAT = "amiabil-scenario/1"

Rates = tuple[tuple[date | None, Decimal], ...]
"""Rates of one pair by the day from which they count; None counts always."""


@dataclass(frozen=True, slots=True)
class StoryStep:
    """One step: an instant, perhaps a command, and what must be true after it.

    ``received_at`` is when the command reached the server; ``expected_version`` a number, or the name of a step.
    """

    name: str
    at: datetime
    received_at: datetime
    line: int
    actor: Actor | None = None
    command: Command | None = None
    arguments: Any = None
    order: str | None = None
    case: str = "A"
    expected_version: int | str | None = None
    key: str | None = None
    expect: Mapping[str, Node] = field(default_factory=dict)

    @property
    def acts(self) -> bool:
        """Whether somebody does something; without, only time passes."""
        return self.arguments is not None

    @property
    def is_of_measure(self) -> bool:
        """Whether it is about a measure of the platform, and not about a dispute."""
        return isinstance(self.arguments, OfMeasure)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole file: the policy (before the layers of each case), calendars, rates, orders and steps."""

    title: str
    policy: PolicyFile
    calendars: Mapping[str, Calendar]
    rates: Mapping[tuple[str, str], Rates]
    orders: Mapping[str, OrderFacts]
    steps: tuple[StoryStep, ...]
    measures: Mapping[str, ToldMeasure] = field(default_factory=dict)
