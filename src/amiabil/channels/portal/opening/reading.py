"""How is a step of the form read? Each gives the new answers, or the refusals beside their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest

from amiabil.channels.portal.opening.answers import IN_WORDS, Answers, Step
from amiabil.domain.disputes.arguments import Submission
from amiabil.domain.disputes.errors import ExceedsRefundable, RemedyNotAllowed
from amiabil.domain.disputes.evidence import PACKAGING
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.offered import Offered
from amiabil.domain.disputes.order import OrderFacts
from amiabil.domain.disputes.questions import QuestionOf, form_of, unanswered
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import Reason, Remedy
from amiabil.domain.written import REASON_MAX, clean
from amiabil.foundation.errors import Invalid
from amiabil.foundation.money import Money
from amiabil.ui.formats import read_amount


class ChoiceMissing(Invalid):
    """One of the answers must be chosen."""

    code = "choice_missing"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a step is read against: the order and the policy that would hold for these answers."""

    order: OrderFacts
    policy: Policy
    offers: tuple[Offered, ...]
    free: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Read:
    """The answers as they are now; ``errors`` by field, none when the step is complete."""

    answers: Answers
    errors: Mapping[str, Invalid]


def read_step(request: HttpRequest, step: Step, answers: Answers, asked: Asked) -> Read:
    """The answers with what this step was sent; nothing that was typed is dropped."""
    return _READERS[step](request, answers, asked)


def _what(request: HttpRequest, answers: Answers, asked: Asked) -> Read:
    units: dict[str, int] = {}
    for line in asked.order.lines:
        count = request.POST.get(f"units-{line.ref}", "")
        if count.isascii() and count.isdigit() and len(count) < 6 and int(count) > 0:
            units[line.ref] = min(int(count), asked.free.get(line.ref, 0))
    units = {ref: count for ref, count in units.items() if count}
    changed = replace(answers, units=units)
    if units != answers.units:
        changed = replace(changed, amount="")
    return Read(changed, {} if units else {"units": ChoiceMissing(field="units")})


def _why(request: HttpRequest, answers: Answers, asked: Asked) -> Read:
    reason = request.POST.get("reason", "")
    if reason not in set(Reason):
        return Read(answers, {"reason": ChoiceMissing(field="reason")})
    told, errors = dict(answers.told), dict[str, Invalid]()
    for question in form_of(Reason(reason), asked.policy).questions:
        if question.key in request.POST:
            told[question.key], error = _told(question, request.POST[question.key])
            if error is not None:
                errors[question.key] = error
    if reason != answers.reason:
        return Read(replace(answers, reason=reason, told=told, remedy="", amount=""), errors)
    return Read(replace(answers, reason=reason, told=told), errors)


def missing_answers(answers: Answers, policy: Policy) -> dict[str, Invalid]:
    """The required questions of the reason that have no answer."""
    if not answers.reason:
        return {"reason": ChoiceMissing(field="reason")}
    reason = Reason(answers.reason)
    asked = {one.key: one for one in form_of(reason, policy).questions}
    told = Submission(answers.units, reason, answers=answers.told)
    return {key: _told(asked[key], "")[1] or ChoiceMissing(field=key) for key in unanswered(told)}


def _told(question: QuestionOf, text: str) -> tuple[str, Invalid | None]:
    """The answer as it is kept, with what is wrong about it; a choice that is none counts as no answer."""
    if question.words:
        chosen = text if text in question.words else ""
        return chosen, ChoiceMissing(field=question.key) if question.required and not chosen else None
    try:
        return clean(text, field=question.key, most=REASON_MAX, required=question.required), None
    except Invalid as error:
        return text[:REASON_MAX], error


def _want(request: HttpRequest, answers: Answers, asked: Asked) -> Read:
    remedy = request.POST.get("remedy", "")
    typed = request.POST.get("amount", "").strip()[:40]
    amount = read_amount(typed) if typed else ""
    if remedy in GOODS:
        amount = ""  # goods have none; a figure typed for money is of no use to them
    changed = replace(answers, remedy=remedy if remedy in set(Remedy) else "", amount=amount)
    if not changed.remedy:
        return Read(changed, {"remedy": ChoiceMissing(field="remedy")})
    open_now = [one.remedy for one in asked.offers if one.locked_until is None]
    if asked.offers and Remedy(remedy) not in open_now:
        return Read(changed, {"remedy": RemedyNotAllowed(remedy, [one.value for one in open_now])})
    return Read(changed, _amount_errors(changed, asked))


def _amount_errors(answers: Answers, asked: Asked) -> dict[str, Invalid]:
    if not answers.amount:
        return {}
    try:
        amount = Money.parse(answers.amount, asked.order.currency)
    except Invalid as error:
        return {"amount": error}
    most = next((one.most for one in asked.offers if one.remedy == answers.remedy), None)
    if most is not None and amount > most:
        return {"amount": ExceedsRefundable(most)}
    return {}


def _show(request: HttpRequest, answers: Answers, asked: Asked) -> Read:
    shown, errors = dict(answers.shown), dict[str, Invalid]()
    for kind in IN_WORDS:
        name = f"shown-{kind}"
        if name in request.POST:
            try:
                shown[kind.value] = clean(request.POST[name], field=name, most=REASON_MAX, required=False)
            except Invalid as error:
                shown[kind.value], errors[name] = request.POST[name][:REASON_MAX], error
    gone = dict(answers.gone)
    for kind in PACKAGING:
        name = f"gone-{kind}"
        if name in request.POST:
            try:
                gone[kind.value] = clean(request.POST[name], field=name, most=REASON_MAX, required=False)
            except Invalid as error:
                gone[kind.value], errors[name] = request.POST[name][:REASON_MAX], error
    seen = sorted({*answers.seen, Step.SHOW.value})
    return Read(replace(answers, shown=shown, gone=gone, edited="edited" in request.POST, seen=seen), errors)


def _send(request: HttpRequest, answers: Answers, asked: Asked) -> Read:
    return Read(answers, {})


_READERS: Mapping[Step, Callable[[HttpRequest, Answers, Asked], Read]] = {
    Step.WHAT: _what,
    Step.WHY: _why,
    Step.WANT: _want,
    Step.SHOW: _show,
    Step.SEND: _send,
}
