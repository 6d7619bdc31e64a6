"""Which stages has a dispute, and where is it? The progress rail in the words of its reader."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.disputes.outlook import Progress, Stage, StageOf
from amiabil.domain.terms import Role
from amiabil.ui import facts
from amiabil.ui.facts import StageState
from amiabil.ui.reader import Reader

_RARE = frozenset({Stage.MEDIATION, Stage.DECISION, Stage.RETURN})
"""Stages that most cases never reach: ahead they are shown only when nothing has made them certain."""


def rail(stages: tuple[StageOf, ...], reader: Reader, *, goods: bool = False) -> facts.Rail:
    """The rail: at most six stages, without those that were left out or will hardly come; ``goods`` are promised."""
    shown = [one for one in stages if _is_shown(one, stages)][:6]
    current = next(
        (place for place, one in enumerate(shown) if one.progress is Progress.CURRENT), len(shown) - 1
    )
    short = _("Step %(now)s of %(all)s: %(name)s") % {
        "now": current + 1,
        "all": len(shown),
        "name": name(shown[current].stage, reader.viewer.side, done=False, goods=goods),
    }
    made = tuple(_stage(one, reader, goods=goods) for one in shown)
    return facts.Rail(made, short, made[current].when)


def _is_shown(one: StageOf, stages: tuple[StageOf, ...]) -> bool:
    if one.progress is Progress.SKIPPED or one.stage is Stage.CLOSED:
        return one.stage is Stage.CLOSED and one.progress is Progress.DONE
    if one.progress is not Progress.AHEAD or one.stage not in _RARE:
        return True
    heard = any(other.stage is Stage.MEDIATION and other.progress is not Progress.AHEAD for other in stages)
    return one.stage is Stage.MEDIATION or (one.stage is Stage.DECISION and heard)


def _stage(one: StageOf, reader: Reader, *, goods: bool) -> facts.Stage:
    state = {
        Progress.DONE: StageState.DONE,
        Progress.CURRENT: StageState.NOW,
    }.get(one.progress, StageState.NEXT)
    return facts.Stage(
        name(one.stage, reader.viewer.side, done=state is StageState.DONE, goods=goods),
        _when(one, reader),
        state,
    )


def _when(one: StageOf, reader: Reader) -> str:
    if one.progress is Progress.CURRENT and one.due_at is not None:
        return _("until %(day)s") % {"day": reader.deadline(one.due_at).short}
    if one.progress is Progress.AHEAD and one.stage in _RARE:
        return _("only if needed")
    return ""


def name(stage: Stage, role: Role | None, *, done: bool, goods: bool = False) -> str:
    """The stage for this reader, told as over or as ahead."""
    if stage is Stage.SELLER_ANSWERS:
        return _("The seller has answered") if done else _("The seller answers")
    if stage is Stage.REMEDY and goods:
        return _("What was promised is done")
    if stage is Stage.REMEDY:
        return _("The money comes to you") if role is Role.BUYER else _("The refund is paid")
    return {
        Stage.OPENED: _("Opened"),
        Stage.NEGOTIATION: _("Negotiation"),
        Stage.MEDIATION: _("Mediator"),
        Stage.DECISION: _("Decision"),
        Stage.RETURN: _("Return"),
        Stage.CLOSED: _("Closed"),
    }[stage]
