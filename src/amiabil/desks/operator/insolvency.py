"""What is known of the proceeding of an insolvent seller, written down by an operator for both sides to read."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amiabil.actions.insolvency_facts import LONGEST, tell_facts
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.operator.queue import DOOR, frame
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import case_files, clock, insolvencies
from amiabil.records.insolvencies import Proceeding
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import ErrorSummary, Field, Link, Notice
from amiabil.ui.viewer import for_staff


def link_to(seen: Seen) -> Link | None:
    """Where the facts are written down; None for a case that knows of no insolvency."""
    if not seen.dispute.insolvent:
        return None
    return Link(_("Write down the proceeding"), reverse("operator:insolvency", args=[seen.file.reference]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.OPERATOR)
def insolvency(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
    """The form of the proceeding, filled with what is known."""
    case = case_files.case_file(viewer, reference)
    if request.method != "POST" and not case.dispute.insolvent:
        return HttpResponseRedirect(DOOR.page_of(reference))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            given = {name: request.POST.get(name, "") for name in LONGEST}
            tell_facts(viewer, reference, given, at=clock.now())
            flash.success(request, _("Kept. Both sides read it in every dispute of this seller."))
            return HttpResponseRedirect(DOOR.page_of(reference))
        except NotFound:
            raise
        except AmiabilError as refusal:
            errors = errors_by_field(refusal, home_reader(viewer))
    known = insolvencies.of_case(viewer, case)
    fields = _fields(known, {**_told(known), **request.POST.dict()}, errors)
    beside = tuple(Link(errors[one.name], f"#{one.id}") for one in fields if one.name in errors)
    names = {one.name for one in fields}
    facts = {
        "frame": frame(request, viewer),
        "reference": reference,
        "shop": case.shop_name,
        "back": DOOR.page_of(reference),
        "fields": fields,
        "summary": ErrorSummary(_("Look at this again"), beside) if beside else None,
        "notices": tuple(Notice(text, tone="bad") for name, text in errors.items() if name not in names),
    }
    return render(request, "operator/insolvency.html", facts, status=422 if errors else 200)


def _told(known: Proceeding) -> dict[str, str]:
    """What was written down; a name that is only known by signing in is none of it, and saving must not make it one."""
    told = {name: str(getattr(known, name)) for name in LONGEST}
    told["claims_until"] = known.claims_until.isoformat() if known.claims_until else ""
    if known.named_by_sign_in:
        told["administrator"] = ""
    return told


def _hints(known: Proceeding) -> dict[str, str]:
    if not known.named_by_sign_in:
        return {}
    text = _("While this is empty, both sides read who has signed in as administrator: %(names)s.")
    return {"administrator": text % {"names": known.administrator}}


def _fields(known: Proceeding, values: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    hints = _hints(known)
    labels = {
        "administrator": _("Insolvency administrator"),
        "address": _("Address for claims"),
        "email": _("E-mail"),
        "phone": _("Telephone"),
        "court": _("Court"),
        "court_ref": _("Number of the file"),
        "claims_until": _("Claims can be filed until"),
    }
    return tuple(
        Field(
            name,
            label,
            kind="textarea" if name == "address" else "date" if name == "claims_until" else "text",
            value=values.get(name, ""),
            hint=hints.get(name, ""),
            error=errors.get(name, ""),
            required=False,
            max_length=LONGEST[name],
            rows=3,
        )
        for name, label in labels.items()
    )
