"""Whole lives of disputes by chance: commands of every kind, by everybody, at any time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from amiabil.domain.terms import (
    AppealGround,
    CarrierStatus,
    Command,
    Direction,
    EvidenceKind,
    Reason,
    Remedy,
    Role,
)

amounts = st.sampled_from(
    ["0", "0.01", "50", "100.00", "150", "200.00", "299.99", "300", "300.01", "1000", "12.345"]
)
remedies = st.sampled_from([remedy.value for remedy in Remedy])
words = st.sampled_from(["because", "because", "please close the case", ""])
parties = st.sampled_from(["buyer", "seller"])
kinds = st.sampled_from([kind.value for kind in EvidenceKind])
labels = st.sampled_from(["1", "2", "3", "late"])

offers = st.fixed_dictionaries({"remedy": remedies}, optional={"amount": amounts, "return_cost": parties})
answers = st.fixed_dictionaries({"proposal": parties}, optional={"amount": amounts})
holidays = st.lists(
    st.dates(min_value=date(2026, 10, 20), max_value=date(2026, 12, 31)).map(date.isoformat), max_size=4
)
nothing: st.SearchStrategy[dict[str, Any]] = st.just({})

FIRST = datetime(2026, 10, 20, tzinfo=UTC)


def _outage(start: int, hours: int) -> dict[str, Any]:
    begun = FIRST + timedelta(hours=start)
    ended = begun + timedelta(hours=hours)
    return {"started_at": begun.isoformat(), "ended_at": ended.isoformat()}


ARGUMENTS: Mapping[Command, st.SearchStrategy[dict[str, Any]]] = {
    Command.MERGE: st.fixed_dictionaries({"other": words}),
    Command.ACCEPT_REQUEST: st.fixed_dictionaries({}, optional={"amount": amounts}),
    Command.REJECT_REQUEST: st.fixed_dictionaries({"reason": words}),
    Command.PROPOSE: offers,
    Command.ACCEPT: answers,
    Command.DECLINE: answers,
    Command.ADD_EVIDENCE: st.fixed_dictionaries(
        {"kind": kinds}, optional={"label": labels, "confidential": words, "summary": words}
    ),
    Command.RULE_CONFIDENTIAL: st.fixed_dictionaries(
        {"label": labels, "granted": st.booleans(), "text": words}
    ),
    Command.ADMIT_EVIDENCE: st.fixed_dictionaries({"label": labels, "text": words}),
    Command.DISREGARD_EVIDENCE: st.fixed_dictionaries({"label": labels, "text": words}),
    Command.REQUEST_INFO: st.fixed_dictionaries({"of": parties, "text": words}),
    Command.ANSWER_INFO: st.fixed_dictionaries({"text": words}),
    Command.RECOMMEND: st.fixed_dictionaries({"remedy": remedies, "amount": amounts, "text": words}),
    Command.DECIDE: st.fixed_dictionaries(
        {"remedy": remedies, "grounds": words, "rule": words}, optional={"amount": amounts}
    ),
    Command.APPEAL: st.fixed_dictionaries(
        {"ground": st.sampled_from([g.value for g in AppealGround]), "ask": amounts, "text": words}
    ),
    Command.DECIDE_APPEAL: st.fixed_dictionaries({"amount": amounts, "grounds": words}),
    Command.REOPEN: st.fixed_dictionaries({"ground": words}),
    Command.GIVE_RETURN_ADDRESS: st.fixed_dictionaries({"text": words}),
    Command.RECORD_RETURN_SHIPMENT: st.fixed_dictionaries(
        {"proof": st.sampled_from(["tracking", "receipt", "none"])}, optional={"carrier_chosen_by": parties}
    ),
    Command.SCAN: st.fixed_dictionaries(
        {
            "status": st.sampled_from([status.value for status in CarrierStatus]),
            "direction": st.sampled_from(list(Direction)),
        }
    ),
    Command.INSPECT: st.fixed_dictionaries(
        {
            "ok": st.booleans(),
            "evidence": st.just([{"kind": "photo_unboxing"}, {"kind": "photo_weight_label"}]),
        }
    ),
    Command.CONVERT: st.fixed_dictionaries({"reason": st.sampled_from([reason.value for reason in Reason])}),
    Command.VOLUNTARY_REFUND: st.fixed_dictionaries({"amount": amounts}),
    Command.EXTERNAL_OPENED: st.fixed_dictionaries(
        {"ref": st.sampled_from(["cb1", "cb2"]), "amount": amounts}
    ),
    Command.EXTERNAL_CLOSED: st.fixed_dictionaries(
        {"ref": st.sampled_from(["cb1", "cb2"]), "won_by": parties}
    ),
    Command.SET_ASIDE_DEFAULT: st.fixed_dictionaries({"excuse": words}),
    Command.GRANT_SET_ASIDE: st.fixed_dictionaries({"text": words}),
    Command.REFUSE_SET_ASIDE: st.fixed_dictionaries({"text": words}),
    Command.NOTICE_BOUNCED: st.fixed_dictionaries({"to": parties}),
    Command.CHALLENGE: st.fixed_dictionaries({"reason": words}),
    Command.ANSWER_CHALLENGE: st.fixed_dictionaries({"granted": st.booleans(), "text": words}),
    Command.CALENDAR_CHANGED: st.fixed_dictionaries(
        {"calendar": st.sampled_from(["RO", "RO", "RO", "DE"]), "added": holidays},
        optional={"removed": holidays},
    ),
    Command.OUTAGE_EXTENDED: st.builds(_outage, st.integers(0, 24 * 60), st.integers(0, 96)),
    Command.MESSAGE: st.fixed_dictionaries({"text": words}),
}

waits = st.one_of(
    st.just(timedelta(0)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=30)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=60)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=12)),
)

Choose = Callable[[st.SearchStrategy[Any]], Any]


def arguments_for(command: Command, draw: Choose) -> dict[str, Any]:
    """Arguments a command might come with, sensible or not."""
    given: dict[str, Any] = draw(ARGUMENTS.get(command, nothing))
    return given


roles = st.sampled_from(list(Role))
