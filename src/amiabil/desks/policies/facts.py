"""What do the pages of the policy desk show? Versions, keys and differences in words, formatted for their reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amiabil.actions.policy_trials import Trial, amount
from amiabil.desks.policies.sentences import in_words
from amiabil.desks.policies.stories import title_of
from amiabil.domain.access import Viewer
from amiabil.domain.policy import PolicyFile
from amiabil.domain.policy.checking import Problem
from amiabil.domain.policy.reference import SECTIONS, entries, sentence_of
from amiabil.domain.terms import Outcome, State
from amiabil.foundation.documents import Node
from amiabil.records.policy_versions import Version, VersionState
from amiabil.ui import formats
from amiabil.ui.facts import Chip, DeskFrame, Moment, NavGroup
from amiabil.ui.frames import desk_frame, operator_items
from amiabil.ui.reader import Reader
from amiabil.ui.words import names


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version as a row; ``since`` is None until it is planned."""

    name: str
    url: str
    chip: Chip
    since: Moment | None
    authors: str


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key with what it means; ``values`` are one or two texts, ``changed`` whether they differ."""

    key: str
    sentence: str
    values: tuple[str, ...]
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The keys of one part of the policy."""

    name: str
    title: str
    rows: tuple[KeyRow, ...]


@dataclass(frozen=True, slots=True)
class ToldProblem:
    """A problem beside its line; ``code`` is the line as written, ``law`` names the rule and where it comes from."""

    line: str
    code: str
    key: str
    text: str
    rule: str
    law: str


@dataclass(frozen=True, slots=True)
class ToldTrial:
    """A story or a case with what would come out differently, in words."""

    name: str
    title: str
    changes: tuple[str, ...]
    gone: tuple[str, ...]
    note: str


def frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    """The frame of the operators' desk. No statement."""
    return desk_frame(request, viewer, (NavGroup(operator_items(viewer, "policies:list")),))


def state_chip(version: Version, *, in_force: bool) -> Chip:
    """The state of a version in a word."""
    if in_force:
        return Chip(_("in force"), "good", "check-circle")
    return {
        VersionState.DRAFT: Chip(_("draft")),
        VersionState.SCHEDULED: Chip(_("planned, waits for a second person"), "warn", "clock"),
        VersionState.PUBLISHED: Chip(_("published"), "brand"),
        VersionState.WITHDRAWN: Chip(_("withdrawn")),
    }[version.state]


def address(version: Version, page: str = "version") -> str:
    """The address of a page about a version."""
    return reverse(f"policies:{page}", args=[version.policy_id, version.version])


def listed(version: Version, reader: Reader, in_force: Mapping[str, int]) -> ListedVersion:
    """A version as a row of the list."""
    return ListedVersion(
        name=version.name,
        url=address(version),
        chip=state_chip(version, in_force=in_force.get(version.policy_id) == version.version),
        since=reader.moment(version.effective_at) if version.effective_at else None,
        authors=people(version.authors),
    )


def people(refs: Iterable[str]) -> str:
    """Who wrote, as the audit log names them."""
    return ", ".join(
        _("came with the product") if ref == "system:shipped" else ref.removeprefix("staff:") for ref in refs
    )


# --- the keys -----------------------------------------------------------------------------------------------


def sections(*policies: PolicyFile, only_changed: bool = False) -> list[Section]:
    """The policies' keys with their values side by side, part by part; layers come last."""
    found = [_section(name, policies) for name in SECTIONS]
    found.append(_layers(policies))
    if only_changed:
        found = [Section(one.name, one.title, tuple(row for row in one.rows if row.changed)) for one in found]
    return [one for one in found if one.rows]


def _section(name: str, policies: tuple[PolicyFile, ...]) -> Section:
    keys = [one.key for one in entries() if one.key.partition(".")[0] == name]
    rows = [_row(key, policies) for pattern in keys for key in _spelt(pattern, policies)]
    return Section(name, _(SECTIONS[name]), tuple(rows))


def _spelt(pattern: str, policies: tuple[PolicyFile, ...]) -> list[str]:
    """A key with ``*`` for every language that one of the policies has."""
    before, star, after = pattern.partition(".*.")
    if not star:
        return [pattern]
    found: dict[str, None] = {}
    for policy in policies:
        node = _at(policy.root, before)
        found |= dict.fromkeys(node.value if node is not None and isinstance(node.value, dict) else ())
    return [f"{before}.{name}.{after}" for name in found]


