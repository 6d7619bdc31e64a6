"""Whose complaints end with nothing in them again and again? The list, one person, and what is decided about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions import complainants as actions
from amiabil.actions.policies import rules_at
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.supervisor import complainant_forms as forms
from amiabil.desks.supervisor.frame import DOOR, frame
from amiabil.domain import unfounded
from amiabil.domain.access import Viewer
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import Role
from amiabil.domain.unfounded import Look, StepKind
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import clock
from amiabil.records import complainants as records
from amiabil.records.complainants import CaseOf, Complainant, StepTaken
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.facts import Act, Chip, Empty, Link
from amiabil.ui.measures.door import SUPERVISOR as MEASURES
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import names

SIZE = 50
_ASKED = {"clear": StepKind.CLEARED, "warn": StepKind.WARNING, "suspend": StepKind.SUSPENSION}
"""What the last part of an address asks for."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody as a row; ``share`` is how many of how many had nothing in them."""

    name: str
    url: str
    sub: str
    share: str
    last: str
    state: Chip


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of the figures; ``url`` is empty where there is nothing to open."""

    subject: str
    url: str
    reference: str
    filed: str
    ended: Chip


@dataclass(frozen=True, slots=True)
class StepRow:
    """Something that was done: the measure it is, or why nothing was."""

    title: str
    url: str
    about: str
    state: Chip


@require_safe
@for_staff(Role.SUPERVISOR)
def complainants(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Who stands out and waits for a person, or about whom something was done; the newest first."""
    looked_at, home = request.GET.get("show") == "looked-at", reverse("supervisor:complainants")
    reader = home_reader(viewer)
    rules = rules_at(reader.now).general().limits.abuse
    found = records.complainants(
        viewer, rules, looked_at=looked_at, limit=SIZE, after=request.GET.get("after")
    )
    shown = {"show": "looked-at"} if looked_at else {}
    facts = {
        "frame": frame(request, viewer, "complainants"),
        "heading": _("Complaints without ground"),
        "lead": _(
            "From %(least)s decided complaints within a year on, when %(share)s of them had nothing in them. The "
            "figures only say whom to look at."
        )
        % {"least": rules.min_cases, "share": f"{round(rules.unfounded_ratio * 100)} %"},
        "filters": (
            Link(_("To look at"), home, current=not looked_at),
            Link(_("Looked at"), f"{home}?show=looked-at", current=looked_at),
        ),
        "rows": [_line(one, reader) for one in found.items],
        "empty": Empty(_("Nobody here"), _("Nobody's figures stand out."), "check-circle"),
        "pager": pager(request, found, home, **shown),
    }
    return render(request, "supervisor/complainants.html", facts)


def _line(one: Complainant, reader: Reader) -> PersonLine:
    figures, person = one.figures, one.person
    ended = figures.last_ended_at
    return PersonLine(
        person.name,
        reverse("supervisor:complainant", args=[person.id]),
        f"{person.ref} · {names.ROLES[person.role]}",
        _("%(unfounded)s of %(ended)s") % {"unfounded": figures.unfounded, "ended": figures.ended},
        reader.day(ended) if ended is not None else "",
        _state(one, reader),
    )


def _state(one: Complainant, reader: Reader) -> Chip:
    until = unfounded.suspended_until(one.taken, at=reader.now)
    if until is not None:
        text = _("Complaints rest until %(day)s") % {"day": reader.last_day(until)}
        return Chip(text, "bad", "pause")
    if any(taken.kind is StepKind.WARNING and taken.holds for taken in one.taken):
        return Chip(_("Warned"), "warn", "warning")
    if one.steps:
        return Chip(_("Looked at"), "plain", "check")
    return Chip(_("To look at"), "brand", "eye")


@require_safe
@for_staff(Role.SUPERVISOR)
def complainant(request: HttpRequest, viewer: Viewer, person: UUID) -> HttpResponseBase:
    """One person: the figures, the cases behind them, what was done, and what can be done now. Raises ``NotFound``."""
    one, reader = records.complainant(viewer, person), home_reader(viewer)
    policy = rules_at(reader.now).for_person(one.person.country).policy
    after = request.GET.get("after")
    found = records.cases_of(viewer, person, at=reader.now, limit=SIZE, after=after)
    figures = one.figures
    facts = {
        **_around(request, viewer, one, reader),
        "figures": (
            (_("Filed in all"), figures.filed),
            (_("Upheld, at least in part, or settled"), figures.upheld),
            (_("Nothing in them"), figures.unfounded),
        ),
        "steps": [_step(step, reader) for step in one.steps],
        "cases": [_case(case, reader) for case in found.items],
        "acts": tuple(_acts(one, policy, reader.now)),
        "pager": pager(request, found, reverse("supervisor:complainant", args=[person])),
    }
    return render(request, "supervisor/complainant.html", facts)


def _around(request: HttpRequest, viewer: Viewer, one: Complainant, reader: Reader) -> dict[str, Any]:
    return {
        "frame": frame(request, viewer, "complainants"),
        "person": one.person,
        "role": names.ROLES[one.person.role],
        "state": _state(one, reader),
        "list_url": reverse("supervisor:complainants"),
        "person_url": reverse("supervisor:complainant", args=[one.person.id]),
    }


