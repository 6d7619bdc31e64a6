"""Who gets a person without asking: customers the marketplace marks, and matters of a lot of money.

Each is done once in a conversation: handed back, the assistant goes on. Source: assistant.md 5.5.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from amiabil.actions import assistant_tools as tools
from amiabil.actions import assistant_yielding as yielding
from amiabil.actions.assistant_pieces import PickFlow, Plain, Saying
from amiabil.actions.assistant_turns import Decided, Open
from amiabil.actions.support_setup import current_setup
from amiabil.domain.access import Viewer
from amiabil.domain.assistant.commands import Flow
from amiabil.domain.support.chat import AskedFor
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.foundation.money import exponent
from amiabil.records.order_sheets import order_sheet

ABOUT_MONEY = frozenset(
    {Flow.OPEN_DISPUTE.value, Flow.REFUND_NOT_RECEIVED.value, Flow.ESCALATE_DISPUTE.value}
)
"""Tasks that decide about money; where a parcel is, is told for any sum."""


def with_person(seen: Open, made: Decided, *, at: datetime) -> Decided:
    """What was decided, with a person beside it where one is due; nothing changes where one comes already."""
    why = _due(seen, made) if made.person is None else None
    if why is None:
        return made
    talk = replace(made.talk, yielded=(*made.talk.yielded, why.value))
    there, when = yielding.comes(seen, at=at)
    said = Saying.HIGH_VALUE if why is AskedFor.HIGH_VALUE else Saying.VIP
    if there:
        return replace(
            made, pieces=(*made.pieces, Plain(said), *when), talk=talk, decision="hand_over", person=why
        )
    if why is AskedFor.VIP:  # tried again with the next message
        return made
    pieces = (*made.pieces, Plain(Saying.HIGH_VALUE_LATER), PickFlow(Flow.HAND_OVER))
    return replace(made, pieces=pieces, talk=talk)


def _due(seen: Open, made: Decided) -> AskedFor | None:
    before = seen.talk.yielded
    if seen.file.is_vip and AskedFor.VIP.value not in before:
        return AskedFor.VIP
    if AskedFor.HIGH_VALUE.value not in before and made.flow in ABOUT_MONEY and _is_dear(seen.viewer, made):
        return AskedFor.HIGH_VALUE
    return None


def _is_dear(viewer: Viewer, made: Decided) -> bool:
    """Whether the order it is about costs as much as the operator's limit, or more. Two statements."""
    if viewer.role is not Role.BUYER or viewer.person_id is None:
        return False
    about = made.talk.slots.get("order") or made.talk.about
    try:
        ref = tools.dispute(viewer, about).listed.order_ref if about.startswith("D-") else about
        total = order_sheet(viewer, ref).total if ref else None
    except NotFound:
        return False
    limit = current_setup().high_value.get(total.currency) if total is not None else None
    return total is not None and limit is not None and total.minor >= limit * 10 ** exponent(total.currency)
