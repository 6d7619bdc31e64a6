"""Making a request of its own of one of the matters in one: what is quoted there, under which subject and topic."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from amiabil.actions.ticket_splits import SplitOf, split_off
from amiabil.desks.agent.frame import frame
from amiabil.desks.agent.picking import PICKABLE, picks, quoted
from amiabil.domain.access import Viewer
from amiabil.domain.support.ticket import SUBJECT_LETTERS
from amiabil.domain.terms import Role
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.records import clock
from amiabil.records.new_id import new_id
from amiabil.records.timeline import Moment
from amiabil.ui.facts import Field, Option
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.tickets import seen
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words


@dataclass(frozen=True, slots=True)
class _Typed:
    """What the form says so far; ``picked`` are the ids of the messages that are quoted."""

    id: UUID
    subject: str
    topic: str
    text: str
    picked: frozenset[str] = frozenset()
    errors: dict[str, str] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.AGENT)
def ticket_split(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """GET shows the form; POST makes the new request and goes there."""
    shown = seen.look(viewer, reference)
    if request.method != "POST":
        typed = _Typed(new_id(), "", shown.file.ticket.topic, _beginning(shown))
        return _page(request, shown, typed)
    typed = _read(request.POST, shown)
    if not typed.picked:
        missing = {"picked": _("Tick at least one message: what goes on by itself is quoted from here.")}
        return _page(request, shown, replace(typed, errors=missing))
    try:
        made = split_off(viewer, reference, _asked(shown, typed))
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        said = describe(refusal, shown.reader.language, shown.reader.case_zone).text
        place = str(refusal.facts.get("field", "")).strip("/") or "text"
        return _page(request, shown, replace(typed, errors={place: said}))
    flash.success(
        request, _("Made of a part of %(ref)s. Whoever asked is told by mail.") % {"ref": reference}
    )
    return HttpResponseRedirect(reverse("agent:ticket", args=[made.reference]))


def _read(given: QueryDict, shown: Seen) -> _Typed:
    try:
        name = UUID(given.get("id", ""))
    except ValueError:
        name = new_id()
    return _Typed(
        id=name,
        subject=given.get("subject", ""),
        topic=given.get("topic", shown.file.ticket.topic),
        text=given.get("text", ""),
        picked=frozenset(given.getlist("picked")[:PICKABLE]),
    )


def _beginning(shown: Seen) -> str:
    """What stands above the quotations, in the language of whoever asked."""
    with override(shown.file.person_language):
        return _(
            "You wrote to us about several things. So that each is answered, this one has a request of its own from "
            "here on; the others stay in %(ref)s."
        ) % {"ref": shown.file.reference}


def _asked(shown: Seen, typed: _Typed) -> SplitOf:
    reader = _customer(shown)
    with override(reader.language):
        parts = quoted(shown, typed.picked, head=lambda one: f"{_writer(shown, one)}, {reader.long(one.at)}")
    return SplitOf(
        id=typed.id,
        subject=typed.subject,
        topic=typed.topic,
        text="\n\n".join([typed.text.strip(), *parts]).strip(),
        received_at=clock.now(),
    )


def _customer(shown: Seen) -> Reader:
    """Whoever asked, as the one who reads what is quoted."""
    file, viewer = shown.file, shown.reader.viewer
    language = file.person_language or viewer.language
    return Reader.of(
        replace(viewer, language=language, zone=file.person_zone), now=clock.now(), case_zone=shown.setup.zone
    )


def _writer(shown: Seen, one: Moment) -> str:
    said = one.message
    return shown.file.person_name if said is None or said.author_role == shown.file.side else said.author_name


def _page(request: HttpRequest, shown: Seen, typed: _Typed) -> HttpResponse:
    facts: dict[str, Any] = {
        "frame": frame(request, shown.reader.viewer, "tickets"),
        "ticket": shown.file,
        "back": reverse("agent:ticket", args=[shown.file.reference]),
        "id": typed.id,
        "picks": picks(
            shown,
            typed.picked,
            legend=_("What goes on by itself?"),
            hint=_("What you tick is quoted in the new request. Everything stays here too, with its files."),
            error=typed.errors.get("picked", ""),
        ),
        "fields": _fields(shown, typed),
    }
    return render(request, "agent/split.html", facts, status=422 if typed.errors else 200)


def _fields(shown: Seen, typed: _Typed) -> tuple[Field, ...]:
    language = shown.reader.language
    return (
        Field(
            "subject",
            _("Subject of the new request"),
            value=typed.subject,
            error=typed.errors.get("subject", ""),
            required=True,
            max_length=SUBJECT_LETTERS,
        ),
        Field(
            "topic",
            _("Topic"),
            kind="select",
            error=typed.errors.get("topic", ""),
            options=tuple(
                Option(one.key, words.label(one.labels, language), selected=one.key == typed.topic)
                for one in shown.setup.topics
            ),
        ),
        Field(
            "text",
            _("What you write above it"),
            kind="textarea",
            value=typed.text,
            error=typed.errors.get("text", ""),
            max_length=MESSAGE_MAX,
            rows=4,
        ),
    )
