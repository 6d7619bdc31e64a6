"""Under which policy and calendar does a case of this order stand? Resolved once, then pinned at opening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from amiabil.domain import policy as policies
from amiabil.domain.disputes.eligibility import Sight
from amiabil.domain.disputes.order import OrderFacts
from amiabil.domain.disputes.parts import Outage
from amiabil.domain.policy import Policy, PolicyError, PolicyFile
from amiabil.domain.policy.holidays import DeclaredDay, with_declared
from amiabil.domain.terms import Reason
from amiabil.records import policy_versions
from amiabil.records.case_rows import Pinned, pin


@dataclass(frozen=True, slots=True)
class Rules:
    """The version of the marketplace's policy that holds at one instant, and the days that were declared holidays.

    ``outages`` are the times in which nobody could act that are known now.
    """

    file: PolicyFile
    declared: tuple[DeclaredDay, ...] = ()
    outages: tuple[Outage, ...] = ()

    def for_order(
        self, order: OrderFacts, *, line_refs: tuple[str, ...] = (), reason: Reason | None = None
    ) -> Pinned:
        """The policy for this order, these lines and this reason, with its calendar.

        Without lines and reason: what holds for the order as a whole, for the dates on *My orders*.
        """
        categories = {line.category for line in order.lines if not line_refs or line.ref in line_refs}
        facts = policies.CaseFacts(
            country=order.country,
            categories=frozenset(categories - {""}),
            reason=reason.value if reason else "",
            seller_tier=order.seller_tier,
            order_flags=order.flags,
        )
        return _resolved(_Key(self.file), facts, self.declared)

    def sight(self, order: OrderFacts, at: datetime) -> Sight:
        """The order as a whole under these rules, for its dates at an instant."""
        pinned = self.for_order(order)
        return Sight(order, pinned.policy, pinned.calendar, at, outages=self.outages)

    def for_person(self, country: str = "") -> Pinned:
        """The policy for somebody of this country, without an order: for a measure against them."""
        return _resolved(_Key(self.file), policies.CaseFacts(country=country), self.declared)

    def general(self) -> Policy:
        """The policy without the layers of any case, for what is said to everybody."""
        return self.file.resolve()


def rules_at(at: datetime) -> Rules:
    """The rules of the marketplace at an instant: the published version in force, else the one that was installed.

    ``AMIABIL_POLICY`` names the policy; with ``@version`` that version holds, whatever comes later. One
    statement.
    """
    policy_id, _, version = settings.AMIABIL_POLICY.partition("@")
    wanted = int(version) if version.isdecimal() else None
    found = policy_versions.in_force(policy_id, at=at, version=wanted)
    if found.version is None:
        return Rules(policies.installed_policy(settings.AMIABIL_POLICY), found.declared, found.outages)
    return Rules(_read(f"{policy_id}@{found.version}", found.text), found.declared, found.outages)


def general_policy(published: UUID | None) -> Policy:
    """What a published version says to everybody, by its id; None is the one that was installed.

    One statement the first time: what is published keeps its text for ever. Raises ``NotFound``.
    """
    if published is None:
        return policies.installed_policy(settings.AMIABIL_POLICY).resolve()
    return _general(published)


@lru_cache(maxsize=32)
def _general(published: UUID) -> Policy:
    name, text = policy_versions.published_text(published)
    return _read(name, text).resolve()


def policy_for(
    order: OrderFacts, *, at: datetime, line_refs: tuple[str, ...] = (), reason: Reason | None = None
) -> Pinned:
    """The policy of the marketplace at an instant for this order, these lines and this reason. One statement."""
    return rules_at(at).for_order(order, line_refs=line_refs, reason=reason)


def find_policy(name: str) -> PolicyFile:
    """The policy that ``extends`` names: a version of the database, else an installed one. Raises ``PolicyError``."""
    policy_id, _, version = name.partition("@")
    text = policy_versions.text_of(policy_id, int(version)) if version.isdecimal() else None
    return policies.installed_policy(name) if text is None else _read(name, text)


def policy_of_text(text: str, *, name: str) -> PolicyFile:
    """A policy from its text, with what it extends. Raises ``PolicyError``."""
    return policies.read_policy(text, name=name, find=find_policy)


def unreadable_policies() -> dict[str, str]:
    """The published versions this program cannot read any more, by name, each with what is wrong; none is right.

    A version is read with what it extends and with its calendar, as it is when a case is opened under it.
    """
    found = {}
    for name, text in policy_versions.published_texts():
        try:
            _resolved(_Key(_read(name, text)), policies.CaseFacts())
        except PolicyError as error:
            found[name] = str(error)
    return found


@lru_cache(maxsize=64)
def _read(name: str, text: str) -> PolicyFile:
    """Read once: a version that is scheduled or published keeps its text for ever, and so does what it extends."""
    try:
        return policy_of_text(text, name=name)
    except RecursionError:
        raise PolicyError("the policy extends itself", name=name) from None


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    """A policy as a key of the cache: by identity, since ``_read`` gives the same one for the same text."""

    file: PolicyFile

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.file is self.file

    def __hash__(self) -> int:
        return id(self.file)


@lru_cache(maxsize=512)
def _resolved(key: _Key, facts: policies.CaseFacts, declared: tuple[DeclaredDay, ...] = ()) -> Pinned:
    policy = key.file.resolve(facts)
    return pin(policy, with_declared(policies.calendar(policy.policy.calendar), declared))
