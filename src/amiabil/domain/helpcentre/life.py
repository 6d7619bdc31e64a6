"""How does a version of an article become public, and how does it end? ``LIFE`` is the whole of it: read it first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum, unique

from amiabil.foundation.errors import Conflict


@unique
class State(StrEnum):
    """How far a version has come; ``offered`` came with the product where somebody had written their own."""

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    REPLACED = "replaced"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"
    OFFERED = "offered"


@unique
class Step(StrEnum):
    """What somebody may do with a version."""

    WRITE = "write"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    ARCHIVE = "archive"


LIFE: Mapping[tuple[State, Step], State] = {
    (State.DRAFT, Step.WRITE): State.DRAFT,
    (State.DRAFT, Step.SUBMIT): State.REVIEW,
    (State.DRAFT, Step.WITHDRAW): State.WITHDRAWN,
    (State.REVIEW, Step.SEND_BACK): State.DRAFT,
    (State.REVIEW, Step.SCHEDULE): State.SCHEDULED,
    (State.REVIEW, Step.PUBLISH): State.PUBLISHED,
    (State.REVIEW, Step.WITHDRAW): State.WITHDRAWN,
    (State.SCHEDULED, Step.UNSCHEDULE): State.REVIEW,
    (State.SCHEDULED, Step.PUBLISH): State.PUBLISHED,
    (State.PUBLISHED, Step.ARCHIVE): State.ARCHIVED,
    (State.OFFERED, Step.WITHDRAW): State.WITHDRAWN,
}

OPEN = frozenset({State.DRAFT, State.REVIEW, State.SCHEDULED})
"""The states of a version somebody works on; an article has one such version at most."""

BY_A_SECOND = frozenset({Step.SCHEDULE, Step.PUBLISH})
"""The steps that nobody takes with what they wrote themselves."""


class ArticleStepClosed(Conflict):
    """A version in this ``state`` cannot take the step."""

    code = "article_step_closed"


class ArticleNeedsSecond(Conflict):
    """Whoever wrote in a version cannot make it public."""

    code = "article_needs_second"


def advance(state: State, step: Step, *, by: str, authors: Collection[str]) -> State:
    """The state after a step. Raises ``ArticleStepClosed`` or ``ArticleNeedsSecond``."""
    goes_to = LIFE.get((state, step))
    if goes_to is None:
        raise ArticleStepClosed(state=state.value)
    if step in BY_A_SECOND and by in authors:
        raise ArticleNeedsSecond()
    return goes_to


def open_steps(state: State, *, by: str, authors: Collection[str]) -> frozenset[Step]:
    """The steps this person may take now."""
    return frozenset(
        step for was, step in LIFE if was is state and not (step in BY_A_SECOND and by in authors)
    )
