"""Which versions of a policy are there, and which one holds at an instant?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.parts import Outage
from amiabil.domain.policy.holidays import DeclaredDay
from amiabil.foundation.errors import Conflict, NotFound
from amiabil.records import sql
from amiabil.records.holidays import CONFIRMED, declared_of
from amiabil.records.models import PolicyVersion
from amiabil.records.new_id import new_id
from amiabil.records.outages import OUTAGES, known_of
from amiabil.records.paging import Page, bounded, decode, page


@unique
class VersionState(StrEnum):
    """How far a version has come."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


SHIPPED = "system:shipped"
"""The author of the versions that came with the product."""


class PolicyMovedOn(Conflict):
    """Somebody else has changed this version in the meantime."""

    code = "policy_moved_on"


class VersionTaken(Conflict):
    """There is this version already; ``next`` is the next free number."""

    code = "policy_version_taken"


@dataclass(frozen=True, slots=True)
class Version:
    """One version; ``effective_at`` is None until it is scheduled, ``decided_by`` who published or withdrew it."""

    id: UUID
    policy_id: str
    version: int
    state: VersionState
    text: str
    revision: int
    authors: tuple[str, ...]
    effective_at: datetime | None
    scheduled_by: str
    decided_by: str
    created_at: datetime
    changed_at: datetime

    @property
    def name(self) -> str:
        """Id and version, as cases name it."""
        return f"{self.policy_id}@{self.version}"


@dataclass(frozen=True, slots=True)
class InForce:
    """The version that holds, its number and text (None: none does yet), days declared holidays, and outages."""

    version: int | None
    text: str
    declared: tuple[DeclaredDay, ...]
    outages: tuple[Outage, ...] = ()


_IN_FORCE = f"""
SELECT v.version, v.text, d.days, d.outages FROM (SELECT {CONFIRMED} AS days, {OUTAGES} AS outages) d LEFT JOIN (
  SELECT version, text FROM policy_version
   WHERE policy_id = %(policy)s AND state = 'published' AND effective_at <= %(at)s
     AND (%(version)s::int IS NULL OR version = %(version)s)
   ORDER BY effective_at DESC, version DESC LIMIT 1) v ON true
"""

_NEXT = "SELECT COALESCE(max(version), 0) + 1 AS number FROM policy_version WHERE policy_id = %(policy)s"


def in_force(policy_id: str, *, at: datetime, version: int | None = None) -> InForce:
    """The published version that holds at an instant, with the declared days; ``version`` asks for that one alone.

    One statement.
    """
    found = sql.row(_IN_FORCE, {"policy": policy_id, "at": at, "version": version})
    assert found is not None  # noqa: S101  (the days are one row, whatever is joined)
    return InForce(found.version, found.text or "", declared_of(found.days), known_of(found.outages))


def text_of(policy_id: str, version: int) -> str | None:
    """The text of a scheduled or published version, for what extends it; None when there is none."""
    found = PolicyVersion.objects.filter(
        policy_id=policy_id, version=version, state__in=["scheduled", "published"]
    )
    return found.values_list("text", flat=True).first()


def published_text(version_id: UUID) -> tuple[str, str]:
    """Name (id and version) and text of a published version, which never change. Raises ``NotFound``."""
    row = PolicyVersion.objects.filter(id=version_id, state=VersionState.PUBLISHED).first()
    if row is None:
        raise NotFound
    return f"{row.policy_id}@{row.version}", row.text


def published_texts() -> list[tuple[str, str]]:
    """Name (id and version) and text of every published version, by policy, the oldest first; for the machine."""
    found = PolicyVersion.objects.filter(state=VersionState.PUBLISHED).order_by("policy_id", "version")
    return [(f"{one.policy_id}@{one.version}", one.text) for one in found]


def next_version(policy_id: str) -> int:
    """The number after the highest one that was ever given."""
    found = sql.row(_NEXT, {"policy": policy_id})
    return int(found.number) if found else 1


