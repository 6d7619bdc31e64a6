"""What operators do with the versions of a policy: write, plan, publish by a second person, withdraw."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from amiabil.actions.policies import find_policy
from amiabil.domain import policy as policies
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.policy import PolicyError
from amiabil.domain.policy.checking import Checked, Problem, check_policy
from amiabil.foundation.documents import read_yaml
from amiabil.foundation.errors import Conflict, Fact, Invalid
from amiabil.records import audit, clock
from amiabil.records import policy_versions as records
from amiabil.records.policy_versions import Version, VersionState

MOST_CHARACTERS = 200_000
"""Of a policy's text; the longest that ships has 12,000."""

_ID = re.compile(r"[a-z][a-z0-9-]{0,58}[a-z0-9]")


class PolicyNotRight(Invalid):
    """The policy has problems; ``count`` of them, the first at ``key``. ``rule`` when a law is not kept."""

    code = "policy_not_right"


class PolicyTooLong(Invalid):
    """The text has more characters than ``most``."""

    code = "policy_too_long"


class NotInThatState(Conflict):
    """A version in this ``state`` cannot take the step."""

    code = "policy_not_in_this_state"


class SecondPersonNeeded(Conflict):
    """Who wrote or planned a version cannot publish it."""

    code = "second_person_needed"


class DayPast(Invalid):
    """A version can hold from ``earliest`` on, not before."""

    code = "policy_day_past"


def check(text: str, *, name: str) -> Checked:
    """Check a text against schema and law; what it extends may be a version of the database or an installed policy."""
    return check_policy(text, name=name, find=find_policy)


def check_version(version: Version, text: str | None = None) -> Checked:
    """Check a version, or the text it is to get, which has to name the same policy and version."""
    checked = check(version.text if text is None else text, name=f"{version.name}.yaml")
    if checked.policy is None:
        return checked
    about = checked.policy.root.fields()["policy"].fields()
    wrong = [
        Problem(f"'{wanted}' is expected here", about[key].line, about[key].key, about[key].name)
        for key, wanted in (("id", version.policy_id), ("version", version.version))
        if about[key].value != wanted
    ]
    return Checked(None, tuple(wrong)) if wrong else checked


@transaction.atomic
def draft_from(viewer: Viewer, source: Version) -> Version:
    """A new draft with the text of another version, under the next number. Raises what ``demand`` raises."""
    demand(viewer, Act.MANAGE_POLICIES)
    number = records.next_version(source.policy_id)
    return _add(viewer, source.policy_id, number, with_about(source.text, version=str(number)))


@transaction.atomic
def draft_of(viewer: Viewer, text: str) -> Version:
    """A new draft from a file; id and version are those it names.

    Raises ``PolicyNotRight`` for a file with problems, ``VersionTaken``, and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_POLICIES)
    _bounded(text)
    checked = check(text, name="policy.yaml")
    if checked.policy is None:
        raise not_right(checked)
    if not _ID.fullmatch(checked.policy.id):
        raise PolicyNotRight(count=1, key="policy.id", rule="")
    return _add(viewer, checked.policy.id, checked.policy.version, text)


def _add(viewer: Viewer, policy_id: str, number: int, text: str) -> Version:
    at = clock.now()
    made = records.add(viewer, policy_id, number, text, at=at)
    _note(viewer, "policy.draft", made, at)
    return made


@transaction.atomic
def write(viewer: Viewer, version: Version, text: str) -> Version:
    """Keep a draft's new text, right or not: only planning asks for one without problems.

    Raises ``NotInThatState``, ``PolicyTooLong``, ``PolicyMovedOn`` and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_POLICIES)
    _demand_state(version, VersionState.DRAFT)
    _bounded(text)
    return _move(viewer, "policy.write", version, replace(version, text=text.replace("\r\n", "\n")))


