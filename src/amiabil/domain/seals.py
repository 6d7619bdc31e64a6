"""How does an item of evidence enter the chain of its case? Part by part, so that a check names what was changed.

Title, text and file enter as salted digests, the salts beside them in the item: erasing a text (or a file's name) with
its salt leaves a chain that still verifies. Source: reliability.md R4, disputes.md 5.3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.chain import canonical, instant, text_digest

PREFIX = "evidence:"
"""The digests of an item stand among an event's texts under ``evidence:LABEL:PART``."""

FACTS, TITLE, TEXT, FILE, NAME = "facts", "title", "text", "file", "name"
PARTS = (FACTS, TITLE, TEXT, FILE, NAME)

CARDS = "cards"
"""The digest of what a message shows besides its words stands among an event's texts under this name."""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """What is proved of a file: the hash of its bytes, how many, of which type, and under which name it came."""

    sha256: bytes
    size: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class SealedItem:
    """Everything of an item that is proved; its status is not, for that follows from later events.

    ``salt`` covers title and text, ``file_salt`` the file; None when what it covers has been erased (or, for
    ``file_salt``, when there is no file).
    """

    id: UUID
    label: str
    kind: str
    title: str
    text: str
    owner_role: str
    owner_ref: str
    confidential: bool
    edited_media: bool
    received_at: datetime
    supersedes_id: UUID | None
    file_id: UUID | None
    file: SealedFile | None
    salt: bytes | None
    file_salt: bytes | None


def seal(item: SealedItem) -> dict[str, str]:
    """The digest (hex) of every part of an item that can be computed, by its name in the event."""
    digests = {FACTS: hashlib.sha256(canonical(_facts(item))).hexdigest()}
    if item.salt is not None:
        digests[TITLE] = text_digest(item.title, salt=item.salt)
        digests[TEXT] = text_digest(item.text, salt=item.salt)
    if item.file is not None and item.file_salt is not None:
        digests[FILE] = text_digest(canonical(_file(item.file)).decode(), salt=item.file_salt)
        digests[NAME] = text_digest(item.file.name, salt=item.file_salt)
    return {name_of(item.label, part): found for part, found in digests.items()}


def name_of(label: str, part: str) -> str:
    """Under which name a part of an item stands in its event."""
    return f"{PREFIX}{label}:{part}"


def labels_of(texts: Mapping[str, str]) -> list[str]:
    """The labels of the items an event listed, in order of their names."""
    end = f":{FACTS}"
    return sorted(
        name[len(PREFIX) : -len(end)] for name in texts if name.startswith(PREFIX) and name.endswith(end)
    )


def first_difference(item: SealedItem, recorded: Mapping[str, str]) -> str | None:
    """The first part of an item that is not what the event recorded; None when all holds.

    Where a salt is gone, what it covered must be gone too: words without their salt were put there later.
    """
    found = seal(item)
    for part in PARTS:
        name = name_of(item.label, part)
        if name in found:
            if found[name] != recorded.get(name):
                return part
        elif name in recorded and not _erased(item, part):
            return part
    return None


def _erased(item: SealedItem, part: str) -> bool:
    if part in {TITLE, TEXT}:
        return item.salt is None and not (item.title if part == TITLE else item.text)
    return item.file_salt is None and (item.file is None or not item.file.name)


def _facts(item: SealedItem) -> dict[str, object]:
    return {
        "id": str(item.id),
        "label": item.label,
        "kind": item.kind,
        "owner": {"role": item.owner_role, "ref": item.owner_ref},
        "confidential": item.confidential,
        "edited_media": item.edited_media,
        "received_at": instant(item.received_at),
        "supersedes": str(item.supersedes_id) if item.supersedes_id else None,
        "file": str(item.file_id) if item.file_id else None,
    }


def _file(file: SealedFile) -> dict[str, object]:
    return {"sha256": file.sha256.hex(), "size": file.size, "media_type": file.media_type}


# ---- files of messages ------------------------------------------------------------------------

_SEAL = "file:"
"""Before the id of a file in the names of what an event seals."""


def seal_of(file_id: UUID | str) -> str:
    """The name under which the event of a message seals the hash of a file."""
    return f"{_SEAL}{file_id}"


def is_of_file(name: str) -> bool:
    """Whether this name of something sealed is that of a file."""
    return name.startswith(_SEAL)


def cards_digest(documents: Sequence[Mapping[str, Any]], *, salt: bytes) -> str:
    """The salted digest under which the cards of a message are part of its event."""
    return text_digest(canonical(list(documents)).decode(), salt=salt)
