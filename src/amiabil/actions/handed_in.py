"""What does a party hand in, and as which items of evidence does it lie in the case?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import (
    AddEvidence,
    AnswerInfo,
    Arguments,
    BadArguments,
    EvidenceEntry,
    Inspect,
    ProvideLabel,
    RecordReturn,
    RejectRequest,
)
from amiabil.domain.disputes.parts import EvidenceItem
from amiabil.domain.terms import EvidenceKind, Secrecy
from amiabil.domain.written import TextMissing
from amiabil.records.evidence_seals import NewEvidence

Labels = Sequence[tuple["HandedIn", str]]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """An item a party hands in; ``file_id`` names one of their finished uploads, None for words alone.

    ``gone``: it no longer exists, and ``text`` says why; what has a file is not.
    """

    id: UUID
    kind: str
    title: str = ""
    text: str = ""
    file_id: UUID | None = None
    edited_media: bool = False
    gone: bool = False


def labelled(items: Sequence[HandedIn], *, taken: Iterable[str]) -> list[tuple[HandedIn, str]]:
    """Each item with a label of its kind and a number that no item of the case has yet: ``photo_item-2``."""
    used, result = set(taken), []
    for item in items:
        number = 1
        while f"{item.kind}-{number}" in used:
            number += 1
        label = f"{item.kind}-{number}"
        used.add(label)
        result.append((item, label))
    return result


def entries(labels: Labels) -> tuple[EvidenceEntry, ...]:
    """The items as the procedure lists them. Raises ``TextMissing`` for one that is gone without a word why."""
    if any(item.gone and item.file_id is None and not item.text.strip() for item, _label in labels):
        raise TextMissing(field="/evidence")
    return tuple(
        EvidenceEntry(EvidenceKind(item.kind), label, gone=item.gone and item.file_id is None)
        for item, label in labels
    )


def with_items(arguments: Arguments, labels: Labels) -> Arguments:
    """The arguments with the items that come with them. Raises ``BadArguments`` where none can come."""
    if not labels:
        return arguments
    if isinstance(arguments, AddEvidence):
        first, *more = entries(labels)
        return replace(arguments, label=first.label, gone=first.gone, more=tuple(more))
    if isinstance(arguments, (RejectRequest, AnswerInfo, Inspect, ProvideLabel, RecordReturn)):
        return replace(arguments, evidence=entries(labels))
    raise BadArguments(field="/evidence", problem="unknown")


def rows_of_items(
    labels: Labels, *, by: Viewer, at: datetime, listed: Iterable[EvidenceItem]
) -> list[NewEvidence]:
    """The rows of items handed in by this viewer, with the status under which the procedure ``listed`` them."""
    role = by.side.value if by.side else ""
    known = {item.label: item for item in listed}
    return [
        NewEvidence(
            id=item.id,
            label=label,
            kind=item.kind,
            title=item.title,
            text=item.text,
            owner_role=role,
            owner_ref=by.ref,
            status=known[label].status.value,
            received_at=at,
            file_id=item.file_id,
            edited_media=item.edited_media,
            confidential=known[label].secrecy is not Secrecy.OPEN,
        )
        for item, label in labels
    ]


def files_of(items: Iterable[HandedIn]) -> list[UUID]:
    """The files among the items."""
    return [item.file_id for item in items if item.file_id is not None]
