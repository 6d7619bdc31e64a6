"""The promises of disputes.md 3.9 over whole lives, whatever anybody does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amiabil.domain.disputes import engine, money, outlook
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.model import ALONE, Dispute, Event, Surroundings
from amiabil.domain.disputes.order import LineFacts
from amiabil.domain.disputes.procedure import HOLDERS
from amiabil.domain.terms import Command, Lane, Outcome, Reason, Remedy, Role, State
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.money import Money
from tests.domain.disputes.cases import DELIVERED, OPENED, PHOTOS, actor, opened, order, policy, ron
from tests.domain.disputes.chance import arguments_for, waits
from tests.profiles import tries

BEGINNINGS: tuple[Any, ...] = (
    {},
    {"given": Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.RETURN_REFUND, "280.00"), PHOTOS)},
    {"given": Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REPLACEMENT), PHOTOS)},
    {"given": Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.PRICE_REDUCTION, None, "25"), PHOTOS)},
    {"given": Submission({"L1": 1}, Reason.WD_STATUTORY)},
    {
        "given": Submission({"L1": 2, "L2": 1}, Reason.NC_DAMAGED, Ask(Remedy.REFUND_KEEP), PHOTOS),
        "facts": order(
            lines=(
                LineFacts("L1", ron("99.99"), 3, delivered_at=DELIVERED),
                LineFacts("L2", ron("50.01"), 1, delivered_at=DELIVERED, paid_out_at=DELIVERED),
            ),
            shipping=ron("20.00"),
            shipping_standard=ron("15.00"),
            discount=ron("30.00"),
        ),
    },
    {
        "given": Submission({"L1": 1}, Reason.NR_LOST, Ask(Remedy.REFUND_KEEP)),
        "facts": order(lines=(LineFacts("L1", ron("300.00"), 1),)),
    },
    {
        "given": Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REPAIR), PHOTOS),
        "at": DELIVERED + timedelta(days=90),
    },
    {"rules": policy(timers__seller_first_answer__auto_default_max=None, timers__appeal__per_case=1)},
    {"rules": policy(money__pay_before_final="all"), "facts": order(seller_insolvent=True)},
)


def check(dispute: Dispute) -> None:
    """What must be true of any dispute at any time."""
    zero = Money.zero(dispute.currency)
    for unit in dispute.units:
        gone = unit.before + unit.refunded + unit.pending + unit.debited
        assert gone <= unit.net + unit.shipping
        assert min(unit.held, unit.pending, unit.refunded, unit.debited, unit.released, unit.platform) >= zero
        assert unit.held <= unit.net + unit.shipping
    if dispute.state is State.CLOSED:
        assert dispute.outcome is not None
        assert money.held(dispute) == sum(money.promised(dispute), zero)
    else:
        assert dispute.outcome is None
        waits_for_goods = (
            dispute.lane is Lane.STATUTORY_WITHDRAWAL and dispute.state is State.RETURN_SHIPMENT_DUE
        )
        assert dispute.timers or dispute.suspended_from or waits_for_goods or dispute.awaits_claim
    assert (dispute.state is State.SUSPENDED) == (dispute.suspended_from is not None)
    assert outlook.turn(dispute).act
    assert len(outlook.stages(dispute)) == len(outlook.Stage)


PAIRS = [
    (role, command)
    for command in Command
    for role in sorted(HOLDERS[command])
    if command is not Command.SUBMIT
]


ASIDE = {
    Command.MESSAGE,
    Command.NOTICE_BOUNCED,
    Command.CALENDAR_CHANGED,
    Command.OUTAGE_EXTENDED,
    Command.RECORD_INSOLVENCY,
    Command.EXTERNAL_OPENED,
    Command.WITHDRAW,
    Command.CHALLENGE,
}
"""Always possible; left to the rare draws, so that lives go far before one of these ends them."""


def possible(dispute: Dispute, now: datetime, *, any_command: bool) -> list[tuple[Role, Command]]:
    """What may come next: mostly something that is open, now and then anything."""
    if any_command:
        return PAIRS
    roles = sorted({role for role, _ in PAIRS})
    return [
        (role, command)
        for role in roles
        for command in engine.available_actions(dispute, role, at=now)
        if command not in ASIDE
    ] or PAIRS


def a_life(
    draw: Any, beginning: Any, length: int, around: Surroundings = ALONE
) -> tuple[Dispute, list[Event]]:
    """One dispute through commands by chance, checked after each."""
    step = opened(**beginning)
    now, dispute, events = beginning.get("at", OPENED), step.dispute, list(step.events)
    check(dispute)
    for _ in range(length):
        now += draw(waits)
        woken = engine.wake(dispute, at=now, around=around)
        assert engine.wake(woken.dispute, at=now) == engine.Step(woken.dispute)
        dispute, events = woken.dispute, [*events, *woken.events]
        check(dispute)
        role, command = draw(
            st.sampled_from(possible(dispute, now, any_command=draw(st.integers(0, 3)) == 0))
        )
        given = arguments_for(command, draw)
        available = command in engine.available_actions(dispute, role, at=now)
        before = dispute
        try:
            step = engine.act(dispute, command, given, by=By(actor(role), now), around=around)
        except AmiabilError:
            assert dispute == before
            continue
        assert available, f"{command} by {role} was not announced"
        assert step.events
        assert step.dispute.version > before.version
        dispute, events = step.dispute, [*events, *step.events]
        check(dispute)
    assert engine.from_document(engine.to_document(dispute)) == dispute
    assert engine.replay(events) == dispute
    return dispute, events


@settings(max_examples=tries(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_history_keeps_the_promises(data: st.DataObject) -> None:
    beginning = BEGINNINGS[data.draw(st.integers(0, len(BEGINNINGS) - 1))]
    a_life(data.draw, beginning, data.draw(st.integers(1, 20)))


def test_every_beginning_ends_when_nobody_does_anything() -> None:
    for beginning in BEGINNINGS:
        dispute = opened(**beginning).dispute
        at = engine.wake_at(dispute)
        for _ in range(200):
            if at is None:
                break
            dispute = engine.wake(dispute, at=at).dispute
            for refund in dispute.refunds:
                if refund.status == "instructed":
                    step = engine.act(
                        dispute,
                        Command.REFUND_CONFIRMED,
                        {"refund": refund.id},
                        by=By(actor(Role.PSP), at + timedelta(hours=1)),
                    )
                    dispute = step.dispute
            at = engine.wake_at(dispute)
        waits_for_people = dispute.state in {State.IN_MEDIATION, State.RETURN_SHIPMENT_DUE}
        assert waits_for_people or dispute.outcome is Outcome.DEFAULT_SELLER_SILENT
