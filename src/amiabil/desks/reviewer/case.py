"""An appeal as its reviewer reads it: the decision, the grounds, and between which amounts the result may lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from amiabil.desks.cases.room import Room
from amiabil.desks.reviewer.queue import DOOR, frame
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.evidence import undecided_secrets
from amiabil.domain.disputes.ranges import review_range
from amiabil.domain.terms import Command, Role
from amiabil.records import timeline
from amiabil.records.timeline import Moment
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Row
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import names


@dataclass(frozen=True, slots=True)
class Review:
    """What is contested: a row for each fact, the words of whoever contests it, and why the reader may not act."""

    title: str
    rows: tuple[Row, ...]
    words: tuple[tuple[str, str], ...]
    barred: str = ""


def extra(seen: Seen) -> dict[str, Any]:
    """The appeal, or the seller's request; nothing for a case that is not contested."""
    return {"review": _review(seen)}


def _review(seen: Seen) -> Review | None:
    decision = seen.dispute.decision
    if decision is not None and decision.appeals:
        return _appeal(seen)
    if seen.dispute.set_aside_asked:
        return _set_aside(seen)
    return None


def _barred(seen: Seen) -> str:
    """Who took part in the case as a mediator does not review it."""
    ref, mine = seen.reader.viewer.ref, seen.file.mediator_id == seen.reader.viewer.person_id
    if mine or ref in seen.dispute.mediators:
        return _("You mediated this case, so somebody else hears its appeal.")
    return ""


def _appeal(seen: Seen) -> Review:
    """Within what the reviewer decides; who appeals, and for what, the card above tells every reader."""
    decision = seen.dispute.decision
    assert decision is not None  # noqa: S101 - asked by the caller
    low, high = review_range(seen.dispute)
    rows = []
    if decision.final_at is None:
        span = _("%(low)s and %(high)s") % {"low": seen.reader.money(low), "high": seen.reader.money(high)}
        rows.append(Row(_("The result may lie between"), span))
    due = engine.due(seen.dispute)
    opens = seen.turn.due_at
    if not seen.can(Command.DECIDE_APPEAL) and decision.final_at is None and opens is not None and due:
        rows.append(Row(_("You can decide"), _("once the other side can no longer appeal")))
    if undecided_secrets(seen.dispute):
        rows.append(Row(_("Before you decide"), _("rule on the evidence that was given in confidence")))
    return Review(_("The appeal"), tuple(rows), _words(seen, "dispute.appeal", "text"), _barred(seen))


def _set_aside(seen: Seen) -> Review:
    paid = seen.dispute.default_paid
    rows = [Row(_("How it ended"), _("The seller did not answer in time, so the request was granted."))]
    if paid is not None:
        rows.append(Row(_("Paid to the buyer"), seen.reader.money(paid)))
    bounced = Role.SELLER in seen.dispute.notice_bounced
    told = _("A notice to the seller failed.") if bounced else _("No notice to the seller failed.")
    rows.append(Row(_("Notices"), told))
    return Review(
        _("The seller asks to set the default aside"),
        tuple(rows),
        _words(seen, "dispute.set_aside_default", "excuse"),
        _barred(seen),
    )


def _words(seen: Seen, kind: str, name: str) -> tuple[tuple[str, str], ...]:
    """What each of them wrote, with who it is; read once more where the history is longer than its page."""
    found: list[Moment] = [one for one in seen.moments.items if one.type == kind]
    if not found:
        last = timeline.last_of(seen.reader.viewer, seen.file.case_id, kind)
        found = [last] if last is not None else []
    return tuple(
        (str(names.ROLES[Role(one.actor_role)]), one.texts[name])
        for one in reversed(found)
        if one.texts.get(name)
    )


ROOM = Room(DOOR, for_staff(Role.REVIEWER), frame, template="reviewer/case.html", extra=extra)
