"""A person's calendar: an address that is theirs alone, and what it says when somebody reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amiabil.domain.access import Viewer
from amiabil.domain.disputes import deadlines, measures
from amiabil.records import calendars
from amiabil.records.calendars import Feed, FollowedCase, FollowedMeasure, Running, Said
from amiabil.records.new_id import new_id


@transaction.atomic
def make_feed(viewer: Viewer, *, at: datetime) -> None:
    """A new address for the viewer's calendar; the one before is dead at once. Raises ``NotFound``."""
    calendars.make_feed(viewer, id_=new_id(), at=at)


@transaction.atomic
def drop_feed(viewer: Viewer) -> None:
    """The viewer's calendar can be read no more. Raises ``NotFound``."""
    calendars.drop_feed(viewer)


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """What a feed's person has open, and what the feed says now, with what has ended lately."""

    cases: Sequence[FollowedCase]
    measures: Sequence[FollowedMeasure]
    said: Sequence[Said]


@transaction.atomic
def read_feed(feed: Feed, *, at: datetime) -> ReadFeed:
    """Read a feed: the open cases and measures of its person, and what it says of them."""
    cases, against = calendars.followed(feed), calendars.followed_measures(feed, at=at)
    now = [
        Running(case.case_id, one.timer.value, case.role, one.due_at)
        for case in cases
        for one in deadlines.of_party(case.dispute, case.role)
    ]
    now += [
        Running(one.case_id, running.ending.value, one.role, running.due_at)
        for one in against
        for running in measures.deadlines(one.standing, at=at)
    ]
    return ReadFeed(cases, against, calendars.say(feed, now, at=at))
