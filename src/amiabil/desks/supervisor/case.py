"""A case as a supervisor sees it: answer a challenge, give it to another mediator, see refunds that failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amiabil.actions import mediation
from amiabil.actions.mediation import HEARD
from amiabil.desks.cases.room import Room
from amiabil.desks.cases.to_register import to_register
from amiabil.desks.supervisor.frame import DOOR, frame
from amiabil.domain.access import Act, Viewer, may
from amiabil.domain.disputes.errors import ConflictOfInterest
from amiabil.domain.disputes.parts import Refund
from amiabil.domain.terms import Command, Role
from amiabil.foundation.errors import AmiabilError, Conflict, Invalid, NotFound
from amiabil.records import clock
from amiabil.records.staff_queues import load_of_mediators
from amiabil.ui.case import doing, pages, texts
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Field, Option, Row
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff


@dataclass(frozen=True, slots=True)
class Hands:
    """Who hears the case, and to whom it can be given."""

    url: str
    field: Field


def extra(seen: Seen) -> dict[str, Any]:
    """Giving the case to somebody else, and the refunds that did not go through with their next attempt."""
    return {
        "hands": _hands(seen),
        "refunds": tuple(_refund(seen, one) for one in seen.dispute.refunds),
        "register": to_register(seen.reader.viewer, seen.file.reference),
    }


def _refund(seen: Seen, one: Refund) -> Row:
    amount = seen.reader.money(one.amount)
    if one.status == "confirmed":
        return Row(amount, _("paid"))
    if one.retry_at is not None:
        again = {"at": seen.reader.moment(one.retry_at).text, "count": one.attempt}
        return Row(amount, _("attempt %(count)s failed; tried again by itself: %(at)s") % again)
    return Row(amount, _("on its way, attempt %(count)s") % {"count": one.attempt})


def _hands(seen: Seen) -> Hands | None:
    """None where no mediator is needed. One statement otherwise."""
    if seen.dispute.state not in HEARD or not may(seen.reader.viewer, Act.OVERSEE):
        return None
    nobody = Option("", _("Nobody: back to the cases without a mediator"))
    people = tuple(
        Option(one.username, _("%(name)s, %(count)s to decide") % {"name": one.name, "count": one.to_decide})
        for one in load_of_mediators(seen.reader.viewer, now=seen.reader.now)
        if f"staff:{one.username}" not in seen.dispute.barred
    )
    hint = seen.file.mediator_name or _("Nobody has taken this case yet.")
    field = Field("mediator", _("Give the case to"), kind="select", options=(nobody, *people), hint=hint)
    return Hands(reverse("supervisor:reassign", args=[seen.file.reference]), field)


@require_POST
@for_staff(Role.SUPERVISOR, Role.OPERATOR)
def reassign(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
    """Give a case to another mediator; what stands against it is said on the case."""
    try:
        mediation.reassign(viewer, reference, request.POST.get("mediator", ""))
    except (Conflict, Invalid, ConflictOfInterest) as refusal:
        flash.warning(request, describe(refusal, viewer.language).text)
    else:
        flash.success(request, _("The case is in other hands now."))
    return HttpResponseRedirect(DOOR.page_of(reference))


def act(request: HttpRequest, viewer: Viewer, reference: str, command: str) -> HttpResponseBase:
    """One act of a supervisor; a challenge that is granted frees the case at once."""
    if command != Command.ANSWER_CHALLENGE or request.method != "POST":
        return ROOM.act(request, viewer, reference, command)
    visit = ROOM.visit(request, viewer, reference)
    visit.look()
    sent = doing.read(request, Command.ANSWER_CHALLENGE)
    try:
        taken = mediation.answer_challenge(viewer, reference, doing.step_of(sent, at=clock.now()))
    except NotFound:
        raise
    except AmiabilError as refusal:
        return pages.refused(request, sent, refusal, visit)
    if not taken.repeated:
        flash.success(request, texts.done(sent.command, taken.dispute))
    return HttpResponseRedirect(DOOR.page_of(reference))


ROOM = Room(
    DOOR, for_staff(Role.SUPERVISOR, Role.OPERATOR), frame, template="supervisor/case.html", extra=extra
)
