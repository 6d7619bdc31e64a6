"""The form that opens a dispute: every step is a page of its own, saved when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from amiabil.actions.files import Announced
from amiabil.actions.openings import HandedIn, OpeningRequest, open_dispute
from amiabil.actions.previews import Prospect, prospect
from amiabil.channels.portal.opening import pages
from amiabil.channels.portal.opening.answers import STEPS, Answers, Step
from amiabil.channels.portal.opening.reading import missing_answers, read_step
from amiabil.channels.portal.opening.shown import Opening, offers_of
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.evidence import required_to_file
from amiabil.domain.terms import EvidenceKind, Reason
from amiabil.foundation.errors import AmiabilError, Conflict, Invalid
from amiabil.records import clock, drafts, files
from amiabil.records.drafts import Draft, DraftMovedOn
from amiabil.records.new_id import new_id
from amiabil.ui.uploads import RefusedFile, receive_form_files, takes_form_files
from amiabil.ui.viewer import for_buyer

FIELD = "files-"
"""Before the evidence kind: the name of the file field of a plain form."""


def _opening(viewer: Viewer, ref: str, line: str, reason: str = "") -> Opening:
    found = prospect(viewer, ref)
    known = Reason.WD_VOLUNTARY.value if reason == Reason.WD_VOLUNTARY else ""
    first = Answers(units={line: 1} if line in found.free_units() else {}, reason=known)
    draft = drafts.start(viewer, ref, id=new_id(), body=first.body(), at=clock.now())
    return _with(viewer, found, draft)


def _with(viewer: Viewer, found: Prospect, draft: Draft) -> Opening:
    kept = tuple(files.ready_files(viewer, draft.id))
    answers = Answers.read(draft.body).about(found.sheet.facts.lines)
    return Opening(viewer, found, draft, answers, kept)


@require_http_methods(["GET", "HEAD", "POST"])
@takes_form_files
@for_buyer
def open_dispute_form(request: HttpRequest, viewer: Viewer, ref: str) -> HttpResponse:
    """One step of the form; without a step the first that still wants an answer."""
    sent = _sent_before(request, viewer)
    if sent is not None:
        return HttpResponseRedirect(reverse("dispute", args=[sent]))
    line = request.GET.get("line", "")
    opening = _opening(viewer, ref, line, request.GET.get("reason", ""))
    wanted = request.POST.get("step") or request.GET.get("step", "")
    step = _allowed(opening, Step(wanted) if wanted in set(Step) else _start(opening, line))
    if request.method == "POST" and step == (wanted or step):
        return _taken(request, opening, step)
    if STEPS.index(step) > STEPS.index(Step.WHY):
        closed = _why_errors(opening, picked=True)
        if closed:
            return _shown(request, opening, Step.WHY, closed)
    return _shown(request, opening, step, {})


def _sent_before(request: HttpRequest, viewer: Viewer) -> str | None:
    """The dispute that this form has already become: a second click, or a page left open."""
    try:
        return drafts.sent_as(viewer, UUID(request.POST.get("draft", "")))
    except ValueError:
        return None


def _start(opening: Opening, line: str) -> Step:
    """With one free unit of the line there is nothing to choose about what; else the first open step."""
    reached = opening.answers.reached()
    simple = line and opening.prospect.free_units().get(line) == 1 and opening.answers.units == {line: 1}
    return Step.WHAT if reached is Step.WHY and not simple and not opening.answers.reason else reached


def _allowed(opening: Opening, step: Step) -> Step:
    """Nobody skips ahead: a later step than the first open one leads to that one."""
    reached = opening.answers.reached()
    return min(step, reached, key=STEPS.index)


def _taken(request: HttpRequest, opening: Opening, step: Step) -> HttpResponse:
    read = read_step(request, step, opening.answers, opening.asked())
    refused = _files(request, opening) if step is Step.SHOW else ()
    draft = replace(opening.draft, body=read.answers.body(), version=_version(request, opening.draft))
    try:
        saved = drafts.save(opening.viewer, draft, at=clock.now())
    except DraftMovedOn:
        return _moved_on(request, opening, step, read.answers)
    after = _with(opening.viewer, opening.prospect, saved)
    errors: Mapping[str, AmiabilError] = read.errors
    if step is Step.WHY and not errors and after.reason is Reason.WD_STATUTORY:
        return HttpResponseRedirect(reverse("withdraw", args=[opening.prospect.sheet.ref]))
    if step is Step.WHY and "reason" not in errors:
        errors = {**_why_errors(after, picked="picked" in request.POST), **errors}
    if errors or refused:
        return _shown(request, after, step, errors, refused=refused)
    if step is Step.SEND:
        return _send(request, after)
    return _go(after, step if _stays(request) else STEPS[STEPS.index(step) + 1], request)


def _stays(request: HttpRequest) -> bool:
    """After files without a script, and after the reason was picked: its questions come next."""
    return "stay" in request.POST or "picked" in request.POST


def _why_errors(opening: Opening, *, picked: bool) -> Mapping[str, AmiabilError]:
    """A reason that cannot be filed now is told at once; what its questions lack, once they were asked."""
    assert opening.reason is not None  # noqa: S101 - the step was read without errors
    try:
        offers_of(opening.prospect, opening.answers, at=clock.now())
    except AmiabilError as refusal:
        return {"reason": refusal}
    if picked:
        return {}
    policy = opening.prospect.pinned(tuple(opening.answers.units), opening.reason).policy
    return missing_answers(opening.answers, policy)


def _version(request: HttpRequest, draft: Draft) -> int:
    """The version of the draft this page was made from; without one, the current."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else draft.version