def _acts(one: Complainant, policy: Policy, now: datetime) -> Iterator[Act]:
    """What is offered now; what stands against a suspension is said when it is tried."""
    look, here = Look(one.figures, one.taken, policy.limits.abuse), one.person.id
    warned, looked = look.warned_at is not None, look.waits
    resting = unfounded.suspended_until(one.taken, at=now) is not None
    if warned and not resting:
        url = reverse("supervisor:complainant_act", args=[here, "suspend"])
        yield Act(_("Let their complaints rest"), url, style="primary" if looked else "plain")
    if looked and not resting:
        url = reverse("supervisor:complainant_act", args=[here, "warn"])
        yield Act(_("Warn them"), url, style="plain" if warned else "primary")
    if looked:
        url = reverse("supervisor:complainant_act", args=[here, "clear"])
        yield Act(_("Nothing to say against them"), url, style="quiet")


def _step(one: StepTaken, reader: Reader) -> StepRow:
    taken = one.taken
    at = _("%(day)s, by %(by)s") % {"day": reader.day(taken.at), "by": one.by}
    if taken.kind is StepKind.CLEARED:
        return StepRow(one.reason, "", at, Chip(_("Looked at"), "plain", "check"))
    url = MEASURES.page_of(one.reference) if taken.heard else ""
    if not taken.holds:
        chip = Chip(_("Lifted"), "good", "check-circle")
    elif taken.heard:
        chip = Chip(_("Contested"), "brand", "gavel")
    else:
        chip = Chip(_("In force"), "warn", "prohibit")
    title = _("Warning") if taken.kind is StepKind.WARNING else _("Complaints rest")
    if taken.until is not None:
        title = _("Complaints rest until %(day)s") % {"day": reader.last_day(taken.until)}
    return StepRow(title, url, f"{one.reference} · {at}", chip)


def _case(one: CaseOf, reader: Reader) -> CaseRow:
    ended = {
        "upheld": Chip(_("Upheld or settled"), "good", "check-circle"),
        "unfounded": Chip(_("Nothing in it"), "bad", "x"),
    }.get(one.verdict)
    if ended is None:
        said = str(names.OUTCOMES[one.outcome]) if one.outcome is not None else _("Not ended yet")
        ended = Chip(said, "plain", "circle-dashed")
    door = DOOR if one.kind == "dispute" else MEASURES
    return CaseRow(one.subject, door.page_of(one.reference), one.reference, reader.day(one.filed_at), ended)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.SUPERVISOR)
def complainant_act(request: HttpRequest, viewer: Viewer, person: UUID, do: str) -> HttpResponseBase:
    """The form of one step, and taking it; what is refused is said on it. Raises ``NotFound``."""
    if do not in _ASKED:
        raise Http404
    one, reader = records.complainant(viewer, person), home_reader(viewer)
    policy = rules_at(reader.now).for_person(one.person.country).policy
    cases = records.cases_of(viewer, person, at=reader.now, limit=SIZE)
    sheet = forms.Sheet(_ASKED[do], one, policy, tuple(cases.items))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            flash.success(request, _take(request, viewer, sheet))
            return HttpResponseRedirect(reverse("supervisor:complainant", args=[person]))
        except NotFound:
            raise
        except AmiabilError as refusal:
            errors = errors_by_field(refusal, reader)
    facts = {
        **_around(request, viewer, one, reader),
        **_TEXTS[sheet.kind](),
        **forms.facts(sheet, request.POST, errors),
    }
    return render(request, "supervisor/complainant_act.html", facts, status=422 if errors else 200)


def _take(request: HttpRequest, viewer: Viewer, sheet: forms.Sheet) -> str:
    typed = request.POST
    act = actions.Act(sheet.one.person.id, forms.key(typed), clock.now())
    if sheet.kind is StepKind.CLEARED:
        actions.clear(viewer, act, typed.get("reason", ""))
        return _("It is taken down. Nobody is told.")
    if sheet.kind is StepKind.WARNING:
        actions.warn(viewer, act, forms.told(typed, sheet))
        return _("They are warned, on their pages and by mail.")
    actions.suspend(viewer, act, forms.told(typed, sheet), days=forms.days(typed, sheet))
    return _("Their complaints rest from now on, and they are told why.")


def _warn_texts() -> dict[str, str]:
    return {
        "heading": _("Warn them"),
        "lead": _(
            "Say for each case why it was plain from the start that there was nothing in it: how many, which share, "
            "how grave, and whether on purpose. They read every word, and can contest it."
        ),
        "send": _("Warn and tell them"),
    }


def _suspend_texts() -> dict[str, str]:
    return {
        "heading": _("Let their complaints rest"),
        "lead": _(
            "Only after a warning, only for a time, and never what the law gives. They are told with your reasons and "
            "can contest it at once."
        ),
        "send": _("Let them rest and tell them"),
    }


def _clear_texts() -> dict[str, str]:
    return {
        "heading": _("Nothing to say against them"),
        "lead": _("The figures stood out, you have looked at the cases, and nobody is to be reproached."),
        "send": _("Take it down"),
    }


_TEXTS = {
    StepKind.WARNING: _warn_texts,
    StepKind.SUSPENSION: _suspend_texts,
    StepKind.CLEARED: _clear_texts,
}
