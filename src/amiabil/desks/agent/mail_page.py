"""One mail that came in: what it says, what was made of it and why, and what somebody can decide about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions import mail_filing
from amiabil.desks.agent.frame import frame
from amiabil.desks.agent.mail_list import case_link
from amiabil.desks.cases.lines import home_reader
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.mail import read_letter
from amiabil.domain.mail.intake import State
from amiabil.domain.mail.letter import Letter, Place
from amiabil.domain.mail.replies import Kind
from amiabil.domain.mail.words import header_text
from amiabil.domain.terms import Role
from amiabil.domain.written import LINE_MAX
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.foundation.fields import FieldRequired
from amiabil.foundation.ids import read_reference
from amiabil.records import clock, mail_desk
from amiabil.records.mail_desk import ToldMail
from amiabil.ui import mail_intake
from amiabil.ui.facts import Chip, Field, Row
from amiabil.ui.mail_html import safe_html
from amiabil.ui.mail_intake import Opened
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import mail_in as words

_HEADERS = 60
_VALUE_LETTERS = 600
_FORWARDED = 5
_TEXT_LETTERS = 40_000
_RAW = 60_000_000
"""Bytes of a mail that is sent whole to a browser; a larger one is fetched from the store by whoever runs it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the text; what is not new is folded under ``title``."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Inside:
    """A whole mail that came as a file of this one."""

    subject: str
    author: str
    text: str


@require_safe
@for_staff(Role.AGENT)
def mail(request: HttpRequest, viewer: Viewer, mail_id: UUID) -> HttpResponse:
    """The page of a mail."""
    return render(request, "agent/mail.html", _facts(request, viewer, mail_id))


def _facts(request: HttpRequest, viewer: Viewer, mail_id: UUID, error: str = "") -> dict[str, Any]:
    told, reader = mail_desk.told(viewer, mail_id), home_reader(viewer)
    opened = _opened(mail_id)
    letter = opened.letter if opened else None
    open_still = told.state in {State.HELD, State.DISCARDED, State.WAITING}
    return {
        "frame": frame(request, viewer, "mails"),
        "told": told,
        "subject": told.subject or (letter.subject if letter else "") or _("(without a subject)"),
        "chips": _chips(told),
        "cause": words.cause(told.cause),
        "why": words.why(told.why) if told.why else "",
        "where": case_link(told),
        "rows": _rows(told, letter, reader),
        "stretches": _stretches(opened) if opened else (),
        "html": safe_html(letter.html) if letter and letter.html else "",
        "inside": _inside(letter) if letter else (),
        "files": _files(letter, told) if letter else (),
        "headers": _headers(letter) if letter else (),
        "gone": opened is None,
        "decide": open_still,
        "may_open": bool(told.author),
        "into": _into(told, error),
        "reason": Field("reason", _("Why is it put aside?"), required=True, max_length=LINE_MAX),
    }


def _into(told: ToldMail, error: str) -> Field:
    hint = _("As T-7K3M-92QF")
    return Field("into", _("Into request"), value=told.meant, hint=hint, max_length=20, error=error)


def _opened(mail_id: UUID) -> Opened | None:
    """The mail read anew; None when its bytes are gone."""
    try:
        return mail_intake.open_mail(mail_intake.mail_at(mail_id))
    except NotFound:
        return None


def _chips(told: ToldMail) -> list[Chip]:
    found = [Chip(str(words.STATES[told.state]), "warn" if told.state is State.HELD else "plain")]
    standing = words.standing_chip(told.standing)
    found += [standing] if standing else []
    return [*found, *(Chip(words.verdict(verdict)) for verdict, _reason in told.verdicts)]


def _rows(told: ToldMail, letter: Letter | None, reader: Reader) -> list[Row]:
    rows = [
        Row(
            _("From"),
            f"{told.author_name} <{told.author}>" if told.author_name else told.author or "–",
            strong=True,
        ),
        Row(_("Received"), reader.moment(clock.shifted(told.received_at)).text),
    ]
    if letter is not None and letter.sent_at is not None:
        rows.append(Row(_("Dated"), reader.moment(letter.sent_at).text))
    if letter is not None:
        everybody = (*letter.people.to, *letter.people.copies)
        rows.append(Row(_("To"), ", ".join(one.address for one in everybody)[:500] or "–"))
    rows.append(Row(_("Came by"), told.account))
    if told.standing_reason:
        rows.append(Row(_("Author checked"), words.checked(told.standing, told.standing_reason)))
    if told.verdicts:
        found = (f"{words.verdict(verdict)} ({reason})" for verdict, reason in told.verdicts)
        rows.append(Row(_("Found"), ", ".join(found)))
    if told.flaws:
        rows.append(Row(_("Repaired"), ", ".join(told.flaws)))
    if told.report:
        said = " ".join(str(told.report.get(name, "")) for name in ("became", "status", "said")).strip()
        rows.append(Row(_("Reports"), f"{', '.join(told.report.get('recipients', []))}: {said}"))
    if told.seen_by:
        rows.append(Row(_("Decided by"), told.seen_by.removeprefix("staff:")))
    if told.reason:
        rows.append(Row(_("Because"), told.reason))
    return rows


