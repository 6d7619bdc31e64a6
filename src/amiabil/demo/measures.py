"""How do the measures of the demonstration come about? By the same actions, as of the instants they are told for."""

from __future__ import annotations

from datetime import datetime, timedelta

from amiabil.actions.complaints import Ruling, decide_complaint, file_complaint
from amiabil.actions.measures import MeasureReport, record_measure, undo_measure
from amiabil.demo import catalogue
from amiabil.demo.cast_of_measures import MEASURES, MeasureStory
from amiabil.demo.players import buyer, seller
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import cast, staff

_TRUST = Viewer(role=None, ref="key:trust-and-safety", name="Iarmaroc", scopes=frozenset({"measures:write"}))
"""Reports measures, as the key of the marketplace's own system would."""

REVIEWER = "radu"


def tell(now: datetime) -> None:
    """Record every measure, and what followed."""
    for story in MEASURES:
        _tell(story, now)


def _tell(story: MeasureStory, now: datetime) -> None:
    report = MeasureReport(
        story.ref,
        story.kind,
        story.against,
        story.person,
        story.title,
        story.statement,
        decided_by=frozenset(story.decided_by),
    )
    reference = record_measure(_TRUST, report, at=_before(now, story.told)).reference
    if story.complained is not None:
        days, text = story.complained
        file_complaint(_party(story), reference, text, at=_before(now, days))
    if story.ruled is not None:
        viewer = staff.viewer_from(cast.member_to_play(REVIEWER), Role.REVIEWER)
        ruling = Ruling(story.ruled.verdict, story.ruled.statement, _before(now, story.ruled.days))
        decide_complaint(viewer, reference, ruling)
        if story.ruled.done is not None:
            undo_measure(_TRUST, story.ref, story.ruled.state, at=_before(now, story.ruled.done))


def _before(now: datetime, days: float) -> datetime:
    return now - timedelta(days=days)


def _party(story: MeasureStory) -> Viewer:
    if story.against is Role.SELLER:
        return seller(catalogue.shops()[story.person])
    return buyer(catalogue.buyers()[story.person])
