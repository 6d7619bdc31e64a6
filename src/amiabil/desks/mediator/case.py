"""The mediator's file: both sides beside each other, the evidence, the history, and the sheet of the decision."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.actions import mediation
from amiabil.actions.mediation import HEARD
from amiabil.desks.cases.room import Room
from amiabil.desks.mediator import sheet
from amiabil.desks.mediator.claims import claim
from amiabil.desks.mediator.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.hearing import is_barred
from amiabil.domain.terms import Command, Outcome, Role
from amiabil.foundation.errors import AmiabilError, Invalid, NotFound
from amiabil.records import clock
from amiabil.records.precedents import Precedent, similar_decided
from amiabil.ui.case import doing, pages, statement
from amiabil.ui.case.door import MEDIATOR
from amiabil.ui.case.forms.staff_decision import SEPARATOR
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Act, Choice, DeskFrame, Link, Option, TurnBanner
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import names, turn

TEMPLATE = "mediator/case.html"


def file_facts(seen: Seen) -> dict[str, Any]:
    """What only a mediator's page shows: the two sides, the sheet, and taking the case or putting it back."""
    return {
        "claim": claim(seen),
        "holding": holding(seen),
        "taking": taking(seen),
        "similar": similar(seen),
        **_mediator(seen),
        **sheet.facts(seen),
        **_banner(seen),
    }


def _banner(seen: Seen) -> dict[str, TurnBanner]:
    """Who decides here has the sheet on the page, and who could, the way to take the case: the banner leads there."""
    acts = _next(seen)
    if not acts:
        return {}
    running = seen.dispute.timers.get(seen.turn.timer) if seen.turn.timer else None
    started = running.started_at if running is not None else None
    return {"turn": turn.banner(seen.turn, seen.reader, acts=acts, started_at=started)}


def _next(seen: Seen) -> tuple[Act, ...]:
    """What the banner offers a mediator whose turn it is, or would be with the case in hand."""
    if seen.can(Command.DECIDE):
        return (Act(_("Go to the sheet"), "#sheet-title"),)
    free = taking(seen)
    if seen.turn.who is Role.MEDIATOR and free is not None and not free.barred:
        return (Act(_("Take this case"), "#take-title"),)
    return ()


def holding(seen: Seen) -> Act | None:
    """Put one's own case back; None where that is not possible."""
    if seen.file.mediator_id == seen.reader.viewer.person_id and seen.dispute.state in HEARD:
        return Act(_("Put the case back"), reverse("mediator:give_back", args=[seen.file.reference]), "post")
    return None


@dataclass(frozen=True, slots=True)
class Taking:
    """How a free case is taken: where to, and what the mediator declares. ``barred``: they may not hear it."""

    url: str
    declaration: Choice
    barred: bool


def taking(seen: Seen, error: str = "") -> Taking | None:
    """The declaration with which a mediator takes a case; None when it is taken or needs no mediator."""
    if seen.file.mediator_id is not None or seen.dispute.state not in HEARD:
        return None
    option = Option(
        "1", _("I know neither side, have no interest in the result, and took no part in this case before.")
    )
    declaration = Choice(
        "independent", _("Declaration of independence"), (option,), error=error, several=True
    )
    barred = is_barred(seen.dispute, seen.reader.viewer.ref)
    return Taking(reverse("mediator:take", args=[seen.file.reference]), declaration, barred)


@dataclass(frozen=True, slots=True)
class Similar:
    """A decided case as a line: where it is, what was asked and given."""

    link: Link
    outcome: str
    given: str
    note: str


def similar(seen: Seen) -> tuple[Similar, ...]:
    """Decided cases like this one, for whoever hears it. One statement while it can be decided, none else."""
    if seen.file.mediator_id != seen.reader.viewer.person_id or seen.dispute.state not in HEARD:
        return ()
    found = similar_decided(seen.reader.viewer, seen.file.case_id, seen.dispute.reason.value)
    return tuple(_similar(seen, one) for one in found)


