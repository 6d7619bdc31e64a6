"""One request at the agent's desk: what was said, the answer, what is set about it, and who asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions.support_setup import current_setup
from amiabil.actions.tickets import Written, change, write
from amiabil.desks.agent.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import ENDED, Priority, TicketStatus, TicketType
from amiabil.domain.support.ticket import Changes
from amiabil.domain.terms import Role
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.records import clock, staff, tickets
from amiabil.records.messages import MessageIdUsed
from amiabil.records.new_id import new_id
from amiabil.ui import live
from amiabil.ui.facts import ErrorSummary, Field, Link, Option, Row
from amiabil.ui.refusals import describe
from amiabil.ui.tickets import history, seen, standing
from amiabil.ui.tickets.fields import rows_of
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words

AFTER = (
    TicketStatus.WAITING_FOR_CUSTOMER,
    TicketStatus.SOLVED,
    TicketStatus.OPEN,
    TicketStatus.WAITING_FOR_THIRD_PARTY,
)
"""What an answer can leave behind, the usual first."""


@require_safe
@for_staff(Role.AGENT)
def ticket(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The page of a request."""
    shown = seen.look(viewer, reference, after=request.GET.get("after"))
    tickets.mark_read(viewer, shown.file)
    return render(request, "agent/ticket.html", _facts(request, shown))


def _facts(request: HttpRequest, shown: Seen, **form: str) -> dict[str, Any]:
    file, reader, viewer = shown.file, shown.reader, shown.reader.viewer
    here = reverse("agent:ticket", args=[file.reference])
    older = f"{here}?{urlencode({'after': shown.moments.next})}" if shown.moments.next else ""
    name = words.status_name(shown.setup, file.ticket.status_name, reader.language)
    closed = file.ticket.status is TicketStatus.CLOSED or bool(file.ticket.merged_into)
    error = form.get("error", "")
    return {
        "frame": frame(request, viewer, "tickets"),
        "ticket": file,
        "topic": words.label(shown.topic.labels, reader.language),
        "chips": [
            words.status_chip(file.ticket.status, name=name, for_customer=False),
            *filter(None, [words.priority_chip(file.ticket.priority)]),
        ],
        "turn": standing.banner(shown),
        "thread": history.thread(shown, older_url=older),
        "reply": None if closed else _reply(form),
        "after": _after(),
        "message_id": form.get("message_id") or str(new_id()),
        "draft_key": f"{viewer.person_id}:{file.case_id}",
        "set": None if closed else _settings(shown),
        "rows": _rows(shown),
        "others": _others(viewer, shown),
        "summary": ErrorSummary(_("Look at this again"), (Link(error, "#field-text"),)) if error else None,
        "token_url": reverse("agent:ticket_token", args=[file.reference]),
        "poll_url": reverse("agent:ticket_poll", args=[file.reference]),
    }


def _reply(form: dict[str, str]) -> Field:
    return Field(
        "text",
        _("Answer or note"),
        kind="textarea",
        value=form.get("text", ""),
        error=form.get("error", ""),
        required=True,
        max_length=MESSAGE_MAX,
        rows=6,
        kept=True,
    )


def _after() -> tuple[Option, ...]:
    return tuple(Option(one.value, str(words.STATUSES[one]), selected=one is AFTER[0]) for one in AFTER)


def _settings(shown: Seen) -> tuple[Field, ...]:
    """What can be set about a request, as it is now."""
    now, setup, language = shown.file.ticket, shown.setup, shown.reader.language
    named = [(f"name:{one.key}", words.label(one.labels, language)) for one in setup.status_names]
    statuses = [(one.value, str(words.STATUSES[one])) for one in TicketStatus if one is not TicketStatus.NEW]
    if now.status is TicketStatus.NEW:
        statuses.insert(0, (now.status.value, str(words.STATUSES[now.status])))
    people = [(f"staff:{one.username}", one.name) for one in staff.answering(shown.reader.viewer)]
    teams = [(team.key, words.label(team.labels, language)) for team in setup.teams]
    topics = [(topic.key, words.label(topic.labels, language)) for topic in setup.topics]
    status = f"name:{now.status_name}" if now.status_name else now.status.value
    return (
        _select("status", _("Status"), [*statuses, *named], status),
        _select("assignee", _("Answers"), [("", _("nobody")), *people], now.assignee),
        _select(
            "priority", _("Priority"), [(p.value, str(words.PRIORITIES[p])) for p in Priority], now.priority
        ),
        _select("topic", _("Topic"), topics, now.topic),
        _select("team", _("Team"), teams, now.team),
        _select("type", _("Type"), [(t.value, str(words.TYPES[t])) for t in TicketType], now.type),
        Field(
            "tags",
            _("Tags"),
            value=", ".join(now.tags),
            hint=_("Several with commas between"),
            max_length=400,
        ),
    )


