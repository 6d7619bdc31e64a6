"""Which command may come in which state, and from whom? The whole procedure; read ``PROCEDURE`` first.

Times and amounts are guarded elsewhere (``guards``, and the module of each command). Source: disputes.md 3.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from amiabil.domain.terms import Command, Lane, Outcome, Role, State

C, S, R = Command, State, Role

BUYER = frozenset({R.BUYER})
SELLER = frozenset({R.SELLER, R.ADMINISTRATOR})
PARTIES = BUYER | SELLER
MEDIATOR = frozenset({R.MEDIATOR})
REVIEWER = frozenset({R.REVIEWER})
PSP = frozenset({R.PSP})
SPEAKERS = PARTIES | MEDIATOR | REVIEWER | {R.AGENT, R.SUPERVISOR, R.OPERATOR, R.ASSISTANT}

TALKING = frozenset({S.AWAITING_SELLER, S.NEGOTIATING})
HEARING = frozenset({S.IN_MEDIATION, S.RECOMMENDATION_OPEN})
RETURNING = frozenset({S.RETURN_LABEL_DUE, S.RETURN_SHIPMENT_DUE, S.RETURN_IN_TRANSIT, S.RETURN_INSPECTION})
UNDECIDED = TALKING | HEARING | RETURNING | {S.REMEDY_PENDING}
OPEN = UNDECIDED | {S.DECIDED, S.IN_APPEAL}
EVERY = OPEN | {S.SUSPENDED, S.CLOSED}

_ROWS: tuple[tuple[Command, Iterable[State], frozenset[Role]], ...] = (
    (C.SUBMIT, {S.DRAFT}, BUYER | {R.AGENT}),
    (C.ACCEPT_REQUEST, TALKING, SELLER),
    (C.REJECT_REQUEST, {S.AWAITING_SELLER}, SELLER),
    (C.PROPOSE, {S.AWAITING_SELLER}, SELLER),
    (C.PROPOSE, {S.NEGOTIATING, S.IN_MEDIATION}, PARTIES),
    (C.ACCEPT, {S.AWAITING_SELLER}, SELLER),
    (C.ACCEPT, {S.NEGOTIATING, S.IN_MEDIATION}, PARTIES),
    (C.DECLINE, {S.AWAITING_SELLER}, SELLER),
    (C.DECLINE, {S.NEGOTIATING, S.IN_MEDIATION}, PARTIES),
    (C.ESCALATE, TALKING, PARTIES),
    (C.ADD_EVIDENCE, UNDECIDED | {S.IN_APPEAL}, PARTIES),
    (C.ADMIT_EVIDENCE, HEARING, MEDIATOR),
    (C.DISREGARD_EVIDENCE, HEARING, MEDIATOR),
    (C.RULE_CONFIDENTIAL, HEARING, MEDIATOR),
    (C.RULE_CONFIDENTIAL, {S.IN_APPEAL}, REVIEWER),
    (C.WAIVE_EVIDENCE, HEARING, PARTIES),
    (C.REQUEST_INFO, {S.IN_MEDIATION}, MEDIATOR),
    (C.REQUEST_INFO, {S.IN_APPEAL}, MEDIATOR | REVIEWER),
    (C.ANSWER_INFO, {S.IN_MEDIATION, S.IN_APPEAL}, PARTIES),
    (C.RECOMMEND, {S.IN_MEDIATION}, MEDIATOR),
    (C.ACCEPT_RECOMMENDATION, {S.RECOMMENDATION_OPEN}, PARTIES),
    (C.DECLINE_RECOMMENDATION, {S.RECOMMENDATION_OPEN}, PARTIES),
    (C.DECIDE, HEARING, MEDIATOR),
    (C.APPEAL, {S.DECIDED, S.IN_APPEAL}, PARTIES),
    (C.WAIVE_APPEAL, {S.DECIDED, S.IN_APPEAL}, PARTIES),
    (C.DECIDE_APPEAL, {S.IN_APPEAL}, REVIEWER),
    (C.WITHDRAW, UNDECIDED, BUYER),
    (C.UNDO_WITHDRAW, UNDECIDED, BUYER),
    (C.REOPEN, {S.CLOSED}, BUYER),
    (C.PROVIDE_LABEL, {S.RETURN_LABEL_DUE}, SELLER | {R.OPERATOR}),
    (C.WAIVE_RETURN, {S.RETURN_LABEL_DUE, S.RETURN_SHIPMENT_DUE}, SELLER | {R.OPERATOR}),
    (C.GIVE_RETURN_ADDRESS, {S.RETURN_SHIPMENT_DUE}, SELLER | {R.OPERATOR}),
    (C.RECORD_RETURN_SHIPMENT, {S.RETURN_SHIPMENT_DUE}, BUYER | {R.CARRIER}),
    (C.SCAN, EVERY, frozenset({R.CARRIER})),
    (C.INSPECT, {S.RETURN_INSPECTION}, SELLER),
    (C.PERFORM, {S.REMEDY_PENDING}, SELLER),
    (C.PERFORM_CONFIRMED, {S.REMEDY_PENDING}, BUYER | {R.CARRIER}),
    (C.CONVERT, TALKING | {S.IN_MEDIATION}, BUYER | MEDIATOR),
    (C.MERGE, TALKING | {S.IN_MEDIATION}, frozenset({R.SYSTEM, R.AGENT})),
    (C.VOLUNTARY_REFUND, OPEN | {S.CLOSED}, SELLER),
    (C.EXTERNAL_OPENED, EVERY, PSP),
    (C.EXTERNAL_CLOSED, EVERY, PSP),
    (C.REFUND_FAILED, EVERY, PSP),
    (C.REFUND_CONFIRMED, EVERY, PSP),
    (C.SET_ASIDE_DEFAULT, {S.CLOSED}, SELLER),
    (C.GRANT_SET_ASIDE, {S.CLOSED}, REVIEWER),
    (C.REFUSE_SET_ASIDE, {S.CLOSED}, REVIEWER),
    (C.NOTICE_BOUNCED, EVERY, frozenset({R.SYSTEM})),
    (C.EXTEND, {S.RETURN_SHIPMENT_DUE}, BUYER),
    (C.CHALLENGE, HEARING, PARTIES),
    (C.ANSWER_CHALLENGE, HEARING, frozenset({R.SUPERVISOR})),
    (C.RECORD_INSOLVENCY, OPEN, frozenset({R.OPERATOR})),
    (C.CALENDAR_CHANGED, EVERY, frozenset({R.SYSTEM})),
    (C.OUTAGE_EXTENDED, EVERY, frozenset({R.SYSTEM})),
    (C.MESSAGE, EVERY, SPEAKERS),
)

PROCEDURE: Mapping[tuple[State, Command], frozenset[Role]] = {
    (state, command): roles for command, states, roles in _ROWS for state in states
}
"""Who may give a command in a state; a pair that is not here is refused."""

HOLDERS: Mapping[Command, frozenset[Role]] = {
    command: frozenset().union(*(roles for other, _, roles in _ROWS if other is command))
    for command in Command
}
"""The roles that have a command at all; others are refused ``not_yours`` in every state."""

OF_LANE: Mapping[Lane, frozenset[Command]] = {
    Lane.SELLER_RETURN_CLAIM: frozenset(
        {
            C.PROPOSE,
            C.ACCEPT,
            C.DECLINE,
            C.ADD_EVIDENCE,
            C.ADMIT_EVIDENCE,
            C.DISREGARD_EVIDENCE,
            C.RULE_CONFIDENTIAL,
            C.WAIVE_EVIDENCE,
            C.REQUEST_INFO,
            C.ANSWER_INFO,
            C.RECOMMEND,
            C.ACCEPT_RECOMMENDATION,
            C.DECLINE_RECOMMENDATION,
            C.DECIDE,
            C.APPEAL,
            C.WAIVE_APPEAL,
            C.DECIDE_APPEAL,
            C.CHALLENGE,
            C.ANSWER_CHALLENGE,
            C.RECORD_INSOLVENCY,
            C.NOTICE_BOUNCED,
            C.CALENDAR_CHANGED,
            C.OUTAGE_EXTENDED,
            C.MESSAGE,
        }
    ),
}
"""The commands of a lane that has not all of them: what concerns money, goods or the request is its parent's."""

