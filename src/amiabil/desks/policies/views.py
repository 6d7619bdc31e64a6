"""Reading the rules of the marketplace: versions, one of them, two side by side, and what one would change."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions import policy_trials, policy_versions
from amiabil.actions.policies import rules_at
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.policies import facts
from amiabil.domain.access import Viewer
from amiabil.domain.policy import PolicyFile
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import clock
from amiabil.records import policy_versions as records
from amiabil.records.policy_versions import Version, VersionState
from amiabil.ui.facts import Notice, Option
from amiabil.ui.paging import address, pager
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff

LOOKED_BACK = timedelta(days=180)
"""Closed cases older than this say little about today."""


@require_safe
@for_staff(Role.OPERATOR)
def versions(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Every version of every policy, the newest first."""
    found, reader = records.versions(viewer, after=request.GET.get("after"), limit=50), home_reader(viewer)
    holds = rules_at(clock.now()).file
    shown = {
        "frame": facts.frame(request, viewer),
        "versions": [facts.listed(one, reader, {holds.id: holds.version}) for one in found.items],
        "holds": f"{holds.id}@{holds.version}",
        "pager": pager(request, found, reverse("policies:list")),
    }
    return render(request, "policies/list.html", shown)


@require_safe
@for_staff(Role.OPERATOR)
def version(request: HttpRequest, viewer: Viewer, policy: str, number: int) -> HttpResponseBase:
    """One version as a table with what every key means, and the steps that are open."""
    return shown(request, viewer, records.version(viewer, policy, number))


def shown(
    request: HttpRequest, viewer: Viewer, one: Version, refusal: AmiabilError | None = None
) -> HttpResponse:
    """The page of a version, with the refusal of a step on top where there was one."""
    checked, now, reader = policy_versions.check_version(one), clock.now(), home_reader(viewer)
    holds = rules_at(now).file
    in_force = (holds.id, holds.version) == (one.policy_id, one.version)
    mine = viewer.ref in {*one.authors, one.scheduled_by}
    notice = Notice(describe(refusal, viewer.language, viewer.zone).text, tone="bad") if refusal else None
    page = {
        "frame": facts.frame(request, viewer),
        "name": one.name,
        "chip": facts.state_chip(one, in_force=in_force),
        "notice": notice,
        "since": reader.moment(one.effective_at) if one.effective_at else None,
        "authors": facts.people(one.authors),
        "decided_by": facts.people([one.decided_by]) if one.decided_by else "",
        "urls": {
            page: facts.address(one, page) for page in ("text", "try", "draft", "plan", "publish", "withdraw")
        },
        "is_draft": one.state is VersionState.DRAFT,
        "may_plan": one.state is VersionState.DRAFT and checked.policy is not None,
        "may_publish": one.state is VersionState.SCHEDULED and not mine,
        "waits": one.state is VersionState.SCHEDULED and mine,
        "may_withdraw": policy_versions.may_be_withdrawn(one, at=now),
        "day": (now.date() + timedelta(days=1)).isoformat(),
        "revision": one.revision,
        "problems": facts.problems(checked.problems, one.text),
        "sections": facts.sections(checked.policy) if checked.policy else [],
        "columns": [_("Value")],
        "others": _others(viewer, one),
        "compare_url": reverse("policies:compare"),
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "policies/version.html", page, status=status)


def _others(viewer: Viewer, one: Version) -> list[Option]:
    found = records.versions(viewer, limit=100).items
    return [Option(other.name, other.name) for other in found if other.id != one.id]


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.OPERATOR)
def text(request: HttpRequest, viewer: Viewer, policy: str, number: int) -> HttpResponseBase:
    """The text of a version; that of a draft can be changed, and every problem stands beside its line."""
    one = records.version(viewer, policy, number)
    if request.method != "POST":
        return _text(request, viewer, one, one.text, None)
    written = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        if request.POST.get("revision") != str(one.revision):
            raise records.PolicyMovedOn
        policy_versions.write(viewer, one, written)
    except AmiabilError as refusal:
        return _text(request, viewer, one, written, refusal)
    response = HttpResponseRedirect(facts.address(one, "text") + "?saved=1")
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _text(
    request: HttpRequest, viewer: Viewer, one: Version, written: str, refusal: AmiabilError | None
) -> HttpResponse:
    checked = policy_versions.check_version(one, written)
    page = {
        "frame": facts.frame(request, viewer),
        "name": one.name,
        "url": facts.address(one),
        "is_draft": one.state is VersionState.DRAFT,
        "notice": _text_notice(request, viewer, right=checked.policy is not None, refusal=refusal),
        "problems": facts.problems(checked.problems, written),
        "text": written,
        "revision": one.revision,
        "most": policy_versions.MOST_CHARACTERS,
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "policies/text.html", page, status=status)


def _text_notice(
    request: HttpRequest, viewer: Viewer, *, right: bool, refusal: AmiabilError | None
) -> Notice | None:
    if refusal is not None:
        return Notice(describe(refusal, viewer.language, viewer.zone).text, tone="bad")
    if "saved" not in request.GET:
        return None
    if right:
        return Notice(_("Saved. The text is right and keeps the law."), tone="good")
    return Notice(_("Saved. It can be planned when the mistakes below are gone."), tone="warn")


@require_safe
@for_staff(Role.OPERATOR)
def compared(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Two versions side by side, what differs marked; ``all=1`` shows the rest as well. Without names: the list."""
    if not {"a", "b"} & request.GET.keys():
        return HttpResponseRedirect(reverse("policies:list"))
    first, second = (_named(viewer, request.GET.get(name, "")) for name in ("a", "b"))
    everything = request.GET.get("all") == "1"
    pair = {"a": first.name, "b": second.name, "all": "" if everything else "1"}
    page = {
        "frame": facts.frame(request, viewer),
        "first": first.name,
        "second": second.name,
        "sections": facts.sections(_policy(first), _policy(second), only_changed=not everything),
        "columns": [first.name, second.name],
        "everything": everything,
        "toggle_url": address(reverse("policies:compare"), **pair),
    }
    return render(request, "policies/compare.html", page)


def _named(viewer: Viewer, name: str) -> Version:
    policy, _sign, number = name.partition("@")
    if not (number.isascii() and number.isdecimal() and len(number) < 7):
        raise NotFound
    return records.version(viewer, policy, int(number))


def _policy(one: Version) -> PolicyFile:
    """The policy of a version. Raises ``PolicyNotRight`` for a draft with mistakes."""
    checked = policy_versions.check_version(one)
    if checked.policy is None:
        raise policy_versions.not_right(checked)
    return checked.policy


@require_safe
@for_staff(Role.OPERATOR)
def tried(request: HttpRequest, viewer: Viewer, policy: str, number: int) -> HttpResponseBase:
    """What the version would change: in the installed stories, and in cases that are closed."""
    one, now, reader = records.version(viewer, policy, number), clock.now(), home_reader(viewer)
    try:
        after = _policy(one)
    except policy_versions.PolicyNotRight as refusal:
        return shown(request, viewer, one, refusal)
    before = rules_at(now).file
    cases = policy_trials.on_closed(viewer, after, since=now - LOOKED_BACK)
    page: dict[str, Any] = {
        "frame": facts.frame(request, viewer),
        "name": one.name,
        "url": facts.address(one),
        "before": f"{before.id}@{before.version}",
        "stories": [facts.told(trial, reader) for trial in policy_trials.on_stories(before, after)],
        "cases": [facts.told(trial, reader) for trial in cases],
    }
    page["different"] = sum(bool(trial.changes or trial.gone) for trial in page["cases"])
    return render(request, "policies/try.html", page)
