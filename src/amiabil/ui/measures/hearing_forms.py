"""The forms of a complaint that is heard: add evidence, answer the reviewer, ask one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.actions.complaint_hearing import Given, Inquiry, answer_question, ask_question, hand_in
from amiabil.actions.complaints import subject_of
from amiabil.actions.handed_in import HandedIn
from amiabil.domain.access import Act, may
from amiabil.domain.disputes.complaints import is_barred
from amiabil.domain.terms import Command, EvidenceKind
from amiabil.domain.written import MESSAGE_MAX, REASON_MAX, clean
from amiabil.foundation.fields import NotAChoice
from amiabil.records import files
from amiabil.records.new_id import new_id
from amiabil.ui.arrived import arrived
from amiabil.ui.case.doing import handed_in
from amiabil.ui.case.forms.parts import ActForm, Errors, Part, Typed
from amiabil.ui.facts import ConsequenceItem, Field, Option, Upload
from amiabil.ui.formats import days, file_size
from amiabil.ui.measures import talk
from amiabil.ui.measures.seen import Seen
from amiabil.ui.words import evidence as evidence_words

KINDS = (
    EvidenceKind.DOCUMENT,
    EvidenceKind.SUPPLY_CHAIN_INVOICE,
    EvidenceKind.LISTING_PASSAGE,
    EvidenceKind.PHOTO_ITEM,
    EvidenceKind.OTHER,
)
"""What can show something about a measure; parcels have no part in it."""


def is_open(seen: Seen, command: Command) -> bool:
    """Whether the reader may take this act now."""
    complaint = seen.ticket.complaint
    if complaint is None or complaint.ruled is not None:
        return False
    viewer = seen.reader.viewer
    if command is Command.REQUEST_INFO:
        hears = may(viewer, Act.HEAR_COMPLAINT) and not is_barred(seen.ticket.measure, viewer.ref)
        return hears and complaint.question is None
    if not may(viewer, Act.COMPLAIN, subject_of(seen.ticket)):
        return False
    return command is Command.ADD_EVIDENCE or (
        command is Command.ANSWER_INFO and complaint.question is not None
    )


# --- what they ask for --------------------------------------------------------------------------------


def form(seen: Seen, command: Command, typed: Typed, errors: Errors) -> ActForm:
    """The form of an act."""
    return _FORMS[command](seen, typed, errors)


def _area(name: str, label: str, typed: Typed, errors: Errors, most: int) -> Field:
    return Field(
        name,
        label,
        kind="textarea",
        value=typed.get(name, ""),
        error=errors.get(name, ""),
        required=True,
        max_length=most,
        rows=5,
        kept=True,
    )


def _place(seen: Seen, errors: Errors) -> Part:
    """A place for files; what has arrived there already is shown."""
    viewer, language = seen.reader.viewer, seen.reader.language
    rules, case_id = seen.ticket.pinned.policy.evidence, seen.ticket.case_id
    upload = Upload(
        name=f"files-{EvidenceKind.OTHER}",
        label="{} ({})".format(_("Photos and documents"), _("optional")),
        start_url=reverse("upload_begin", args=["case", case_id]),
        about=_("Up to %(size)s each, %(files)d in all.")
        % {"size": file_size(rules.max_bytes_per_file, language), "files": rules.max_files},
        kind=EvidenceKind.OTHER.value,
        files=tuple(arrived(viewer, kept, language) for kept in files.ready_files(viewer, case_id)),
        back=reverse("measure", args=[seen.ticket.reference]),
        error=errors.get("evidence", ""),
        limit_bytes=rules.max_bytes_per_file,
    )
    return Part("upload", upload)


def _read_by() -> ConsequenceItem:
    return ConsequenceItem(_("Only you and the marketplace's people see it"), icon="eye")


def _evidence(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    chosen = typed.get("kind") or EvidenceKind.DOCUMENT.value
    options = tuple(
        Option(kind.value, evidence_words.name(kind), selected=kind.value == chosen) for kind in KINDS
    )
    kind = Field("kind", _("What it shows"), kind="select", options=options, error=errors.get("kind", ""))
    text = _area("text", _("What is to be seen, or a statement in words"), typed, errors, REASON_MAX)
    items = (
        _read_by(),
        ConsequenceItem(_("It counts until the complaint is decided"), icon="clock"),
        ConsequenceItem(
            _("It cannot be taken out again, only corrected by another item"), icon="lock-simple"
        ),
    )
    parts = (Part("field", kind), _place(seen, errors), Part("field", _optional(text)))
    return ActForm(_("What do you want to add?"), items, parts, _("Add it to the complaint"), keep=_("Back"))


def _optional(field: Field) -> Field:
    return Field(
        field.name,
        field.label,
        kind=field.kind,
        value=field.value,
        error=field.error,
        optional=_("optional"),
        max_length=field.max_length,
        rows=field.rows,
        kept=True,
    )


def _answer(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    asked = talk.question(seen)
    items = (
        _read_by(),
        ConsequenceItem(_("Files go into the complaint as evidence"), icon="paperclip"),
        ConsequenceItem(
            _("Without an answer the reviewer decides on what is in the file"),
            _("What they conclude from that, they have to write down."),
            "clock",
        ),
    )
    text = _area("text", _("Your answer"), typed, errors, MESSAGE_MAX)
    proof = " ".join((_("Accepted as proof:"), asked.proof)) if asked is not None else ""
    return ActForm(
        _("The reviewer asks you"),
        items,
        (Part("field", text), _place(seen, errors)),
        _("Send the answer"),
        keep=_("Back to the measure"),
        lead=asked.until if asked is not None else "",
        quote=f"{asked.fact}\n\n{proof}" if asked is not None else "",
        quote_by=_("The question, and the proof that is accepted"),
    )


def _question(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    complaint = seen.ticket.complaint
    again = complaint is not None and bool(complaint.questions)
    span = days(seen.ticket.pinned.policy.timers.info_request.days, seen.reader.language)
    own = (
        _("Was asked before: the time of the decision does not stop again.")
        if again
        else _("Until then your own time stands still as well.")
    )
    items = (
        ConsequenceItem(_("The answer is due within %(days)s") % {"days": span}, icon="clock"),
        ConsequenceItem(_("No decision can be given until it has come or the time is over"), own, "pause"),
    )
    fact = _area("fact", _("Which fact is to be shown?"), typed, errors, REASON_MAX)
    proof = _area("proof", _("Which proof do you accept?"), typed, errors, REASON_MAX)
    return ActForm(
        _("Ask one precise question"),
        items,
        (Part("field", fact), Part("field", proof)),
        _("Send the question"),
        keep=_("Back to the complaint"),
    )


_FORMS: Mapping[Command, Callable[[Seen, Typed, Errors], ActForm]] = {
    Command.ADD_EVIDENCE: _evidence,
    Command.ANSWER_INFO: _answer,
    Command.REQUEST_INFO: _question,
}

ACTS = frozenset(_FORMS)
"""The acts that have a page."""


# --- what becomes of it -------------------------------------------------------------------------------


def do(request: HttpRequest, seen: Seen, command: Command, *, key: UUID, at: datetime) -> str:
    """Carry an act out; what to tell the actor. Raises the refusals of the action and of the fields."""
    viewer, reference, typed = seen.reader.viewer, seen.ticket.reference, request.POST
    if command is Command.REQUEST_INFO:
        ask_question(viewer, reference, Inquiry(typed.get("fact", ""), typed.get("proof", ""), at, key))
        return _("The question has been sent.")
    items = handed_in(request, viewer, seen.ticket.case_id)
    if command is Command.ANSWER_INFO:
        answer_question(viewer, reference, Given(typed.get("text", ""), at, items, key))
        return _("Your answer is with the reviewer.")
    text = clean(typed.get("text", ""), field="/text", most=REASON_MAX, required=False)
    hand_in(viewer, reference, Given(text, at, _of_kind(typed.get("kind", ""), text, items), key))
    return _("It is in the complaint now.")


def _of_kind(kind: str, text: str, items: list[HandedIn]) -> list[HandedIn]:
    """Each file is an item of its own, of the kind that was chosen; without a file the words are one."""
    if kind not in set(KINDS):
        raise NotAChoice(field="/kind", choices=[one.value for one in KINDS])
    if not items:
        return [HandedIn(new_id(), kind, text=text)] if text else []
    return [HandedIn(one.id, kind, one.title, text, one.file_id) for one in items]
