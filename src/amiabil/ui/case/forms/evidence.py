"""The acts about evidence: hand something in, and say that there is nothing to add."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from amiabil.domain.disputes.evidence import PACKAGING
from amiabil.domain.terms import Command, EvidenceKind, Role, Timer
from amiabil.domain.written import REASON_MAX
from amiabil.ui.case.forms.parts import (
    ActForm,
    Errors,
    MakeForm,
    Part,
    ReadTyped,
    Typed,
    declared_edited,
    place,
    text_field,
)
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Choice, ConsequenceItem, Field, Option
from amiabil.ui.words import evidence, names


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
    items = [
        ConsequenceItem(
            _("Both sides and whoever decides see it at once"),
            _("Of what you give in confidence the other side reads only your summary and your reason."),
            "eye",
        )
    ]
    if late:
        items.append(
            ConsequenceItem(
                _("The time for evidence is over"), _("It counts only if the mediator admits it."), "clock"
            )
        )
    items.append(
        ConsequenceItem(_("It cannot be taken out again, only corrected by another item"), icon="lock-simple")
    )
    parts: tuple[Part, ...] = (
        Part(
            "field",
            Field("kind", _("What it shows"), kind="select", options=options, error=errors.get("kind", "")),
        ),
        Part("upload", place(seen, EvidenceKind.OTHER, errors, required=False)),
        Part("choice", declared_edited(selected=bool(typed.get("edited")))),
        Part(
            "field",
            text_field(typed, errors, _("What is to be seen, or a statement in words"), required=False),
        ),
    )
    if seen.role is Role.BUYER:
        parts += (Part("choice", _no_longer_there(selected=bool(typed.get("gone")))),)
    parts += _in_confidence(typed, errors)
    return ActForm(
        _("What do you want to add?"), tuple(items), parts, _("Add it to the case"), keep=_("Back")
    )


def _no_longer_there(*, selected: bool) -> Choice:
    """Where a buyer says that packaging is gone: it cannot be shown, and why is told in words (disputes.md 5.2)."""
    kinds = sorted(PACKAGING, key=list(EvidenceKind).index)
    hint = _(
        "Only for packaging ({kinds}), with no file: say above why it is gone. Both sides read it. It does not stop"
        " your dispute, but silence of the seller then leads to a mediator and not to an automatic refund."
    ).format(kinds=", ".join(names.within(evidence.name(kind)) for kind in kinds))
    option = Option("1", _("I no longer have this packaging"), hint, selected=selected)
    return Choice("gone", _("Packaging that is gone"), (option,), several=True, legend_hidden=True)


def _in_confidence(typed: Typed, errors: Errors) -> tuple[Part, ...]:
    """Where somebody asks that the other side reads a summary alone (disputes.md 5.3)."""
    why = _(
        "Only for what the other side must not see, such as health or business secrets; leave both empty otherwise. The"
        " other side reads this reason and can object to it, so write nothing secret here. Whoever hears the case says"
        " whether it stands; if not, what you gave does not count and stays unseen. Nothing is decided on it alone."
    )
    summary = _("The other side reads this instead of what you hand in: what it is and what it shows.")
    return (
        Part(
            "field",
            Field(
                "confidential",
                _("Why the other side must not see it"),
                kind="textarea",
                value=typed.get("confidential", ""),
                hint=why,
                error=errors.get("confidential", ""),
                required=False,
                optional=_("optional"),
                max_length=REASON_MAX,
                kept=True,
            ),
        ),
        Part(
            "field",
            Field(
                "summary",
                _("Summary for the other side"),
                kind="textarea",
                value=typed.get("summary", ""),
                hint=summary,
                error=errors.get("summary", ""),
                required=False,
                optional=_("optional"),
                max_length=REASON_MAX,
                kept=True,
            ),
        ),
    )


FORMS: Mapping[Command, MakeForm] = {
    Command.WAIVE_EVIDENCE: _waive,
    Command.ADD_EVIDENCE: _add,
}

READ: Mapping[Command, ReadTyped] = {}
