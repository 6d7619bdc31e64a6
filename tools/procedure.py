"""Writes docs/procedure.md: the whole procedure of a dispute, lane by lane, from the tables of the code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from amiabil.domain.disputes.complaints import REVERSING, Verdict, outcome_of
from amiabil.domain.disputes.errors import PRECEDENCE
from amiabil.domain.disputes.paths import ANYWHERE, Path
from amiabil.domain.disputes.procedure import (
    DURING_COOLING_OFF,
    EVERY,
    OF_LANE,
    PROCEDURE,
    WHILE_SUSPENDED,
)
from amiabil.domain.disputes.rules import COMMANDS, FLAGS, LAW, PATHS, TIMERS, Rule
from amiabil.domain.policy import installed_policy
from amiabil.domain.policy.timers import Timers
from amiabil.domain.terms import Command, Lane, Outcome, Role, State, Timer

POLICY = "ro-default"

LANES = {
    Lane.GUARANTEE: "Inside the marketplace's protection window (T1a, T1b).",
    Lane.STATUTORY_CONFORMITY: "The window is over, delivery is less than the policy's years ago, buyer and seller"
    " qualify (L7). The order of remedies is enforced until `statutory_repair` ends (L10).",
    Lane.STATUTORY_WITHDRAWAL: "The right to withdraw from the contract (L1). Nothing is negotiated.",
    Lane.SELLER_RETURN_CLAIM: "A seller contests what came back; the case waits meanwhile.",
}
"""The lanes with a procedure of their own, and when each is."""


def procedure() -> str:
    """docs/procedure.md"""
    return "".join(_parts())


def _parts() -> Iterator[str]:
    yield "# The procedure of a dispute\n\n"
    yield "<!-- Made by `make docs` from src/amiabil/domain/disputes; do not edit. -->\n\n"
    yield (
        "Who may do what and when, what follows, and what silence does. Each rule names its mark in the specification"
        " (C commands, T timers) and the law or standard it serves (L, S: at the end). Lengths are those of the policy"
        f" `{POLICY}`; every one of them is data. Whatever a rule says, a role that does not have a command is refused"
        " `not_yours`, and the first refusal of the list below that fits is given.\n"
    )
    for lane in LANES:
        yield from _lane(lane)
    yield from _complaints()
    yield from _commands()
    yield from _timers()
    yield from _anywhere()
    yield from _lists()


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(head)
    yield "| " + " | ".join(names) + " |\n|" + "---|" * len(names) + "\n"
    for row in rows:
        yield "| " + " | ".join(row) + " |\n"


def _code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _marks(rule: Rule) -> str:
    return ", ".join([rule.source, *rule.law])


# --- lanes ------------------------------------------------------------------------------------------------


def _lane(lane: Lane) -> Iterator[str]:
    yield f"\n## `{lane.value}`\n\n{LANES[lane]}\n\n"
    yield from _diagram(lane)
    yield "\n"
    rows = [row for state in _states(lane) for row in _state_rows(lane, state)]
    yield from _table(("State", "Command", "Open to", "Leads to", "Rule"), rows)


def _states(lane: Lane) -> list[State]:
    touched = {state for before, _, after in PATHS[lane] for state in (before, after)}
    return [state for state in State if state in touched]


def _diagram(lane: Lane) -> Iterator[str]:
    yield "```mermaid\nstateDiagram-v2\n"
    ways: dict[tuple[State, State], list[str]] = {}
    for before, cause, after in sorted(PATHS[lane], key=_order):
        ways.setdefault((before, after), []).append(_cause(cause))
    for (before, after), causes in ways.items():
        begin = "[*]" if before is State.DRAFT else before.value
        yield f"    {begin} --> {after.value}: {', '.join(causes)}\n"
    yield "    closed --> [*]\n```\n"


def _complaints() -> Iterator[str]:
    """The lane without an order, from the rules it has of its own."""
    rules = installed_policy(POLICY).resolve().lanes.platform_complaint
    yield f"\n## `{Lane.PLATFORM_COMPLAINT.value}`\n\n"
    yield (
        "Somebody contests a measure of the marketplace (L14, L15, L16). No order, no other party, no hold, no appeal"
        f" inside; one complaint for each measure, within {rules.months} months of its notice.\n\n"
    )
    yield "```mermaid\nstateDiagram-v2\n    [*] --> in_mediation: submit\n"
    yield "    in_mediation --> in_mediation: end of first_decision\n"
    reversing = ", ".join(verdict.value for verdict in Verdict if verdict in REVERSING)
    ending = ", ".join(verdict.value for verdict in Verdict if verdict not in REVERSING)
    yield f"    in_mediation --> decided: decide ({reversing})\n    in_mediation --> closed: decide ({ending})\n"
    yield "    decided --> closed: reported as carried out\n    closed --> [*]\n```\n\n"
    yield from _table(
        ("State", "Command", "Open to", "Leads to", "Rule"), _complaint_rows(rules.decision_days)
    )
    yield "\n"
    rows = [
        [
            _code([verdict.value]),
            *(_code([outcome_of(verdict, role).value]) for role in (Role.BUYER, Role.SELLER)),
        ]
        for verdict in Verdict
    ]
    yield from _table(("Verdict", "Outcome for a buyer's complaint", "for a seller's"), rows)


def _complaint_rows(days: int) -> Iterator[tuple[str, ...]]:
    yield "–", "`submit`", "buyer, seller: whom it is against", "`in_mediation`", "3.12, L15"
    yield "`in_mediation`", "`decide`", "reviewer who took no part", "`decided`, `closed`", "3.12, L14"
    yield (
        "`in_mediation`",
        f"end of `first_decision` ({days} days)",
        "system",
        "`in_mediation`: it runs anew",
        "3.12",
    )
    yield "`decided`", "report of the marketplace", "operator", "`closed`", "3.12"


def _order(path: Path) -> tuple[int, int, str]:
    states = list(State)
    return states.index(path[0]), states.index(path[2]), _cause(path[1])


def _cause(cause: object) -> str:
    return f"end of {cause.value}" if isinstance(cause, Timer) else str(getattr(cause, "value", cause))


def _state_rows(lane: Lane, state: State) -> Iterator[tuple[str, ...]]:
    for command in Command:
        roles = PROCEDURE.get((state, command))
        if not roles or (lane in OF_LANE and command not in OF_LANE[lane]):
            continue
        if all((one, command) in PROCEDURE for one in EVERY):
            continue
        after = sorted({path[2].value for path in PATHS[lane] if path[0] is state and path[1] is command})
        yield f"`{state.value}`", f"`{command.value}`", _roles(roles), _code(after), COMMANDS[command].source


def _roles(roles: Iterable[Role]) -> str:
    known = set(roles)
    return ", ".join(role.value for role in Role if role in known and role is not Role.ADMINISTRATOR)


# --- rules ------------------------------------------------------------------------------------------------


def _commands() -> Iterator[str]:
    yield "\n## Commands\n\nWhat must be true beyond role and state, and what follows.\n\n"
    rows = (
        (f"`{command.value}`", rule.guard or "–", rule.effect, _marks(rule))
        for command, rule in COMMANDS.items()
    )
    yield from _table(("Command", "Guards", "Effect", "Source"), rows)


def _timers() -> Iterator[str]:
    yield "\n## Timers\n\nWhat starts each, how long it runs, and what silence does. A deadline is an exclusive"
    yield " instant: the start of the local day after its last day.\n\n"
    lengths = installed_policy(POLICY).resolve().timers
    rows = (
        (f"`{timer.value}`", _length(lengths, timer), rule.guard, rule.effect, _marks(rule))
        for timer, rule in TIMERS.items()
    )
    yield from _table(("Timer", "Length", "Starts", "On silence", "Source"), rows)


def _length(lengths: Timers, timer: Timer) -> str:
    rule = getattr(lengths, timer.value, None)
    if rule is None:
        return "by law"
    span = rule.span
    return f"{span.count} {span.unit.value.replace('_', ' ')}{', rolls' if span.roll else ''}"


def _anywhere() -> Iterator[str]:
    yield "\n## In any open state\n\n"
    always = [command.value for command in Command if all((one, command) in PROCEDURE for one in EVERY)]
    yield f"Always possible, closed cases too: {_code(always)}.\n\n"
    yield f"Leads out of any open state: {_code(_cause(cause) for cause in sorted(ANYWHERE))}.\n\n"
    yield f"While suspended: {_code(command.value for command in Command if command in WHILE_SUSPENDED)}.\n\n"
    cooling = (command.value for command in Command if command in DURING_COOLING_OFF)
    yield f"While a withdrawal of the case can still be undone: {_code(cooling)}.\n\n"
    yield "An `administrator` has the seller's commands once the seller's insolvency is recorded.\n"


def _lists() -> Iterator[str]:
    yield f"\n## Outcomes\n\n{_code(outcome.value for outcome in Outcome)}\n"
    yield "\n## Flags\n\n"
    yield from _table(("Flag", "Set when"), ((f"`{flag.value}`", when) for flag, when in FLAGS.items()))
    yield "\n## Refusals\n\nIn the order in which they are given when several fit.\n\n"
    rows = ((f"`{kind.code}`", (kind.__doc__ or "").strip().splitlines()[0]) for kind in PRECEDENCE)
    yield from _table(("Code", "Meaning"), rows)
    yield "\n## Law and standards\n\n"
    yield from _table(("Mark", "Source"), LAW.items())
