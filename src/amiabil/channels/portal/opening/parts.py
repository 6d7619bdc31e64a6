"""What is special to each step of the form: its heading, its fields, and what it already knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.channels.portal.opening.answers import Step
from amiabil.channels.portal.opening.lanes import care_notice
from amiabil.channels.portal.opening.sending import send_parts
from amiabil.channels.portal.opening.showing import show_parts
from amiabil.channels.portal.opening.shown import Shown
from amiabil.domain.disputes.offered import Offered
from amiabil.domain.disputes.order import LineFacts
from amiabil.domain.disputes.questions import AnswerKind, QuestionOf, form_of
from amiabil.domain.written import REASON_MAX
from amiabil.ui.facts import Choice, Field, MoneyField, Option, Row
from amiabil.ui.formats import currency_name
from amiabil.ui.pictures import picture_address
from amiabil.ui.reader import Reader
from amiabil.ui.withdrawals import payer_text
from amiabil.ui.words import questions, reasons, remedies


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A line of the order to choose units of; ``field`` None when nothing of it is free, then ``note`` says why."""

    title: str
    about: str
    picture_url: str
    field: Field | None
    note: str = ""


def _what(shown: Shown) -> dict[str, Any]:
    return {
        "heading": _("What is it about?"),
        "lead": _("Choose how many pieces of each product are concerned."),
        "next_text": _("Continue"),
        "lines": [_unit_line(shown, line) for line in shown.opening.prospect.sheet.facts.lines],
    }


def _unit_line(shown: Shown, line: LineFacts) -> UnitLine:
    opening, reader = shown.opening, shown.reader
    free = opening.prospect.free_units()[line.ref]
    pictures = {one.ref: one.pictures for one in opening.prospect.sheet.lines}
    about = ngettext("%(count)s piece", "%(count)s pieces", line.quantity) % {"count": line.quantity}
    chosen = opening.answers.units.get(line.ref, 0)
    options = tuple(Option(str(count), str(count), selected=count == chosen) for count in range(free + 1))
    field = Field(
        name=f"units-{line.ref}", label=_("Pieces concerned"), kind="select", options=options, required=False
    )
    return UnitLine(
        title=line.title,
        about=f"{about} · {reader.money(line.unit_price * line.quantity)}",
        picture_url=picture_address(opening.viewer, pictures.get(line.ref, ())),
        field=field if free else None,
        note=_("already in a dispute"),
    )


def _reasons(shown: Shown) -> dict[str, Any]:
    chosen = shown.opening.answers.reason
    groups = tuple(
        Choice(
            name="reason",
            legend=group.title,
            options=tuple(
                Option(one.value, reasons.name(one), reasons.hint(one), selected=one.value == chosen)
                for one in group.reasons
            ),
            error=shown.errors.get("reason", "") if not number and shown.refused is None else "",
        )
        for number, group in enumerate(_fitting(shown))
    )
    return {
        "heading": _("What is wrong?"),
        "lead": _("The answer decides what you need to show and which rules hold."),
        "next_text": _("Continue"),
        "groups": groups,
    }


def _why(shown: Shown) -> dict[str, Any]:
    """First the reason; once it is picked, its own questions, with a way back to the reasons."""
    reason = shown.opening.reason
    if reason is None or shown.opening.picking:
        return _reasons(shown)
    address = reverse("open_dispute", args=[shown.opening.prospect.sheet.ref])
    return {
        "heading": reasons.name(reason),
        "lead": reasons.hint(reason),
        "next_text": _("Continue"),
        "chosen": reason.value,
        "again": f"{address}?step=why&pick=1",
        "questions": _questions(shown),
        "care": care_notice(reason),
    }


def _fitting(shown: Shown) -> list[reasons.ReasonGroup]:
    """The group that fits the tracking first; the others stay, for tracking can be wrong."""
    lines = shown.opening.prospect.sheet.facts.lines
    units = shown.opening.answers.units
    arrived = [line.delivered_at is not None for line in lines if line.ref in units]
    offers = shown.opening.prospect.sheet.facts.voluntary_returns is not None
    first, second, *others = reasons.groups(voluntary=offers)
    return [second, first, *others] if all(arrived) else [first, second, *others]


