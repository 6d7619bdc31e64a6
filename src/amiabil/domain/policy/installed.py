"""Which policies and calendars come with the product?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from amiabil.domain.policy import packaged
from amiabil.domain.policy.model import Policy
from amiabil.domain.policy.reader import CaseFacts, PolicyError, PolicyFile, read_policy
from amiabil.foundation.documents import Node, read_yaml
from amiabil.foundation.working_time import Calendar

_CALENDARS = "calendars.yaml"
_NO_POLICIES = (_CALENDARS, "legal-floors.yaml")


@cache
def installed_policies() -> Mapping[str, str]:
    """The text of every installed policy file by its id."""
    return {
        name.removesuffix(".yaml"): packaged.text(name)
        for name in packaged.names()
        if name not in _NO_POLICIES
    }


@lru_cache(maxsize=64)
def installed_policy(name: str) -> PolicyFile:
    """The installed policy with this ``id`` or ``id@version``; raises ``PolicyError`` when there is none."""
    policy_id, _, version = name.partition("@")
    text = installed_policies().get(policy_id)
    if text is None:
        raise PolicyError(f"there is no policy '{policy_id}'", name=name)
    policy = read_policy(text, name=f"{policy_id}.yaml", find=installed_policy)
    if version and version != str(policy.version):
        raise PolicyError(f"policy '{policy_id}' is installed as version {policy.version}", name=name)
    return policy


@lru_cache(maxsize=256)
def resolved(name: str, facts: CaseFacts | None = None) -> Policy:
    """The installed policy resolved for these facts."""
    return installed_policy(name).resolve(facts)


@cache
def calendars() -> Mapping[str, Calendar]:
    """Every installed holiday calendar by its id."""
    root = read_yaml(packaged.text(_CALENDARS), _CALENDARS)
    entries = root.only(required=("calendars",))["calendars"].fields()
    return {key: Calendar(key, _holidays(node)) for key, node in entries.items()}


def calendar_ids() -> tuple[str, ...]:
    """The ids of the installed calendars."""
    return tuple(calendars())


def calendar(calendar_id: str) -> Calendar:
    """The installed holiday calendar with this id; raises ``PolicyError`` when there is none."""
    found = calendars().get(calendar_id)
    if found is None:
        raise PolicyError(f"there is no calendar '{calendar_id}'", name=_CALENDARS)
    return found


def _holidays(node: Node) -> frozenset[date]:
    days = node.only(required=("effective_from", "days"))["days"].fields()
    return frozenset(_day(year, item) for year, listed in days.items() for item in listed.items())


def _day(year: str, node: Node) -> date:
    try:
        return date.fromisoformat(f"{year}-{node.text()}")
    except ValueError:
        raise node.error(f"'{node.value}' is not a day of {year}") from None
