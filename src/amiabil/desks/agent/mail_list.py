"""The mails that came in: what waits for a person first of all, and what became of every other."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.desks.agent.frame import frame
from amiabil.desks.cases.lines import home_reader
from amiabil.domain.access import Viewer
from amiabil.domain.mail.intake import Cause, State
from amiabil.domain.terms import Role
from amiabil.records import clock, mail_desk
from amiabil.records.mail_desk import ListedMail, Wanted
from amiabil.ui import paging
from amiabil.ui.facts import Chip, Empty, Field, Link, Moment, Option
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import mail_in as words

_VIEWS = (State.HELD, None, State.FILED, State.NOTED, State.DISCARDED, State.WAITING)
"""The lists there are, the one with work first; None is all."""

_TONES = {State.HELD: "warn", State.FILED: "good", State.WAITING: "brand"}


@dataclass(frozen=True, slots=True)
class MailLine:
    """One row of the list. ``where`` leads to what it became, None where it became nothing."""

    url: str
    subject: str
    author: str
    state: Chip
    note: str
    standing: Chip | None
    where: Link | None
    at: Moment


@require_safe
@for_staff(Role.AGENT)
def mails(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A page of the mails of a view, the newest first."""
    chosen = request.GET.get("view", State.HELD.value)
    state = chosen if chosen in set(State) else ""
    cause = request.GET.get("cause", "") if request.GET.get("cause", "") in set(Cause) else ""
    author = request.GET.get("author", "").replace("\0", "")[:320]
    found = mail_desk.mails(viewer, Wanted(state, cause, author=author), after=request.GET.get("after"))
    home, reader = reverse("agent:mails"), home_reader(viewer)
    facts = {
        "frame": frame(request, viewer, "mails"),
        "heading": _("Mail that came in"),
        "lead": _("Everything that came in by mail. What no rule could file waits here for you."),
        "filters": [_view(one, home, chosen) for one in _VIEWS],
        "fields": _fields(chosen, cause, author),
        "view": chosen,
        "rows": [line(one, reader) for one in found.items],
        "empty": _empty(),
        "pager": paging.pager(request, found, home, view=chosen, cause=cause, author=author),
    }
    return render(request, "agent/mails.html", facts)


def _empty() -> Empty:
    text = _("What comes in by mail stands here with what became of it.")
    return Empty(_("No mails here"), text, "envelope-simple")


def _view(state: State | None, home: str, chosen: str) -> Link:
    value = state.value if state is not None else "all"
    text = str(words.STATES[state]) if state is not None else _("all")
    return Link(text[:1].upper() + text[1:], paging.address(home, view=value), current=value == chosen)


def _fields(chosen: str, cause: str, author: str) -> list[Field]:
    """What narrows the list; causes only where something waits."""
    by = Field("author", _("Address of the author"), kind="email", value=author, max_length=320)
    if chosen != State.HELD:
        return [by]
    options = [Option("", _("Every cause"), selected=not cause)]
    options += [Option(one.value, str(words.CAUSES[one]), selected=one == cause) for one in Cause]
    return [Field("cause", _("Cause"), kind="select", options=tuple(options)), by]


def line(one: ListedMail, reader: Reader) -> MailLine:
    """One mail in a list."""
    return MailLine(
        reverse("agent:mail", args=[one.id]),
        one.subject or _("(without a subject)"),
        f"{one.author_name} <{one.author}>" if one.author_name else one.author or "–",
        Chip(str(words.STATES[one.state]), _TONES.get(one.state, "plain")),  # type: ignore[arg-type]  # a tone by its name
        words.cause(one.cause),
        words.standing_chip(one.standing),
        case_link(one),
        reader.moment(clock.shifted(one.received_at)),
    )


def case_link(one: ListedMail) -> Link | None:
    """The conversation a mail became part of, or may mean."""
    reference = one.reference or one.meant
    if not reference:
        return None
    page = "agent:ticket" if reference.startswith("T") else "agent:case"
    text = reference if one.reference else _("perhaps %(reference)s") % {"reference": reference}
    return Link(text, reverse(page, args=[reference]))