@transaction.atomic
def schedule(viewer: Viewer, version: Version, day: date) -> Version:
    """Plan a draft for a day; from now on its text stays as it is.

    Raises ``PolicyNotRight``, ``DayPast``, ``NotInThatState``, ``PolicyMovedOn`` and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_POLICIES)
    _demand_state(version, VersionState.DRAFT)
    dated = with_about(version.text, effective_from=day.isoformat())
    checked = check_version(version, dated)
    if checked.policy is None:
        raise not_right(checked)
    zone = ZoneInfo(checked.policy.resolve().zone)
    today = clock.now().astimezone(zone).date()
    if day < today:
        raise DayPast(field="/day", earliest=today.isoformat())
    new = replace(version, text=dated, state=VersionState.SCHEDULED, effective_at=_start_of(day, zone))
    return _move(viewer, "policy.schedule", version, new)


@transaction.atomic
def publish(viewer: Viewer, version: Version) -> Version:
    """Let a planned version hold from its day on, by somebody who neither wrote nor planned it.

    Raises ``SecondPersonNeeded``, ``PolicyNotRight``, ``NotInThatState``, ``PolicyMovedOn`` and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_POLICIES)
    _demand_state(version, VersionState.SCHEDULED)
    if viewer.ref in {*version.authors, version.scheduled_by}:
        raise SecondPersonNeeded()
    checked = check_version(version)
    if checked.policy is None:
        raise not_right(checked)
    return _move(viewer, "policy.publish", version, replace(version, state=VersionState.PUBLISHED))


@transaction.atomic
def withdraw(viewer: Viewer, version: Version) -> Version:
    """Take back a version that does not hold yet: a draft, a planned one, or a published one before its day.

    Raises ``NotInThatState``, ``PolicyMovedOn`` and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_POLICIES)
    if not may_be_withdrawn(version, at=clock.now()):
        raise NotInThatState(state=version.state.value)
    return _move(viewer, "policy.withdraw", version, replace(version, state=VersionState.WITHDRAWN))


def may_be_withdrawn(version: Version, *, at: datetime) -> bool:
    """Whether a version does not hold yet."""
    if version.state is VersionState.PUBLISHED:
        return version.effective_at is not None and version.effective_at > at
    return version.state is not VersionState.WITHDRAWN


def load_shipped(*, at: datetime) -> list[str]:
    """Keep the versions that come with the product; the names of those that are new here. Again changes nothing."""
    new = []
    for name, text in policies.installed_policies().items():
        policy = policies.installed_policy(name)
        start = _start_of(date.fromisoformat(policy.effective_from), ZoneInfo(policy.resolve().zone))
        kept = records.keep_shipped(policy.id, policy.version, text, effective_at=start, at=at)
        if kept is not None:
            new.append(f"{policy.id}@{policy.version} ({kept})")
    return new


def with_about(text: str, **values: str) -> str:
    """A policy's text with values of its ``policy`` part set, everything else as the author wrote it.

    What the text does not name is added to that part; a text that cannot be read stays as it is.
    """
    for key, value in values.items():
        try:
            about = read_yaml(text).fields()["policy"]
            node = about.fields().get(key)
        except (PolicyError, KeyError):
            return text
        lines = text.split("\n")
        if node is None:
            lines[about.line - 1] = _added(lines[about.line - 1], key, value)
        else:
            at = node.line - 1
            lines[at] = re.sub(rf"(\b{key}:\s*)[^\s,}}#]+", rf"\g<1>{value}", lines[at], count=1)
        text = "\n".join(lines)
    return text


def _added(line: str, key: str, value: str) -> str:
    if "{" in line:
        return line.replace("{", f"{{{key}: {value}, ", 1)
    return f"{line}\n  {key}: {value}"


def not_right(checked: Checked) -> PolicyNotRight:
    """The refusal of a policy with problems."""
    first = checked.problems[0]
    law = next((one for one in checked.problems if one.floor is not None), None)
    return PolicyNotRight(
        count=len(checked.problems),
        key=law.key if law else first.key,
        line=law.line if law else first.line,
        rule=law.floor.rule if law and law.floor else None,
    )


def _bounded(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise PolicyTooLong(field="/text", most=MOST_CHARACTERS)


def _demand_state(version: Version, state: VersionState) -> None:
    if version.state is not state:
        raise NotInThatState(state=version.state.value)


def _start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _move(viewer: Viewer, action: str, old: Version, new: Version) -> Version:
    at = clock.now()
    done = records.change(viewer, old, new, at=at)
    _note(viewer, action, done, at)
    return done


def _note(viewer: Viewer, action: str, version: Version, at: datetime) -> None:
    facts: dict[str, Fact] = {"sha256": hashlib.sha256(version.text.encode()).hexdigest()}
    if version.effective_at is not None:
        facts["effective_from"] = version.effective_at.isoformat()
    audit.note(viewer, action, f"policy:{version.name}", at=at, facts=facts)
