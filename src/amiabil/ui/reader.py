"""For whom is a page written? Language, zone and instant together, so that nothing is formatted for nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amiabil.domain.access import Viewer
from amiabil.foundation.money import Money
from amiabil.ui import formats
from amiabil.ui.facts import DeadlineText, Moment


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page, when, and in which zone the case lives.

    ``zone`` is where plain times are shown: the reader's own choice, else the case's.
    """

    viewer: Viewer
    language: str
    now: datetime
    case_zone: str

    @classmethod
    def of(cls, viewer: Viewer, *, now: datetime, case_zone: str) -> Reader:
        """The reader a viewer is, for a case or order of this zone."""
        return cls(viewer, viewer.language, now, case_zone)

    @property
    def zone(self) -> str:
        """The zone of plain times."""
        return self.viewer.zone or self.case_zone

    def money(self, amount: Money) -> str:
        """``1.249,00 lei``."""
        return formats.money(amount, self.language)

    def moment(self, at: datetime) -> Moment:
        """A recent time with its machine form."""
        return formats.moment(at, self.language, zone=self.zone, now=self.now)

    def long(self, at: datetime) -> str:
        """``joi, 19 noiembrie 2026, 23:59`` in the reader's zone: it is read on any day."""
        return formats.long(at, self.language, zone=self.zone)

    def short(self, at: datetime) -> str:
        """``joi, 19 nov.`` in the reader's zone."""
        return formats.short(at, self.language, zone=self.zone, now=self.now)

    def day(self, at: datetime) -> str:
        """``joi, 19 noiembrie``; the year when it is another one."""
        return formats.day_of_year(at, self.language, zone=self.zone, now=self.now)

    def last_day(self, due_at: datetime) -> str:
        """The day that ends with an exclusive end, in the zone that counts it."""
        shown = formats.last_minute(due_at)
        return formats.day_of_year(shown, self.language, zone=self.case_zone, now=self.now)

    def deadline(self, due_at: datetime, *, started_at: datetime | None = None) -> DeadlineText:
        """An exclusive end in words."""
        return formats.deadline(
            due_at,
            self.language,
            now=self.now,
            clocks=formats.Clocks(self.case_zone, self.viewer.zone),
            started_at=started_at,
        )