def _similar(seen: Seen, one: Precedent) -> Similar:
    given = seen.reader.money(one.decided)
    if one.asked is not None:
        given = _("%(given)s of %(asked)s") % {"given": given, "asked": seen.reader.money(one.asked)}
    note = seen.reader.day(one.closed_at)
    if one.same_category:
        category = _("same category")
        note = f"{note} · {category}"
    link = Link(one.subject, MEDIATOR.page_of(one.reference))
    return Similar(link, str(names.OUTCOMES[Outcome(one.outcome)]), given, note)


def _mediator(seen: Seen) -> dict[str, str]:
    """Who hears the case, in one sentence."""
    if seen.file.mediator_id is None:
        return {"heard_by": _("Nobody has taken this case yet.")}
    if seen.file.mediator_id == seen.reader.viewer.person_id:
        return {"heard_by": _("You, as %(name)s, hear this case.") % {"name": seen.file.mediator_name}}
    return {"heard_by": _("%(name)s hears this case.") % {"name": seen.file.mediator_name}}


def act(request: HttpRequest, viewer: Viewer, reference: str, command: str) -> HttpResponseBase:
    """One act of a mediator; a decision is looked at before it is given, and comes back when it lacks something."""
    if command != Command.DECIDE or request.method != "POST":
        return ROOM.act(request, viewer, reference, command)
    visit = ROOM.visit(request, viewer, reference)
    seen = visit.look()
    sent = doing.read(request, Command.DECIDE)
    step = sent.typed.get("step", "")
    sent = doing.Sent(
        sent.command, {k: v for k, v in sent.typed.items() if k != "step"}, sent.version, sent.key
    )
    if step == "change" and seen.can(Command.DECIDE):
        return _again(request, seen, sent, {}, frame(request, viewer))
    try:
        if step == "give":
            return _give(request, seen, sent)
        return _preview(request, seen, sent, frame(request, viewer))
    except Invalid as refusal:
        if not seen.can(Command.DECIDE):
            return pages.refused(request, sent, refusal, visit)
        errors = doing.errors_by_field(refusal, seen.reader)
        return _again(request, seen, sent, errors, frame(request, viewer))
    except NotFound:
        raise
    except AmiabilError as refusal:
        return pages.refused(request, sent, refusal, visit)


def _give(request: HttpRequest, seen: Seen, sent: doing.Sent) -> HttpResponseBase:
    taken = mediation.decide(seen.reader.viewer, seen.file.reference, doing.step_of(sent, at=clock.now()))
    if not taken.repeated:
        flash.success(request, _("The decision has been given; both sides are told."))
    return HttpResponseRedirect(MEDIATOR.page_of(seen.file.reference))


def _preview(request: HttpRequest, seen: Seen, sent: doing.Sent, around: DeskFrame) -> HttpResponseBase:
    """The text both sides will read, and what happens to the money; nothing is stored."""
    step = mediation.look_at_decision(
        seen.reader.viewer, seen.file.reference, doing.step_of(sent, at=clock.now())
    )
    event = next(one for one in step.events if one.kind == Command.DECIDE)
    at = seen.reader.moment(event.at).text
    facts = {
        "frame": around,
        "case": seen.file,
        "statement": statement.statement(seen, step.dispute, event.data, event.texts, at=at),
        "rows": statement.consequences(seen, seen.dispute, step.dispute),
        "typed": [(name, one) for name, value in sent.typed.items() for one in _values(name, value)],
        "action": MEDIATOR.act_of(seen.file.reference, Command.DECIDE),
        "back": MEDIATOR.page_of(seen.file.reference),
        "key": sent.key,
        "version": sent.version if sent.version is not None else seen.file.version,
    }
    return render(request, "mediator/preview.html", facts)


def _values(name: str, value: str) -> list[str]:
    """A field that takes several is sent again as several."""
    several = name == "legal_rules" or name.endswith("_evidence")
    return value.split(SEPARATOR) if several else [value]


def _again(
    request: HttpRequest, seen: Seen, sent: doing.Sent, errors: dict[str, str], around: DeskFrame
) -> HttpResponseBase:
    """The file again, with all that was typed and what is missing beside each field."""
    facts = {**pages.facts(seen, around), **file_facts(seen), **sheet.facts(seen, sent, errors)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, TEMPLATE, facts, status=status)


ROOM = Room(MEDIATOR, for_staff(Role.MEDIATOR), frame, template=TEMPLATE, extra=file_facts)