def _row(key: str, policies: tuple[PolicyFile, ...]) -> KeyRow:
    values = tuple(_shown(_at(policy.root, key)) for policy in policies)
    return KeyRow(key, _(sentence_of(key)), values, changed=len(set(values)) > 1)


def _layers(policies: tuple[PolicyFile, ...]) -> Section:
    told = []
    for policy in policies:
        one: dict[str, str] = {}
        for layer in policy.layers:
            fields = layer.fields()
            when = _shown(fields["when"])
            for path, value in fields["set"].fields().items():
                one[f"{when}: {path}"] = _shown(value)
        told.append(one)
    keys = dict.fromkeys(key for one in told for key in one)
    rows = []
    for key in keys:
        values = tuple(one.get(key, "—") for one in told)
        meaning = _(sentence_of(key.rpartition(": ")[2])) if sentence_of(key.rpartition(": ")[2]) else ""
        rows.append(KeyRow(key, meaning, values, changed=len(set(values)) > 1))
    return Section("layers", _("What differs for some cases"), tuple(rows))


def _at(node: Node, path: str) -> Node | None:
    for name in path.split("."):
        inner = node.value.get(name) if isinstance(node.value, dict) else None
        if inner is None:
            return None
        node = inner
    return node


def _shown(node: Node | None) -> str:
    return "—" if node is None else _plain(node.plain())


def _plain(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(inner)}" for key, inner in value.items()) or "—"
    if isinstance(value, list):
        return ", ".join(f"({_plain(one)})" if isinstance(one, list) else _plain(one) for one in value) or "—"
    return str(value)


# --- problems -----------------------------------------------------------------------------------------------


def problems(found: Iterable[Problem], text: str) -> list[ToldProblem]:
    """The problems of a text, each beside its line."""
    lines = text.splitlines()
    return [_problem(one, lines) for one in found]


def _problem(problem: Problem, lines: list[str]) -> ToldProblem:
    floor = problem.floor
    said = floor.says.get(get_language() or "en", floor.says["en"]) if floor else in_words(problem.text)
    inside = 0 < problem.line <= len(lines)
    return ToldProblem(
        line=str(problem.line or ""),
        code=lines[problem.line - 1].strip()[:160] if inside else "",
        key=problem.key,
        text=said,
        rule=floor.rule if floor else "",
        law=f"{problem.country}, {floor.source}" if floor else "",
    )


# --- trials -------------------------------------------------------------------------------------------------


def told(trial: Trial, reader: Reader) -> ToldTrial:
    """What a story or a case would come to, in words."""
    changes = tuple(_change(key, pair, trial, reader) for key, pair in trial.differs.items() if key != "held")
    gone = tuple(
        _("%(who)s, %(when)s: %(command)s is no longer possible (%(code)s)")
        % {
            "who": str(names.ROLES[one.by]) if one.by in names.ROLES else one.by.value,
            "when": reader.moment(one.at).text,
            "command": one.command.value,
            "code": one.code,
        }
        for one in trial.impossible
    )
    note = trial.problem
    if not trial.reproduced:
        note = _(
            "Told again under its own rules the case does not come to what is recorded; compare with care."
        )
    return ToldTrial(trial.name, title_of(trial.name, trial.title), changes, gone, note)


def _change(key: str, pair: list[Any], trial: Trial, reader: Reader) -> str:
    before, after = (_value(key, one, trial, reader) for one in pair)
    words = {
        "state": _("State"),
        "outcome": _("Outcome"),
        "refunded": _("To the buyer"),
        "released": _("To the seller"),
        "seller_debit": _("Charged to the seller"),
        "days_to_close": _("Days to close"),
    }
    return f"{words[key]}: {before} → {after}"


def _value(key: str, value: Any, trial: Trial, reader: Reader) -> str:
    if value is None:
        return _("no case") if key == "state" else _("none")
    if key == "state":
        return str(names.STATES[State(value)])
    if key == "outcome":
        return str(names.OUTCOMES[Outcome(value)])
    if key == "days_to_close":
        return formats.number(value, reader.language)
    money = amount(value, trial.settles_in if key == "seller_debit" else trial.currency)
    return reader.money(money) if money is not None else _("none")