def _stretches(opened: Opened) -> list[Stretch]:
    titles = {Kind.QUOTED: _("Earlier mails"), Kind.SIGNATURE: _("Signature"), Kind.NEW: ""}
    pieces = opened.reply.pieces
    return [
        Stretch(one.text[:_TEXT_LETTERS].strip("\n"), titles[one.kind]) for one in pieces if one.text.strip()
    ]


def _inside(letter: Letter) -> list[Inside]:
    """Mails inside this one, one floor deep: what lies deeper is in the raw mail."""
    found = [one for one in letter.attachments if one.place is Place.FORWARDED and one.content][:_FORWARDED]
    read = [read_letter(one.content) for one in found]
    return [
        Inside(
            one.subject,
            ", ".join(author.address for author in one.people.authors[:3]),
            one.text[:_TEXT_LETTERS],
        )
        for one in read
    ]


def _files(letter: Letter, told: ToldMail) -> list[Row]:
    why = dict(told.left_out)
    named = [(one.name or one.type, one.type) for one in letter.attachments[:50]]
    return [Row(name, words.left_out(why[name]) if name in why else kind) for name, kind in named]


def _headers(letter: Letter) -> list[Row]:
    return [
        Row(name, header_text(value)[:_VALUE_LETTERS]) for name, value in letter.headers.fields[:_HEADERS]
    ]


# ---- what somebody decides ----------------------------------------------------------------------


@require_POST
@for_staff(Role.AGENT)
def again(request: HttpRequest, viewer: Viewer, mail_id: UUID) -> HttpResponse:
    """Read it and decide about it anew, as if it had just come in."""
    mail_filing.read_again(viewer, mail_id)
    became = mail_intake.process(mail_id)
    if became is not None and became.state is State.HELD:
        flash.warning(
            request, _("It was read again, and still waits: %(why)s") % {"why": words.cause(became.cause)}
        )
    else:
        flash.success(request, _("It was read again."))
    return HttpResponseRedirect(reverse("agent:mail", args=[mail_id]))


@require_POST
@for_staff(Role.AGENT)
def file(request: HttpRequest, viewer: Viewer, mail_id: UUID) -> HttpResponse:
    """File it as a new request of its author's, or into one there is."""
    typed = request.POST.get("into", "").strip() if request.POST.get("do") == "into" else ""
    try:
        demand(viewer, Act.WORK_TICKET)
        reference = read_reference(typed) or ""
        if request.POST.get("do") == "into" and not reference.startswith("T"):
            raise FieldRequired(field="/into")
        mail_intake.file_by_hand(viewer, mail_id, reference)
    except Forbidden:
        raise
    except AmiabilError as refusal:
        if isinstance(refusal, NotFound) and not typed:
            raise
        said = describe(refusal, viewer.language).text
        return render(request, "agent/mail.html", _facts(request, viewer, mail_id, said), status=422)
    flash.success(request, _("The mail is filed."))
    return HttpResponseRedirect(reverse("agent:mail", args=[mail_id]))


@require_POST
@for_staff(Role.AGENT)
def discard(request: HttpRequest, viewer: Viewer, mail_id: UUID) -> HttpResponse:
    """Put it aside, with the reason."""
    try:
        mail_filing.discard(viewer, mail_id, request.POST.get("reason", ""))
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language).text)
    else:
        flash.success(request, _("The mail is put aside. It can be taken up again."))
    return HttpResponseRedirect(reverse("agent:mail", args=[mail_id]))


@require_safe
@for_staff(Role.AGENT)
def raw(request: HttpRequest, viewer: Viewer, mail_id: UUID) -> HttpResponse:
    """The mail as it came, to be kept; never shown by a browser."""
    told = mail_desk.told(viewer, mail_id)
    if told.size > _RAW:
        raise NotFound()
    answer = HttpResponse(
        mail_intake.raw_of(mail_intake.mail_at(mail_id)), content_type="application/octet-stream"
    )
    answer["Content-Disposition"] = f'attachment; filename="{mail_id}.eml"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
