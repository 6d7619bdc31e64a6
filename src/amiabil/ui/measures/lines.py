"""Measures as rows of a desk's list, for ``ui/measures/_table.html``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from amiabil.domain.access import Viewer
from amiabil.records import clock
from amiabil.records.measures import ListedMeasure
from amiabil.ui.facts import Chip
from amiabil.ui.measures.door import Door
from amiabil.ui.reader import Reader
from amiabil.ui.words import measures as words
from amiabil.ui.words import names


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure as a row; ``complaint`` is None where nobody has complained."""

    title: str
    url: str
    reference: str
    about: str
    told: str
    state: Chip
    complaint: Chip | None


def lines(found: Iterable[ListedMeasure], viewer: Viewer, door: Door) -> list[MeasureLine]:
    """The rows of a page of a list; each leads to its measure by this door. No statement."""
    now = clock.now()
    return [_line(one, Reader.of(viewer, now=now, case_zone=one.zone), door) for one in found]


def _line(one: ListedMeasure, reader: Reader, door: Door) -> MeasureLine:
    return MeasureLine(
        title=one.subject,
        url=reverse(door.page, args=[one.reference]),
        reference=one.reference,
        about=f"{words.KINDS[one.kind]} · {one.person_name} ({names.ROLES[one.against]})",
        told=reader.day(one.noticed_at),
        state=words.state_chip(one.state),
        complaint=words.complaint_chip(one.complaint, breached=one.breached, asked=one.asked),
    )
