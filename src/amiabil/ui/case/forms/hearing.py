"""The acts of the parties before the mediator: answer a question, a recommendation, another mediator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amiabil.domain.disputes.arguments import AnswerInfo, Challenge
from amiabil.domain.disputes.parts import Terms
from amiabil.domain.terms import Command, EvidenceKind, Timer
from amiabil.domain.written import REASON_MAX
from amiabil.ui.case.forms import consequences
from amiabil.ui.case.forms.parts import (
    ActForm,
    Errors,
    MakeForm,
    Part,
    ReadTyped,
    Typed,
    area,
    place,
    spoken,
    text_field,
)
from amiabil.ui.case.seen import Seen
from amiabil.ui.case.texts.kinds import in_words
from amiabil.ui.facts import ConsequenceItem
from amiabil.ui.formats import days


def _answer(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    asked = seen.last("dispute.request_info", of=seen.role.value)
    due_at = next((one.due_at for one in seen.dispute.questions if one.open and one.of is seen.role), None)
    until = seen.reader.deadline(due_at) if due_at is not None else None
    lead = _("Until %(date)s, %(zone)s.") % {"date": until.long, "zone": until.zone} if until else ""
    items = (
        ConsequenceItem(_("Both sides and the mediator read your answer"), icon="eye"),
        ConsequenceItem(_("Files go into the case as evidence"), _evidence_time(seen), icon="paperclip"),
        ConsequenceItem(
            _("Without an answer the mediator decides on what is in the file"),
            _("What they conclude from that, they have to write down."),
            "clock",
        ),
    )
    parts = (
        Part("field", text_field(typed, errors, _("Your answer"), required=True)),
        Part("upload", place(seen, EvidenceKind.OTHER, errors, required=False)),
    )
    return ActForm(
        _("The mediator asks you"),
        items,
        parts,
        _("Send the answer"),
        keep=_("Back to the case"),
        lead=lead,
        quote=asked.texts.get("text", "") if asked is not None else "",
        quote_by=_("The question, and the proof that is accepted"),
    )


def _evidence_time(seen: Seen) -> str:
    """Whether what is handed in now still comes in time."""
    running = seen.dispute.timers.get(Timer.EVIDENCE_WINDOW)
    if running is not None and running.due_at is not None and not running.ended:
        return _("It is in time until %(day)s.") % {"day": seen.reader.last_day(running.due_at)}
    return _("The time for evidence is over: it counts if the mediator admits it, as what they asked for.")


def _recommended(seen: Seen) -> Terms | None:
    found = seen.dispute.recommendation
    return found.terms if found is not None else None


def _accept(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    terms = _recommended(seen)
    said = seen.last("dispute.recommend")
    both = bool(seen.dispute.recommendation and seen.dispute.recommendation.accepted)
    first = ConsequenceItem(
        _("It is agreed at once: the other side has accepted already")
        if both
        else _("It is agreed when the other side accepts too"),
        "" if both else _("If it refuses or does not answer, the mediator decides."),
        "handshake",
    )
    return ActForm(
        _("Do you accept the recommendation?"),
        (first, *(consequences.of_terms(seen, terms) if terms is not None else ())),
        do=_("Accept: %(terms)s") % {"terms": in_words(seen, terms)} if terms is not None else _("Accept"),
        keep=_("Back without a change"),
        quote=said.texts.get("text", "") if said is not None else "",
        quote_by=_("The mediator's reasons"),
    )


def _decline(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    items = (
        ConsequenceItem(_("The mediator decides"), _("They are not bound by the recommendation."), "gavel"),
        ConsequenceItem(_("Refusing costs you nothing"), _("The decision can be appealed."), "shield-check"),
        ConsequenceItem(_("You can still agree with the other side before"), icon="handshake"),
    )
    return ActForm(_("Refuse the recommendation?"), items, do=_("Refuse it"), keep=_("Back without a change"))


def _challenge(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    anew = days(seen.dispute.policy.timers.first_decision.days, seen.reader.language)
    large = {"kind": "textarea", "required": True, "max_length": REASON_MAX, "kept": True}
    items = (
        ConsequenceItem(
            _("A supervisor answers, not the mediator"), _("Both sides read your reason."), "users"
        ),
        ConsequenceItem(
            _("If it is granted, another mediator takes the case"),
            _("They then have %(days)s for the decision.") % {"days": anew},
            "clock",
        ),
        ConsequenceItem(_("You can ask for this once"), icon="info"),
    )
    label = _("Why somebody else should decide")
    parts = (Part("field", area("reason", label, typed, errors, large)),)
    return ActForm(
        _("Another mediator?"), items, parts, _("Ask for another mediator"), keep=_("Back to the case")
    )


def _read_answer(typed: Typed) -> Any:
    return AnswerInfo(spoken(typed))


def _read_challenge(typed: Typed) -> Any:
    return Challenge(spoken(typed, field="reason"))


FORMS: Mapping[Command, MakeForm] = {
    Command.ANSWER_INFO: _answer,
    Command.ACCEPT_RECOMMENDATION: _accept,
    Command.DECLINE_RECOMMENDATION: _decline,
    Command.CHALLENGE: _challenge,
}

READ: Mapping[Command, ReadTyped] = {
    Command.ANSWER_INFO: _read_answer,
    Command.CHALLENGE: _read_challenge,
}
