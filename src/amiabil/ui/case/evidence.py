"""The evidence of a case as tiles: whose it is, what it shows, when it came, with its hash."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.terms import Command, EvidenceKind, EvidenceStatus, Role, Secrecy
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
    if any(item.confidential for item in seen.evidence):
        about = ngettext(
            "%(count)s item, only for whoever decides",
            "%(count)s items, some only for whoever decides",
            count,
        )
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
        title=_title(item, kind),
        person=Person.of(owner or str(names.ROLES[role]), role),
        date=seen.reader.short(item.received_at),
        kind=_sort(item),
        thumb_url=forms.get("thumb", ""),
        view_url=forms.get("view") or forms.get("original", ""),
        late_text=_late(item),
        edited_text=_("Edited, says whoever handed it in") if item.edited_media else "",
        proves=item.text or item.summary or evidence.name(kind),
        received=seen.reader.moment(item.received_at).text,
        hash=item.sha256,
        by_text=owner,
        secret_text=_secret(seen, item),
        gone_text=_("No longer exists") if _is_gone(seen, item) else "",
        hidden=item.hidden,
    )


def _is_gone(seen: Seen, item: EvidenceRow) -> bool:
    return any(one.gone for one in seen.dispute.evidence if one.label == item.label)


def _title(item: EvidenceRow, kind: EvidenceKind) -> str:
    """What the item is called: its words where it is nothing but words, its summary where that is all one reads."""
    if item.hidden and item.summary:
        return item.summary[:80]
    return item.text[:80] if item.text and not item.file_id else evidence.name(kind)


def _secret(seen: Seen, item: EvidenceRow) -> str:
    """Whether the item is the mediator's alone, and whether that stands; empty for what both see."""
    if not item.confidential:
        return ""
    known = next((one.secrecy for one in seen.dispute.evidence if one.label == item.label), Secrecy.ASKED)
    return str(names.SECRECY[known])


def _sort(item: EvidenceRow) -> Literal["image", "video", "document"]:
    if item.media_type.startswith("image/"):
        return "image"
    return "video" if item.media_type.startswith("video/") else "document"


def _late(item: EvidenceRow) -> str:
    status = EvidenceStatus(item.status)
    return "" if status is EvidenceStatus.ADMITTED else str(names.EVIDENCE_STATUS[status])
