"""How is an act that was sent carried out? The form becomes a command; a refusal becomes words beside its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from amiabil.actions.disputes import StepRequest, Taken, take_step, was_taken
from amiabil.actions.files import Announced
from amiabil.actions.handed_in import HandedIn
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import AddEvidence
from amiabil.domain.disputes.errors import EvidenceMissing, ExceedsRefundable
from amiabil.domain.terms import Command, EvidenceKind
from amiabil.domain.written import REASON_MAX, TextMissing, clean
from amiabil.foundation.errors import AmiabilError, Invalid, InvalidFields
from amiabil.foundation.money import BadAmount
from amiabil.records import clock, files
from amiabil.records.new_id import new_id
from amiabil.ui.case import forms, pace
from amiabil.ui.case.seen import Seen
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.uploads import receive_form_files

_OF_THE_FORM = frozenset({"csrfmiddlewaretoken", "key", "version"})
"""What every form carries, beside the fields of its act."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An act as a form sent it; ``key`` names it, so that a second click does nothing more."""

    command: Command
    typed: Mapping[str, str]
    version: int | None
    key: UUID


def read(request: HttpRequest, command: Command) -> Sent:
    """What the form sent; nothing is judged here."""
    typed = {
        name: "\n".join(request.POST.getlist(name))[: REASON_MAX * 2]
        for name in request.POST
        if name not in _OF_THE_FORM and not name.startswith("files-")
    }
    version = request.POST.get("version", "")
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        key = new_id()
    known = version.isascii() and version.isdigit() and len(version) < 9
    return Sent(command, typed, int(version) if known else None, key)


def step_of(sent: Sent, *, at: datetime) -> StepRequest:
    """The step a form asks for, received ``at`` (UTC). Raises the refusals of the fields, ``BadArguments``."""
    return StepRequest(sent.command, forms.arguments(sent.command, sent.typed), at, sent.version, sent.key)


def do(request: HttpRequest, seen: Seen, sent: Sent) -> Taken:
    """Carry the act out. Raises the refusals of ``take_step`` and of the fields, and ``RateLimited``."""
    at = clock.now()
    items = handed_in(request, seen.reader.viewer, seen.file.case_id)
    pace.count(seen.reader.viewer)
    if sent.command is Command.ADD_EVIDENCE:
        return _add(seen, sent, items, at)
    viewer, reference = seen.reader.viewer, seen.file.reference
    step = replace(step_of(sent, at=at), items=items)
    try:
        forms.demand_items(sent.command, sent.typed, items)
    except Invalid:
        if was_taken(viewer, reference, step):  # its files are evidence since the first click
            return Taken(seen.file.case_id, reference, seen.dispute, (), repeated=True)
        raise
    return take_step(viewer, reference, step)


def _add(seen: Seen, sent: Sent, items: Sequence[HandedIn], at: datetime) -> Taken:
    """Each file is an item of its own, all in one act; without a file the words are one."""
    kind = sent.typed.get("kind", "")
    if kind not in set(EvidenceKind):
        raise TextMissing(field="/kind")
    text = clean(sent.typed.get("text", ""), field="/text", most=REASON_MAX, required=False)
    viewer, reference = seen.reader.viewer, seen.file.reference
    why, summary = (
        clean(sent.typed.get(name, ""), field=f"/{name}", most=REASON_MAX, required=False)
        for name in ("confidential", "summary")
    )
    if summary and not why:
        raise TextMissing(field="/confidential")
    gone = bool(sent.typed.get("gone")) and not items
    if gone and not text:
        raise TextMissing(field="/text")
    added = AddEvidence(EvidenceKind(kind), text=text, gone=gone, confidential=why, summary=summary)
    step = StepRequest(Command.ADD_EVIDENCE, added, at, key=sent.key)
    if not items and not text:
        if was_taken(viewer, reference, step):  # its files are evidence since the first click
            return Taken(seen.file.case_id, reference, seen.dispute, (), repeated=True)
        raise EvidenceMissing([kind])
    edited = bool(sent.typed.get("edited"))
    given = [replace(one, kind=kind, text=text, edited_media=edited) for one in items] or [
        HandedIn(new_id(), kind, text=text, gone=gone)
    ]
    return take_step(viewer, reference, replace(step, items=given))


def handed_in(request: HttpRequest, viewer: Viewer, case_id: UUID) -> list[HandedIn]:
    """The files of a form for a case: those that push has brought for it, and those of a plain form."""
    named = {
        value for name in request.POST for value in request.POST.getlist(name) if name.startswith("files-")
    }
    if not named and not request.FILES:
        return []
    for kind in EvidenceKind:
        announced = Announced("case", case_id, "", 0, kind.value)
        got = receive_form_files(request, viewer, announced, field=f"files-{kind}")
        if got.refused:
            raise got.refused[0].refusal
        named |= {str(file.id) for file in got.kept}
    ready = [kept for kept in files.ready_files(viewer, case_id) if str(kept.file.id) in named]
    return [
        HandedIn(
            new_id(), kept.evidence_kind or EvidenceKind.OTHER.value, kept.file.name, file_id=kept.file.id
        )
        for kept in ready
    ]


def errors_by_field(refusal: AmiabilError, reader: Reader) -> dict[str, str]:
    """The sentence for each part of a refusal by the name of its field; empty where the whole act is refused."""
    parts = refusal.errors if isinstance(refusal, InvalidFields) and refusal.errors else (refusal,)
    return {_field(one): describe(one, reader.language, reader.case_zone).text for one in parts}


def _field(refusal: AmiabilError) -> str:
    pointer = refusal.field if isinstance(refusal, Invalid) else None
    if not pointer and isinstance(refusal, (BadAmount, ExceedsRefundable)):
        pointer = "ask" if "ask" in refusal.facts else "amount"
    return (pointer or "").strip("/").partition("/")[0]
