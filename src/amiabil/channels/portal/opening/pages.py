"""What does each step of the form show? The facts of its template, from the draft and the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.channels.portal.opening.answers import STEPS, Answers, Step
from amiabil.channels.portal.opening.lanes import lane_notice
from amiabil.channels.portal.opening.parts import PARTS
from amiabil.channels.portal.opening.shown import Opening, Shown, amount_text
from amiabil.channels.portal.refused import Refused, refused
from amiabil.domain.terms import Remedy
from amiabil.foundation.errors import AmiabilError, InvalidFields
from amiabil.records import clock
from amiabil.ui.facts import Choice, ErrorSummary, Field, Link, Notice, Row, Steps
from amiabil.ui.frames import portal_frame
from amiabil.ui.pictures import picture_address
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.uploads import RefusedFile
from amiabil.ui.words import reasons, remedies

_PLACES: Mapping[str, tuple[Step, str]] = {
    "units_in_dispute": (Step.WHAT, "units"),
    "unknown_units": (Step.WHAT, "units"),
    "external_proceeding_open": (Step.WHAT, "units"),
    "too_early": (Step.WHY, "reason"),
    "too_late": (Step.WHY, "reason"),
    "excluded_by_law": (Step.WHY, "reason"),
    "not_here": (Step.WHY, "reason"),
    "processing_suspended": (Step.WHY, "reason"),
    "remedy_not_allowed": (Step.WANT, "remedy"),
    "bad_amount": (Step.WANT, "amount"),
    "exceeds_refundable": (Step.WANT, "amount"),
    "evidence_missing": (Step.SHOW, "shown"),
}


def place_of(refusal: AmiabilError) -> tuple[Step, str]:
    """The step and field where a refusal of sending belongs; the last step's notice for any other."""
    return _PLACES.get(refusal.code, (Step.SEND, ""))


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands beside every step: the thing, what was answered so far, what we have already."""

    order_ref: str
    title: str
    picture_url: str
    rows: tuple[Row, ...]
    known: tuple[Link, ...]
    after: str


def facts(
    request: HttpRequest,
    opening: Opening,
    step: Step,
    *,
    errors: Mapping[str, AmiabilError],
    spoilt: tuple[RefusedFile, ...] = (),
) -> dict[str, Any]:
    """Everything the template of this step needs."""
    pinned = opening.prospect.pinned(tuple(opening.answers.units), opening.reason)
    reader = Reader.of(opening.viewer, now=clock.now(), case_zone=pinned.policy.zone)
    told = {name: _sentence(error, reader) for name, error in errors.items()}
    spoiled = tuple((one.name, _sentence(one.refusal, reader)) for one in spoilt)
    shown = Shown(opening, reader, told, spoiled, _closed(opening, errors, reader))
    number = STEPS.index(step) + 1
    own = PARTS[step](shown)
    return {
        "frame": portal_frame(request, opening.viewer, "orders"),
        "action": reverse("open_dispute", args=[opening.prospect.sheet.ref]),
        "crumbs": _crumbs(opening, step),
        "saved": _("Draft saved %(time)s") % {"time": reader.moment(opening.draft.changed_at).text},
        "steps": Steps(number, len(STEPS), _("Step %(now)s of %(all)s") % {"now": number, "all": len(STEPS)}),
        "step": step.value,
        "version": opening.draft.version,
        "draft": opening.draft.id,
        "summary": _summary({} if shown.refused else told, spoiled, own.get("questions", ())),
        "refused": shown.refused,
        "lane": lane_notice(opening, reader) if step in {Step.WANT, Step.SEND} else None,
        "notice": Notice(told[""], tone="bad") if told.get("") else None,
        "aside": _aside(shown),
        **own,
    }


def _closed(opening: Opening, errors: Mapping[str, AmiabilError], reader: Reader) -> Refused | None:
    """Why the chosen reason cannot be filed now, with the ways on; None when nothing of the kind was refused."""
    error = errors.get("reason")
    if error is None or error.code not in _PLACES or opening.reason is None:
        return None
    return refused(error, opening.prospect, opening.reason, reader)


def _sentence(error: AmiabilError, reader: Reader) -> str:
    if isinstance(error, InvalidFields) and error.errors:
        error = error.errors[0]
    return describe(error, reader.language, reader.case_zone).text


def _crumbs(opening: Opening, step: Step) -> tuple[Link, ...]:
    number = STEPS.index(step)
    if number == 0:
        return (Link(_("Back to my orders"), reverse("orders"), "arrow-left"),)
    address = reverse("open_dispute", args=[opening.prospect.sheet.ref])
    return (Link(_("Back"), f"{address}?{urlencode({'step': STEPS[number - 1]})}", "arrow-left"),)


def _summary(
    told: Mapping[str, str], spoiled: tuple[tuple[str, str], ...], asked: Sequence[Field | Choice]
) -> ErrorSummary | None:
    """What to look at again, with the question where several can lack the same."""
    titles = {one.name: one.legend if isinstance(one, Choice) else one.label for one in asked}
    links = [
        Link(_titled(titles.get(name, ""), text), f"#field-{name}") for name, text in told.items() if name
    ]
    links += [Link(f"{name}: {text}", "#uploads") for name, text in spoiled]
    if not links:
        return None
    return ErrorSummary(_("Look at this again"), tuple(links))


def _titled(title: str, text: str) -> str:
    """A question and what is wrong with its answer: two sentences. A name of a field takes a colon."""
    return f"{title}{' ' if title.endswith('?') else ': '}{text}" if title else text


def _aside(shown: Shown) -> Aside:
    opening, reader = shown.opening, shown.reader
    sheet, answers = opening.prospect.sheet, opening.answers
    chosen = [line for line in sheet.facts.lines if line.ref in answers.units] or list(sheet.facts.lines)
    pictures = {line.ref: line.pictures for line in sheet.lines}
    return Aside(
        order_ref=sheet.ref,
        title="; ".join(line.title for line in chosen),
        picture_url=picture_address(opening.viewer, pictures.get(chosen[0].ref, ())),
        rows=_rows(answers, reader, opening),
        known=_known(opening),
        after=_after(opening, reader),
    )


def _rows(answers: Answers, reader: Reader, opening: Opening) -> tuple[Row, ...]:
    rows = []
    if opening.reason is not None:
        rows.append(Row(_("Reason"), reasons.name(opening.reason)))
    if answers.remedy:
        rows.append(
            Row(_("You ask for"), remedies.request(Remedy(answers.remedy), amount_text(opening, reader)))
        )
    return tuple(rows)


def _known(opening: Opening) -> tuple[Link, ...]:
    sheet = opening.prospect.sheet
    known = [Link(_("The listing, as it was when you bought"), "", "file-text")]
    if sheet.parcels or any(line.delivered_at for line in sheet.facts.lines):
        known.append(Link(_("The carrier's tracking"), "", "truck"))
    known.append(Link(_("The order and the payment"), "", "receipt"))
    return tuple(known)


def _after(opening: Opening, reader: Reader) -> str:
    """What happens after sending, with the days of the policy that would hold."""
    policy = opening.prospect.pinned(tuple(opening.answers.units), opening.reason).policy
    days = policy.timers.seller_first_answer.days
    return ngettext(
        "After you send it, the seller has %(count)s day to answer. If they do not, the case goes on by itself.",
        "After you send it, the seller has %(count)s days to answer. If they do not, the case goes on by itself.",
        days,
    ) % {"count": days}
