"""How is customer assistance set up now, and how is that changed?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import IntegrityError, transaction

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.policy.holidays import DeclaredDay, with_declared
from amiabil.domain.policy.installed import calendars
from amiabil.domain.support.packaged import shipped_text
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.setup_file import read_setup
from amiabil.domain.written import LINE_MAX, clean
from amiabil.foundation.documents import DocumentError
from amiabil.foundation.errors import Conflict, Invalid
from amiabil.foundation.working_time import Calendar
from amiabil.records import audit, support_versions
from amiabil.records import support_setup as records
from amiabil.records.support_versions import Kept, Version

TEXT_MAX = 100_000
"""Letters of a document: a hundred topics with their fields."""


class SetupMovedOn(Conflict):
    """Somebody else has saved a version meanwhile; ``current`` is its number."""

    code = "setup_moved_on"


class SetupWrong(Invalid):
    """The document cannot be used: ``text`` says what is wrong, in ``line``, at ``key``."""

    code = "setup_wrong"


def current_setup() -> Setup:
    """How assistance is set up now. One statement."""
    found = records.newest()
    return _read(found.version, found.text, found.holidays)


@lru_cache(maxsize=16)
def setup_of(version: int, holidays: tuple[DeclaredDay, ...]) -> Setup:
    """The set-up of a version, 0 as it ships, with the days that were declared. No statement for one read before."""
    return _read(version, records.text_of(version) if version else None, holidays)


@lru_cache(maxsize=16)
def _read(version: int, text: str | None, holidays: tuple[DeclaredDay, ...]) -> Setup:
    """Read once: a version keeps its text for ever."""
    name = f"version {version}" if version else "default.yaml"
    return read_setup(text or shipped_text(), calendars=_calendars(holidays), name=name)


def _calendars(holidays: tuple[DeclaredDay, ...]) -> dict[str, Calendar]:
    return {key: with_declared(one, holidays) for key, one in calendars().items()}


def read_text(text: str) -> Setup:
    """The set-up a text spells, with the holidays of the installed calendars. Raises ``DocumentError``."""
    return read_setup(text, calendars=calendars())


def save_setup(viewer: Viewer, text: str, *, note: str, seen: int, at: datetime) -> int:
    """Save a new version, which counts from now on; its number. ``seen`` is the version it was made from.

    Raises ``SetupWrong`` with the place, ``SetupMovedOn``, ``TextTooLong``, and what ``demand`` raises.
    """
    return save_document(viewer, Kept.SETUP, Edited(text, note, seen, at), read=read_text, most=TEXT_MAX)


@dataclass(frozen=True, slots=True)
class Edited:
    """A document as it is saved at the desk: ``seen`` is the version it was made from."""

    text: str
    note: str
    seen: int
    at: datetime


def save_document(
    viewer: Viewer, kept: Kept, edited: Edited, *, read: Callable[[str], object], most: int
) -> int:
    """Save a new version of a document of assistance, which counts from now on; its number.

    ``read`` raises ``DocumentError`` for a text that spells none; ``most`` is how many letters it may have. Raises
    ``SetupWrong`` with the place, ``SetupMovedOn``, ``TextTooLong``, and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_SUPPORT)
    document = clean(edited.text, field="/text", most=most)
    try:
        read(document)
    except DocumentError as error:
        raise SetupWrong(field="/text", text=error.text, line=error.line, key=error.key) from None
    said = clean(edited.note, field="/note", most=LINE_MAX, required=False)
    number, at = edited.seen + 1, edited.at
    with transaction.atomic():
        _keep_version(viewer, kept, Version(number, document, said, viewer.ref, at))
        audit.note(viewer, f"support.{kept.name.lower()}", str(number), at=at, facts={"note": said})
    return number


def _keep_version(viewer: Viewer, kept: Kept, new: Version) -> None:
    """Keep a version that was made from the one before it. Raises ``SetupMovedOn``."""
    newest = support_versions.newest(viewer, kept)
    current = newest.version if newest is not None else 0
    if current != new.version - 1:
        raise SetupMovedOn(current=current)
    try:
        with transaction.atomic():
            support_versions.save(viewer, kept, new)
    except IntegrityError:
        raise SetupMovedOn(current=new.version) from None
