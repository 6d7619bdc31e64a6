"""What do rules mean, what would they have done to the requests there are, and what have they done?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from amiabil.actions import support_rules
from amiabil.actions.support_rules import Would
from amiabil.actions.support_setup import current_setup
from amiabil.desks.assistance.frame import frame
from amiabil.desks.cases.lines import home_reader
from amiabil.domain.access import Viewer
from amiabil.domain.support.rules import On, Rule, Since
from amiabil.domain.support.setup import Setup
from amiabil.domain.terms import Role
from amiabil.records import rule_runs
from amiabil.records.rule_runs import RunRow
from amiabil.ui.facts import Moment
from amiabil.ui.paging import pager
from amiabil.ui.tickets.deeds import in_words as deeds
from amiabil.ui.tickets.deeds import why_not
from amiabil.ui.viewer import for_staff
from amiabil.ui.words.tickets import label

SHOWN = 30
"""Requests a trial names; the others are counted."""

WHEN: Mapping[On, Promise] = {
    On.OPENED: gettext_lazy("a request comes in"),
    On.CUSTOMER_WROTE: gettext_lazy("the customer writes"),
    On.STAFF_REPLIED: gettext_lazy("the customer is answered"),
    On.CHANGED: gettext_lazy("something is set"),
    On.SOLVED: gettext_lazy("it is solved"),
    On.REOPENED: gettext_lazy("it is opened again"),
    On.RATED: gettext_lazy("the customer rates it"),
    On.LEVEL_NEAR: gettext_lazy("a promised time ends soon"),
    On.LEVEL_MISSED: gettext_lazy("a promise was missed"),
}


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule in words; ``hits`` says how many open requests it would have acted on, ``place`` is 1 for the first."""

    name: str
    key: str
    when: str
    enabled: bool
    hits: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule would have done, or has done, to a request."""

    reference: str
    subject: str
    rule: str
    what: str
    why_not: str
    at: Moment | None = None
    cause: str = ""


def facts(viewer: Viewer, known: tuple[Rule, ...]) -> Mapping[str, Any]:
    """For ``assistance/_rules.html``: the rules in words, and a trial over the open requests."""
    looked_at, hits = support_rules.try_rules(viewer, known)
    setup = current_setup()
    return {
        "rules": [
            replace(shown_rule(one, hits, viewer), place=place) for place, one in enumerate(known, start=1)
        ],
        "looked_at": looked_at,
        "hits": [_hit(one, setup, viewer) for one in hits[:SHOWN]],
        "more": max(0, len(hits) - SHOWN),
        "log_url": reverse("assistance:rule_log"),
    }


def shown_rule(rule: Rule, hits: tuple[Would, ...], viewer: Viewer) -> ShownRule:
    """A rule in words."""
    count = sum(1 for one in hits if one.rule.id == rule.id)
    text = ngettext("%(count)s open request", "%(count)s open requests", count) % {"count": count}
    return ShownRule(label(rule.name, viewer.language), rule.id, _when(rule), rule.enabled, text)


def _when(rule: Rule) -> str:
    if rule.after is None:
        return ", ".join(str(WHEN[one]) for one in rule.on)
    since = {
        Since.OPENED: ngettext(
            "%(count)s hour after it came in", "%(count)s hours after it came in", rule.after.hours
        ),
        Since.STATUS: ngettext(
            "%(count)s hour in one status", "%(count)s hours in one status", rule.after.hours
        ),
        Since.ASKED: ngettext(
            "%(count)s hour without an answer", "%(count)s hours without an answer", rule.after.hours
        ),
    }[rule.after.since]
    return since % {"count": rule.after.hours}


def _hit(one: Would, setup: Setup, viewer: Viewer) -> Hit:
    did: dict[str, Any] = dict(one.changes)
    did |= {"reply": one.rule.then.reply} if one.rule.then.reply else {}
    did |= {"note": True} if one.rule.then.note else {}
    did |= {"escalate": True} if one.rule.then.escalate else {}
    return Hit(
        one.file.reference,
        one.file.subject,
        label(one.rule.name, viewer.language),
        deeds(did, setup, viewer.language),
        why_not(one.refused, one.changes, viewer.language),
    )


# ---- the log ---------------------------------------------------------------------------------


@require_safe
@for_staff(Role.OPERATOR, Role.ADMIN)
def log(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """What rules have done, which, to what, why, and what stood in their way; the newest first."""
    found, setup = rule_runs.runs(viewer, limit=50, after=request.GET.get("after")), current_setup()
    page = {
        "frame": frame(request, viewer, "rules"),
        "rows": [done(one, setup, viewer) for one in found.items],
        "rules_url": reverse("assistance:versions", args=["rules"]),
        "pager": pager(request, found, reverse("assistance:rule_log")),
    }
    return render(request, "assistance/rule_log.html", page)


def done(one: RunRow, setup: Setup, viewer: Viewer) -> Hit:
    """A line of the log in words."""
    cause = _("time") if one.cause.startswith("time:") else _("an event")
    return Hit(
        one.reference,
        one.subject,
        f"{one.rule} ({one.version})",
        "" if one.refused else deeds(one.did, setup, viewer.language),
        why_not(one.refused, one.did, viewer.language),
        home_reader(viewer).moment(one.at),
        cause,
    )
