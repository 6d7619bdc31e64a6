"""How is a measure answered? Its reasons, the complaint about it, the decision, and what the marketplace has to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amiabil.channels.api.case_documents import Document, instant
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.complaints import REVERSING, MeasureKind, Verdict
from amiabil.domain.disputes.measures import MeasureState
from amiabil.domain.terms import Outcome, State
from amiabil.foundation.fields import Schema
from amiabil.records import measures, timeline
from amiabil.records.measures import ListedMeasure, Ticket
from amiabil.records.timeline import Moment

TEXTS = ("what", "scope", "facts", "ground", "redress")


def listed_measure(one: ListedMeasure) -> Document:
    """A measure in a list."""
    return {
        "reference": one.reference,
        "ref": one.ref,
        "kind": one.kind.value,
        "against": one.against.value,
        "person": one.person,
        "title": one.subject,
        "state": one.state.value,
        "noticed_at": instant(one.noticed_at),
        "complain_until": instant(one.complain_until),
        "complaint": one.complaint.value if one.complaint is not None else None,
        "outcome": one.outcome.value if one.outcome is not None else None,
        "due_at": instant(one.due_at),
    }


def document(viewer: Viewer, ticket: Ticket) -> Document:
    """A measure with what was said about it. One statement, and another while a question is open."""
    said = timeline.first_of(viewer, ticket.case_id, measures.SAID_ONCE)
    measure = ticket.measure
    return {
        "reference": ticket.reference,
        "version": ticket.chain.version,
        "ref": ticket.ref,
        "kind": measure.kind.value,
        "against": measure.against.value,
        "person": measure.person,
        "title": ticket.subject,
        "state": ticket.state.value,
        "statement": _statement(said.get(measures.RECORDED), automated=ticket.automated),
        "noticed_at": instant(measure.noticed_at),
        "complain_until": instant(ticket.complain_until),
        "decided_by": sorted(measure.decided_by),
        "complaint": _complaint(viewer, ticket, said),
        "to_carry_out": _to_carry_out(ticket),
    }


def _statement(told: Moment | None, *, automated: bool) -> Document:
    texts: Mapping[str, str] = told.texts if told is not None else {}
    written = dict(told.data.get("languages", {})) if told is not None and told.data else {}
    return {**{name: texts.get(name) for name in TEXTS}, "automated": automated, "languages": written}


def _complaint(viewer: Viewer, ticket: Ticket, said: Mapping[str, Moment]) -> Document | None:
    complaint, filed = ticket.complaint, said.get(measures.SUBMITTED)
    if complaint is None:
        return None
    return {
        "lane": complaint.lane.value,
        "state": complaint.state.value,
        "outcome": complaint.outcome.value if complaint.outcome is not None else None,
        "text": filed.texts.get("text") if filed is not None else None,
        "filed_at": instant(complaint.filed_at),
        "due_at": instant(complaint.until),
        "question": _question(viewer, ticket),
        "late": complaint.breached,
        "closed_at": instant(complaint.closed_at),
        "decision": _decision(ticket, said),
    }


def _question(viewer: Viewer, ticket: Ticket) -> Document | None:
    asked = ticket.complaint.question if ticket.complaint is not None else None
    if asked is None:
        return None
    told = timeline.last_of(viewer, ticket.case_id, measures.ASKED)
    texts: Mapping[str, str] = told.texts if told is not None else {}
    return {
        "fact": texts.get("text"),
        "proof": texts.get("proof"),
        "asked_at": instant(asked.asked_at),
        "due_at": instant(asked.due_at),
    }


def _decision(ticket: Ticket, said: Mapping[str, Moment]) -> Document | None:
    ruled = ticket.complaint.ruled if ticket.complaint is not None else None
    if ruled is None:
        return None
    return {
        "verdict": ruled.verdict.value,
        "decided_at": instant(ruled.at),
        "statement": _statement(said.get(measures.DECIDED), automated=ruled.automated),
    }


def _to_carry_out(ticket: Ticket) -> str | None:
    complaint = ticket.complaint
    if complaint is None or complaint.ruled is None or complaint.state is not State.DECIDED:
        return None
    return complaint.ruled.verdict.value if complaint.ruled.verdict in REVERSING else None


_STRING: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_AT: Schema = {"type": "string", "format": "date-time"}
_MAYBE_AT: Schema = {"type": ["string", "null"], "format": "date-time"}


def _words(kind: Any, *, or_none: bool = False) -> Schema:
    words = [one.value for one in kind]
    return (
        {"type": ["string", "null"], "enum": [*words, None]} if or_none else {"type": "string", "enum": words}
    )


def _object(properties: dict[str, Schema], *, or_none: bool = False) -> Schema:
    kind: Any = ["object", "null"] if or_none else "object"
    return {"type": kind, "required": list(properties), "properties": properties}


_LANGUAGES: Schema = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "description": "The language each part is written in, by its name, as far as it is known.",
}
_STATEMENT = _object(
    {**dict.fromkeys(TEXTS, _MAYBE), "automated": {"type": "boolean"}, "languages": _LANGUAGES}
)
_WHO: dict[str, Schema] = {
    "ref": {**_STRING, "description": "The marketplace's reference."},
    "kind": _words(MeasureKind),
    "against": {"type": "string", "enum": ["buyer", "seller"]},
    "person": _STRING,
    "title": _STRING,
    "state": _words(MeasureState),
}
_COMPLAINT = _object(
    {
        "lane": {"type": "string", "enum": ["platform_complaint"]},
        "state": _words((State.IN_MEDIATION, State.DECIDED, State.CLOSED)),
        "outcome": _words(Outcome, or_none=True),
        "text": {**_MAYBE, "description": "Null when it has been erased."},
        "filed_at": _AT,
        "due_at": {
            **_MAYBE_AT,
            "description": "Until when the answer is awaited while a question is open, else the decision; exclusive.",
        },
        "question": _object({"fact": _MAYBE, "proof": _MAYBE, "asked_at": _AT, "due_at": _AT}, or_none=True),
        "late": {"type": "boolean", "description": "Whether the time for the decision has run out once."},
        "closed_at": _MAYBE_AT,
        "decision": _object(
            {"verdict": _words(Verdict), "decided_at": _AT, "statement": _STATEMENT}, or_none=True
        ),
    },
    or_none=True,
)

SCHEMAS: dict[str, Schema] = {
    "ListedMeasure": _object(
        {
            "reference": _STRING,
            **_WHO,
            "noticed_at": _AT,
            "complain_until": _AT,
            "complaint": _words((State.IN_MEDIATION, State.DECIDED, State.CLOSED), or_none=True),
            "outcome": _words(Outcome, or_none=True),
            "due_at": _MAYBE_AT,
        }
    ),
    "Measure": _object(
        {
            "reference": _STRING,
            "version": {"type": "integer"},
            **_WHO,
            "statement": _STATEMENT,
            "noticed_at": _AT,
            "complain_until": {**_AT, "description": "Exclusive."},
            "decided_by": {"type": "array", "items": _STRING},
            "complaint": _COMPLAINT,
            "to_carry_out": {
                "type": ["string", "null"],
                "enum": ["lifted", "changed", None],
                "description": "What was decided and you have not reported as done.",
            },
        }
    ),
}
