"""Reporting something illegal or unsafe, with or without an account: what, where, why; the receipt is the next page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amiabil.actions.content_reports import Sent, make_report
from amiabil.actions.tickets import Written, write
from amiabil.channels.portal.ticket_page import key_of
from amiabil.channels.portal.tickets import frame
from amiabil.domain.access import NOBODY, Act, Subject, Viewer, may
from amiabil.domain.support.content_reports import NAME_MAX, PLACE_MAX, Reported, Target, target_key
from amiabil.domain.support.packaged import categories
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import AmiabilError
from amiabil.records import clock, content_reports
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from amiabil.ui import public_forms
from amiabil.ui.case import pace
from amiabil.ui.case.forms.parts import Part
from amiabil.ui.facts import Choice, ErrorSummary, Field, Link, Notice, Option
from amiabil.ui.frames import HOME_ZONE, portal_frame
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe_all
from amiabil.ui.tickets import files
from amiabil.ui.tickets.links import page_of
from amiabil.ui.uploads import takes_form_files
from amiabil.ui.viewer import customer_of
from amiabil.ui.words import content_reports as words
from amiabil.ui.words.tickets import label

_PARTS = ("target", "place", "category", "text", "good_faith", "name", "email")


@takes_form_files
@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: HttpRequest) -> HttpResponse:
    """The form; sent, it leads to the page of the report, which says its number."""
    viewer = _reporter(customer_of(request))
    if request.method != "POST":
        return _page(request, viewer, {name: request.GET.get(name, "") for name in ("target", "place")}, {})
    typed = {name: request.POST.get(name, "") for name in _PARTS}
    try:
        _admit(request, viewer, typed)
        made = make_report(viewer, _sent(typed, key_of(request, "key")))
    except AmiabilError as refusal:
        return _page(request, viewer, typed, _errors(refusal, viewer.language))
    return _receipt(request, viewer, made)


def _reporter(viewer: Viewer) -> Viewer:
    """Whoever may ask in their own or their shop's name does; anybody else reports like a passer-by."""
    own = Subject(buyer_id=viewer.person_id, shop_id=viewer.shop_id)
    return viewer if may(viewer, Act.OPEN_TICKET, own) else replace(NOBODY, language=viewer.language)


def _admit(request: HttpRequest, viewer: Viewer, typed: dict[str, str]) -> None:
    if viewer.role is not None:
        pace.count(viewer)
        return
    key = target_key(typed["target"], typed["place"])
    public_forms.admit(request, address=typed["email"], target=key)


def _sent(typed: dict[str, str], key: UUID) -> Sent:
    reported = Reported(
        typed["target"],
        typed["place"],
        typed["category"],
        typed["text"],
        bool(typed["good_faith"]),
        typed["name"],
        typed["email"],
    )
    what = words.TARGETS.get(typed["target"], "")
    place = Truncator(" ".join(typed["place"].split())).chars(80)
    # Translators: {what} is what is reported, as "A listing", {place} where it is.
    subject = _("Report: {what} · {place}").format(what=what, place=place)
    return Sent(reported, subject, clock.now(), key)


def _receipt(request: HttpRequest, viewer: Viewer, made: TicketFile) -> HttpResponse:
    """The files follow as a message of their own, once there is something they belong to."""
    reporter = made.contact.viewer if made.contact else viewer
    reader = Reader.of(reporter, now=clock.now(), case_zone=HOME_ZONE)
    sent, not_taken = files.sent_with(request, reader, made.case_id)
    if sent:
        write(reporter, made.reference, Written(new_id(), "", clock.now(), files=sent))
    if not_taken:
        flash.warning(request, not_taken)
    flash.success(
        request, _("We have received your report. Its number is %(ref)s.") % {"ref": made.reference}
    )
    if made.contact is not None:
        return HttpResponseRedirect(page_of(made.contact.id))
    return HttpResponseRedirect(reverse("ticket", args=[made.reference]))


def _errors(refusal: AmiabilError, language: str) -> dict[str, str]:
    """The sentence of each part that was refused; the whole form by the empty name."""
    return {(one.field or "").strip("/"): one.text for one in describe_all(refusal, language)}


