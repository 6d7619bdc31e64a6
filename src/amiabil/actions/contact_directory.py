"""How do people reach us now, which of it works, and how is that changed?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings

from amiabil.actions.policies import rules_at
from amiabil.actions.support_setup import TEXT_MAX, Edited, current_setup, save_document
from amiabil.domain.access import Viewer
from amiabil.domain.contact.directory import Directory, Door, Means
from amiabil.domain.contact.directory_file import kept_directory, read_directory
from amiabil.domain.contact.packaged import shipped_text
from amiabil.domain.policy.holidays import DeclaredDay, with_declared
from amiabil.domain.policy.installed import calendars
from amiabil.domain.support.setup import Setup
from amiabil.records import clock
from amiabil.records import contact_directory as records
from amiabil.records.contact_directory import Wait
from amiabil.records.support_versions import Kept

CHAT_IS_THERE = True
"""Whether this program has a chat; a door to it is shown nowhere before."""


def works(means: Means) -> bool:
    """Whether a way of reaching us works in this installation: the one place that says so."""
    if means is Means.CHAT:
        return CHAT_IS_THERE
    if means is Means.EMAIL:
        takes = (
            settings.AMIABIL_MAIL_IN_URL
            or settings.AMIABIL_MAIL_IN_LISTEN
            or settings.AMIABIL_MAIL_IN_SERVICES
        )
        return bool(settings.AMIABIL_MAIL_REPLY and takes)
    return True


@dataclass(frozen=True, slots=True)
class Contacts:
    """The directory that counts with the set-up of assistance it stands on, and what was measured, by means."""

    directory: Directory
    setup: Setup
    waits: Mapping[Means, Wait]

    def doors(self, country: str) -> tuple[Door, ...]:
        """The doors of a country that work here."""
        return tuple(door for door in self.directory.doors(country) if works(door.means))


def contacts_now() -> Contacts:
    """How people reach us now. Two statements."""
    found = records.newest()
    waits = {Means(means): wait for means, wait in found.waits.items()}
    return Contacts(_read(found.version, found.text, found.holidays), current_setup(), waits)


def home_country(contacts: Contacts) -> str:
    """The country of the marketplace's policy, or the first one of the directory where that one is not in it."""
    home = rules_at(clock.now()).general().policy.calendar[:2]
    known = [one.code for one in contacts.directory.countries]
    return home if home in known or not known else known[0]


@lru_cache(maxsize=16)
def _read(version: int, text: str | None, holidays: tuple[DeclaredDay, ...]) -> Directory:
    """Read once: a version keeps its text for ever."""
    name = f"version {version}" if version else "default.yaml"
    known = {key: with_declared(one, holidays) for key, one in calendars().items()}
    return kept_directory(text or shipped_text(), calendars=known, name=name)


def read_text(text: str) -> Directory:
    """The directory a text spells, for the topics there are now. Raises ``DocumentError``."""
    topics = frozenset(topic.key for topic in current_setup().topics)
    return read_directory(text, topics=topics, calendars=calendars())


def save_directory(viewer: Viewer, text: str, *, note: str, seen: int, at: datetime) -> int:
    """Save a new version, which counts from now on; its number. ``seen`` is the version it was made from.

    Raises ``SetupWrong`` with the place, ``SetupMovedOn``, ``TextTooLong``, and what ``demand`` raises.
    """
    return save_document(viewer, Kept.CONTACT, Edited(text, note, seen, at), read=read_text, most=TEXT_MAX)
