"""One request at the agent's desk: the list beside it, what was said, the box to answer, and who asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions.overseeing import note_presence
from amiabil.desks.agent import (
    about,
    answer,
    beside,
    came_by,
    customer,
    in_copy,
    linking,
    mail_marks,
    merging,
    neighbours,
    reply_tools,
    side,
    undoing,
)
from amiabil.desks.agent.answer import Typed
from amiabil.desks.agent.frame import frame_of_inbox
from amiabil.desks.agent.queue import asked_of, listed, pane
from amiabil.desks.agent.reply_tools import Inserted
from amiabil.desks.agent.rows import level_of
from amiabil.desks.agent.talk import stretches
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role
from amiabil.records import clock, inbox, ticket_work, tickets
from amiabil.records.new_id import new_id
from amiabil.ui import live, paging
from amiabil.ui.call_backs import cards
from amiabil.ui.facts import Chip, ErrorSummary, Link
from amiabil.ui.tickets import history, seen, standing
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.uploads import takes_form_files
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words


@dataclass(frozen=True, slots=True)
class Promise:
    """Until when somebody acts, in one line; ``level`` says how near it is, ``over`` that it was missed."""

    text: str
    level: str
    icon: str = "clock"


@require_safe
@for_staff(Role.AGENT)
def ticket(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The page of a request."""
    shown = seen.look(viewer, reference, after=request.GET.get("before"))
    tickets.mark_read(viewer, shown.file)
    return render(request, "agent/ticket.html", _facts(request, shown, Typed(new_id())))


def _facts(
    request: HttpRequest, shown: Seen, typed: Typed, inserted: Inserted | None = None
) -> dict[str, Any]:
    file, reader, setup = shown.file, shown.reader, shown.setup
    reference, query = file.reference, asked_of(request, setup).query
    here = paging.address(reverse("agent:ticket", args=[reference]), **query)
    change_url = paging.address(reverse("agent:ticket_change", args=[reference]), **query)
    send_url = paging.address(reverse("agent:ticket_reply", args=[reference]), **query)
    waiting = inbox.now(reader.viewer, at=reader.now)
    queue = pane(request, reader, setup, waiting, current=reference)
    closed = file.ticket.status is TicketStatus.CLOSED or bool(file.ticket.merged_into)
    around = side.panel(shown, closed=closed)
    fields = () if closed else about.settings(shown, waiting.people)
    said = history.thread(
        shown,
        colleagues={f"staff:{one.username}": one.name for one in waiting.people},
        side=_("asked by our team") if around.about_url and file.contact else "",
    )
    kept = ticket_work.beside(reader.viewer, file.case_id)
    if not typed.text and not typed.error:
        typed = replace(typed, text=kept.draft)
    return {
        "frame": frame_of_inbox(request, reader.viewer, waiting, setup, query),
        "queue": queue,
        "here": here,
        "back": paging.address(reverse("agent:tickets"), **query),
        "ticket": file,
        "topic": words.label(shown.topic.labels, reader.language),
        "chips": _chips(shown),
        "promise": _promise(shown),
        "acts": () if closed else (*undoing.offered(request, file), *about.acts(shown)),
        "stretches": stretches(came_by.told(shown, mail_marks.marked(shown, said.entries))),
        "older_url": _older(shown, here),
        "translating": said.translating,
        "box": None if closed else answer.box(shown, typed, send_url=send_url),
        "replies": reply_tools.tools(request, shown, kept, inserted),
        "work": beside.panel(request, shown, kept),
        "set": fields or None,
        "was": about.was(fields),
        "change_url": change_url,
        "rows": about.rows(shown),
        "mails_beside": came_by.beside(shown),
        "customer": customer.card(shown, was_asked=bool(around.about_url)),
        "call": cards.card(shown),
        "in_copy": in_copy.panel(shown),
        "neighbours": neighbours.neighbours(shown),
        "together": merging.together(shown),
        "links": linking.links(shown),
        "side": around,
        "summary": _summary(typed.error),
        "version": live.version({**queue.followed, file.case_id: file.chain.version}),
        "token_url": paging.address(reverse("agent:ticket_token", args=[reference]), **query),
        "poll_url": paging.address(reverse("agent:ticket_poll", args=[reference]), **query),
    }


def _chips(shown: Seen) -> tuple[Chip, ...]:
    now = shown.file.ticket
    name = words.status_name(shown.setup, now.status_name, shown.reader.language)
    chips = (words.status_chip(now.status, name=name, for_customer=False), words.priority_chip(now.priority))
    return tuple(chip for chip in chips if chip is not None)


def _promise(shown: Seen) -> Promise | None:
    """What runs out next: what was promised, or the customer's silence; None when nothing does."""
    turn = standing.turn_of(shown)
    if turn.due_at is None:
        return None
    due = shown.reader.deadline(turn.due_at)
    if due.level == "over":
        return Promise(_("The promise was missed: %(due)s") % {"due": due.short}, "over", "warning-circle")
    text = _("%(what)s until %(due)s") if turn.mine else _("%(what)s, until %(due)s")
    return Promise(
        text % {"what": turn.title, "due": due.short},
        level_of(turn.due_at, shown.reader.now) if turn.mine else "calm",
    )


def _older(shown: Seen, here: str) -> str:
    """The address of what was said before; empty where all is shown."""
    if not shown.moments.next:
        return ""
    return f"{here}{'&' if '?' in here else '?'}{urlencode({'before': shown.moments.next})}"


def _summary(error: str) -> ErrorSummary | None:
    return ErrorSummary(_("Look at this again"), (Link(error, "#field-text"),)) if error else None


@takes_form_files
@require_POST
@for_staff(Role.AGENT)
def ticket_reply(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """An answer to the customer, or a note among the staff; a repeat of the same one posts nothing more."""

    def again(typed: Typed) -> HttpResponse:
        inserted = reply_tools.again(viewer, typed.used, typed.text)
        facts = _facts(request, seen.look(viewer, reference), typed, inserted)
        return render(request, "agent/ticket.html", facts, status=422)

    return answer.send(request, viewer, reference, again=again)


@takes_form_files
@require_POST
@for_staff(Role.AGENT)
def ticket_insert(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The page with a saved reply put into the box, to be read before it is sent; nothing is sent or set."""
    shown, typed = seen.look(viewer, reference), answer.typed_in(request)
    inserted = reply_tools.insert(viewer, shown.file, request.POST.get("reply_name", ""), typed.text)
    typed = replace(typed, text=inserted.text)
    if inserted.reply is not None and inserted.reply.reply.setting.status in answer.AFTER:
        typed = replace(typed, then=inserted.reply.reply.setting.status)
    return render(request, "agent/ticket.html", _facts(request, shown, typed, inserted))


@require_safe
@for_staff(Role.AGENT)
def ticket_token(request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """A token to hear the request, those listed beside it, and whatever comes in."""
    note_presence(viewer, at=clock.unshifted())
    return live.desk_token(viewer, _followed(request, viewer, reference))


@require_safe
@for_staff(Role.AGENT)
def ticket_presence(request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """A token to tell colleagues that one looks at the request."""
    return live.presence_answer(viewer, tickets.file_of(viewer, reference).case_id)


@require_safe
@for_staff(Role.AGENT)
def ticket_poll(request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """What changes when the request does, or the list beside it."""
    return live.poll_answer(viewer, _followed(request, viewer, reference))


def _followed(request: HttpRequest, viewer: Viewer, reference: str) -> list[UUID]:
    """The request first, then those listed."""
    return [tickets.file_of(viewer, reference).case_id, *listed(request, viewer)]
