"""The supervisor's live view of requests for help: queues, promises that end soon, who works; and reading a sample."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions.overseeing import COMMENT_MAX, review
from amiabil.actions.support_setup import current_setup
from amiabil.actions.tickets import change
from amiabil.desks.supervisor.frame import frame
from amiabil.domain.access import Act, Viewer, may
from amiabil.domain.support.setup import Setup
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.records import clock, supervision, tickets
from amiabil.records.supervision import PRESENT, AgentNow, Marks, QueueNow, WorkNow
from amiabil.records.tickets import ListedTicket, Queue
from amiabil.ui import formats, live
from amiabil.ui.facts import Choice, Empty, Field, Moment, Option
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.tickets import history, seen
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words

AHEAD = timedelta(hours=4)
"""How far the page looks ahead for promises that end."""

SIZE = 10
_OVERSEERS = for_staff(Role.SUPERVISOR, Role.OPERATOR)
_MARKS = ("helpful", "correct", "kind")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it is of, and what lies behind it; ``bad`` when it asks for something."""

    name: str
    value: str
    note: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A queue as a row."""

    name: str
    waiting: int
    oldest: str
    late: int
    soon: int


@dataclass(frozen=True, slots=True)
class AgentLine:
    """Somebody who answers as a row; ``marks`` is empty before anything of theirs was read."""

    name: str
    is_here: bool
    seen: str
    open: int
    waiting: int
    late: int
    marks: str


@dataclass(frozen=True, slots=True)
class EndingLine:
    """A promise that ends soon or has ended as a row; ``give_url`` is empty where the reader may not."""

    reference: str
    subject: str
    person: str
    topic: str
    assignee: str
    url: str
    due: Moment
    left: str
    level: str
    give_url: str


@require_safe
@_OVERSEERS
def now(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How requests stand, at this moment."""
    setup, reader = _reading(viewer)
    work = supervision.work_now(viewer, at=reader.now, soon=reader.now + AHEAD)
    ending = Queue(late_at=reader.now + AHEAD)
    found = tickets.queue(viewer, ending, limit=SIZE, after=request.GET.get("after"))
    facts = {
        "frame": frame(request, viewer, "requests"),
        "heading": _("Requests, %(when)s") % {"when": reader.moment(reader.now).text},
        "figures": _figures(work, reader),
        "queues": [_queue(one, setup, reader) for one in work.queues],
        "agents": [_agent(one, reader) for one in work.agents],
        "ending": [_ending(one, setup, reader) for one in found.items],
        "people": [(f"staff:{one.username}", one.name) for one in work.agents],
        "pager": pager(request, found, reverse("supervisor:requests")),
        "nothing": Empty(
            _("Nothing ends soon"),
            _("Every promise of the next %(hours)s is kept, or has more time.")
            % {"hours": formats.hours(AHEAD // timedelta(hours=1), reader.language)},
            "check-circle",
        ),
        "version": _version(work),
        "token_url": reverse("supervisor:requests_token"),
        "poll_url": reverse("supervisor:requests_poll"),
    }
    return render(request, "supervisor/requests.html", facts)


def _reading(viewer: Viewer) -> tuple[Setup, Reader]:
    setup = current_setup()
    return setup, Reader.of(viewer, now=clock.now(), case_zone=setup.zone)


def _version(work: WorkNow) -> str:
    told = "|".join(f"{one.team} {one.waiting} {one.oldest} {one.late}" for one in work.queues)
    told += "|".join(f"{one.username} {one.open} {one.waiting}" for one in work.agents)
    return sha256(told.encode()).hexdigest()[:16]


def _figures(work: WorkNow, reader: Reader) -> tuple[Figure, ...]:
    oldest = min((one.oldest for one in work.queues if one.oldest is not None), default=None)
    longest = formats.span(reader.now - oldest, reader.language) if oldest is not None else ""
    late, soon = sum(one.late for one in work.queues), sum(one.soon for one in work.queues)
    here = [one for one in work.agents if _is_here(one)]
    hours = formats.hours(AHEAD // timedelta(hours=1), reader.language)
    return (
        Figure(
            _("Waiting for an answer"),
            str(sum(one.waiting for one in work.queues)),
            _("longest %(wait)s") % {"wait": longest} if longest else _("nobody waits"),
        ),
        Figure(_("Promises missed"), str(late), _("and not answered yet"), bad=bool(late)),
        Figure(
            _("End within %(hours)s") % {"hours": hours}, str(soon), _("nothing is late yet"), bad=bool(soon)
        ),
        Figure(
            _("At the desk"),
            str(len(here)),
            ngettext("of %(count)s who answers", "of %(count)s who answer", len(work.agents))
            % {"count": len(work.agents)},
        ),
    )


def _queue(one: QueueNow, setup: Setup, reader: Reader) -> QueueLine:
    oldest = formats.span(reader.now - one.oldest, reader.language) if one.oldest is not None else ""
    name = words.team_name(setup, one.team, reader.language) or _("no team")
    return QueueLine(name, one.waiting, oldest, one.late, one.soon)


def _is_here(one: AgentNow) -> bool:
    return one.seen_at is not None and clock.unshifted() - one.seen_at <= PRESENT


def _agent(one: AgentNow, reader: Reader) -> AgentLine:
    marks = ""
    if one.marks is not None:
        marks = _("%(share)s of %(count)s") % {
            "share": formats.share(one.marks, reader.language),
            "count": one.marked,
        }
    last = reader.moment(one.seen_at).text if one.seen_at is not None else ""
    return AgentLine(one.name, _is_here(one), last, one.open, one.waiting, one.late, marks)


def _ending(one: ListedTicket, setup: Setup, reader: Reader) -> EndingLine:
    due = one.due_at or reader.now
    deadline = reader.deadline(due)
    may_give = may(reader.viewer, Act.WORK_TICKET)
    return EndingLine(
        reference=one.reference,
        subject=one.subject,
        person=one.person_name,
        topic=words.label(setup.topic(one.topic).labels, reader.language),
        assignee=one.assignee_name or _("nobody yet"),
        url=reverse("supervisor:request", args=[one.reference]),
        due=reader.moment(due),
        left=deadline.left_text or _("late"),
        level="over" if due <= reader.now else "last" if due - reader.now < timedelta(hours=1) else "soon",
        give_url=reverse("supervisor:request_give", args=[one.reference]) if may_give else "",
    )


@require_safe
@_OVERSEERS
def token(request: HttpRequest, viewer: Viewer) -> JsonResponse:
    """A token to hear whatever happens to requests."""
    return live.desk_token(viewer, [])


@require_safe
@_OVERSEERS
def poll(request: HttpRequest, viewer: Viewer) -> JsonResponse:
    """What changes when the page does."""
    at = clock.now()
    work = supervision.work_now(viewer, at=at, soon=at + AHEAD)
    return JsonResponse({"version": _version(work)}, headers={"Cache-Control": "no-store"})


@require_POST
@_OVERSEERS
def give(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Give a request to somebody else."""
    to = request.POST.get("assignee", "")
    at = clock.now()
    known = {f"staff:{one.username}" for one in supervision.work_now(viewer, at=at, soon=at).agents}
    try:
        change(viewer, reference, {"assignee": to} if to in known else {}, at=at)
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language).text)
    else:
        if to in known:
            flash.success(request, _("Given to somebody else."))
    return HttpResponseRedirect(reverse("supervisor:requests"))


# ---- quality ----------------------------------------------------------------------------------


@require_safe
@_OVERSEERS
def sampling(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Solved requests drawn by lot, to be read and marked today."""
    setup, reader = _reading(viewer)
    today = reader.now.astimezone(ZoneInfo(setup.zone)).date()
    found = supervision.sample(viewer, day=today)
    rows = [
        (one, reverse("supervisor:request", args=[one.reference]), setup.topic(one.topic).labels)
        for one in found
    ]
    facts = {
        "frame": frame(request, viewer, "sampling"),
        "rows": [(one, url, words.label(labels, reader.language)) for one, url, labels in rows],
        "empty": Empty(
            _("Everything of today is read"),
            _("Tomorrow others are drawn from the requests that have ended."),
            "check-circle",
        ),
    }
    return render(request, "supervisor/sampling.html", facts)


@require_safe
@_OVERSEERS
def request_page(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """A request as it was answered, with the marks the viewer gives it."""
    shown = seen.look(viewer, reference, after=request.GET.get("after"))
    marks = supervision.marks_of(viewer, shown.file.case_id)
    return render(request, "supervisor/request.html", _page(request, shown, marks))


def _page(request: HttpRequest, shown: seen.Seen, marks: Marks | None, error: str = "") -> dict[str, object]:
    file = shown.file
    here = reverse("supervisor:request", args=[file.reference])
    name = words.status_name(shown.setup, file.ticket.status_name, shown.reader.language)
    return {
        "frame": frame(request, shown.reader.viewer, "sampling"),
        "ticket": file,
        "topic": words.label(shown.topic.labels, shown.reader.language),
        "chip": words.status_chip(file.ticket.status, name=name, for_customer=False),
        "thread": history.thread(
            shown, older_url=f"{here}?after={shown.moments.next}" if shown.moments.next else ""
        ),
        "choices": tuple(_choice(one, marks) for one in _MARKS),
        "comment": Field(
            "comment",
            _("What should be praised or done otherwise"),
            kind="textarea",
            value=marks.comment if marks else "",
            hint=_("For the colleague who answered; nothing about the customer."),
            error=error,
            optional=_("optional"),
            max_length=COMMENT_MAX,
            rows=3,
        ),
        "mark_url": reverse("supervisor:request_mark", args=[file.reference]),
    }


def _choice(name: str, marks: Marks | None) -> Choice:
    questions = {
        "helpful": _("Did the answer help?"),
        "correct": _("Was it right?"),
        "kind": _("Was it said kindly and plainly?"),
    }
    now = getattr(marks, name) if marks is not None else None
    answers = (("2", _("Yes")), ("1", _("Partly")), ("0", _("No")))
    options = tuple(Option(value, text, selected=str(now) == value) for value, text in answers)
    return Choice(name, questions[name], options, required=True)


@require_POST
@_OVERSEERS
def mark(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Keep the marks, and go on with the next one."""
    given = {name: request.POST.get(name, "") for name in _MARKS}
    comment = request.POST.get("comment", "")
    if not _are_marks(given.values()):
        return _again(request, viewer, reference, comment, _("Answer each of the three questions."))
    marks = Marks(int(given["helpful"]), int(given["correct"]), int(given["kind"]), comment)
    try:
        review(viewer, reference, marks, at=clock.now())
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        return _again(request, viewer, reference, comment, describe(refusal, viewer.language).text)
    flash.success(request, _("Your marks are kept."))
    return HttpResponseRedirect(reverse("supervisor:sampling"))


def _are_marks(given: Iterable[str]) -> bool:
    return all(one in {"0", "1", "2"} for one in given)


def _again(request: HttpRequest, viewer: Viewer, reference: str, comment: str, error: str) -> HttpResponse:
    flash.error(request, error)
    shown = seen.look(viewer, reference)
    facts = _page(request, shown, supervision.marks_of(viewer, shown.file.case_id), error)
    return render(request, "supervisor/request.html", facts, status=422)
