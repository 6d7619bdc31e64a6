"""Is the record whole? The check behind ``amiabil verify``, for one case or for all."""

from __future__ import annotations

from collections.abc import Iterator

from amiabil.foundation.ids import read_reference
from amiabil.records import chains
from amiabil.records.chains import Checked, FileHash


def verify(reference: str | None = None, *, hash_of: FileHash | None = None) -> Iterator[Checked]:
    """Check one case (by its reference as a person types it) or all; yields nothing for an unknown one.

    ``hash_of`` reads the stored bytes of evidence; without it only what the database holds is checked.
    """
    if reference is None:
        return chains.check(hash_of=hash_of)
    wanted = read_reference(reference)
    return chains.check(wanted, hash_of=hash_of) if wanted else iter(())