def _moved_on(request: HttpRequest, opening: Opening, step: Step, typed: Answers) -> HttpResponse:
    """The draft was changed in another window: what was typed here is shown again, to be sent over it."""
    current = _with(
        opening.viewer,
        opening.prospect,
        drafts.open_draft(opening.viewer, opening.draft.order_ref) or opening.draft,
    )
    moved = DraftMovedOn(current=current.draft.version)
    return _shown(request, replace(current, answers=typed), step, {"": moved})


def _files(request: HttpRequest, opening: Opening) -> tuple[RefusedFile, ...]:
    """Files of a browser without JavaScript come with the form, one field a kind."""
    refused: list[RefusedFile] = []
    for kind in EvidenceKind:
        announced = Announced("draft", opening.draft.id, "", 0, kind.value)
        got = receive_form_files(request, opening.viewer, announced, field=f"{FIELD}{kind}")
        refused += got.refused
    return tuple(refused)


def _go(opening: Opening, step: Step, request: HttpRequest) -> HttpResponse:
    if "leave" in request.POST:
        return HttpResponseRedirect(reverse("orders"))
    address = reverse("open_dispute", args=[opening.prospect.sheet.ref])
    return HttpResponseRedirect(f"{address}?{urlencode({'step': step.value})}")


def _send(request: HttpRequest, opening: Opening) -> HttpResponse:
    answers = opening.answers
    try:
        sent = open_dispute(
            opening.viewer,
            opening.prospect.sheet.ref,
            OpeningRequest(
                answers.submission(), opening.draft.id, clock.now(), tuple(_items(opening)), opening.draft.id
            ),
        )
    except (Invalid, Conflict) as refusal:
        step, name = pages.place_of(refusal)
        return _shown(request, opening, step, {name: refusal})
    return HttpResponseRedirect(reverse("dispute", args=[sent.reference]))


def _items(opening: Opening) -> list[HandedIn]:
    """The evidence as it is handed in: files by what they show, then what is told in words."""
    shown = [
        HandedIn(
            id=new_id(),
            kind=kept.evidence_kind or EvidenceKind.OTHER.value,
            title=kept.file.name,
            file_id=kept.file.id,
            edited_media=opening.answers.edited,
        )
        for kept in opening.kept
    ]
    told = [HandedIn(new_id(), kind.value, text=text) for kind, text in opening.answers.worded().items()]
    have = {item.kind for item in shown}
    gone = [
        HandedIn(new_id(), kind.value, text=why, gone=True)
        for kind, why in opening.answers.missing_now().items()
        if kind.value not in have and kind in _demanded(opening)
    ]
    return shown + told + gone


def _demanded(opening: Opening) -> frozenset[EvidenceKind]:
    """The kinds the reason demands: what was said to be gone for another reason is of no matter."""
    if opening.reason is None:
        return frozenset()
    policy = opening.prospect.pinned(tuple(opening.answers.units), opening.reason).policy
    return frozenset(kind for entry in required_to_file(policy, opening.reason) for kind in entry.kinds)


def _shown(
    request: HttpRequest,
    opening: Opening,
    step: Step,
    errors: Mapping[str, AmiabilError],
    *,
    refused: tuple[RefusedFile, ...] = (),
) -> HttpResponse:
    if step is Step.WHY and ("pick" in request.GET or "reason" in errors):
        opening = replace(opening, picking=True)
    facts = pages.facts(request, opening, step, errors=errors, spoilt=refused)
    clash = any(isinstance(error, Conflict) for error in errors.values())
    status = 409 if clash else 422 if errors or refused else 200
    return render(request, f"portal/opening/{step}.html", facts, status=status)


@require_POST
@for_buyer
def discard_draft(request: HttpRequest, viewer: Viewer, ref: str) -> HttpResponse:
    """Throw the draft away; the order stays as it was."""
    draft = drafts.open_draft(viewer, ref)
    if draft is not None:
        drafts.discard(viewer, draft.id)
    return HttpResponseRedirect(reverse("orders"))