BEFORE_AGREEMENT = frozenset({C.ACCEPT_REQUEST, C.REJECT_REQUEST, C.PROPOSE, C.ACCEPT, C.DECLINE, C.ESCALATE})
"""Commands that belong to the time before an agreement."""

BEFORE_DECISION = BEFORE_AGREEMENT | {C.WITHDRAW, C.CONVERT, C.DECIDE}
"""Commands that belong to the time before a decision."""

DURING_COOLING_OFF = frozenset(
    {
        C.UNDO_WITHDRAW,
        C.MESSAGE,
        C.ADD_EVIDENCE,
        C.EXTERNAL_OPENED,
        C.EXTERNAL_CLOSED,
        C.REFUND_CONFIRMED,
        C.REFUND_FAILED,
        C.NOTICE_BOUNCED,
        C.SCAN,
        C.CALENDAR_CHANGED,
        C.OUTAGE_EXTENDED,
    }
)
"""What is possible while a withdrawal of the case can still be undone; reports of machines always are."""

WHILE_SUSPENDED = frozenset(
    {
        C.EXTERNAL_OPENED,
        C.EXTERNAL_CLOSED,
        C.MESSAGE,
        C.REFUND_CONFIRMED,
        C.REFUND_FAILED,
        C.NOTICE_BOUNCED,
        C.SCAN,
        C.CALENDAR_CHANGED,
        C.OUTAGE_EXTENDED,
    }
)
"""What is possible while a proceeding outside suspends the case."""

SOFT = frozenset({C.PROPOSE, C.MESSAGE, C.ADD_EVIDENCE})
"""What one side does without making what the other side saw stale (disputes.md 3.7)."""

QUIET = frozenset({C.REFUND_CONFIRMED, C.NOTICE_BOUNCED})
"""What a machine reports of things arranged before: unless it moves the case on, nobody has to look again (0080)."""

NEVER_REOPENED = frozenset(
    {
        Outcome.SUPERSEDED_BY_CHARGEBACK,
        Outcome.MERGED_DUPLICATE,
        Outcome.INADMISSIBLE,
        Outcome.REFERRED_EXTERNAL,
        Outcome.WITHDRAWAL_COMPLETED,
    }
)
"""Outcomes that belong elsewhere or are complete: there is nothing to take up again."""
