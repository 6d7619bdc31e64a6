"""Every state, command and role, written out a second time by hand from disputes.md 3.4 and tried on the engine.

The table knows nothing of ``procedure``: it was written from the specification. Each cell is one command with
sensible arguments in one situation. A role that is not named beside a command must be refused ``not_yours``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest

from amiabil.domain.disputes import engine
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import Command, Reason, Remedy, Role, State, Timer
from amiabil.foundation.errors import AmiabilError
from tests.domain.disputes.cases import AFTER_EVIDENCE, OPENED, PHOTOS, act, actor, confirmed, opened

MEANINGS = {
    "+": None,
    "-": "not_in_this_state",
    "z": "suspended",
    "s": "already_settled",
    "d": "already_decided",
    "a": "already_appealed",
    "e": "too_early",
    "l": "too_late",
    "c": "decision_incomplete",
    "n": "not_found",
}
"""A cell: done, or refused with this code."""

SITUATIONS = """
aw  awaiting_seller      just opened
ne  negotiating          the seller has rejected
np  negotiating          and has made an offer since
co  negotiating          the buyer has withdrawn the case and can still undo it
mw  in_mediation         in the evidence window
mq  in_mediation         in the evidence window, with a question to the buyer
me  in_mediation         after the evidence window
ml  in_mediation         after it, with a late item that nobody has ruled upon
mc  in_mediation         after it, the mediator being challenged by the seller
rc  recommendation_open  in the evidence window
de  decided              for a part of the claim
ap  in_appeal            of the buyer
av  in_appeal            of the buyer, the seller having waived his own: what was decided is being paid
rl  return_label_due     agreed
rs  return_shipment_due  agreed, with a label
rt  return_in_transit    agreed
ri  return_inspection    agreed
rp  remedy_pending       agreed, the refund is under way
gp  remedy_pending       agreed on a replacement
ws  return_shipment_due  withdrawal from the contract
su  suspended            by a chargeback, from awaiting_seller
cl  closed               agreed and paid
cd  closed               by default, and paid
ca  closed               by default, the seller asks to set it aside
"""

TABLE = """
                                           aw ne np co mw mq me ml mc rc de ap av rl rs rt ri rp gp ws su cl cd ca
