"""Asking for help: what it is about, then one form whose questions depend on that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions.policies import rules_at
from amiabil.actions.support_setup import current_setup
from amiabil.actions.tickets import Asked, open_ticket
from amiabil.channels.portal.tickets import frame
from amiabil.domain.access import Act, Subject, Viewer, demand
from amiabil.domain.support.setup import Setup, Topic
from amiabil.domain.support.ticket import SUBJECT_LETTERS
from amiabil.domain.terms import Role
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import AmiabilError, Invalid, InvalidFields, NotFound
from amiabil.records import clock
from amiabil.records.new_id import new_id
from amiabil.records.open_tickets import open_about
from amiabil.records.orders import orders
from amiabil.records.ticket_neighbours import open_disputes
from amiabil.ui.case import pace
from amiabil.ui.case.forms.parts import Part
from amiabil.ui.facts import Choice, ErrorSummary, Field, Link, Notice, Option
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.tickets import files
from amiabil.ui.tickets.fields import answers_in, kind_of, name_of, part_of
from amiabil.ui.tickets.fraud import FRAUD, soon
from amiabil.ui.uploads import takes_form_files
from amiabil.ui.viewer import for_buyer_or_seller
from amiabil.ui.words.tickets import label

REFERENCE_MAX = 64
"""Letters of the reference of an order (conventions.md, Identifiers)."""

ORDERS_OFFERED = 50
"""The newest orders one can choose from; who means an older one comes from its page, which names it."""


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A topic one can choose."""

    title: str
    hint: str
    url: str


def _may_ask(viewer: Viewer) -> None:
    demand(viewer, Act.OPEN_TICKET, Subject(buyer_id=viewer.person_id, shop_id=viewer.shop_id))