def _questions(shown: Shown) -> list[Field | Choice]:
    opening = shown.opening
    if opening.reason is None:
        return []
    policy = opening.prospect.pinned(tuple(opening.answers.units), opening.reason).policy
    return [_question(shown, one) for one in form_of(opening.reason, policy).questions]


def _question(shown: Shown, asked: QuestionOf) -> Field | Choice:
    told, error = shown.opening.answers.told.get(asked.key, ""), shown.errors.get(asked.key, "")
    label, optional = questions.label(asked.key), "" if asked.required else _("optional")
    choices = {AnswerKind.YES_NO: ("yes", "no"), AnswerKind.CHOICE: asked.choices}.get(asked.kind)
    if choices is not None:
        options = tuple(Option(one, questions.choice(one), selected=one == told) for one in choices)
        hint = questions.hint(asked.key)
        return Choice(asked.key, label, options, hint, error, required=asked.required, optional=optional)
    kinds = {AnswerKind.TEXT: "textarea", AnswerKind.DATE: "date", AnswerKind.NUMBER: "number"}
    short = asked.key in {"serial_number"}
    return Field(
        name=asked.key,
        label=label,
        kind="text" if short else kinds[asked.kind],  # type: ignore[arg-type]  # the literal names of Field.kind
        value=told,
        hint=questions.hint(asked.key),
        error=error,
        required=asked.required,
        optional=optional,
        max_length=REASON_MAX,
        kept=True,
    )


def _want(shown: Shown) -> dict[str, Any]:
    opening, reader = shown.opening, shown.reader
    offers = opening.offers()
    allowed = [one for one in offers if one.locked_until is None]
    chosen = opening.answers.remedy or (allowed[0].remedy.value if allowed else "")
    options = tuple(
        Option(
            one.remedy.value,
            remedies.name(one.remedy),
            _remedy_hint(one, reader),
            selected=one.remedy.value == chosen,
        )
        for one in allowed
    )
    pays = any(one.most is not None for one in allowed)
    return {
        "heading": _("What do you want?"),
        "lead": _("You can change it later, while you negotiate."),
        "next_text": _("Continue"),
        "choice": Choice(
            "remedy", _("You ask for"), options, error=shown.errors.get("remedy", ""), legend_hidden=True
        ),
        "locked": tuple(_later(one, reader) for one in offers if one.locked_until is not None),
        "money": _amount(shown) if pays or not offers else None,
    }


def _amount(shown: Shown) -> MoneyField:
    opening, reader = shown.opening, shown.reader
    typed, most = opening.answers.amount, opening.most()
    return MoneyField(
        "amount",
        _("How much"),
        currency_name(opening.prospect.sheet.facts.currency, reader.language),
        value=typed.replace(".", ",") if reader.language == "ro" else typed,
        hint=_("Only for money. Leave it empty to ask for everything."),
        error=shown.errors.get("amount", ""),
        required=False,
        after=_("at most %(most)s") % {"most": reader.money(most)} if most is not None else "",
    )


def _remedy_hint(one: Offered, reader: Reader) -> str:
    """What the remedy means, who pays what, and the most it can give here."""
    said = [remedies.hint(one.remedy)]
    if one.prolongs:
        said.append(remedies.prolongs(one.remedy, one.prolongs))
    if one.return_cost is not None:
        said.append(payer_text(one.return_cost))
    if one.most is not None:
        said.append(_("At most %(most)s.") % {"most": reader.money(one.most)})
    return " ".join(said)


def _later(one: Offered, reader: Reader) -> Row:
    """A remedy the law opens only after the seller had time: from when, and why."""
    assert one.locked_until is not None  # noqa: S101 - only locked ones are told of
    return Row(
        remedies.name(one.remedy),
        _("from %(day)s, if the seller has not repaired or replaced it until then")
        % {"day": reader.day(one.locked_until)},
    )


PARTS: Mapping[Step, Callable[[Shown], dict[str, Any]]] = {
    Step.WHAT: _what,
    Step.WHY: _why,
    Step.WANT: _want,
    Step.SHOW: show_parts,
    Step.SEND: send_parts,
}
"""The facts of each step beside those every step has."""