def versions(viewer: Viewer, *, after: str | None = None, limit: int | None = None) -> Page[Version]:
    """Every version, by policy, the newest first. Raises what ``demand`` raises for ``MANAGE_POLICIES``."""
    demand(viewer, Act.MANAGE_POLICIES)
    size, place = bounded(limit), decode(after, [str, int])
    rows = PolicyVersion.objects.order_by("policy_id", "-version")
    if place is not None:
        policy_id, number = place
        rows = rows.filter(policy_id__gt=policy_id) | rows.filter(policy_id=policy_id, version__lt=number)
    found = [_version(row) for row in rows[: size + 1]]
    return page(found, limit=size, place=lambda one: [one.policy_id, one.version])


def version(viewer: Viewer, policy_id: str, number: int) -> Version:
    """One version. Raises ``NotFound`` and what ``demand`` raises for ``MANAGE_POLICIES``."""
    demand(viewer, Act.MANAGE_POLICIES)
    row = PolicyVersion.objects.filter(policy_id=policy_id, version=number).first()
    if row is None:
        raise NotFound
    return _version(row)


def add(viewer: Viewer, policy_id: str, number: int, text: str, *, at: datetime) -> Version:
    """A new draft. Raises ``VersionTaken``, and what ``demand`` raises for ``MANAGE_POLICIES``."""
    demand(viewer, Act.MANAGE_POLICIES)
    row, made = PolicyVersion.objects.get_or_create(
        policy_id=policy_id,
        version=number,
        defaults=_fresh(text, viewer.ref, VersionState.DRAFT, at),
    )
    if not made:
        raise VersionTaken(next=next_version(policy_id))
    return _version(row)


def keep_shipped(
    policy_id: str, number: int, text: str, *, effective_at: datetime, at: datetime
) -> VersionState | None:
    """Keep a version that came with the product, unless its number is known; None when it was.

    The first version of a policy is published at once; later ones come as drafts, for people to decide.
    """
    if PolicyVersion.objects.filter(policy_id=policy_id, version=number).exists():
        return None
    first = not PolicyVersion.objects.filter(policy_id=policy_id).exists()
    state = VersionState.PUBLISHED if first else VersionState.DRAFT
    PolicyVersion.objects.create(
        policy_id=policy_id,
        version=number,
        effective_at=effective_at if first else None,
        **_fresh(text, SHIPPED, state, at),
    )
    return state


def change(viewer: Viewer, old: Version, new: Version, *, at: datetime) -> Version:
    """Write a version's new state, text and first day; who did it becomes author, planner or decider by the state.

    Raises ``PolicyMovedOn`` when it is no longer as ``old``, and what ``demand`` raises for ``MANAGE_POLICIES``.
    """
    demand(viewer, Act.MANAGE_POLICIES)
    wrote = new.state is VersionState.DRAFT and viewer.ref not in old.authors
    decided = new.state in {VersionState.PUBLISHED, VersionState.WITHDRAWN}
    touched = PolicyVersion.objects.filter(id=old.id, revision=old.revision, state=old.state).update(
        state=new.state,
        text=new.text,
        revision=old.revision + 1,
        authors=_authors([*old.authors, viewer.ref] if wrote else old.authors),
        effective_at=new.effective_at,
        scheduled_by=viewer.ref[:80] if new.state is VersionState.SCHEDULED else old.scheduled_by,
        decided_by=viewer.ref[:80] if decided else old.decided_by,
        changed_at=at,
    )
    if not touched:
        raise PolicyMovedOn()
    return version(viewer, old.policy_id, old.version)


def _fresh(text: str, author: str, state: VersionState, at: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "text": text,
        "state": state.value,
        "authors": _authors([author]),
        "created_at": at,
        "changed_at": at,
    }


def _authors(names: Sequence[str]) -> list[str]:
    return [name[:80] for name in names]


def _version(row: PolicyVersion) -> Version:
    return Version(
        id=row.id,
        policy_id=row.policy_id,
        version=row.version,
        state=VersionState(row.state),
        text=row.text,
        revision=row.revision,
        authors=tuple(row.authors),
        effective_at=row.effective_at,
        scheduled_by=row.scheduled_by,
        decided_by=row.decided_by,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
