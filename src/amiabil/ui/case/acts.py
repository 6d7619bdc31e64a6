"""What can this reader do in this case now? Each act named by a verb, with what it does beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from amiabil.domain.disputes import money, possibilities
from amiabil.domain.disputes.evidence import undecided_secrets, unruled
from amiabil.domain.disputes.outlook import Act as Awaited
from amiabil.domain.disputes.settling import nothing_to_send
from amiabil.domain.terms import PARTIES, Command, Role, State
from amiabil.ui.case import texts
from amiabil.ui.case.forms import OFFERED, conversion
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Act, Answer

_ANSWERS = (
    Command.ACCEPT_REQUEST,
    Command.ACCEPT,
    Command.PROPOSE,
    Command.REJECT_REQUEST,
    Command.DECLINE,
    Command.ESCALATE,
)
"""The acts shown below the two proposals, in this order."""

_ELSEWHERE = (
    Command.REQUEST_INFO,
    Command.RECOMMEND,
    Command.ADMIT_EVIDENCE,
    Command.DISREGARD_EVIDENCE,
    Command.RULE_CONFIDENTIAL,
    Command.CONVERT,
    Command.GRANT_SET_ASIDE,
    Command.REFUSE_SET_ASIDE,
    Command.ANSWER_CHALLENGE,
    Command.RECORD_INSOLVENCY,
    Command.WAIVE_EVIDENCE,
    Command.ANSWER_INFO,
    Command.ACCEPT_RECOMMENDATION,
    Command.DECLINE_RECOMMENDATION,
    Command.APPEAL,
    Command.WAIVE_APPEAL,
    Command.PROVIDE_LABEL,
    Command.WAIVE_RETURN,
    Command.GIVE_RETURN_ADDRESS,
    Command.RECORD_RETURN_SHIPMENT,
    Command.EXTEND,
    Command.INSPECT,
    Command.PERFORM,
    Command.PERFORM_CONFIRMED,
    Command.VOLUNTARY_REFUND,
    Command.CHALLENGE,
    Command.UNDO_WITHDRAW,
    Command.REOPEN,
    Command.SET_ASIDE_DEFAULT,
    Command.WITHDRAW,
)
"""Acts shown as quiet links in the margin."""


_MORE: Mapping[Command, Callable[[Seen], bool]] = {
    Command.GIVE_RETURN_ADDRESS: lambda seen: not nothing_to_send(seen.dispute),
    Command.VOLUNTARY_REFUND: lambda seen: bool(money.refundable(seen.dispute)),
    Command.REOPEN: lambda seen: possibilities.can_reopen(seen.dispute),
    Command.CONVERT: conversion.is_possible,
    Command.PERFORM: lambda seen: seen.dispute.performed_at is None,
    Command.RULE_CONFIDENTIAL: lambda seen: bool(undecided_secrets(seen.dispute)),
    Command.DECLINE_RECOMMENDATION: lambda seen: seen.can(Command.ACCEPT_RECOMMENDATION),
}
"""What the procedure would allow and yet makes no sense now."""


def is_offered(seen: Seen, command: Command) -> bool:
    """Whether this act makes sense to this reader now: open, with a page, and with something to answer."""
    if command not in OFFERED or not seen.can(command):
        return False
    if command in _MORE and not _MORE[command](seen):
        return False
    if command is Command.ADMIT_EVIDENCE and not unruled(seen.dispute):
        return False
    if command is Command.DISREGARD_EVIDENCE and all(item.ruled for item in seen.dispute.evidence):
        return False
    if command is Command.DECLINE:
        return texts.theirs(seen) is not None and not is_offered(seen, Command.REJECT_REQUEST)
    if command is Command.ACCEPT:
        answered_so = seen.role is Role.SELLER and seen.can(Command.ACCEPT_REQUEST)
        return texts.theirs(seen) is not None and not answered_so
    return True


def answers(seen: Seen) -> tuple[Answer, ...]:
    """The possible answers to the proposals; all look alike, none is pushed."""
    return tuple(
        Answer(_act(seen, command), texts.means(seen, command))
        for command in _ANSWERS
        if is_offered(seen, command)
    )


_OF_THE_TURN: Mapping[Awaited, tuple[Command, ...]] = {
    Awaited.ANSWER_QUESTION: (Command.ANSWER_INFO, Command.ADD_EVIDENCE),
    Awaited.ANSWER_LATE_EVIDENCE: (Command.ADD_EVIDENCE, Command.WAIVE_EVIDENCE),
    Awaited.ANSWER_RECOMMENDATION: (Command.ACCEPT_RECOMMENDATION, Command.DECLINE_RECOMMENDATION),
    Awaited.HAND_IN_EVIDENCE: (Command.ADD_EVIDENCE, Command.WAIVE_EVIDENCE),
    Awaited.APPEAL_OR_WAIT: (Command.APPEAL, Command.WAIVE_APPEAL),
    Awaited.GIVE_LABEL: (Command.PROVIDE_LABEL, Command.WAIVE_RETURN),
    Awaited.SEND_GOODS: (Command.RECORD_RETURN_SHIPMENT, Command.EXTEND),
    Awaited.CONFIRM_UNSENT: (Command.WAIVE_RETURN,),
    Awaited.INSPECT_GOODS: (Command.INSPECT,),
    Awaited.PERFORM: (Command.PERFORM, Command.PERFORM_CONFIRMED),
    Awaited.CONFIRM_GOODS: (Command.PERFORM_CONFIRMED,),
    Awaited.UNDO_WITHDRAWAL: (Command.UNDO_WITHDRAW,),
}
"""The acts that do what is awaited, the usual one first."""

_EVEN = frozenset({Awaited.APPEAL_OR_WAIT, Awaited.ANSWER_RECOMMENDATION})
"""Where the answers stand side by side and none is pushed."""


def primary(seen: Seen) -> tuple[Act, ...]:
    """The next acts in the banner, where it is the reader's turn; at most one is the button that stands out."""
    if seen.can(Command.DECIDE) and seen.role is Role.MEDIATOR:
        return (_act(seen, Command.DECIDE, style="primary"),)
    if seen.can(Command.DECIDE_APPEAL) and seen.role is Role.REVIEWER:
        return (_act(seen, Command.DECIDE_APPEAL, style="primary"),)
    if seen.role not in PARTIES:
        return ()
    possible = of_the_turn(seen)
    if possible:
        first = "plain" if seen.turn.act in _EVEN else "primary"
        return tuple(_act(seen, one, style=first if one is possible[0] else "plain") for one in possible)
    is_turn = seen.turn.who in {None, seen.role}
    if is_turn and any(is_offered(seen, command) for command in _ANSWERS):
        return (Act(_("Choose your answer"), "#offers", style="primary"),)
    return ()


