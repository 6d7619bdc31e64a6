"""What would a version change? Installed stories and closed cases, under the rules in force and under the version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amiabil.actions.histories import histories
from amiabil.domain.access import Viewer
from amiabil.domain.policy import PolicyFile
from amiabil.domain.scenario import differences, run_file
from amiabil.domain.scenario.replay import Impossible, compare, history_of
from amiabil.domain.scenario.stories import stories
from amiabil.foundation.money import Money

ORDERS = 40
"""Of the closed ones, the latest: telling them again takes a few milliseconds each, and a page waits for it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One story or case: what differs as [before, after] by key, what is no longer possible, what cannot be told.

    ``currency`` is that of its amounts, ``settles_in`` the one the seller is charged in. ``problem`` is the reason why
    a story could not be run, else empty.
    """

    name: str
    title: str
    currency: str
    differs: Mapping[str, list[Any]]
    impossible: tuple[Impossible, ...] = ()
    reproduced: bool = True
    problem: str = ""
    settles_in: str = ""


def on_stories(before: PolicyFile, after: PolicyFile) -> list[Trial]:
    """Each case of the installed stories under both policies."""
    return [trial for name, text in stories().items() for trial in _on_story(name, text, before, after)]


def _on_story(name: str, text: str, before: PolicyFile, after: PolicyFile) -> Iterator[Trial]:
    own, other = run_file(text, name, policy=before), run_file(text, name, policy=after)
    broken = own.error or other.error
    if own.run is None or other.run is None:
        yield Trial(name, name, "", {}, problem=str(broken))
        return
    title = own.run.scenario.title
    found = {one["case"]: one["differs"] for one in differences(own, other)}
    for label, dispute in (own.run.world.cases | other.run.world.cases).items():
        yield Trial(name, title, dispute.currency, found.get(label, {}))


def on_closed(viewer: Viewer, after: PolicyFile, *, since: datetime) -> list[Trial]:
    """The latest closed cases under the policy each was opened under, and under this one.

    Raises what ``demand`` raises for ``MANAGE_POLICIES``.
    """
    found = []
    for document in histories(viewer, since=since, limit=ORDERS):
        if document is None:
            continue
        history = history_of(document)
        for one in compare(history, after):
            order = history.orders[one.case]
            found.append(
                Trial(
                    name=one.case,
                    title="",
                    currency=order.currency,
                    differs=one.differs,
                    impossible=one.impossible,
                    reproduced=one.reproduced,
                    settles_in=order.settles_in or order.currency,
                )
            )
    return found


def amount(value: str | None, currency: str) -> Money | None:
    """An amount of a trial; None for none."""
    return Money.parse(value, currency) if value is not None else None
