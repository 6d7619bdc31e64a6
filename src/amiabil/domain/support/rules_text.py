"""One rule is switched, or moved up or down, in the text in which all of them stand; comments and spelling stay.

The text is changed by whole lines and read again: what does not come out as meant is left to whoever edits the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum, unique
from textwrap import dedent

from amiabil.domain.support.rules import Rule
from amiabil.domain.support.rules_file import known_rules
from amiabil.foundation.documents import DocumentError, read_yaml
from amiabil.foundation.errors import Conflict, NotFound


@unique
class Turn(StrEnum):
    """What a button does to a rule."""

    ON = "on"
    OFF = "off"
    UP = "up"
    DOWN = "down"


class RulesByHand(Conflict):
    """The rules are written in a way that only a person can change, such as several on one line."""

    code = "rules_by_hand"


_FIRST = re.compile(r"(?P<before>\s*-\s+)(?P<key>.*)", re.DOTALL)
_ENABLED = re.compile(r"(?P<before>[^#]*\benabled:\s*)(?:true|false)\b")


def turned(text: str, rule_id: str, turn: Turn) -> str:
    """The text after a button was pressed; the same text where there is nothing to do: on already, the first one up.

    Raises ``NotFound`` for a rule that is not there, and ``RulesByHand``.
    """
    known = known_rules(text)
    at = next((place for place, one in enumerate(known) if one.id == rule_id), None)
    if at is None:
        raise NotFound()
    wanted = _wanted(known, at, turn)
    if wanted == known:
        return text
    made = _made(text, at, turn)
    try:
        is_right = known_rules(made) == wanted
    except DocumentError:
        is_right = False
    if not is_right:
        raise RulesByHand()
    return made


def written(text: str, place: int) -> str:
    """The lines of the rule at this place (0 is the first), with the comments right above it."""
    lines = text.splitlines(keepends=True)
    starts = _starts(text, lines)
    return dedent("".join(lines[starts[place] : starts[place + 1]])).strip()


def _wanted(known: tuple[Rule, ...], at: int, turn: Turn) -> tuple[Rule, ...]:
    made = list(known)
    if turn in {Turn.ON, Turn.OFF}:
        made[at] = replace(made[at], enabled=turn is Turn.ON)
        return tuple(made)
    other = at + (-1 if turn is Turn.UP else 1)
    if 0 <= other < len(made):
        made[at], made[other] = made[other], made[at]
    return tuple(made)


def _made(text: str, at: int, turn: Turn) -> str:
    lines = text.splitlines(keepends=True)
    if not lines[-1].endswith("\n"):
        lines[-1] += "\n"  # the last rule may go up
    starts = _starts(text, lines)
    if turn in {Turn.ON, Turn.OFF}:
        own = _switched(lines[starts[at] : starts[at + 1]], on=turn is Turn.ON)
        return "".join([*lines[: starts[at]], *own, *lines[starts[at + 1] :]])
    first = at - 1 if turn is Turn.UP else at
    before, middle, end = starts[first : first + 3]
    return "".join([*lines[:before], *lines[middle:end], *lines[before:middle], *lines[end:]])


def _starts(text: str, lines: Sequence[str]) -> list[int]:
    """Where each rule begins, with the comments right above it, and where the last one ends."""
    root = read_yaml(text, "").fields()
    starts = []
    for node in root["rules"].items():
        start = node.line - 1
        while start > 0 and lines[start - 1].lstrip().startswith("#"):
            start -= 1
        starts.append(start)
    last, end = starts[-1], len(lines)
    indent = len(lines[last]) - len(lines[last].lstrip())
    for place in range(last + 1, end):
        line = lines[place]
        if line.strip() and not line.lstrip().startswith("#") and len(line) - len(line.lstrip()) < indent:
            end = place  # another part of the document follows
            break
    return [*starts, end]


def _switched(own: Sequence[str], *, on: bool) -> list[str]:
    word = "true" if on else "false"
    if any(_ENABLED.match(line) for line in own):
        return [_ENABLED.sub(rf"\g<before>{word}", line, count=1) for line in own]
    first = next((place for place, line in enumerate(own) if not line.lstrip().startswith("#")), 0)
    found = _FIRST.fullmatch(own[first])
    if found is None or found["key"].startswith("{"):
        raise RulesByHand()
    added = f"{' ' * len(found['before'])}enabled: {word}\n"
    if found["key"].startswith("id:"):
        return [*own[: first + 1], added, *own[first + 1 :]]
    inside = f"{' ' * len(found['before'])}{found['key']}"
    return [*own[:first], f"{found['before']}enabled: {word}\n", inside, *own[first + 1 :]]