def of_the_turn(seen: Seen) -> tuple[Command, ...]:
    """The acts open to this party that do what the case waits for."""
    mine = seen.turn.who in {None, seen.role}
    return tuple(one for one in _OF_THE_TURN.get(seen.turn.act, ()) if mine and is_offered(seen, one))


def later(seen: Seen) -> str:
    """What will be possible later, with its date: nobody should look for a button that is not there yet."""
    opens = seen.dispute.escalate_from
    talking = seen.dispute.state is State.NEGOTIATING and seen.role in PARTIES
    if not talking or opens is None or seen.can(Command.ESCALATE) or opens <= seen.reader.now:
        return ""
    return _("From %(day)s you can also ask for a mediator.") % {"day": seen.reader.day(opens)}


def quiet(seen: Seen) -> tuple[Act, ...]:
    """What else is possible, in the margin."""
    above = of_the_turn(seen) if seen.role in PARTIES else ()
    return tuple(
        _act(seen, one, style="quiet") for one in _ELSEWHERE if one not in above and is_offered(seen, one)
    )


def _act(seen: Seen, command: Command, *, style: str = "plain") -> Act:
    address = seen.door.act_of(seen.file.reference, command)
    return Act(texts.verb(seen, command), address, style=style)  # type: ignore[arg-type]  # one of the four styles
