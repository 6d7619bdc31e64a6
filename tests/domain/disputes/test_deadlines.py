"""Whose deadline is it? Written a second time by hand; who has acted has none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from amiabil.domain.disputes import clock, deadlines
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.outlook import Act, Silence, turn
from amiabil.domain.terms import Command, Role, State, Timer
from tests.domain.disputes.cases import OPENED, act, in_mediation, opened, rejected
from tests.domain.disputes.test_outlook import offered
from tests.domain.disputes.test_procedure import CASES

DAY = OPENED + timedelta(days=1)
BUYER, SELLER = frozenset({Role.BUYER}), frozenset({Role.SELLER})
BOTH, NOBODY = BUYER | SELLER, frozenset[Role]()


def own(dispute: Dispute) -> Mapping[Timer, frozenset[Role]]:
    found = {timer: deadlines.whose(dispute, timer) for timer in Timer}
    return {timer: roles for timer, roles in found.items() if roles}


@pytest.mark.parametrize(
    ("dispute", "expected"),
    [
        (opened().dispute, {Timer.SELLER_FIRST_ANSWER: SELLER}),
        (rejected(), {Timer.NEGOTIATION: BOTH}),
        (offered("100"), {Timer.NEGOTIATION: BUYER, Timer.PROPOSAL: BUYER}),
        (in_mediation(), {Timer.EVIDENCE_WINDOW: BOTH}),
        (
            act(in_mediation(), Command.WAIVE_EVIDENCE, Role.BUYER, DAY + timedelta(days=2)),
            {Timer.EVIDENCE_WINDOW: SELLER},
        ),
        (CASES[State.DECIDED][0], {Timer.APPEAL: BOTH}),
        (CASES[State.RETURN_LABEL_DUE][0], {Timer.RETURN_LABEL: SELLER}),
        (CASES[State.RETURN_SHIPMENT_DUE][0], {Timer.RETURN_SHIP: BUYER}),
        (CASES[State.RETURN_INSPECTION][0], {Timer.INSPECTION: SELLER}),
        (CASES[State.RETURN_IN_TRANSIT][0], {}),
        (CASES[State.RECOMMENDATION_OPEN][0], {Timer.RECOMMENDATION: BOTH, Timer.EVIDENCE_WINDOW: BOTH}),
        (act(opened().dispute, Command.WITHDRAW, Role.BUYER, DAY), {Timer.WITHDRAW_COOLING_OFF: BUYER}),
        (CASES[State.SUSPENDED][0], {}),
        (CASES[State.CLOSED][0], {}),
    ],
)
def test_whose_deadlines_run(dispute: Dispute, expected: Mapping[Timer, frozenset[Role]]) -> None:
    found = own(dispute)
    if (
        dispute.state is State.RECOMMENDATION_OPEN
    ):  # evidence may still be open beside it, by the day it was made
        found = {timer: found[timer] for timer in found if timer is Timer.RECOMMENDATION}
        expected = {Timer.RECOMMENDATION: BOTH}
    assert found == expected


@pytest.mark.parametrize("state", list(CASES))
def test_an_end_is_the_end_everybody_is_shown(state: State) -> None:
    dispute = CASES[state][0]
    shown = turn(dispute)
    for role in (Role.BUYER, Role.SELLER):
        for one in deadlines.of_party(dispute, role):
            assert one.due_at == clock.all_due(dispute)[one.timer], role
            if one.timer is shown.timer:
                assert (one.due_at, one.silence, one.facts) == (shown.due_at, shown.silence, shown.facts), (
                    role
                )


def test_nobody_else_has_one() -> None:
    for role in set(Role) - {Role.BUYER, Role.SELLER}:
        assert deadlines.of_party(in_mediation(), role) == ()


def test_an_offer_is_the_others_to_take_and_says_what_silence_does() -> None:
    lapses = deadlines.find(offered("100"), Role.BUYER, Timer.PROPOSAL)
    settles = deadlines.find(offered("300"), Role.BUYER, Timer.PROPOSAL)
    assert lapses is not None and lapses.silence is Silence.OFFER_LAPSES
    assert settles is not None and settles.silence is Silence.OFFER_SETTLES
    assert deadlines.find(offered("100"), Role.SELLER, Timer.PROPOSAL) is None
    assert lapses.turn.who is Role.BUYER and lapses.turn.act is Act.AGREE
