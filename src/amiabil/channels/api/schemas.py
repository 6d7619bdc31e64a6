"""What do answers about disputes look like? The published shape of ``case_documents``; a test holds them together."""

from __future__ import annotations

from amiabil.domain.disputes.outlook import Act, Silence
from amiabil.domain.disputes.return_address import AddressFrom
from amiabil.domain.files import Form
from amiabil.domain.terms import (
    Audience,
    Command,
    EvidenceKind,
    EvidenceStatus,
    Flag,
    Lane,
    Outcome,
    Reason,
    Remedy,
    ReturnCost,
    Role,
    State,
    Timer,
)
from amiabil.foundation.fields import Amount, Schema

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer"}
YES_OR_NO: Schema = {"type": "boolean"}
AT: Schema = {"type": "string", "format": "date-time"}
ANY: Schema = {"type": "object"}
MONEY: Schema = Amount().schema()


def words(kind: type) -> Schema:
    """One of a set of words that may grow."""
    return {"type": "string", "examples": [member.value for member in kind]}  # type: ignore[attr-defined]  # an enum


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    if isinstance(schema.get("type"), str):
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": schema}


def named(schema: Schema) -> Schema:
    """Any names, each with one of these."""
    return {"type": "object", "additionalProperties": schema}


def shape(optional: dict[str, Schema] | None = None, /, **members: Schema) -> Schema:
    """An object with all of these members, and perhaps the optional ones."""
    return {"type": "object", "required": list(members), "properties": {**members, **(optional or {})}}


PERSON = shape(role=words(Role), ref=TEXT)
TERMS = {
    "remedy": words(Remedy),
    "amount": maybe(MONEY),
    "return_cost": maybe(words(ReturnCost)),
    "perform_by": maybe({"type": "string", "format": "date"}),
}
HEAD: dict[str, Schema] = {
    "id": {"type": "string", "format": "uuid"},
    "reference": {"type": "string", "examples": ["D-7K3M-92QF"]},
    "version": COUNT,
    "order": TEXT,
    "buyer": TEXT,
    "seller": TEXT,
    "lane": words(Lane),
    "reason": words(Reason),
    "state": words(State),
    "outcome": maybe(words(Outcome)),
    "opened_at": AT,
    "closed_at": maybe(AT),
    "changed_at": AT,
}

LISTED = shape(**HEAD, turn=maybe(words(Role)), asked=maybe(MONEY), held=MONEY, due_at=maybe(AT))

CHANGE = shape(
    stream_seq=COUNT,
    id={"type": "string", "format": "uuid"},
    type={
        "type": "string",
        "examples": ["dispute.submit", "dispute.expired", "message.posted", "article.published"],
    },
    at=AT,
    actor=PERSON,
    case={**maybe(TEXT), "description": "Null for what belongs to no case, as `article.published`."},
    version=COUNT,
    data=ANY,
)

EVENT = shape(
    {
        "texts": named(TEXT),
        "message": shape(
            id={"type": "string", "format": "uuid"},
            author=PERSON,
            audience=words(Audience),
            text=maybe(TEXT),
            language=maybe(TEXT),
        ),
    },
    **{name: member for name, member in CHANGE["properties"].items() if name != "stream_seq"},
)

EVIDENCE = shape(
    id={"type": "string", "format": "uuid"},
    label=TEXT,
    kind=words(EvidenceKind),
    title=TEXT,
    text=TEXT,
    by=PERSON,
    status=words(EvidenceStatus),
    edited_media={**YES_OR_NO, "description": "Declared as edited or made by a machine."},
    confidential={**YES_OR_NO, "description": "Given to the mediator in confidence."},
    hidden={**YES_OR_NO, "description": "Not shown to whoever is looking, but for its `summary`."},
    summary={**TEXT, "description": "What the other side reads of a confidential item."},
    confidential_because={**TEXT, "description": "Why it is confidential; both sides read it."},
    received_at=AT,
    file=maybe(
        shape(
            name=TEXT,
            media_type=TEXT,
            size=COUNT,
            sha256=TEXT,
            erased=YES_OR_NO,
            forms={**many(words(Form)), "description": "Those that can be fetched by whoever is looking."},
        )
    ),
)

MUST_ACT = shape(
    act=words(Act),
    who={**maybe(words(Role)), "description": "Null: both parties, or nobody."},
    due_at={**maybe(AT), "description": "Exclusive end; null without one."},
    timer=maybe(words(Timer)),
    otherwise={**words(Silence), "description": "What happens when nobody acts."},
    facts=ANY,
)

INSOLVENCY = shape(
    administrator=TEXT,
    address=TEXT,
    email=TEXT,
    phone=TEXT,
    court=TEXT,
    court_ref=TEXT,
    claims_until=maybe({"type": "string", "format": "date"}),
)

DISPUTE = shape(
    **HEAD,
    subject=TEXT,
    flags=many(words(Flag)),
    units=named(COUNT),
    must_act=MUST_ACT,
    due={**named(AT), "description": "Every timer that runs, with its exclusive end."},
    late_since={
        **named(AT),
        "description": "Decisions of the platform that are late, with the end they missed.",
    },
    available_actions={**named(many(words(Command))), "description": "By role, what is open now."},
    proposals=named(maybe(shape(**TERMS, version=COUNT, made_at=AT))),
    settlement=maybe(shape(**TERMS, outcome=words(Outcome), at=AT)),
    decision=maybe(shape(**TERMS, rule=TEXT, at=AT, final_at=maybe(AT), appeals=many(ANY))),
    recoup=maybe(shape(pair=TEXT, rate=TEXT, day={"type": "string", "format": "date"}, source=TEXT)),
    refundable={**MONEY, "description": "The most that can still be paid back, now."},
    held=MONEY,
    refunded=MONEY,
    unpaid={
        **maybe(MONEY),
        "description": "What neither the hold nor the guarantee fund covers, of an insolvent seller.",
    },
    insolvency={
        **maybe(INSOLVENCY),
        "description": "Of an insolvent seller: who administers it, where to file.",
    },
    evidence=many(EVIDENCE),
    events={**many(EVENT), "description": "The newest 25; the rest by `/events`."},
    messages_open=YES_OR_NO,
    may_write={**named(YES_OR_NO), "description": "By role, whether a message of theirs is taken now."},
    legal_guarantee={
        **many(shape(line=TEXT, until=maybe(AT), prolonged_months=COUNT)),
        "description": "Of each line of the dispute that has one: the exclusive end (null before the delivery), and "
        "the months a repair has added. Empty where the buyer is no consumer or the seller no trader.",
    },
    return_required={
        **YES_OR_NO,
        "description": "Whether the goods have to go back, or are on their way or being checked, before it goes on.",
    },
    return_address={
        **maybe(shape(text=TEXT, given_by=words(AddressFrom))),
        "description": "Where goods of it are sent back, and who says so; null where nobody has said it.",
    },
    safety_request={
        **maybe(TEXT),
        "description": "The reference of the request to the safety team beside a dispute about something dangerous.",
    },
    merged_into={**maybe(TEXT), "description": "The reference of the dispute it goes on as."},
    merged_from={**many(TEXT), "description": "References of disputes this one goes on for."},
)

POSTED = shape(id={"type": "string", "format": "uuid"}, case=TEXT, version=COUNT)

SCHEMAS: dict[str, Schema] = {
    "Change": CHANGE,
    "Dispute": DISPUTE,
    "Event": EVENT,
    "Evidence": EVIDENCE,
    "ListedDispute": LISTED,
    "Posted": POSTED,
}
