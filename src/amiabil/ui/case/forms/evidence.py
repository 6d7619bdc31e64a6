"""The acts about evidence: hand something in, and say that there is nothing to add."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from amiabil.domain.terms import Command, EvidenceKind, Timer
from amiabil.ui.case.forms.parts import ActForm, Errors, MakeForm, Part, ReadTyped, Typed, place, text_field
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import ConsequenceItem, Field, Option
from amiabil.ui.words import evidence


def _waive(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    items = (
        ConsequenceItem(
            _("When both sides have nothing to add, the mediator can decide at once"),
            _("What you hand in afterwards counts as late."),
            "clock",
        ),
    )
    return ActForm(
        _("Nothing more to add?"), items, do=_("I have nothing to add"), keep=_("I may still add something")
    )


def _add(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    kinds = [kind for kind in EvidenceKind if kind is not EvidenceKind.OTHER] + [EvidenceKind.OTHER]
    chosen = typed.get("kind") or EvidenceKind.PHOTO_ITEM.value
    options = tuple(Option(kind.value, evidence.name(kind), selected=kind.value == chosen) for kind in kinds)
    late = seen.dispute.mediation_at is not None and Timer.EVIDENCE_WINDOW not in seen.dispute.timers
    items = [ConsequenceItem(_("Both sides and the mediator see it at once"), icon="eye")]
    if late:
        items.append(
            ConsequenceItem(
                _("The time for evidence is over"), _("It counts only if the mediator admits it."), "clock"
            )
        )
    items.append(
        ConsequenceItem(_("It cannot be taken out again, only corrected by another item"), icon="lock-simple")
    )
    parts = (
        Part(
            "field",
            Field("kind", _("What it shows"), kind="select", options=options, error=errors.get("kind", "")),
        ),
        Part("upload", place(seen, EvidenceKind.OTHER, errors, required=False)),
        Part(
            "field",
            text_field(typed, errors, _("What is to be seen, or a statement in words"), required=False),
        ),
    )
    return ActForm(
        _("What do you want to add?"), tuple(items), parts, _("Add it to the case"), keep=_("Back")
    )


FORMS: Mapping[Command, MakeForm] = {
    Command.WAIVE_EVIDENCE: _waive,
    Command.ADD_EVIDENCE: _add,
}

READ: Mapping[Command, ReadTyped] = {}
