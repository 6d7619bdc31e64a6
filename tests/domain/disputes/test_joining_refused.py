"""Who may not join two cases, and which two stay two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from amiabil.domain.disputes import engine
from amiabil.domain.disputes.arguments import Ask
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import (
    Command,
    Lane,
    Reason,
    Remedy,
    Role,
)
from amiabil.foundation.errors import AmiabilError
from tests.domain.disputes.cases import act, actor, policy
from tests.domain.disputes.twins import JOINED, LATER, filed, joined, kept_and_ended, mediated, pair, refused
from tests.domain.disputes.worlds import EVERYTHING


def test_only_agent_and_system_join_cases() -> None:
    first, later = pair()
    for role in set(Role) - {Role.AGENT, Role.SYSTEM}:
        assert refused(first, later, role=role).code == "not_yours"
    assert joined(first, later, role=Role.SYSTEM).joins


def test_both_versions_are_compared() -> None:
    first, later = pair()
    assert refused(first, later, seen=3).code == "stale_version"
    assert refused(first, later, other_version=4).code == "stale_version"
    assert joined(first, later, seen=1, other_version=1).joins


def test_a_case_without_a_second_one_is_not_joined() -> None:
    with pytest.raises(AmiabilError) as caught:
        engine.act(filed(), Command.MERGE, {"other": "D-8"}, by=By(actor(Role.AGENT), JOINED))
    assert caught.value.code == "not_found"


def test_a_chargeback_is_told_to_the_case_that_goes_on() -> None:
    """Booked where the units were, it would be debited beside a hold that nobody lowers."""
    kept, ended = kept_and_ended(*pair())
    report = (Command.EXTERNAL_OPENED, Role.PSP, JOINED, {"ref": "cb1", "amount": "100.00"})
    with pytest.raises(AmiabilError) as caught:
        act(ended, *report)
    assert caught.value.code == "not_in_this_state"
    assert act(kept, *report).externals


def _obstacles() -> Iterator[tuple[str, Dispute, Dispute]]:
    first, later = pair()
    yield "same_case", first, first
    yield "another_order", first, replace(later, order=replace(later.order, ref="another"))
    yield (
        "another_reason",
        first,
        filed(at=LATER, others=(first,), reason=Reason.NC_WRONG_VARIANT, evidence=EVERYTHING),
    )
    yield "another_remedy", first, filed(at=LATER, others=(first,), ask=Ask(Remedy.REPLACEMENT))
    stricter = policy(timers__seller_first_answer__days=3)
    yield "another_policy", first, filed(at=LATER, others=(first,), rules=stricter)
    offer = {"remedy": "refund_keep", "amount": "10.00"}
    yield "offer_open", first, act(later, Command.PROPOSE, Role.SELLER, LATER, offer)
    question = {"of": "buyer", "text": "When did it come?"}
    asked = act(mediated(later, LATER), Command.REQUEST_INFO, Role.MEDIATOR, LATER, question)
    yield "reply_open", first, asked
    doubted = act(mediated(later, LATER), Command.CHALLENGE, Role.BUYER, LATER, {"reason": "a cousin"})
    yield "reply_open", first, doubted


@pytest.mark.parametrize(
    ("why", "one", "other"), list(_obstacles()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_is_not_one_matter_stays_two_cases(why: str, one: Dispute, other: Dispute) -> None:
    for refusal in (refused(one, other), refused(other, one)):
        assert refusal.code == "not_joinable"
        assert refusal.facts["why"] == why


def _too_far() -> Iterator[Dispute]:
    _, later = pair()
    yield act(later, Command.ACCEPT_REQUEST, Role.SELLER, LATER)
    yield act(later, Command.WITHDRAW, Role.BUYER, LATER)
    yield act(later, Command.VOLUNTARY_REFUND, Role.SELLER, LATER, {"amount": "20.00"})
    yield replace(later, lane=Lane.STATUTORY_CONFORMITY)
    yield replace(later, set_aside=True)


@pytest.mark.parametrize("later", list(_too_far()))
def test_a_case_that_has_gone_too_far_is_not_joined(later: Dispute) -> None:
    first = filed()
    assert refused(first, later).code == refused(later, first).code == "not_in_this_state"
    assert Command.MERGE not in engine.available_actions(later, Role.AGENT, at=JOINED)


def test_a_suspended_case_is_not_joined() -> None:
    first, later = pair()
    resting = act(later, Command.EXTERNAL_OPENED, Role.PSP, LATER, {"ref": "cb", "amount": "10"})
    assert refused(first, resting).code == "suspended"


def test_the_case_that_ended_is_not_opened_again() -> None:
    _, ended = kept_and_ended(*pair())
    with pytest.raises(AmiabilError) as caught:
        act(ended, Command.REOPEN, Role.BUYER, JOINED, {"ground": "still broken"})
    assert caught.value.code == "not_in_this_state"
