"""Which right does a command of a dispute need? From the words of the procedure to the acts of ``access.TABLE``."""

from __future__ import annotations

from collections.abc import Mapping

from amiabil.domain.access import Act
from amiabil.domain.terms import Command, Role, party

_SETTLING = frozenset(
    {
        Command.ACCEPT_REQUEST,
        Command.PROPOSE,
        Command.ACCEPT,
        Command.ACCEPT_RECOMMENDATION,
        Command.VOLUNTARY_REFUND,
        Command.WAIVE_RETURN,
    }
)
_OF_ROLE: Mapping[Role, Act] = {
    Role.BUYER: Act.ACT_AS_BUYER,
    Role.SELLER: Act.ANSWER_FOR_SHOP,
    Role.MEDIATOR: Act.HEAR_CASE,
    Role.REVIEWER: Act.HEAR_APPEAL,
    Role.SUPERVISOR: Act.OVERSEE,
    Role.OPERATOR: Act.OVERSEE,
}


def act_of(command: Command, role: Role) -> Act | None:
    """The act a dispute command is when this role takes it; None when this role takes none at all."""
    if command is Command.MESSAGE:
        return Act.WRITE_MESSAGE
    if command is Command.SUBMIT and role is Role.BUYER:
        return Act.OPEN_DISPUTE
    if command is Command.MERGE and role is Role.AGENT:
        return Act.JOIN_CASES
    if party(role) is Role.SELLER and command in _SETTLING:
        return Act.SETTLE_FOR_SHOP
    return _OF_ROLE.get(party(role))
