"""A person's calendar: an address that is theirs alone, and what it says when somebody reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amiabil.domain.access import Viewer
from amiabil.domain.disputes import deadlines
from amiabil.records import calendars
from amiabil.records.calendars import Feed, FollowedCase, Said
from amiabil.records.new_id import new_id


@transaction.atomic
def make_feed(viewer: Viewer, *, at: datetime) -> None:
    """A new address for the viewer's calendar; the one before is dead at once. Raises ``NotFound``."""
    calendars.make_feed(viewer, id_=new_id(), at=at)


@transaction.atomic
def drop_feed(viewer: Viewer) -> None:
    """The viewer's calendar can be read no more. Raises ``NotFound``."""
    calendars.drop_feed(viewer)


@transaction.atomic
def read_feed(feed: Feed, *, at: datetime) -> tuple[Sequence[FollowedCase], list[Said]]:
    """The open cases of a feed's person and what the feed says now, with what has ended lately."""
    cases = calendars.followed(feed)
    now: list[tuple[UUID, deadlines.Deadline]] = [
        (case.case_id, one) for case in cases for one in deadlines.of_party(case.dispute, case.role)
    ]
    return cases, calendars.say(feed, now, at=at)
