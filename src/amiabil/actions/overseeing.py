"""A supervisor marks a request that was answered; whoever works at a live page is known to be there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.written import clean
from amiabil.records import supervision, tickets
from amiabil.records.supervision import Marks

COMMENT_MAX = 1000


def review(viewer: Viewer, reference: str, marks: Marks, *, at: datetime) -> None:
    """Keep what the viewer found in a request; a later one of theirs replaces it.

    Raises ``NotFound``, ``TextTooLong``, and what ``demand`` raises for ``OVERSEE``.
    """
    demand(viewer, Act.OVERSEE)
    comment = clean(marks.comment, field="/comment", most=COMMENT_MAX, required=False)
    with transaction.atomic():
        supervision.mark(viewer, tickets.file_of(viewer, reference), replace(marks, comment=comment), at=at)


def note_presence(viewer: Viewer, *, at: datetime) -> None:
    """The viewer is at a live page of a desk now."""
    supervision.seen(viewer, at=at)
