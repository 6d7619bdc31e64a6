"""Copies of people's data are put together beside the pages: a person with many cases takes a while."""

from __future__ import annotations

import logging
from contextlib import closing

from django.db import transaction

from amiabil.actions.data_copies import KEPT_FOR
from amiabil.domain.files import Form
from amiabil.foundation.errors import NotFound
from amiabil.gateways.files import FileKey, FileKind
from amiabil.records import clock, data_copies, files
from amiabil.records.data_copies import EXPORT, TRIES, Copy
from amiabil.records.files import NewFile
from amiabil.ui.intake import HOUSE, file_store, remove_bytes
from amiabil.ui.my_data.pack import pack

MOST = 20
"""Copies of one round; the next one follows soon."""

log = logging.getLogger(__name__)


def make() -> int:
    """Make the copies that were asked for, each tried a few times; how many are ready now."""
    ready = 0
    for _ in range(MOST):
        found = data_copies.next_asked()
        if found is None:
            break
        copy, tries = found
        if tries > TRIES:
            log.error("the copy %s is given up after %s tries", copy.id, TRIES)
            data_copies.give_up(copy)
            continue
        ready += _make(copy)
    return ready


def _make(copy: Copy) -> bool:
    """Bytes first, then the rows; who was erased meanwhile gets none."""
    key = FileKey(FileKind.EXPORT, copy.customer_id, copy.id)
    try:
        content = pack(data_copies.person_of(copy))
    except NotFound:
        data_copies.give_up(copy)
        return False
    with closing(content):
        stored = file_store().put(key, content, received_at=clock.unshifted())
    at = clock.now()
    with transaction.atomic():
        new = NewFile(
            id=copy.id,
            kind=EXPORT,
            owner_id=copy.customer_id,
            name="",
            media_type="application/zip",
            size=stored.size,
            sha256=stored.sha256,
            variants=(Form.ORIGINAL.value,),
            received_at=at,
        )
        files.insert(HOUSE, new)
        kept = data_copies.mark_ready(copy, size=stored.size, at=at, ends_at=at + KEPT_FOR)
        if not kept:
            transaction.set_rollback(True)
    if not kept:
        remove_bytes([key])
    return kept
