"""The last step: everything once more, and what happens when it is sent, as dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.channels.portal.opening.answers import Step
from amiabil.channels.portal.opening.showing import checklist
from amiabil.channels.portal.opening.shown import Shown, amount_text
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.outlook import Silence
from amiabil.domain.disputes.questions import form_of
from amiabil.domain.terms import Lane, Remedy, Timer
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.money import total
from amiabil.ui.facts import ConsequenceItem, Row
from amiabil.ui.words import questions, reasons, remedies


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer with the address of the step that changes it."""

    term: str
    value: str
    url: str


def send_parts(shown: Shown) -> dict[str, Any]:
    """The facts of the step."""
    return {
        "heading": _("Check and send"),
        "lead": _("The seller reads this. You can still add photos and messages afterwards."),
        "next_text": _("Send to the seller"),
        "rows": _rows(shown),
        "told": _told(shown),
        "shown": checklist(shown),
        "follows": _follows(shown),
    }


def _rows(shown: Shown) -> list[Checked]:
    opening = shown.opening
    address = reverse("open_dispute", args=[opening.prospect.sheet.ref])

    def checked(term: str, value: str, step: Step) -> Checked:
        return Checked(term, value, f"{address}?{urlencode({'step': step.value})}")

    titles = {line.ref: line.title for line in opening.prospect.sheet.facts.lines}
    what = ", ".join(
        ngettext("%(title)s (%(count)s piece)", "%(title)s (%(count)s pieces)", count)
        % {"title": titles[ref], "count": count}
        for ref, count in opening.answers.units.items()
    )
    asked = remedies.request(Remedy(opening.answers.remedy), amount_text(opening, shown.reader))
    rows = [checked(_("About"), what, Step.WHAT)]
    if opening.reason is not None:
        rows.append(checked(_("Reason"), reasons.name(opening.reason), Step.WHY))
    return [*rows, checked(_("You ask for"), asked, Step.WANT)]


def _told(shown: Shown) -> list[Row]:
    opening = shown.opening
    if opening.reason is None:
        return []
    policy = opening.prospect.pinned(tuple(opening.answers.units), opening.reason).policy
    rows = []
    for asked in form_of(opening.reason, policy).questions:
        told = opening.answers.told.get(asked.key, "")
        if told:
            words = questions.choice(told) if asked.choices or told in {"yes", "no"} else told
            rows.append(Row(questions.label(asked.key), words))
    return rows


def _follows(shown: Shown) -> tuple[ConsequenceItem, ...]:
    """What the engine would do, told with the dates it would set."""
    try:
        opening = shown.opening
        have = {kept.evidence_kind for kept in opening.kept}
        gone = [kind for kind in opening.answers.missing_now() if kind not in have]
        asked = opening.answers.submission()
        dispute = opening.prospect.dispute(asked, at=shown.reader.now, gone=gone)
    except AmiabilError:
        return ()
    repair = (_repair(dispute, shown),) if Timer.STATUTORY_REPAIR in engine.due(dispute) else ()
    return (_held(dispute, shown), _answer(dispute, shown), *repair, _afterwards(dispute, shown))


def _repair(dispute: Dispute, shown: Shown) -> ConsequenceItem:
    """The time the law gives the seller to bring the goods in order."""
    until = shown.reader.deadline(engine.due(dispute)[Timer.STATUTORY_REPAIR]).long
    return ConsequenceItem(
        _("The law gives the seller until %(until)s to repair or replace it") % {"until": until},
        _("After that you can also ask for money back or a lower price."),
        "shield-check",
    )


def _held(dispute: Dispute, shown: Shown) -> ConsequenceItem:
    held = total((unit.held for unit in dispute.units), dispute.currency)
    if not held and dispute.lane is Lane.STATUTORY_CONFORMITY:
        return ConsequenceItem(
            _("The legal guarantee is the seller's duty"),
            _("We keep no money for it; what is decided or agreed is debited to the seller."),
            "shield-check",
        )
    if not held:
        return ConsequenceItem(
            _("The seller has been paid already"), _("A refund is then debited to the seller."), "coins"
        )
    return ConsequenceItem(
        _("We keep %(amount)s") % {"amount": shown.reader.money(held)},
        _("The seller does not get this money until the case is over."),
        "lock-simple",
    )


def _answer(dispute: Dispute, shown: Shown) -> ConsequenceItem:
    turn = engine.turn(dispute)
    until = shown.reader.deadline(turn.due_at).long if turn.due_at else ""
    title = _("The seller has until %(until)s") % {"until": until}
    if turn.silence is Silence.REQUEST_GRANTED and dispute.request.terms.amount is not None:
        amount = shown.reader.money(dispute.request.terms.amount)
        return ConsequenceItem(
            title, _("If they do not answer, you receive %(amount)s.") % {"amount": amount}, "clock"
        )
    return ConsequenceItem(title, _("If they do not answer, a mediator takes over."), "clock")


def _afterwards(dispute: Dispute, shown: Shown) -> ConsequenceItem:
    until = engine.due(dispute).get(Timer.NEGOTIATION)
    day = shown.reader.last_day(until) if until else ""
    return ConsequenceItem(
        _("You can negotiate until %(day)s") % {"day": day},
        _(
            "After that a person decides. Only goods that were to be sent back and were not sent in time end a case."
        ),
        "handshake",
    )
