"""Staff take down a proceeding outside, and what has become of it; each writing stands in the audit log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.out_of_court import Proceeding, checked
from amiabil.foundation.errors import Fact, Invalid
from amiabil.foundation.ids import read_reference
from amiabil.records import audit
from amiabil.records import out_of_court as records
from amiabil.records.out_of_court import Known


class UnknownCase(Invalid):
    """No case has this reference."""

    code = "unknown_case"


@dataclass(frozen=True, slots=True)
class Writing:
    """What is to be written under an id. ``seen`` is the version that was read, 0 for a new entry."""

    entry: UUID
    says: Proceeding
    seen: int = 0


def record_proceeding(viewer: Viewer, reference: str, given: Writing, *, at: datetime, zone: str) -> Known:
    """Add an entry about the case of this reference, however it is typed; under the same id it is added once.

    ``zone`` says which day it is. Raises ``UnknownCase``, ``InvalidFields`` and what ``demand`` raises for
    ``KEEP_REGISTER``.
    """
    demand(viewer, Act.KEEP_REGISTER)
    fit, known = _fit(given, at, zone), read_reference(reference)
    case = records.case_of(viewer, known) if known is not None else None
    if known is None or case is None:
        raise UnknownCase(field="/case")
    with transaction.atomic():
        if records.add(viewer, given.entry, case, fit.says, at=at):
            _note(viewer, "out_of_court.record", known, fit, at=at)
    return records.written(viewer, given.entry)


def change_proceeding(viewer: Viewer, given: Writing, *, at: datetime, zone: str) -> Known:
    """Write down what holds of an entry now; the same again changes nothing.

    Raises ``NotFound``, ``InvalidFields``, ``EntryMovedOn`` when somebody else has changed it since it was seen, and
    what ``demand`` raises for ``KEEP_REGISTER``.
    """
    demand(viewer, Act.KEEP_REGISTER)
    known, fit = records.written(viewer, given.entry), _fit(given, at, zone)
    if known.proceeding == fit.says:
        return known
    with transaction.atomic():
        records.change(viewer, given.entry, fit.says, seen=given.seen, at=at)
        _note(viewer, "out_of_court.change", known.case_reference, fit, at=at)
    return records.written(viewer, given.entry)


def _fit(given: Writing, at: datetime, zone: str) -> Writing:
    today: date = at.astimezone(ZoneInfo(zone)).date()
    return replace(given, says=checked(given.says, today=today))


def _note(viewer: Viewer, action: str, reference: str, fit: Writing, *, at: datetime) -> None:
    says = fit.says
    facts: dict[str, Fact] = {
        "entry": str(fit.entry),
        "body": says.body.value,
        "opened_on": says.opened_on.isoformat(),
    }
    if says.outcome is not None and says.ended_on is not None:
        facts |= {"ended_on": says.ended_on.isoformat(), "outcome": says.outcome.value}
    if says.implemented is not None:
        facts["implemented"] = says.implemented
    audit.note(viewer, action, reference, at=at, facts=facts)