def _select(name: str, label: str, known: list[tuple[str, str]], chosen: str) -> Field:
    if chosen not in {key for key, _text in known}:
        known = [(chosen, chosen.removeprefix("staff:")), *known]
    return Field(
        name,
        label,
        kind="select",
        options=tuple(Option(key, text, selected=key == chosen) for key, text in known),
    )


def _rows(shown: Seen) -> tuple[Row, ...]:
    file, reader = shown.file, shown.reader
    side = _("seller") if file.side is Role.SELLER else _("buyer")
    rows = [
        Row(_("From"), f"{file.person_name} ({side})", strong=True),
        Row(_("Received"), reader.moment(file.ticket.opened_at).text),
    ]
    if file.order_ref:
        rows.append(Row(_("Order"), file.order_ref))
    if file.ticket.reopened:
        rows.append(Row(_("Opened again"), str(file.ticket.reopened)))
    return (*rows, *rows_of(shown.topic.fields, file.ticket.fields, reader))


def _others(viewer: Viewer, shown: Seen) -> tuple[Link, ...]:
    """Earlier requests and disputes of whoever asked, the newest first."""
    found = tickets.of_same_person(viewer, shown.file)
    return tuple(
        Link(f"{one.subject} ({one.reference})", reverse(_PAGES[one.kind], args=[one.reference]))
        for one in found
    )


_PAGES = {"ticket": "agent:ticket", "dispute": "agent:case"}


@require_POST
@for_staff(Role.AGENT)
def ticket_reply(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """An answer to the customer, or a note among the staff; a repeat of the same one posts nothing more."""
    text, note = request.POST.get("text", ""), "note" in request.POST
    try:
        message_id = UUID(request.POST.get("message_id", ""))
    except ValueError:
        message_id = new_id()
    given = request.POST.get("then", "")
    then = TicketStatus(given) if given in {one.value for one in AFTER} else AFTER[0]
    changes: Changes = {} if note else {"status": then}
    try:
        write(viewer, reference, Written(message_id, text, clock.now(), note=note, changes=changes))
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        shown = seen.look(viewer, reference)
        said = describe(refusal, shown.reader.language, shown.reader.case_zone).text
        again = new_id() if isinstance(refusal, MessageIdUsed) else message_id
        page = _facts(request, shown, text=text, error=said, message_id=str(again))
        return render(request, "agent/ticket.html", page, status=422)
    flash.success(request, _("The note is kept.") if note else _("Your answer has been sent."))
    if not note and then in ENDED:
        return HttpResponseRedirect(reverse("agent:tickets"))
    return HttpResponseRedirect(f"{reverse('agent:ticket', args=[reference])}#thread-title")


@require_POST
@for_staff(Role.AGENT)
def ticket_change(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Set what the form says; what is as it was changes nothing."""
    here = reverse("agent:ticket", args=[reference])
    try:
        change(viewer, reference, _changes(request, viewer), at=clock.now())
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language).text)
    else:
        flash.success(request, _("Kept."))
    return HttpResponseRedirect(here)


def _changes(request: HttpRequest, viewer: Viewer) -> Changes:
    """The parts of the form that were sent with a word that is known."""
    given = request.POST
    setup = current_setup()
    changes: dict[str, Any] = {}
    status = given.get("status", "")
    named = next((one for one in setup.status_names if f"name:{one.key}" == status), None)
    if named is not None:
        changes |= {"status": named.status, "status_name": named.key}
    elif status in set(TicketStatus):
        changes |= {"status": TicketStatus(status), "status_name": ""}
    if given.get("priority") in set(Priority):
        changes["priority"] = Priority(given["priority"])
    if given.get("type") in set(TicketType):
        changes["type"] = TicketType(given["type"])
    changes |= {name: given[name] for name in ("topic", "team") if given.get(name)}
    people = {"", *(f"staff:{one.username}" for one in staff.answering(viewer))}
    if given.get("assignee") in people:
        changes["assignee"] = given["assignee"]
    if "tags" in given:
        changes["tags"] = tuple(given["tags"].split(","))
    return changes


@require_safe
@for_staff(Role.AGENT)
def ticket_token(request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """A token to hear the request."""
    return live.token_answer(viewer, [tickets.file_of(viewer, reference).case_id])


@require_safe
@for_staff(Role.AGENT)
def ticket_poll(request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """What changes when the request does."""
    return live.poll_answer(viewer, [tickets.file_of(viewer, reference).case_id])
