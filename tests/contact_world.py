"""A marketplace that calls back day and night, so that tests hold at any hour."""

from __future__ import annotations

from datetime import datetime

from amiabil.actions import call_backs
from amiabil.actions.call_backs import Wanted, free_times
from amiabil.actions.contact_directory import save_directory
from amiabil.actions.tickets import Asked
from amiabil.domain.access import Viewer
from amiabil.domain.contact.packaged import shipped_text
from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records.call_backs import CallBack
from amiabil.records.new_id import new_id

NUMBER = "+40264555010"


def calls_back(*, capacity: int = 1, each: int = 2) -> Viewer:
    """A door for call-backs in Romania, day and night; who opened it."""
    door = (
        "      - {key: ro_call, means: call_back, hours: always, slots: "
        f"{{minutes: 20, capacity: {capacity}, lead_minutes: 60, days: 3, each: {each}}}}}\n"
    )
    text = shipped_text().replace("  - code: RO\n    doors:\n", f"  - code: RO\n    doors:\n{door}")
    olga = Viewer(role=Role.OPERATOR, ref="staff:olga", name="Olga")
    save_directory(olga, text, note="", seen=0, at=clock.now())
    return olga


def free() -> tuple[datetime, ...]:
    """The free times now."""
    found = free_times("ro_call", at=clock.now())
    assert found is not None
    return found.times


def wanted(starts_at: datetime, number: str = NUMBER) -> Wanted:
    """A call at this time."""
    return Wanted("ro_call", starts_at, number, "en", "Europe/Bucharest", "RO")


def asked() -> Asked:
    """The request it becomes part of."""
    return Asked(new_id(), "account", "Call-back: My account", "I cannot get in.", clock.now())


def book(viewer: Viewer, starts_at: datetime, number: str = NUMBER) -> CallBack:
    """A call of this person's."""
    return call_backs.book(viewer, asked(), wanted(starts_at, number))