@require_safe
@for_buyer_or_seller
def ticket_topics(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What is it about?"""
    _may_ask(viewer)
    setup = current_setup()
    order = request.GET.get("order", "")
    page = {
        **frame(request, viewer),
        "topics": [_card(topic, viewer.language, order) for topic in setup.topics],
        "orders_url": reverse("seller:disputes" if viewer.role is Role.SELLER else "orders"),
        "back": reverse("tickets"),
    }
    return render(request, "portal/ticket_topics.html", page)


def _card(topic: Topic, language: str, order: str) -> TopicCard:
    query = {"order": order} if order and topic.order != "never" else None
    url = reverse("ticket_new", args=[topic.key], query=query)
    return TopicCard(label(topic.labels, language), label(topic.hints, language), url)


@takes_form_files
@require_http_methods(["GET", "HEAD", "POST"])
@for_buyer_or_seller
def ticket_new(request: HttpRequest, viewer: Viewer, topic: str) -> HttpResponse:
    """The form of a topic; sent, it leads to the request it has made."""
    _may_ask(viewer)
    setup = current_setup()
    if not setup.has_topic(topic):
        raise Http404
    form = _Form(request, viewer, setup, setup.topic(topic))
    if request.method != "POST":
        return form.page({})
    sent, not_taken = files.sent_with(request, form.reader, form.key)
    if not_taken:
        return form.page({files.FIELD: not_taken})
    try:
        pace.count(viewer)
        made = open_ticket(viewer, form.asked(sent))
    except AmiabilError as refusal:
        return form.page(form.errors_of(refusal))
    flash.success(
        request, _("We have received your request. Its number is %(ref)s.") % {"ref": made.reference}
    )
    return HttpResponseRedirect(reverse("ticket", args=[made.reference]))


class _Form:
    """The form of one topic, as it was sent or empty."""

    def __init__(self, request: HttpRequest, viewer: Viewer, setup: Setup, topic: Topic) -> None:
        self.request, self.viewer, self.topic = request, viewer, topic
        self.reader = Reader.of(viewer, now=clock.now(), case_zone=setup.zone)
        self.given = request.POST if request.method == "POST" else request.GET
        self.order = self._asked_order()
        self.orders = orders(viewer, limit=ORDERS_OFFERED).items if topic.order != "never" else ()
        self.key = self._key()

    def _asked_order(self) -> str:
        """The order that was named; none for what no order is called."""
        given = self.given.get("order", "") if self.topic.order != "never" else ""
        return given if given.isprintable() and len(given) <= REFERENCE_MAX else ""

    def _key(self) -> UUID:
        try:
            return UUID(self.given.get("key", ""))
        except ValueError:
            return new_id()

    @property
    def currency(self) -> str:
        """That of the chosen order, else the marketplace's own."""
        chosen = next((one for one in self.orders if one.order.ref == self.order), None)
        return chosen.order.currency if chosen else rules_at(self.reader.now).general().policy.currency

    def asked(self, sent: tuple[UUID, ...]) -> Asked:
        """What was sent, as the action reads it."""
        return Asked(
            case_id=self.key,
            topic=self.topic.key,
            subject=self.given.get("subject", ""),
            text=self.given.get("text", ""),
            received_at=clock.now(),
            order_ref=self.order,
            priority=soon(self.request),
            answers=answers_in(self.topic.asked_fields(), self.request.POST, currency=self.currency),
            files=sent,
        )

    def errors_of(self, refusal: AmiabilError) -> dict[str, str]:
        """The sentence of each part that was refused, by the name of its field; the whole form by the empty name."""
        if isinstance(refusal, NotFound):
            return {"order": _("We cannot find this order among yours.")}
        parts = refusal.errors if isinstance(refusal, InvalidFields) else (refusal,)
        return {
            _field_of(one): describe(one, self.reader.language, self.reader.case_zone).text for one in parts
        }

    def _here(self) -> str:
        """This form as an address: the same files, order and subject."""
        query = {"key": str(self.key), "order": self.order, "subject": self.given.get("subject", "")[:200]}
        query[FRAUD] = self.request.GET.get(FRAUD, "")[:1]
        return reverse("ticket_new", args=[self.topic.key], query={k: v for k, v in query.items() if v})

    def page(self, errors: dict[str, str]) -> HttpResponse:
        """The form, filled in as it was, with what was refused."""
        place = files.place(
            self.viewer,
            self.key,
            self.reader.language,
            back=self._here(),
            error=errors.get(files.FIELD, ""),
        )
        parts = [*self._order(errors), *self._questions(errors), *self._words(errors), place]
        beside = tuple(
            Link(f"{_said(part)}: {errors[part.name]}", f"#{part.id}")
            for part in parts
            if part.name in errors
        )
        known = {part.name for part in parts}
        page = {
            **frame(self.request, self.viewer),
            "heading": label(self.topic.labels, self.reader.language),
            "hint": label(self.topic.hints, self.reader.language),
            "form": {"parts": [Part(kind_of(part), part) for part in parts]},
            "key": str(self.key),
            "similar": self._similar(),
            "summary": ErrorSummary(_("Look at this again"), beside) if beside else None,
            "notices": tuple(Notice(text, tone="bad") for name, text in errors.items() if name not in known),
            "back": reverse("ticket_topics"),
        }
        return render(self.request, "portal/ticket_new.html", page, status=422 if errors else 200)

    def _order(self, errors: dict[str, str]) -> list[Field]:
        if self.topic.order == "never":
            return []
        needed, chosen = self.topic.order == "required", self.order
        known = {one.order.ref for one in self.orders}
        nothing = _("Choose an order") if needed else _("Not about an order")
        options = [Option("", nothing, selected=not chosen)]
        if chosen and chosen not in known:  # from the page of an older order; whose it is the action decides
            options.append(Option(chosen, chosen, selected=True))
        for one in self.orders:
            title = one.order.lines[0].title if one.order.lines else ""
            text = f"{one.order.ref} · {title}" if title else one.order.ref
            options.append(Option(one.order.ref, text, selected=one.order.ref == chosen))
        return [
            Field(
                "order",
                _("Which order?"),
                kind="select",
                options=tuple(options),
                error=errors.get("order", ""),
                required=needed,
                optional="" if needed else _("optional"),
            )
        ]

    def _questions(self, errors: dict[str, str]) -> list[Any]:
        return [
            part_of(
                field,
                self.given.get(name_of(field.key), ""),
                error=errors.get(name_of(field.key), ""),
                reader=self.reader,
                currency=self.currency,
            )
            for field in self.topic.asked_fields()
        ]

    def _words(self, errors: dict[str, str]) -> list[Field]:
        return [
            Field(
                "subject",
                _("In one line"),
                value=self.given.get("subject", ""),
                error=errors.get("subject", ""),
                required=True,
                max_length=SUBJECT_LETTERS,
                kept=True,
            ),
            Field(
                "text",
                _("What happened, and what do you wish for?"),
                kind="textarea",
                value=self.given.get("text", ""),
                error=errors.get("text", ""),
                required=True,
                max_length=MESSAGE_MAX,
                rows=8,
                kept=True,
            ),
        ]

    def _similar(self) -> tuple[Link, ...]:
        """Open requests and disputes about the same thing, so that nobody tells it twice."""
        about = {"ticket": open_about(self.viewer, topic=self.topic.key, order_ref=self.order)}
        seller = self.viewer.role is Role.SELLER
        disputes = open_disputes(self.viewer, self.order)
        about["seller:dispute" if seller else "dispute"] = disputes
        return tuple(
            Link(f"{one.subject} ({one.reference})", reverse(page, args=[one.reference]))
            for page, found in about.items()
            for one in found
        )


def _said(part: Any) -> str:
    """The question of a part of the form, without its question mark."""
    asked: str = part.legend if isinstance(part, Choice) else part.label
    return asked.rstrip("?")


def _field_of(refusal: AmiabilError) -> str:
    """The name of the part of the form a refusal is about; empty for the whole."""
    pointer = (refusal.field if isinstance(refusal, Invalid) else None) or ""
    first, _slash, rest = pointer.strip("/").partition("/")
    return name_of(rest.partition("/")[0]) if first == "fields" else first
