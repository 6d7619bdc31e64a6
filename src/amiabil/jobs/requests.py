"""What follows from news of a request? Rules act on it, and the colleagues who follow it are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.actions import support_rules
from amiabil.domain.event_names import MESSAGE_POSTED
from amiabil.domain.support.rules import On, is_of_rule, on_of_kind
from amiabil.records import help_search_log, rule_runs, staff_notices, ticket_work
from amiabil.records.outbox import PublishedEvent
from amiabil.records.staff_notices import Cause, Why
from amiabil.ui.tickets.filling import for_rules

_PREFIX = "ticket."

KEPT_DRAFTS = timedelta(days=90)
KEPT_NOTICES = timedelta(days=180)
KEPT_RUNS = timedelta(days=365)


def followed_by(events: Sequence[PublishedEvent]) -> list[dict[str, Any]]:
    """The jobs of these events, one for each step of a request that rules, followers or supervisors care about.

    What a rule has done makes none: so no rule begins a run. One statement where there is any such event.
    """
    steps: dict[tuple[UUID, int], list[PublishedEvent]] = {}
    for event in events:
        if _is_news(event):
            steps.setdefault((event.case_id, event.version), []).append(event)
    wanted = rule_runs.cases_that_rules_see({case for case, _version in steps}) if steps else frozenset()
    return [_job(told) for (case, _version), told in steps.items() if case in wanted or _is_breach(told)]


def _is_breach(told: Sequence[PublishedEvent]) -> bool:
    return any(_on(event) is On.LEVEL_MISSED for event in told)


def _is_news(event: PublishedEvent) -> bool:
    of_request = event.type == MESSAGE_POSTED or event.type.startswith(_PREFIX)
    return of_request and not is_of_rule(event.actor_ref) and _on(event) is not None


def _on(event: PublishedEvent) -> On | None:
    kind = "message" if event.type == MESSAGE_POSTED else event.type.removeprefix(_PREFIX)
    return on_of_kind(kind, event.actor_role, event.data)


def _job(told: Sequence[PublishedEvent]) -> dict[str, Any]:
    first = told[0]
    return {
        "case_id": str(first.case_id),
        "cause": str(first.id),
        "happened": sorted({on.value for event in told if (on := _on(event)) is not None}),
        "at": first.at.isoformat(),
        "by": first.actor_ref,
        "quiet": any(event.data.get("quiet") for event in told),
    }


def follow_up(news: Mapping[str, Any]) -> int:
    """Tell the supervisors of a missed promise and the followers of any news, then let the rules act; how many acted.

    Safe to run again.
    """
    case_id, cause = UUID(news["case_id"]), UUID(news["cause"])
    at = datetime.fromisoformat(news["at"])
    happened = frozenset(On(one) for one in news["happened"])
    told = Cause(cause, case_id, at, news["by"], news["by"].removeprefix("staff:"))
    if On.LEVEL_MISSED in happened:
        staff_notices.tell_supervisors(told, Why.BREACHED)
    staff_notices.tell_followers(told)
    may_reply = not news.get("quiet")
    return support_rules.run_rules(case_id, happened, str(cause), for_rules, may_reply=may_reply)


def run_time_rules() -> int:
    """Let the rules about time act; how many acts there were."""
    return support_rules.run_time_rules(for_rules)


def forget_old(at: datetime) -> dict[str, int]:
    """Remove drafts nobody came back to, old notices, lines of the rules' log and searches; how many of each."""
    return {
        "drafts": ticket_work.forget_old_drafts(before=at - KEPT_DRAFTS),
        "notices": staff_notices.forget_old(before=at - KEPT_NOTICES),
        "rule_runs": rule_runs.forget_old(before=at - KEPT_RUNS),
        "searches": help_search_log.forget_old(at.date()),
    }
