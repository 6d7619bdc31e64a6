"""What does a story say of measures of the platform? Their facts, and the steps about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amiabil.domain.disputes.complaints import Measure, MeasureKind
from amiabil.domain.disputes.measure_time import Under
from amiabil.domain.policy import CaseFacts, PolicyFile
from amiabil.domain.scenario.measures import (
    REPORT_REVERSAL,
    DecideComplaint,
    FileComplaint,
    OfMeasure,
    Reversal,
    ToldMeasure,
)
from amiabil.domain.scenario.orders import instant
from amiabil.domain.terms import Command, Role
from amiabil.foundation.documents import Node
from amiabil.foundation.schema import Readers, typed
from amiabil.foundation.working_time import Calendar

_SIDES = (Role.BUYER.value, Role.SELLER.value)


def read_measures(
    node: Node | None, policy: PolicyFile, calendars: Mapping[str, Calendar]
) -> dict[str, ToldMeasure]:
    """The measures of a file by their references. Raises ``DocumentError``."""
    found: dict[str, ToldMeasure] = {}
    for item in node.items() if node is not None else ():
        fields = item.only("decided_by", "country", required=("ref", "kind", "against", "noticed_at"))
        ref = fields["ref"].text()
        if ref in found:
            raise fields["ref"].error(f"the measure {ref} stands twice")
        country = fields["country"].text() if "country" in fields else ""
        rules = policy.resolve(CaseFacts(country=country))
        found[ref] = ToldMeasure(_measure(ref, fields), Under.of(rules, calendars[rules.policy.calendar]))
    return found


def _measure(ref: str, fields: Mapping[str, Node]) -> Measure:
    kind = fields["kind"].text()
    if kind not in {one.value for one in MeasureKind}:
        raise fields["kind"].error(f"unknown kind of measure '{kind}'")
    side, _, person = fields["against"].text().partition(":")
    if side not in _SIDES or not person:
        raise fields["against"].error(
            "buyer:… or seller:… is expected here, with the reference of the person"
        )
    decided_by = fields["decided_by"].items() if "decided_by" in fields else ()
    return Measure(
        ref,
        MeasureKind(kind),
        Role(side),
        person,
        instant(fields["noticed_at"]),
        frozenset(one.text() for one in decided_by),
    )


def is_about_measure(do: Node, given: Node) -> bool:
    """Whether a step is about a measure: its command, or what goes with it, says so."""
    name, fields = do.text(), given.fields()
    if name == REPORT_REVERSAL:
        return True
    return (name == Command.SUBMIT.value and "measure" in fields) or (
        name == Command.DECIDE.value and "verdict" in fields
    )


def measure_arguments(
    do: Node, given: Node, measures: Mapping[str, ToldMeasure], readers: Readers
) -> OfMeasure:
    """What goes with the step. Raises ``DocumentError``, also for a measure that is not in the file."""
    kinds: Mapping[str, Any] = {
        Command.SUBMIT.value: FileComplaint,
        Command.DECIDE.value: DecideComplaint,
        REPORT_REVERSAL: Reversal,
    }
    read: OfMeasure = typed(kinds[do.text()], given, {**readers, bool | None: Node.boolean})
    named = given.fields().get("measure")
    if named is not None and named.text() not in measures:
        raise named.error(f"there is no measure '{named.text()}'")
    return read
