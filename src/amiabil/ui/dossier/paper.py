"""The dossier as a document to read: what the case is about, what was decided, what has happened, what lies in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from amiabil.domain.terms import EvidenceKind, EvidenceStatus, Role
from amiabil.records.evidence import EvidenceRow
from amiabil.records.order_sheets import OrderSheet
from amiabil.ui import formats
from amiabil.ui.case import history, insolvency, letter, statement
from amiabil.ui.case.seen import Seen
from amiabil.ui.dossier.contents import FileIn
from amiabil.ui.dossier.pdf import Block, Entry, Heading, Paper, Paragraph, Rows
from amiabil.ui.facts import Message, Row
from amiabil.ui.reader import Reader
from amiabil.ui.words import evidence, names


def paper(seen: Seen, sheet: OrderSheet, files: tuple[FileIn, ...]) -> Paper:
    """The document of a case whose whole history is in ``seen``."""
    title = _("File of dispute %(reference)s") % {"reference": seen.file.reference}
    blocks = (
        *_beginning(seen, title),
        *_order(seen, sheet),
        *_decision(seen),
        *_history(seen),
        *_evidence(seen, files),
        *_ways(seen),
        *proof(),
    )
    foot = f"{settings.AMIABIL_MARKETPLACE} · {seen.file.reference}"
    return Paper(title, foot, seen.reader.language, seen.reader.now, blocks, undrawn())


def undrawn() -> str:
    """What a document says where its letters have no shape for what somebody wrote."""
    return _(
        "Where [?] stands, somebody wrote in letters that this document cannot draw. record.json beside it has every "
        "word."
    )


def _beginning(seen: Seen, title: str) -> Iterator[Block]:
    yield Heading(title, level=1)
    made = {"at": _at(seen, seen.reader.now), "zone": seen.reader.zone}
    yield Paragraph(_("As it stood on %(at)s. All times are those of %(zone)s.") % made, quiet=True)
    state = Row(_("State"), str(names.STATES[seen.dispute.state]), strong=True)
    rows = [state, *letter.summary(seen), Row(_("Buyer"), seen.file.buyer_name or "-")]
    policy = seen.dispute.policy.policy
    rows.append(
        Row(
            _("Policy, fixed at the opening"),
            _("%(id)s, version %(number)s") % {"id": policy.id, "number": policy.version},
        )
    )
    if (due := seen.turn.due_at) is not None and seen.dispute.is_open:
        until = seen.reader.deadline(due)
        rows.append(Row(_("Runs until"), f"{until.long}, {until.zone}"))
    yield Rows(tuple(rows))


def _order(seen: Seen, sheet: OrderSheet) -> Iterator[Block]:
    yield Heading(_("The order, as it was sold"))
    listings = {line.ref: line.listing for line in sheet.lines}
    for line in seen.dispute.order.lines:
        price = f"{line.quantity} × {seen.reader.money(line.unit_price)}"
        rows = [Row(line.title or line.ref, price, strong=True)]
        listing = listings.get(line.ref, {})
        rows += [Row(_("From the listing"), str(words)) for words in listing.values() if words]
        if line.delivered_at is not None:
            rows.append(Row(_("Delivered"), _at(seen, line.delivered_at)))
        yield Rows(tuple(rows))
    rows = [Row(_("Paid"), f"{seen.reader.money(sheet.total)}, {_at(seen, seen.dispute.order.paid_at)}")]
    for parcel in sheet.parcels:
        rows.append(
            Row(_("Parcel"), " · ".join(filter(None, (parcel.carrier, parcel.tracking, parcel.place))))
        )
    yield Rows(tuple(rows))


def _decision(seen: Seen) -> Iterator[Block]:
    told = statement.of_case(seen)
    if told is not None:
        yield from reasons(told)


def reasons(told: statement.Statement) -> Iterator[Block]:
    """A statement of reasons, part by part."""
    yield Heading(told.title)
    yield Paragraph(told.by, quiet=True)
    for section in told.sections:
        yield Paragraph(section.heading, quiet=True)
        yield from (Paragraph(text) for text in section.paragraphs)
        if section.rows:
            yield Rows(section.rows)


def _history(seen: Seen) -> Iterator[Block]:
    yield Heading(_("What has happened"))
    for moment in reversed(seen.moments.items):
        told = history.entry(seen, moment)
        if told is None:
            continue
        at = _at(seen, moment.at)
        if isinstance(told, Message):
            about = " · ".join((at, told.person.name, told.about, told.audience.text))
            yield Entry(about, told.text)
        else:
            yield Entry(at, told.text)


def _evidence(seen: Seen, files: tuple[FileIn, ...]) -> Iterator[Block]:
    called = {Role.BUYER.value: seen.file.buyer_name, Role.SELLER.value: seen.file.shop_name}
    return items(seen.evidence, files, called, seen.reader)


def items(
    listed: Sequence[EvidenceRow], files: Sequence[FileIn], called: Mapping[str, str], reader: Reader
) -> Iterator[Block]:
    """The items of evidence with their hashes; ``called`` are the names of the parties by their roles."""
    yield Heading(_("Evidence"))
    places = {one.item: one for one in files}
    for item in listed:
        rows = [
            Row(item.label, evidence.name(EvidenceKind(item.kind)), strong=True),
            Row(
                _("Handed in"),
                f"{_by(item, called)}, {long(reader, item.received_at)}",
            ),
            Row(_("Status"), str(names.EVIDENCE_STATUS[EvidenceStatus(item.status)])),
        ]
        rows += [
            Row(_("In words"), text) for text in (item.title, item.text) if text not in {"", rows[0].value}
        ]
        if item.confidential:
            rows.append(
                Row(_("In confidence"), _("Only for whoever decides; the other side reads the summary."))
            )
            told = ((_("Summary"), item.summary), (_("Why in confidence"), item.secret_because))
            rows += [Row(term, words) for term, words in told if words]
        if item.sha256:
            rows.append(Row(_("Original"), f"SHA-256 {item.sha256}"))
        if (file := places.get(item.id)) is not None:
            rows.append(Row(_("In this dossier"), f"{file.name}\n{_form(file)}"))
        yield Rows(tuple(rows))
    if not listed:
        yield Paragraph(_("Nothing has been handed in yet."))


def _by(item: EvidenceRow, called: Mapping[str, str]) -> str:
    return called.get(item.owner_role) or str(names.ROLES[Role(item.owner_role)])


def _form(file: FileIn) -> str:
    return _("the original") if file.is_original else _("without place and device, as it is shown to you")


def _ways(seen: Seen) -> Iterator[Block]:
    if not letter.is_final(seen.dispute):
        return
    yield Heading(_("Ways outside"))
    for route in letter.routes(seen.dispute, seen.reader, insolvency.of(seen)):
        yield Rows((Row(route.title, "\n".join(route.texts)),))
        if route.link is not None:
            yield Paragraph(route.link.url, quiet=True)


def proof() -> Iterator[Block]:
    """How a dossier is checked, for its last page."""
    yield Heading(_("How to check this dossier"))
    yield Paragraph(
        _(
            "SHA256SUMS lists the hash of every file here, SHA256SUMS.sig is the signature of %(marketplace)s over"
            " that list. READ-ME.txt says how to check both; whoever changes one letter is found out."
        )
        % {"marketplace": settings.AMIABIL_MARKETPLACE}
    )


def _at(seen: Seen, at: datetime) -> str:
    return long(seen.reader, at)


def long(reader: Reader, at: datetime) -> str:
    """An instant as the document writes it."""
    return formats.long(at, reader.language, zone=reader.zone)
