"""What is set about a request: status, who answers, priority, topic, team, type, tags; as a form, and taken from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amiabil.actions.support_setup import current_setup
from amiabil.actions.tickets import change
from amiabil.desks.agent import undoing
from amiabil.desks.agent.queue import address_of
from amiabil.desks.agent.undoing import QuickAct
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import Priority, TicketStatus, TicketType
from amiabil.domain.support.ticket import Changes
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.records import clock, staff, tickets
from amiabil.records.staff import Answering
from amiabil.ui.facts import Field, Option, Row
from amiabil.ui.refusals import describe
from amiabil.ui.tickets.fields import rows_of
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words


def settings(shown: Seen, answering: Iterable[Answering]) -> tuple[Field, ...]:
    """What can be set about a request, as it is now; ``answering`` are those it can be given to."""
    now, setup, language = shown.file.ticket, shown.setup, shown.reader.language
    named = [(f"name:{one.key}", words.label(one.labels, language)) for one in setup.status_names]
    statuses = [(one.value, str(words.STATUSES[one])) for one in TicketStatus if one is not TicketStatus.NEW]
    if now.status is TicketStatus.NEW:
        statuses.insert(0, (now.status.value, str(words.STATUSES[now.status])))
    people = [(f"staff:{one.username}", one.name) for one in answering]
    teams = [(team.key, words.label(team.labels, language)) for team in setup.teams]
    topics = [(topic.key, words.label(topic.labels, language)) for topic in setup.topics]
    priorities = [(one.value, str(words.PRIORITIES[one])) for one in Priority]
    types = [(one.value, str(words.TYPES[one])) for one in TicketType]
    status = f"name:{now.status_name}" if now.status_name else now.status.value
    return (
        _select("status", _("Status"), [*statuses, *named], status),
        _select("assignee", _("Answers"), [("", _("nobody")), *people], now.assignee),
        _select("priority", _("Priority"), priorities, now.priority),
        _select("topic", _("Topic"), topics, now.topic),
        _select("team", _("Team"), teams, now.team),
        _select("type", _("Type"), types, now.type),
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


def was(fields: Iterable[Field]) -> tuple[tuple[str, str], ...]:
    """What each field shows before anybody touches it, to be sent along: only what differs is set."""
    return tuple(
        (field.name, next((one.value for one in field.options if one.selected), field.value))
        for field in fields
    )


def rows(shown: Seen) -> tuple[Row, ...]:
    """When it came, about which order, and what was answered to the questions of its topic."""
    file, reader = shown.file, shown.reader
    told = [Row(_("Received"), reader.moment(file.ticket.opened_at).text)]
    if file.order_ref:
        told.append(Row(_("Order"), file.order_ref, strong=True))
    if file.ticket.reopened:
        told.append(Row(_("Opened again"), str(file.ticket.reopened)))
    return (*told, *rows_of(shown.topic.fields, file.ticket.fields, reader))


def acts(shown: Seen) -> tuple[QuickAct, ...]:
    """What is done most, each with one click."""
    now, viewer = shown.file.ticket, shown.reader.viewer
    if not now.is_open:
        return ()
    take = QuickAct("take", _("Take it"), "user", "assignee", viewer.ref)
    solve = QuickAct("solve", _("Solved"), "check", "status", TicketStatus.SOLVED.value)
    return (solve,) if now.assignee == viewer.ref else (take, solve)


@require_POST
@for_staff(Role.AGENT)
def ticket_change(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Set what the form says; what is as it was changes nothing."""
    if undoing.UNDO in request.POST:
        return _undo(request, viewer, reference)
    try:
        before = tickets.file_of(viewer, reference)
        after = change(viewer, reference, _changes(request, viewer), at=clock.now())
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language).text)
    else:
        undoing.remember(request, before, after)
        flash.success(request, _("Kept."))
    return HttpResponseRedirect(address_of(request, reference))


def _undo(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Put back what was set last; nothing where something else has happened since."""
    kept = undoing.before_it(request, reference)
    try:
        if kept is not None:
            change(viewer, reference, kept[0], at=clock.now(), seen_version=kept[1])
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language).text)
    else:
        if kept is not None:
            flash.success(request, _("Taken back."))
    return HttpResponseRedirect(address_of(request, reference))


def _changes(request: HttpRequest, viewer: Viewer) -> Changes:
    """The parts of the form that were changed in it, to a word that is known.

    What stands as it was shown is left alone: a page that has been open for a while would take back what a colleague
    has set meanwhile.
    """
    sent = request.POST
    given = {name: sent[name] for name in sent if sent.get(f"was-{name}") != sent[name]}
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
