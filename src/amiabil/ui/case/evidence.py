"""The evidence of a case as tiles: whose it is, what it shows, when it came, with its hash."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.terms import Command, EvidenceKind, EvidenceStatus, Role
from amiabil.records.evidence import EvidenceRow
from amiabil.ui import facts
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import EvidenceTile, Link, Person
from amiabil.ui.uploads import file_addresses
from amiabil.ui.words import evidence, names


def shown(seen: Seen) -> facts.Evidence:
    """All items, oldest first, and where one is added."""
    count = len(seen.evidence)
    about = ngettext("%(count)s item, both sides see it", "%(count)s items, both sides see them", count)
    add = None
    if seen.can(Command.ADD_EVIDENCE):
        address = seen.door.act_of(seen.file.reference, Command.ADD_EVIDENCE)
        add = Link(_("Add evidence"), address, "plus")
    return facts.Evidence(
        title=_("Evidence"),
        about=about % {"count": count} if count else "",
        items=tuple(_tile(seen, item) for item in seen.evidence),
        add=add,
        empty=_("Nothing has been handed in yet."),
    )


def _tile(seen: Seen, item: EvidenceRow) -> EvidenceTile:
    role = Role(item.owner_role)
    owner = {Role.BUYER: seen.file.buyer_name, Role.SELLER: seen.file.shop_name}.get(role, "")
    there = item.file_id is not None and not item.erased
    forms = file_addresses(seen.reader.viewer, item.file_id, item.variants) if there and item.file_id else {}
    kind = EvidenceKind(item.kind)
    return EvidenceTile(
        id=str(item.id),
        title=item.text[:80] if item.text and not item.file_id else evidence.name(kind),
        person=Person.of(owner or str(names.ROLES[role]), role),
        date=seen.reader.short(item.received_at),
        kind=_sort(item),
        thumb_url=forms.get("thumb", ""),
        view_url=forms.get("view") or forms.get("original", ""),
        late_text=_late(item),
        proves=item.text or evidence.name(kind),
        received=seen.reader.moment(item.received_at).text,
        hash=item.sha256,
        by_text=owner,
    )


def _sort(item: EvidenceRow) -> Literal["image", "video", "document"]:
    if item.media_type.startswith("image/"):
        return "image"
    return "video" if item.media_type.startswith("video/") else "document"


def _late(item: EvidenceRow) -> str:
    status = EvidenceStatus(item.status)
    return "" if status is EvidenceStatus.ADMITTED else str(names.EVIDENCE_STATUS[status])
