"""How does a reviewer decide a complaint? A form for the whole statement of reasons; refused, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from amiabil.actions.complaints import Ruling, decide_complaint
from amiabil.domain.access import Act, Viewer, may
from amiabil.domain.disputes.complaints import OWN_KINDS, Measure, Statement, Verdict
from amiabil.domain.disputes.errors import DecisionIncomplete
from amiabil.domain.disputes.measures import verdicts_of
from amiabil.domain.written import TextMissing
from amiabil.foundation.errors import AmiabilError, Invalid, InvalidFields, NotFound
from amiabil.foundation.fields import NotAChoice
from amiabil.records import clock
from amiabil.records.new_id import new_id
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.facts import Choice, ErrorSummary, Link, Option
from amiabil.ui.measures.seen import Seen
from amiabil.ui.measures.statement_form import TEXTS, YES_NO, programs, text_field
from amiabil.ui.reader import Reader
from amiabil.ui.words import measures as words


def send(request: HttpRequest, viewer: Viewer, seen: Seen) -> dict[str, str]:
    """Give the decision that was sent; what was refused by the name of its field, empty when it was given.

    Raises ``NotFound``.
    """
    reader = seen.reader
    typed = request.POST
    try:
        decide_complaint(viewer, seen.ticket.reference, _ruling(typed))
    except NotFound:
        raise
    except DecisionIncomplete as refusal:
        return _missing(refusal, reader)
    except AmiabilError as refusal:
        return errors_by_field(refusal, reader)
    return {}


def _ruling(typed: Mapping[str, str]) -> Ruling:
    verdict, automated = typed.get("verdict", ""), typed.get("automated", "")
    if verdict not in set(Verdict):
        raise NotAChoice(field="/verdict")
    version = typed.get("version", "")
    known = version.isascii() and version.isdigit() and len(version) < 9
    return Ruling(
        Verdict(verdict),
        Statement(**{name: typed.get(name, "") for name in TEXTS}, automated=YES_NO.get(automated)),
        clock.now(),
        int(version) if known else None,
        _key(typed),
    )


def _key(typed: Mapping[str, str]) -> UUID:
    try:
        return UUID(typed.get("key", ""))
    except ValueError:
        return new_id()


def _missing(refusal: DecisionIncomplete, reader: Reader) -> dict[str, str]:
    """What the statement lacks, each beside its field."""
    names = refusal.facts["missing"]
    assert isinstance(names, list)  # noqa: S101 - the refusal lists names
    problems: list[Invalid] = [
        NotAChoice(field=f"/{name}") if name == "automated" else TextMissing(field=f"/{name}")
        for name in names
    ]
    return errors_by_field(InvalidFields(tuple(problems)), reader)


def form(seen: Seen, typed: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """The form for a reviewer who may decide this complaint now, or why they may not; nothing for other readers."""
    viewer, ticket = seen.reader.viewer, seen.ticket
    complaint = ticket.complaint
    if complaint is None or complaint.ruled is not None or not may(viewer, Act.HEAR_COMPLAINT):
        return {}
    if viewer.ref in ticket.measure.decided_by:
        return {"barred": _("You took part in this measure, so somebody else decides the complaint.")}
    if complaint.question is not None:
        return {"barred": _("You have asked something: decide when the answer is here, or its time is over.")}
    parts = (
        _verdicts(ticket.measure, typed, errors),
        *(text_field(name, typed, errors) for name in TEXTS),
        programs(
            typed,
            errors,
            _("Did a program help in preparing the decision?"),
            hint=_("You decide; no program can. This is told to the person concerned."),
        ),
    )
    ids = {part.name: part.id for part in parts}
    links = tuple(Link(text, f"#{ids.get(name, 'sheet-title')}") for name, text in errors.items())
    return {
        "parts": parts,
        "key": str(_key(typed)),
        "version": ticket.chain.version,
        "summary": ErrorSummary(_("The decision has not been given yet"), links) if links else None,
    }


def _verdicts(measure: Measure, typed: Mapping[str, str], errors: Mapping[str, str]) -> Choice:
    hints = {
        Verdict.LIFTED: _("It holds no longer, from this moment.")
        if measure.kind in OWN_KINDS
        else _("The marketplace is told to undo it."),
        Verdict.CHANGED: _("The marketplace is told to do what you write below."),
        Verdict.STANDS: _("The complaint ends with your reasons."),
        Verdict.INADMISSIBLE: _("There was no measure, or its notice came earlier than was reported."),
    }
    options = tuple(
        Option(one.value, str(words.VERDICTS[one]), hints[one], selected=typed.get("verdict") == one.value)
        for one in verdicts_of(measure)
    )
    return Choice(
        "verdict", _("What becomes of the measure?"), options, error=errors.get("verdict", ""), required=True
    )
