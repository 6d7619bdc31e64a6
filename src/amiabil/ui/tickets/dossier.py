"""A request for help to take away: as a PDF to read, and whole and signed as a ZIP, like the file of a dispute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from amiabil.actions import dossiers
from amiabil.actions.dossier_proof import FORMAT, JOINED, RECORD
from amiabil.actions.dossiers import CollectedTicket
from amiabil.actions.support_setup import setup_of
from amiabil.domain.access import Viewer
from amiabil.domain.files import Form
from amiabil.foundation.codec import instant_text
from amiabil.records import clock, rates, ticket_merges
from amiabil.records.paging import Page
from amiabil.ui.dossier import PackedDossier, answer
from amiabil.ui.dossier.contents import FileIn
from amiabil.ui.dossier.pack import DOCUMENT, GUIDE, as_json, guide, zipped
from amiabil.ui.dossier.paper import long, proof, undrawn
from amiabil.ui.dossier.pdf import Block, Entry, Heading, Paper, Paragraph, Rows, draw
from amiabil.ui.dossier.record import chain
from amiabil.ui.dossier.sending import DOSSIERS
from amiabil.ui.facts import Message, Row
from amiabil.ui.reader import Reader
from amiabil.ui.tickets import history
from amiabil.ui.tickets.fields import rows_of
from amiabil.ui.tickets.record import record_of
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.words import tickets as words

FOLDER = "files"


def send_pdf(viewer: Viewer, reference: str) -> HttpResponse:
    """The request as a document to read and to print. Raises ``NotFound`` and ``RateLimited``."""
    rates.count(str(viewer.reader_id), DOSSIERS, at=clock.unshifted())
    collected = dossiers.collect_ticket(viewer, reference)
    name = f"{collected.file.reference}-v{collected.file.chain.version}.pdf"
    response = HttpResponse(draw(_paper(_seen(viewer, collected), ())), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def send_zip(viewer: Viewer, reference: str) -> FileResponse:
    """The whole request, signed, as an answer. Raises ``NotFound`` and ``RateLimited``."""
    return answer(viewer, lambda: pack_ticket(viewer, reference))


def pack_ticket(viewer: Viewer, reference: str) -> PackedDossier:
    """The dossier of a request as this viewer may have it now, with those answered together with it.

    Raises ``NotFound``.
    """
    collected = dossiers.collect_ticket(viewer, reference)
    texts, files = _texts(viewer, collected)
    for one in ticket_merges.joined(viewer, collected.file.case_id):
        folder = f"{JOINED}{one.reference}/"
        inside, theirs = _texts(viewer, dossiers.collect_ticket(viewer, one.reference), folder)
        texts |= inside
        files = (*files, *theirs)
    texts[GUIDE] = guide().encode()
    return zipped(f"{collected.file.reference}-v{collected.file.chain.version}.zip", texts, files)


def _texts(
    viewer: Viewer, collected: CollectedTicket, folder: str = ""
) -> tuple[dict[str, bytes], tuple[FileIn, ...]]:
    """The document and the record of a request, by their names, and its files."""
    seen = _seen(viewer, collected)
    told, files = record_of(viewer, collected.file, collected.moments, folder=f"{folder}{FOLDER}")
    texts = {
        f"{folder}{DOCUMENT}": draw(_paper(seen, files)),
        f"{folder}{RECORD}": as_json(_record(seen, collected, told)),
    }
    return texts, files


def _seen(viewer: Viewer, collected: CollectedTicket) -> Seen:
    file = collected.file
    setup = setup_of(file.setup_version, file.holidays)
    reader = Reader.of(viewer, now=clock.now(), case_zone=setup.zone)
    return Seen(file, setup, reader, Page(collected.moments, None))


# ---- to read -----------------------------------------------------------------------------------


def _paper(seen: Seen, files: tuple[FileIn, ...]) -> Paper:
    title = _("Request %(reference)s") % {"reference": seen.file.reference}
    blocks = (*_beginning(seen, title), *_history(seen, files), *(proof() if files else ()))
    foot = f"{settings.AMIABIL_MARKETPLACE} · {seen.file.reference}"
    return Paper(title, foot, seen.reader.language, seen.reader.now, blocks, undrawn())


def _beginning(seen: Seen, title: str) -> Iterator[Block]:
    file, reader = seen.file, seen.reader
    yield Heading(title, level=1)
    made = {"at": long(reader, reader.now), "zone": reader.zone}
    yield Paragraph(_("As it stood on %(at)s. All times are those of %(zone)s.") % made, quiet=True)
    name = words.status_name(seen.setup, file.ticket.status_name, reader.language)
    status = words.status_chip(file.ticket.status, name=name, for_customer=seen.for_customer)
    rows = [
        Row(_("What it is about"), file.subject, strong=True),
        Row(_("State"), status.text, strong=True),
        Row(_("Topic"), words.label(seen.topic.labels, reader.language)),
        Row(_("From"), file.person_name),
        Row(_("Received"), long(reader, file.ticket.opened_at)),
    ]
    if file.order_ref:
        rows.append(Row(_("Order"), file.order_ref))
    if file.ticket.merged_into:
        rows.append(Row(_("Goes on in"), file.ticket.merged_into))
    asked = seen.topic.asked_fields() if seen.for_customer else seen.topic.fields
    yield Rows((*rows, *rows_of(asked, file.ticket.fields, reader)))


def _history(seen: Seen, files: tuple[FileIn, ...]) -> Iterator[Block]:
    yield Heading(_("What was said"))
    places = {str(one.item): one for one in files}
    at = {str(moment.event_id): moment.at for moment in seen.moments.items}
    at |= {str(moment.message.id): moment.at for moment in seen.moments.items if moment.message}
    for entry in reversed(history.thread(seen).entries):
        when = long(seen.reader, at[entry.id])
        if not isinstance(entry, Message):
            yield Entry(when, entry.text)
            continue
        about = " · ".join((when, entry.person.name, entry.about, entry.audience.text))
        sent = (_file(one.title, one.hash, places.get(one.id)) for one in entry.files)
        yield Entry(about, "\n".join(filter(None, (entry.text, *sent))))


def _file(name: str, sha256: str, inside: FileIn | None) -> str:
    """A line about a file of a message: its name, its hash, and where it lies."""
    told = _("File: %(name)s, SHA-256 %(hash)s") % {"name": name, "hash": sha256}
    if inside is None:
        return told
    form = _("the original") if inside.form is Form.ORIGINAL else _("without place and device")
    return f"{told} → {inside.name} ({form})"


# ---- for programs ------------------------------------------------------------------------------


def _record(seen: Seen, collected: CollectedTicket, told: dict[str, Any]) -> dict[str, Any]:
    role = seen.reader.viewer.role
    return {
        "format": FORMAT,
        "made_at": instant_text(seen.reader.now),
        "made_for": role.value if role is not None else "",
        "marketplace": settings.AMIABIL_MARKETPLACE,
        "case": _plain({**told, "version": seen.file.chain.version}),
        "chain": chain(collected.file.case_id, collected.links),
    }


def _plain(value: Any) -> Any:
    """A record with its instants as texts."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return instant_text(value) if isinstance(value, datetime) else value
