"""What are measures of the platform and complaints about them called, and how is told what became of them?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amiabil.domain.disputes.complaints import MeasureKind, Verdict
from amiabil.domain.disputes.measures import Ending, MeasureState, Standing
from amiabil.domain.terms import PARTIES, Outcome, Role, State
from amiabil.records.retention import EVENT_TYPE as ERASED_TYPE
from amiabil.ui.facts import Chip
from amiabil.ui.reader import Reader
from amiabil.ui.words import lengthened
from amiabil.ui.words.event_sentences import ERASED
from amiabil.ui.words.events import Told, kind_of
from amiabil.ui.words.names import Names, within

KINDS: Names[MeasureKind] = {
    MeasureKind.CONTENT: _("Content restricted"),
    MeasureKind.PAYMENTS: _("Payments held back"),
    MeasureKind.SERVICE: _("Service restricted"),
    MeasureKind.ACCOUNT: _("Account restricted"),
    MeasureKind.REFUSAL: _("Request refused"),
    MeasureKind.WARNING: _("Warning about complaints"),
    MeasureKind.PROCESSING: _("Complaints rest"),
}

KIND_HINTS: Names[MeasureKind] = {
    MeasureKind.CONTENT: _("A listing, a review or a picture was removed, hidden or shown less."),
    MeasureKind.PAYMENTS: _("Money is paid later, not at all, or only in part."),
    MeasureKind.SERVICE: _("Something of the marketplace cannot be used for a time or any more."),
    MeasureKind.ACCOUNT: _("The account was suspended or closed."),
    MeasureKind.REFUSAL: _("Something that was asked for was refused."),
    MeasureKind.WARNING: _("Complaints without ground came again and again."),
    MeasureKind.PROCESSING: _("After a warning, complaints are not dealt with for a time."),
}

VERDICTS: Names[Verdict] = {
    Verdict.LIFTED: _("The measure is lifted"),
    Verdict.CHANGED: _("The measure is changed"),
    Verdict.STANDS: _("The measure stands"),
    Verdict.INADMISSIBLE: _("The complaint cannot be heard"),
}

_STATES: Mapping[MeasureState, Chip] = {
    MeasureState.IN_FORCE: Chip("", "warn", "prohibit"),
    MeasureState.LIFTED: Chip("", "good", "check-circle"),
    MeasureState.CHANGED: Chip("", "brand", "arrows-left-right"),
}

_STATE_NAMES: Names[MeasureState] = {
    MeasureState.IN_FORCE: _("In force"),
    MeasureState.LIFTED: _("Lifted"),
    MeasureState.CHANGED: _("Changed"),
}

_EVENTS: Mapping[str, tuple[Promise, str]] = {
    "measure.recorded": (_("The marketplace has taken a measure against you"), "prohibit"),
    "measure.lifted": (_("The marketplace has lifted the measure"), "check-circle"),
    "measure.changed": (_("The marketplace has changed the measure"), "arrows-left-right"),
    "complaint.measure_reversed": (_("The marketplace was told to carry the decision out"), "lightning"),
    "complaint.submit": (_("Your complaint has been received"), "scales"),
    ERASED_TYPE: ERASED,
    "complaint.request_info": (_("The reviewer asks you something"), "question"),
    "complaint.answer_info": (_("You have answered the reviewer"), "chat-circle-text"),
    "evidence.added": (_("You have handed something in"), "paperclip"),
}

_AS_STAFF: Mapping[str, Promise] = {
    "measure.recorded": _("The marketplace took the measure"),
    "complaint.submit": _("The complaint was filed"),
    "complaint.request_info": _("The reviewer asked a question"),
    "complaint.answer_info": _("The question was answered"),
    "evidence.added": _("Something was handed in"),
}

_DECIDED: Names[Verdict] = {
    Verdict.LIFTED: _("Decided: the measure is lifted"),
    Verdict.CHANGED: _("Decided: the measure is changed"),
    Verdict.STANDS: _("Decided: the measure stands"),
    Verdict.INADMISSIBLE: _("Decided: the complaint cannot be heard"),
}


ENDINGS: Names[Ending] = {
    Ending.COMPLAINT: _("Time to complain about the measure"),
    Ending.ANSWER: _("Answer to the reviewer"),
    Ending.DECISION: _("Decision about the complaint"),
}
"""What there is still time for, for calendars and reminders."""

_ENDED: Mapping[Ending, Promise] = {
    Ending.ANSWER: _("The time to answer the reviewer is over; it is decided on the file"),
    Ending.DECISION: _("The decision about the complaint is late; the time runs anew"),
}


def is_of_measure(key: str) -> bool:
    """Whether this type of event, or key of a notice, belongs to a measure and not to a dispute."""
    return key.startswith(("measure.", "complaint."))


def told(key: str, facts: Mapping[str, Any], reader: Reader) -> Told:
    """The line of an event for this reader, for the history, notices and mails.

    Raises ``KeyError`` for a kind of event that has no sentence.
    """
    if key == "complaint.decide":
        return Told(str(_DECIDED[Verdict(facts["verdict"])]), "gavel")
    if key == "complaint.closed":
        return Told(closed_with(Outcome(facts["outcome"]), Role(facts["against"])), "check-circle")
    if key == "complaint.expired":
        return Told(str(_ENDED[Ending(facts["timer"])]), "hourglass-medium")
    if key == "complaint.reminder":
        # Translators: {name} is what there is still time for, as "answer to the recommendation".
        text = gettext("Reminder: {name}").format(name=within(ENDINGS[Ending(facts["timer"])]))
        return Told(text, "bell")
    if kind_of(key) in lengthened.HEADLINES:
        return Told(lengthened.text(kind_of(key), facts, reader), lengthened.ICON)
    sentence, icon = _EVENTS[key]
    if reader.viewer.role not in PARTIES:
        sentence = _AS_STAFF.get(key, sentence)
    return Told(str(sentence), icon)


def closed_with(outcome: Outcome, against: Role) -> str:
    """What a complaint ended with. ``against`` is whom the measure is against."""
    if outcome is Outcome.INADMISSIBLE:
        return gettext("The complaint has ended: it could not be heard")
    if outcome is Outcome.DECIDED_SPLIT:
        return gettext("The complaint has ended: the measure is changed")
    won = outcome is (Outcome.DECIDED_SELLER if against is Role.SELLER else Outcome.DECIDED_BUYER)
    if won:
        return gettext("The complaint has ended: the measure is lifted")
    return gettext("The complaint has ended: the measure stands")


def state_chip(state: MeasureState) -> Chip:
    """What holds of a measure."""
    look = _STATES[state]
    return Chip(str(_STATE_NAMES[state]), look.tone, look.icon)


def complaint_chip(state: State | None, *, breached: bool, asked: bool = False) -> Chip | None:
    """Where a complaint stands; None where there is none. ``asked`` while the reviewer waits for an answer."""
    if state is State.IN_MEDIATION and asked:
        return Chip(gettext("Waiting for an answer"), "warn", "question")
    if state is State.IN_MEDIATION:
        late = Chip(gettext("Decision is late"), "bad", "warning")
        return late if breached else Chip(gettext("Complaint is heard"), "brand", "gavel")
    if state is State.DECIDED:
        return Chip(gettext("To be carried out"), "warn", "lightning")
    return Chip(gettext("Complaint decided"), "plain", "check") if state is State.CLOSED else None


def state_name(standing: Standing) -> str:
    """Where a measure stands, in the same words on every page, in mails and in calendars (disputes.md 3.9, 7)."""
    complaint = standing.complaint
    if complaint is None:
        return str(_STATE_NAMES[standing.state])
    asked = complaint.question is not None
    chip = complaint_chip(complaint.state, breached=complaint.breached, asked=asked)
    assert chip is not None  # noqa: S101 - a complaint has a state
    return chip.text