def _page(
    request: HttpRequest, viewer: Viewer, typed: dict[str, str], errors: dict[str, str]
) -> HttpResponse:
    parts = [*_what(typed, errors, viewer.language), *_who(viewer, typed, errors)]
    known = {part.name: part for part in parts}
    beside = tuple(
        Link(f"{_said(part)}: {errors[name]}", f"#{part.id}")
        for name, part in known.items()
        if name in errors
    )
    around: dict[str, Any] = (
        frame(request, viewer)
        if viewer.role is not None
        else {"base": "ui/frame_portal.html", "frame": portal_frame(request, viewer, "contact")}
    )
    page = {
        **around,
        "form": {"parts": [Part("choice" if isinstance(one, Choice) else "field", one) for one in parts]},
        "key": str(key_of(request, "key")),
        "stamp": request.POST.get(public_forms.STAMP) or public_forms.stamp(),
        "trap": public_forms.TRAP,
        "similar": _similar(viewer, typed),
        "summary": ErrorSummary(_("Look at this again"), beside) if beside else None,
        "notices": tuple(Notice(text, tone="bad") for name, text in errors.items() if name not in known),
    }
    return render(request, "portal/report_new.html", page, status=422 if errors else 200)


def _said(part: Field | Choice) -> str:
    return (part.legend if isinstance(part, Choice) else part.label).rstrip("?")


def _similar(viewer: Viewer, typed: dict[str, str]) -> Link | None:
    """One's own open report of the same thing."""
    if viewer.role is None or not typed.get("place", "").strip():
        return None
    found = content_reports.open_alike(viewer, target_key(typed["target"], typed["place"]))
    return Link(found, reverse("ticket", args=[found])) if found else None


def _what(typed: dict[str, str], errors: dict[str, str], language: str) -> list[Field | Choice]:
    targets = tuple(
        Option(one.value, str(words.TARGETS[one]), str(words.TARGET_HINTS[one]), typed["target"] == one)
        for one in Target
    )
    reasons = tuple(
        Option(
            one.key,
            label(one.labels, language),
            label(one.hints, language),
            typed.get("category") == one.key,
        )
        for one in categories()
    )
    return [
        Choice("target", _("What do you report?"), targets, error=errors.get("target", ""), required=True),
        Field(
            "place",
            _("Where exactly is it?"),
            value=typed["place"],
            hint=_("The address of the page, or the number of the listing, of the shop or of the review."),
            error=errors.get("place", ""),
            required=True,
            max_length=PLACE_MAX,
            kept=True,
        ),
        Choice(
            "category",
            _("What is wrong with it?"),
            reasons,
            error=errors.get("category", ""),
            required=True,
        ),
        Field(
            "text",
            _("Why is it illegal or unsafe?"),
            kind="textarea",
            value=typed.get("text", ""),
            hint=_("What you saw, and which law or rule it breaks if you know it."),
            error=errors.get("text", ""),
            required=True,
            max_length=MESSAGE_MAX,
            rows=7,
            kept=True,
        ),
    ]


def _who(viewer: Viewer, typed: dict[str, str], errors: dict[str, str]) -> list[Field | Choice]:
    good_faith = Choice(
        "good_faith",
        _("Your statement"),
        (
            Option(
                "yes",
                _("I believe in good faith that what I say here is accurate and complete."),
                selected=bool(typed.get("good_faith")),
            ),
        ),
        error=errors.get("good_faith", ""),
        several=True,
        required=True,
    )
    if viewer.role is not None:
        return [good_faith]
    hint = _("Not needed when you report the sexual abuse of children.")
    return [
        Field(
            "name",
            _("Your name"),
            value=typed.get("name", ""),
            hint=hint,
            error=errors.get("name", ""),
            autocomplete="name",
            max_length=NAME_MAX,
        ),
        Field(
            "email",
            _("Your e-mail address"),
            kind="email",
            value=typed.get("email", ""),
            hint=_("You get one link to confirm it; after that the receipt and the decision. {hint}").format(
                hint=hint
            ),
            error=errors.get("email", ""),
            autocomplete="email",
            max_length=320,
        ),
        good_faith,
    ]
