"""Book a call-back: a free time, a number, what it is about. Without an account the address is confirmed first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amiabil.actions import call_backs
from amiabil.actions.call_backs import Free, Wanted, free_times
from amiabil.actions.contact_directory import contacts_now
from amiabil.actions.contacts import Waiting, ask_without_account
from amiabil.actions.tickets import Asked
from amiabil.domain.access import NOBODY, Viewer
from amiabil.domain.contact.call_backs import SlotTaken
from amiabil.domain.support.content_reports import NAME_MAX
from amiabil.domain.support.setup import Setup, Topic
from amiabil.domain.support.setup_file import OTHER
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.telephone import LETTERS
from amiabil.records import clock
from amiabil.records.new_id import new_id
from amiabil.ui import public_forms
from amiabil.ui.call_backs import links
from amiabil.ui.call_backs.subjects import subject_of
from amiabil.ui.call_backs.times import Times, slot_in, times
from amiabil.ui.case import pace
from amiabil.ui.facts import ErrorSummary, Field, Link, Notice, Option
from amiabil.ui.frames import portal_frame
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe_all
from amiabil.ui.viewer import customer_of
from amiabil.ui.words.tickets import label


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, door: str) -> HttpResponse:
    """The form; sent, it leads to the booked call, or waits for the link in the mail."""
    viewer = customer_of(request)
    free = free_times(door, at=clock.now())
    if free is None:
        raise Http404
    form = _Form(request, viewer, free, contacts_now().setup)
    if request.method != "POST":
        return form.page({})
    try:
        if viewer.role is None:
            return form.wait()
        pace.count(viewer)
        call = call_backs.book(viewer, form.asked(), form.wanted())
    except AmiabilError as refusal:
        return form.page(_errors(refusal))
    return HttpResponseRedirect(links.page_of(call))


def _errors(refusal: AmiabilError) -> dict[str, str]:
    return {
        (one.field or "").strip("/").partition("/")[0]: one.text
        for one in describe_all(refusal, get_language() or "en")
    }


def _callable(topic: Topic, order: str) -> bool:
    """Whether a call about this topic can be booked: nothing it must ask stays unanswered."""
    return (topic.order != "required" or bool(order)) and not any(
        one.required for one in topic.asked_fields()
    )


@dataclass(frozen=True, slots=True)
class _Form:
    """The form of a call as it was sent or empty."""

    request: HttpRequest
    viewer: Viewer
    free: Free
    setup: Setup

    @property
    def given(self) -> Any:
        """What was typed, or what the address knows."""
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @property
    def language(self) -> str:
        """In which one reads."""
        return get_language() or settings.LANGUAGE_CODE

    @property
    def zone(self) -> str:
        """In which times are read: one's own, else that of the door."""
        directory = contacts_now().directory
        return self.viewer.zone or directory.opening_hours(self.free.door, self.setup).zone

    @property
    def order(self) -> str:
        """The order that is known, of whoever has signed in."""
        return self.given.get("order", "")[:64] if self.viewer.role is not None else ""

    def topic(self) -> Topic:
        """What it is about; *other* for what cannot be asked by telephone."""
        chosen = self.setup.topic(self.given.get("topic", ""))
        return chosen if _callable(chosen, self.order) else self.setup.topic(OTHER)

    def key(self) -> UUID:
        """The name of this form."""
        try:
            return UUID(self.given.get("key", ""))
        except ValueError:
            return new_id()

    def subject(self) -> str:
        """The subject of the request that comes of it."""
        return subject_of(self.setup.topic(self.given.get("topic", "")), self.language)

    def wanted(self) -> Wanted:
        """The call. Raises ``SlotTaken`` where no time was chosen."""
        at: datetime | None = slot_in(self.given.get("slot", ""))
        if at is None:
            raise SlotTaken(field="/slot")
        given, own = self.given.get("country", ""), contacts_now().directory.country_of(self.free.door.key)
        # Whoever came by another way than the page of a country still writes a number as they do at home.
        country = given if len(given) == 2 and given.isalpha() else own
        return Wanted(
            self.free.door.key,
            at,
            self.given.get("number", ""),
            self.language,
            self.zone,
            country,
        )

    def asked(self) -> Asked:
        """The request it becomes part of."""
        topic = self.topic()
        return Asked(
            case_id=self.key(),
            topic=topic.key,
            subject=self.subject(),
            text=self.given.get("text", ""),
            received_at=clock.now(),
            order_ref=self.order if topic.order != "never" else "",
        )

    def wait(self) -> HttpResponse:
        """Keep it until the address is confirmed."""
        given, asked = self.given, self.asked()
        public_forms.admit(self.request, address=given.get("email", ""))
        wanted = self.wanted()
        if wanted.starts_at not in self.free.times:
            raise SlotTaken(field="/slot")
        ask_without_account(
            Waiting(
                asked.case_id,
                asked.topic,
                asked.subject,
                asked.text,
                given.get("name", ""),
                given.get("email", ""),
                self.language,
                asked.received_at,
                call=wanted,
            )
        )
        page = {
            "frame": portal_frame(self.request, NOBODY, "contact"),
            "address": given.get("email", "").strip(),
        }
        return render(self.request, "contact/call_back_waits.html", page)

    def page(self, errors: dict[str, str]) -> HttpResponse:
        """The form, filled in as it was, with what was refused."""
        shown = self._times(errors)
        fields = [
            replace(one, value=self.given.get(one.name, ""), error=errors.get(one.name, ""))
            if one.kind != "select"
            else one
            for one in self._fields()
        ]
        known = {one.name: one for one in [shown.field, *fields]}
        beside = tuple(
            Link(f"{one.label.rstrip('?')}: {errors[name]}", f"#{one.id}")
            for name, one in known.items()
            if name in errors
        )
        query = self.request.GET.copy()
        query.pop("day", None)
        kept = query.urlencode()
        page = {
            "frame": portal_frame(self.request, self.viewer, "contact"),
            "days": [replace(one, url=f"?{kept}&{one.url}" if kept else f"?{one.url}") for one in shown.days],
            "slot": shown.field if self.free.times else None,
            "fields": fields,
            "key": str(self.key()),
            "hidden": [(name, self.given.get(name, "")) for name in ("order", "country", "day")],
            "stamp": self.given.get(public_forms.STAMP) or public_forms.stamp(),
            "trap": public_forms.TRAP if self.viewer.role is None else "",
            "summary": ErrorSummary(_("Look at this again"), beside) if beside else None,
            "notices": tuple(Notice(text, tone="bad") for name, text in errors.items() if name not in known),
            "back": reverse("contact"),
        }
        return render(self.request, "contact/call_back.html", page, status=422 if errors else 200)

    def _times(self, errors: dict[str, str]) -> Times:
        chosen = slot_in(self.given.get("slot", ""))
        return times(
            self.free.times,
            Reader(self.viewer, self.language, clock.now(), self.zone),
            day=self.request.GET.get("day", "") or self.given.get("day", ""),
            chosen=chosen.astimezone(UTC).isoformat() if chosen else "",
            error=errors.get("slot", ""),
        )

    def _fields(self) -> list[Field]:
        chosen = self.given.get("topic", "")
        options = tuple(
            Option(one.key, label(one.labels, self.language), selected=one.key == chosen)
            for one in self.setup.topics
            if self.free.door.serves(one.key)
        )
        number = Field(
            "number",
            _("Your telephone number"),
            kind="tel",
            hint=_(
                "With its country, such as +40 264 555 010. It is used for this call only, and forgotten a month later."
            ),
            required=True,
            autocomplete="tel",
            max_length=LETTERS,
        )
        text = Field(
            "text",
            _("In short: what happened, and what do you wish for?"),
            kind="textarea",
            required=True,
            max_length=MESSAGE_MAX,
            rows=4,
            kept=True,
        )
        fields = [Field("topic", _("What is it about?"), kind="select", options=options), text, number]
        if self.viewer.role is not None:
            return fields
        name = Field("name", _("Your name"), optional=_("optional"), autocomplete="name", max_length=NAME_MAX)
        email = Field(
            "email",
            _("Your e-mail address"),
            kind="email",
            hint=_("You get one link to confirm it; the call is booked once you have pressed it."),
            required=True,
            autocomplete="email",
            max_length=320,
        )
        return [*fields, name, email]
