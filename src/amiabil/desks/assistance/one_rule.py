"""One rule by itself: as it is written, what it would do now, what it has done, and its buttons."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions import support_rules
from amiabil.actions.support_rules import Pressed
from amiabil.actions.support_setup import current_setup
from amiabil.desks.assistance import trial
from amiabil.desks.assistance.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.support.rules import Rule
from amiabil.domain.support.rules_file import known_rules
from amiabil.domain.support.rules_text import Turn, written
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.records import clock, rule_runs, support_versions
from amiabil.records.support_versions import Kept
from amiabil.ui.paging import pager
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff
from amiabil.ui.words.tickets import label

WHO = (Role.OPERATOR, Role.ADMIN)


@require_safe
@for_staff(*WHO)
def rule(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponseBase:
    """A rule that counts now. Tried as if it were on. Raises ``NotFound``."""
    version, text, known = _rules(viewer)
    place, found = _of(known, key)
    runs, setup = rule_runs.runs(viewer, rule=key, limit=25, after=request.GET.get("after")), current_setup()
    page = {
        "frame": frame(request, viewer, "rules"),
        "name": label(found.name, viewer.language),
        "rule": replace(trial.shown_rule(found, (), viewer), place=place),
        "last": len(known),
        "counted": version,
        "written": written(text, place - 1),
        "shown": trial.facts(viewer, (replace(found, enabled=True),)),
        "rows": [trial.done(one, setup, viewer) for one in runs.items],
        "rules_url": reverse("assistance:versions", args=["rules"]),
        "pager": pager(request, runs, reverse("assistance:rule", args=[key])),
    }
    return render(request, "assistance/rule.html", page)


def _rules(viewer: Viewer) -> tuple[int, str, tuple[Rule, ...]]:
    newest = support_versions.newest(viewer, Kept.RULES)
    if newest is None:
        raise NotFound()
    return newest.version, newest.text, known_rules(newest.text)


def _of(known: tuple[Rule, ...], key: str) -> tuple[int, Rule]:
    """The rule and its place, the first is 1. Raises ``NotFound``."""
    for place, one in enumerate(known, start=1):
        if one.id == key:
            return place, one
    raise NotFound()


@require_POST
@for_staff(*WHO)
def turn(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponseBase:
    """Switch it on or off, or move it: a new version, as if the text had been saved. Raises ``NotFound``."""
    _version, _text, known = _rules(viewer)
    _place, found = _of(known, key)
    wanted, seen = request.POST.get("turn", ""), request.POST.get("seen", "")
    if wanted not in set(Turn) or not (seen.isascii() and seen.isdecimal() and len(seen) < 9):
        raise NotFound()
    note = _note(Turn(wanted), label(found.name, viewer.language))
    try:
        support_rules.turn_rule(viewer, key, Pressed(Turn(wanted), note, int(seen), clock.now()))
        flash.success(request, _("%(what)s. It counts from now on.") % {"what": note})
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language, viewer.zone).text)
    back = (
        reverse("assistance:rule", args=[key])
        if request.POST.get("back") == "rule"
        else f"{reverse('assistance:versions', args=['rules'])}#rule-{key}"
    )
    response = HttpResponseRedirect(back)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _note(wanted: Turn, name: str) -> str:
    """What was done, in a line of the versions."""
    return {
        Turn.ON: _("“%(rule)s” switched on"),
        Turn.OFF: _("“%(rule)s” switched off"),
        Turn.UP: _("“%(rule)s” one place up"),
        Turn.DOWN: _("“%(rule)s” one place down"),
    }[wanted] % {"rule": name}
