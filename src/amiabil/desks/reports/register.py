"""The register of proceedings outside: the list, a new entry about a case, and what became of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions.out_of_court import Writing, change_proceeding, record_proceeding
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.reports import asking, words
from amiabil.desks.reports.frame import WHO, frame
from amiabil.desks.supervisor.frame import DOOR
from amiabil.domain.access import Viewer
from amiabil.domain.out_of_court import NAME_MAX, REF_MAX, Body, Ending, Proceeding
from amiabil.foundation.errors import AmiabilError, InvalidFields, NotFound
from amiabil.foundation.fields import Day, FieldRequired, NotAChoice, Problems
from amiabil.records import clock
from amiabil.records import out_of_court as records
from amiabil.records.new_id import new_id
from amiabil.records.out_of_court import Known
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.facts import Chip, Empty, ErrorSummary, Field, Link, Notice, Option
from amiabil.ui.frames import HOME_ZONE
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff

SIZE = 50
_YES_NO = {"": None, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry as a row."""

    url: str
    body: str
    kind: str
    case: str
    case_url: str
    began: str
    state: Chip
    ended: str


@require_safe
@for_staff(*WHO)
def entries(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """The register, the latest begun first; ``?show=running`` leaves out what has ended."""
    reader, home = home_reader(viewer), reverse("reports:register")
    running = request.GET.get("show") == "running"
    found = records.entries(viewer, running=running, after=request.GET.get("after"), limit=SIZE)
    facts = {
        "frame": frame(request, viewer, "reports:register"),
        "heading": _("Proceedings outside"),
        "lead": _(
            "What was brought before a body for alternative dispute resolution, a certified body or a court."
        ),
        "new": Link(_("Take down a proceeding"), reverse("reports:register_new")),
        "filters": (
            Link(_("All"), home, current=not running),
            Link(_("Running"), f"{home}?show=running", current=running),
        ),
        "rows": [_line(one, reader) for one in found.items],
        "empty": Empty(
            _("The register is empty"),
            _("An entry comes here when a paper of such a body arrives and somebody takes it down."),
            "buildings",
        ),
        "pager": pager(request, found, home, **({"show": "running"} if running else {})),
    }
    return render(request, "reports/register.html", facts)


def _line(one: Known, reader: Reader) -> EntryLine:
    says = one.proceeding
    if says.outcome is None:
        state = Chip(_("Running"), "warn", "hourglass-medium")
    else:
        state = Chip(str(words.ENDINGS[says.outcome]), "plain", "check-circle")
    return EntryLine(
        url=reverse("reports:register_entry", args=[one.id]),
        body=says.body_name,
        kind=str(words.BODIES[says.body]),
        case=one.case_reference,
        case_url=_case_url(one),
        began=asking.day_text(says.opened_on, reader),
        state=state,
        ended=asking.day_text(says.ended_on, reader) if says.ended_on is not None else "",
    )


def _case_url(one: Known) -> str:
    if one.case_kind == "dispute":
        return DOOR.page_of(one.case_reference)
    return reverse("supervisor:complaint", args=[one.case_reference])


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(*WHO)
def new(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """A new entry; ``?case=`` names the case it is about."""
    reader, errors = home_reader(viewer), {}
    key = _key(request)
    if request.method == "POST":
        try:
            writing = Writing(key, read(request.POST))
            record_proceeding(viewer, request.POST.get("case", ""), writing, at=clock.now(), zone=HOME_ZONE)
        except AmiabilError as refusal:
            errors = errors_by_field(refusal, reader)
        else:
            flash.success(request, _("The proceeding stands in the register."))
            return HttpResponseRedirect(reverse("reports:register"))
    typed = request.POST if request.method == "POST" else {"case": request.GET.get("case", "")[:40]}
    facts = {
        "frame": frame(request, viewer, "reports:register"),
        "heading": _("Take down a proceeding"),
        "back": reverse("reports:register"),
        "key": str(key),
        "send": _("Take down"),
        **_form(typed, errors, _case_field(typed, errors)),
    }
    return render(request, "reports/register_entry.html", facts, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(*WHO)
def entry(request: HttpRequest, viewer: Viewer, entry: UUID) -> HttpResponseBase:
    """One entry, to be completed or corrected. Raises ``NotFound``."""
    reader, known = home_reader(viewer), records.entry(viewer, entry)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            writing = Writing(entry, read(request.POST), _seen(request))
            change_proceeding(viewer, writing, at=clock.now(), zone=HOME_ZONE)
        except NotFound:
            raise
        except AmiabilError as refusal:
            errors = errors_by_field(refusal, reader)
        else:
            flash.success(request, _("The register is up to date."))
            return HttpResponseRedirect(reverse("reports:register"))
    facts = {
        "frame": frame(request, viewer, "reports:register"),
        "heading": known.proceeding.body_name,
        "back": reverse("reports:register"),
        "case": Link(known.case_reference, _case_url(known)),
        "recorded": _("Taken down by %(who)s, last changed %(when)s.")
        % {"who": known.recorded_by.removeprefix("staff:"), "when": reader.moment(known.changed_at)},
        "seen": request.POST.get("seen", known.version),
        "send": _("Save"),
        **_form(request.POST if errors else written(known.proceeding), errors),
    }
    return render(request, "reports/register_entry.html", facts, status=422 if errors else 200)


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _key(request: HttpRequest) -> UUID:
    """The name of this entry: sent again it is the same one."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return new_id()


# ---- the form ---------------------------------------------------------------------------------


def read(typed: Mapping[str, str]) -> Proceeding:
    """The entry as it was written. Raises ``InvalidFields``."""
    problems: Problems = []
    for name, known in (("body", set(Body)), ("outcome", {"", *Ending}), ("implemented", set(_YES_NO))):
        if typed.get(name, "") not in known:
            problems.append(NotAChoice(field=f"/{name}"))
    opened = _day(typed, "opened_on", problems)
    if not typed.get("opened_on"):
        problems.append(FieldRequired(field="/opened_on"))
    ended = _day(typed, "ended_on", problems)
    if problems or opened is None:
        raise InvalidFields(tuple(problems))
    return Proceeding(
        body=Body(typed["body"]),
        body_name=typed.get("body_name", ""),
        opened_on=opened,
        their_ref=typed.get("their_ref", ""),
        ended_on=ended,
        outcome=Ending(typed["outcome"]) if typed.get("outcome") else None,
        implemented=_YES_NO[typed.get("implemented", "")],
    )


def _day(typed: Mapping[str, str], name: str, problems: Problems) -> Any:
    return Day().read(typed[name], f"/{name}", problems) if typed.get(name) else None


def written(says: Proceeding) -> dict[str, str]:
    """An entry as it stands in the form."""
    return {
        "body": says.body.value,
        "body_name": says.body_name,
        "their_ref": says.their_ref,
        "opened_on": says.opened_on.isoformat(),
        "ended_on": says.ended_on.isoformat() if says.ended_on is not None else "",
        "outcome": says.outcome.value if says.outcome is not None else "",
        "implemented": {True: "yes", False: "no", None: ""}[says.implemented],
    }


def _case_field(typed: Mapping[str, str], errors: Mapping[str, str]) -> Field:
    return Field(
        "case",
        _("Dispute or measure"),
        value=typed.get("case", ""),
        hint=_("Its reference, such as D-7K3M-92QF."),
        error=errors.get("case", ""),
        required=True,
        max_length=40,
    )


def _form(typed: Mapping[str, str], errors: Mapping[str, str], *first: Field) -> dict[str, Any]:
    parts = (*first, *_about(typed, errors), *_end(typed, errors))
    ids = {part.name: part.id for part in parts}
    links = tuple(Link(text, f"#{ids[name]}") for name, text in errors.items() if name in ids)
    loose = tuple(Notice(text, tone="bad") for name, text in errors.items() if name not in ids)
    return {
        "parts": parts,
        "notices": loose,
        "summary": ErrorSummary(_("Look at this again"), links) if links else None,
    }


def _about(typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    return (
        _select(
            typed,
            errors,
            "body",
            _("Before whom"),
            [(one.value, str(text)) for one, text in words.BODIES.items()],
        ),
        Field(
            "body_name",
            _("Name of the body"),
            value=typed.get("body_name", ""),
            error=errors.get("body_name", ""),
            required=True,
            max_length=NAME_MAX,
        ),
        Field(
            "their_ref",
            _("Its reference"),
            value=typed.get("their_ref", ""),
            error=errors.get("their_ref", ""),
            optional=_("optional"),
            max_length=REF_MAX,
        ),
        Field(
            "opened_on",
            _("Begun on"),
            "date",
            value=typed.get("opened_on", ""),
            error=errors.get("opened_on", ""),
            required=True,
        ),
    )


def _end(typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    endings = [
        ("", _("It is still running")),
        *((one.value, str(text)) for one, text in words.ENDINGS.items()),
    ]
    done = [("", _("Nothing to do, or not known")), ("yes", _("Yes")), ("no", _("Not yet, or not at all"))]
    return (
        _select(typed, errors, "outcome", _("How it ended"), endings),
        Field(
            "ended_on",
            _("Ended on"),
            "date",
            value=typed.get("ended_on", ""),
            error=errors.get("ended_on", ""),
            optional=_("when it has ended"),
        ),
        _select(typed, errors, "implemented", _("Has what came out been carried out?"), done),
    )


def _select(
    typed: Mapping[str, str], errors: Mapping[str, str], name: str, label: str, options: list[tuple[str, str]]
) -> Field:
    chosen = typed.get(name, "")
    return Field(
        name,
        label,
        "select",
        error=errors.get(name, ""),
        options=tuple(Option(value, text, selected=value == chosen) for value, text in options),
    )