accept_request          seller             +  +  +  -  -  -  -  -  -  -  d  d  d  s  s  s  s  s  s  -  z  s  l  l
reject_request          seller             +  -  -  -  -  -  -  -  -  -  d  d  d  s  s  s  s  s  s  -  z  s  l  l
propose                 seller             +  +  +  -  +  +  +  +  +  -  d  d  d  s  s  s  s  s  s  -  z  s  -  -
propose                 buyer              -  +  +  -  +  +  +  +  +  -  d  d  d  s  s  s  s  s  s  -  z  s  -  -
accept                  seller             +  +  +  -  +  +  +  +  +  -  d  d  d  s  s  s  s  s  s  -  z  s  -  -
accept                  buyer              -  -  +  -  -  -  -  -  -  -  d  d  d  s  s  s  s  s  s  -  z  s  -  -
decline                 seller             +  +  +  -  +  +  +  +  +  -  d  d  d  s  s  s  s  s  s  -  z  s  -  -
decline                 buyer              -  -  +  -  -  -  -  -  -  -  d  d  d  s  s  s  s  s  s  -  z  s  -  -
escalate                buyer seller       e  +  +  -  -  -  -  -  -  -  d  d  d  s  s  s  s  s  s  -  z  s  -  -
add_evidence            buyer seller       +  +  +  +  +  +  +  +  +  +  l  +  +  +  +  +  +  +  +  +  z  -  -  -
admit_evidence          mediator           -  -  -  -  n  n  n  +  n  n  -  -  -  -  -  -  -  -  -  -  z  -  -  -
disregard_evidence      mediator           -  -  -  -  n  n  n  +  n  n  -  -  -  -  -  -  -  -  -  -  z  -  -  -
rule_confidential       mediator           -  -  -  -  n  n  n  n  n  n  -  -  -  -  -  -  -  -  -  -  z  -  -  -
rule_confidential       reviewer           -  -  -  -  -  -  -  -  -  -  -  n  n  -  -  -  -  -  -  -  z  -  -  -
merge                   agent system       n  n  n  -  n  n  n  n  n  -  -  -  -  -  -  -  -  -  -  -  z  -  -  -
waive_evidence          buyer seller       -  -  -  -  +  +  -  -  -  +  -  -  -  -  -  -  -  -  -  -  z  -  -  -
request_info            mediator           -  -  -  -  +  +  +  +  +  -  -  +  +  -  -  -  -  -  -  -  z  -  -  -
request_info            reviewer           -  -  -  -  -  -  -  -  -  -  -  +  +  -  -  -  -  -  -  -  z  -  -  -
answer_info             buyer              -  -  -  -  -  +  -  -  -  -  -  -  -  -  -  -  -  -  -  -  z  -  -  -
answer_info             seller             -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  z  -  -  -
recommend               mediator           -  -  -  -  +  +  +  +  +  -  -  -  -  -  -  -  -  -  -  -  z  -  -  -
accept_recommendation   buyer seller       -  -  -  -  -  -  -  -  -  +  -  -  -  -  -  -  -  -  -  -  z  -  -  -
decline_recommendation  buyer seller       -  -  -  -  -  -  -  -  -  +  -  -  -  -  -  -  -  -  -  -  z  -  -  -
decide                  mediator           -  -  -  -  e  e  +  c  +  e  d  d  d  -  -  -  -  -  -  -  z  -  -  -
appeal                  buyer              -  -  -  -  -  -  -  -  -  -  +  a  a  -  -  -  -  -  -  -  z  -  -  -
appeal                  seller             -  -  -  -  -  -  -  -  -  -  +  +  l  -  -  -  -  -  -  -  z  -  -  -
waive_appeal            buyer              -  -  -  -  -  -  -  -  -  -  +  -  l  -  -  -  -  -  -  -  z  -  -  -
waive_appeal            seller             -  -  -  -  -  -  -  -  -  -  +  +  l  -  -  -  -  -  -  -  z  -  -  -
decide_appeal           reviewer           -  -  -  -  -  -  -  -  -  -  -  e  +  -  -  -  -  -  -  -  z  -  -  -
withdraw                buyer              +  +  +  -  +  +  +  +  +  +  d  d  d  +  +  +  +  s  +  +  z  -  -  -
undo_withdraw           buyer              -  -  -  +  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  z  -  -  -
reopen                  buyer              -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  z  +  +  +
provide_label           seller operator    -  -  -  -  -  -  -  -  -  -  -  -  -  +  -  -  -  -  -  -  z  -  -  -
waive_return            seller operator    -  -  -  -  -  -  -  -  -  -  -  -  -  +  -  -  -  -  -  +  z  -  -  -
give_return_address     seller operator    -  -  -  -  -  -  -  -  -  -  -  -  -  -  +  -  -  -  -  +  z  -  -  -
record_return_shipment  buyer carrier      -  -  -  -  -  -  -  -  -  -  -  -  -  -  +  -  -  -  -  +  z  -  -  -
scan                    carrier            +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
inspect                 seller             -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  +  -  -  -  z  -  -  -
perform                 seller             -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  +  -  z  -  -  -
perform_confirmed       buyer carrier      -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  +  -  z  -  -  -
convert                 buyer mediator     +  +  +  -  +  +  +  +  +  -  d  d  d  -  -  -  -  -  -  -  z  -  -  -
voluntary_refund        seller             +  +  +  -  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  z  +  +  +
external_opened         psp                +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
external_closed         psp                -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  +  -  -  -
refund_failed           psp                -  -  -  -  -  -  -  -  -  -  -  -  +  -  -  -  -  +  -  -  -  -  -  -
refund_confirmed        psp                -  -  -  -  -  -  -  -  -  -  -  -  +  -  -  -  -  +  -  -  -  -  -  -
set_aside_default       seller             -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  z  -  +  -
grant_set_aside         reviewer           -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  z  -  -  +
refuse_set_aside        reviewer           -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  -  z  -  -  +
notice_bounced          system             +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
calendar_changed        system             +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
outage_extended         system             +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
extend                  buyer              -  -  -  -  -  -  -  -  -  -  -  -  -  -  +  -  -  -  -  +  z  -  -  -
challenge               buyer              -  -  -  -  +  +  +  +  -  +  -  -  -  -  -  -  -  -  -  -  z  -  -  -
challenge               seller             -  -  -  -  +  +  +  +  -  +  -  -  -  -  -  -  -  -  -  -  z  -  -  -
answer_challenge        supervisor         -  -  -  -  -  -  -  -  +  -  -  -  -  -  -  -  -  -  -  -  z  -  -  -
record_insolvency       operator           +  +  +  -  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  z  -  -  -
message                 buyer seller       +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
message                 mediator reviewer  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
message                 agent supervisor   +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
message                 operator assistant +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
"""

GIVEN: Mapping[str, Mapping[str, Any]] = {
    "reject_request": {"reason": "works"},
    "merge": {"other": "nothing like it"},
    "propose": {"remedy": "refund_keep", "amount": "120.00"},
    "add_evidence": {"kind": "photo_item"},
    "admit_evidence": {"label": "late", "text": "it was in the post"},
    "disregard_evidence": {"label": "late", "text": "it shows nothing"},
    "rule_confidential": {"label": "none", "granted": True, "text": "it is about an illness"},
    "request_info": {"of": "seller", "text": "when was it sent?"},
    "answer_info": {"text": "on Monday"},
    "recommend": {"remedy": "refund_keep", "amount": "100.00", "text": "fair to both"},
    "decide": {"remedy": "refund_keep", "amount": "150.00", "grounds": "the photos", "rule": "L7"},
    "decide_appeal": {"amount": "200.00", "grounds": "the photos again"},
    "reopen": {"ground": "new_defect"},
    "give_return_address": {"text": "Depozit, Str. Fabricii 4, Cluj-Napoca"},
    "record_return_shipment": {"proof": "tracking"},
    "scan": {"status": "accepted", "direction": "return"},
    "inspect": {"ok": True},
    "convert": {"reason": "nc_defective"},
    "voluntary_refund": {"amount": "10.00"},
    "external_opened": {"ref": "cb2", "amount": "10.00"},
    "external_closed": {"ref": "cb", "won_by": "seller"},
    "set_aside_default": {"excuse": "in hospital"},
    "grant_set_aside": {"text": "shown"},
    "refuse_set_aside": {"text": "not shown"},
    "notice_bounced": {"to": "seller"},
    "calendar_changed": {"calendar": "RO", "added": ["2026-11-06"]},
    "outage_extended": {"started_at": "2026-11-04T08:00:00Z", "ended_at": "2026-11-05T08:00:00Z"},
    "challenge": {"reason": "a cousin"},
    "answer_challenge": {"granted": False, "text": "no relation"},
    "message": {"text": "good morning"},
}
BY_ROLE: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("accept", "buyer"): {"proposal": "seller"},
    ("accept", "seller"): {"proposal": "buyer"},
    ("decline", "buyer"): {"proposal": "seller"},
    ("decline", "seller"): {"proposal": "buyer"},
    ("appeal", "buyer"): {"ground": "fact_error", "ask": "250.00"},
    ("appeal", "seller"): {"ground": "fact_error", "ask": "100.00"},
}
DAMAGED = Reason.NC_DAMAGED


def _asked(remedy: Remedy, amount: str | None = "250.00") -> Dispute:
    return opened(given=Submission({"L1": 1}, DAMAGED, Ask(remedy, amount), PHOTOS)).dispute


def _defaulted() -> Dispute:
    silent = _asked(Remedy.REFUND_KEEP)
    silent = engine.wake(silent, at=engine.due(silent)[Timer.SELLER_FIRST_ANSWER]).dispute
    return confirmed(silent, OPENED + timedelta(days=6))


@cache
def situations() -> dict[str, tuple[Dispute, datetime]]:
    """One dispute in each situation, and an instant at which nothing of it is due."""
    aw, day, two = _asked(Remedy.REFUND_KEEP), OPENED + timedelta(days=1), OPENED + timedelta(days=2)
    ne = act(aw, Command.REJECT_REQUEST, Role.SELLER, day, GIVEN["reject_request"])
    np = act(ne, Command.PROPOSE, Role.SELLER, day, GIVEN["propose"])
    mw = act(ne, Command.ESCALATE, Role.BUYER, two)
    me = engine.wake(mw, at=AFTER_EVIDENCE).dispute
    late = {"kind": "photo_item", "label": "late"}
    de = act(me, Command.DECIDE, Role.MEDIATOR, AFTER_EVIDENCE, GIVEN["decide"])
    ap = act(de, Command.APPEAL, Role.BUYER, AFTER_EVIDENCE, BY_ROLE["appeal", "buyer"])
    rl = act(_asked(Remedy.RETURN_REFUND), Command.ACCEPT_REQUEST, Role.SELLER, day)
    rs = act(rl, Command.PROVIDE_LABEL, Role.SELLER, day)
    rt = act(rs, Command.RECORD_RETURN_SHIPMENT, Role.BUYER, day, {"proof": "tracking"})
    ri = act(rt, Command.SCAN, Role.CARRIER, day, {"status": "delivered", "direction": "return"})
    rp, cd = act(aw, Command.ACCEPT_REQUEST, Role.SELLER, day), _defaulted()
    week = OPENED + timedelta(days=6)
    question = {"of": "buyer", "text": "which day?"}
    return {
        "aw": (aw, OPENED),
        "ne": (ne, day),
        "np": (np, day),
        "co": (act(np, Command.WITHDRAW, Role.BUYER, day), day),
        "mw": (mw, two),
        "mq": (act(mw, Command.REQUEST_INFO, Role.MEDIATOR, two, question), two),
        "me": (me, AFTER_EVIDENCE),
        "ml": (act(me, Command.ADD_EVIDENCE, Role.SELLER, AFTER_EVIDENCE, late), AFTER_EVIDENCE),
        "mc": (
            act(me, Command.CHALLENGE, Role.SELLER, AFTER_EVIDENCE, GIVEN["challenge"]),
            AFTER_EVIDENCE,
        ),
        "rc": (act(mw, Command.RECOMMEND, Role.MEDIATOR, two, GIVEN["recommend"]), two),
        "de": (de, AFTER_EVIDENCE),
        "ap": (ap, AFTER_EVIDENCE),
        "av": (act(ap, Command.WAIVE_APPEAL, Role.SELLER, AFTER_EVIDENCE), AFTER_EVIDENCE),
        "rl": (rl, day),
        "rs": (rs, day),
        "rt": (rt, day),
        "ri": (ri, day),
        "rp": (rp, day),
        "gp": (act(_asked(Remedy.REPLACEMENT, None), Command.ACCEPT_REQUEST, Role.SELLER, day), day),
        "ws": (opened(given=Submission({"L1": 1}, Reason.WD_STATUTORY)).dispute, OPENED),
        "su": (act(aw, Command.EXTERNAL_OPENED, Role.PSP, day, {"ref": "cb", "amount": "10"}), day),
        "cl": (confirmed(rp, day), day),
        "cd": (cd, week),
        "ca": (act(cd, Command.SET_ASIDE_DEFAULT, Role.SELLER, week, GIVEN["set_aside_default"]), week),
    }


def _named_states() -> dict[str, str]:
    return {line.split()[0]: line.split()[1] for line in SITUATIONS.strip().splitlines()}


def _rows() -> dict[tuple[str, str], dict[str, str]]:
    """By command and role: the cell of each situation."""
    head, *lines = TABLE.strip("\n").splitlines()
    columns, rows = head.split(), {}
    for line in lines:
        command, *rest = line.split()
        roles, cells = rest[: -len(columns)], rest[-len(columns) :]
        for role in roles:
            assert (command, role) not in rows, f"{command} {role} stands twice"
            rows[command, role] = dict(zip(columns, cells, strict=True))
    return rows


ROWS = _rows()
NOT_HERE = {Command.SUBMIT}
"""It is tried below. ``merge`` finds no second case here (``n``); ``test_joining`` has two."""


def tried(dispute: Dispute, command: Command, role: Role, at: datetime) -> str | None:
    """The code with which the engine refuses the command; None when it carries it out."""
    given = BY_ROLE.get((command.value, "seller" if role is Role.ADMINISTRATOR else role.value))
    usual = {"proposal": "buyer"} if command in {Command.ACCEPT, Command.DECLINE} else None
    usual = {"ground": "fact_error", "ask": "1"} if command is Command.APPEAL else usual
    given = given or GIVEN.get(command.value) or usual
    try:
        engine.act(dispute, command, given, by=By(actor(role), at))
    except AmiabilError as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize("situation", _named_states())
def test_every_command_by_every_role_in(situation: str) -> None:
    dispute, at = situations()[situation]
    assert dispute.state.value == _named_states()[situation]
    found, expected = {}, {}
    for command in Command:
        for role in Role:
            if command in NOT_HERE:
                continue
            cell = ROWS.get((command.value, role.value))
            expected[command, role] = "not_yours" if cell is None else MEANINGS[cell[situation]]
            found[command, role] = tried(dispute, command, role, at)
    wrong = {key: (expected[key], found[key]) for key in expected if expected[key] != found[key]}
    assert not wrong, "\n".join(
        f"{command.value} by {role.value}: the table says {wanted or 'done'}, the engine {got or 'done'}"
        for (command, role), (wanted, got) in wrong.items()
    )


def test_the_table_has_every_state_and_command_and_no_other() -> None:
    assert set(_named_states()) == set(situations())
    assert {State(state) for state in _named_states().values()} == set(State) - {State.DRAFT}
    assert {command for command, _ in ROWS} == {command.value for command in set(Command) - NOT_HERE}
    assert {role for _, role in ROWS} <= {role.value for role in Role}


def test_an_administrator_has_the_rows_of_an_insolvent_seller() -> None:
    for situation, (dispute, at) in situations().items():
        if ROWS["record_insolvency", "operator"][situation] != "+":
            continue
        insolvent = act(dispute, Command.RECORD_INSOLVENCY, Role.OPERATOR, at)
        insolvent = engine.wake(insolvent, at=at).dispute
        for command in set(Command) - NOT_HERE:
            code = tried(insolvent, command, Role.ADMINISTRATOR, at)
            mine = (command.value, "seller") in ROWS
            assert (code != "not_yours") == mine, f"{command} in {situation}"
            assert code == tried(insolvent, command, Role.SELLER, at) or not mine


@pytest.mark.parametrize("role", Role)
def test_only_a_buyer_or_an_agent_for_him_opens_a_case(role: Role) -> None:
    given = Submission({"L1": 1}, DAMAGED, Ask(Remedy.REFUND_KEEP, "250.00"), PHOTOS)
    known = opened(given=given).dispute
    filing = engine.Filing(
        given,
        order=known.order,
        policy=known.policy,
        calendar=known.calendar,
        actor=actor(role),
        at=OPENED,
        id=known.id,
    )
    if role in {Role.BUYER, Role.AGENT}:
        assert engine.submit(filing).dispute.state is State.AWAITING_SELLER
        return
    with pytest.raises(AmiabilError) as caught:
        engine.submit(filing)
    assert caught.value.code == "not_yours"
