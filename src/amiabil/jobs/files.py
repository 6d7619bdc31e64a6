"""Which files are nobody's? What a crash, a refusal or a discarded draft left behind is removed once a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from amiabil.gateways.files import FileKey
from amiabil.records import file_upkeep
from amiabil.ui.intake import file_store, keys_of, remove_kept

UNUSED_AFTER = timedelta(days=30)
"""A file sent to a case but never made evidence may wait for its answer this long: six times the longest window."""

FORGOTTEN_AFTER = timedelta(days=7)
"""An upload that is not finished by then was given up; push drops its parts after a day without a new one."""


@dataclass(frozen=True, slots=True)
class FilesSwept:
    """How many files were erased as unused, upload rows deleted, unfinished uploads and rowless files removed."""

    unused: int
    forgotten: int
    unfinished: int
    rowless: int


def sweep(now: datetime) -> FilesSwept:
    """Remove what is nobody's; ``now`` is ``clock.unshifted()``, as bytes carry the machine's time.

    Safe to run twice or on two nodes at once. Rows go before bytes: a run that is killed leaves bytes, and the
    next one finds them.
    """
    unused = 0
    while batch := file_upkeep.erase_unused(before=now - UNUSED_AFTER, at=now):
        remove_kept(batch)
        unused += len(batch)
    forgotten = file_upkeep.forget_uploads(before=now - FORGOTTEN_AFTER)
    swept = file_store().sweep(_known, now=now)
    return FilesSwept(unused, forgotten, swept.uploads, swept.files)


def _known(keys: Collection[FileKey]) -> set[FileKey]:
    ids: set[UUID] = {key.file for key in keys}
    return {key for kept in file_upkeep.kept_among(ids) for key in keys_of(kept)}
