"""What happens while a complaint about a measure is heard? Evidence, the reviewer's questions, and what time brings.

As before a mediator: a question names the fact and the proof that is accepted, the first one stops the clock of the
decision, and silence means that it is decided on the file. There is one party only, so nothing handed in is late
before the decision. Source: disputes.md 3.4 C8, 3.5 T7, 3.12; docs/decisions/0039.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from amiabil.domain.disputes import clock, errors
from amiabil.domain.disputes.arguments import EvidenceEntry
from amiabil.domain.disputes.complaints import Asked, Bench, Complaint, ComplaintStep, check_hearer
from amiabil.domain.disputes.model import SYSTEM, Actor
from amiabil.domain.disputes.parts import EvidenceItem, Question
from amiabil.domain.terms import Command, Happening, Timer
from amiabil.domain.written import MESSAGE_MAX, REASON_MAX, TextMissing, clean
from amiabil.foundation.errors import Conflict
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Span, deadline, remaining, resume


class NoQuestion(Conflict):
    """Nobody has asked anything that is still to be answered."""

    code = "no_question"


def ask(complaint: Complaint, asked: Asked, *, by: Actor, at: datetime) -> ComplaintStep:
    """The reviewer asks for one fact and says which proof is accepted; the first question stops T6.

    Refusals: ``not_yours``, ``already_decided``, ``conflict_of_interest``, ``reply_pending``, texts missing or too
    long.
    """
    check_hearer(complaint, by, Command.REQUEST_INFO)
    if complaint.question is not None:
        raise errors.ReplyPending(complaint.question.of, complaint.question.due_at)
    texts = {
        "text": clean(asked.fact, field="/fact", most=REASON_MAX),
        "proof": clean(asked.proof, field="/proof", most=REASON_MAX),
    }
    of, due_at = complaint.measure.against, deadline(at, asked.span, complaint.place)
    after = replace(
        complaint,
        version=complaint.version + 1,
        questions=(*complaint.questions, Question(of, at, due_at)),
        reminders=clock.reminders(Timer.INFO_REQUEST, at, due_at),
    )
    if not complaint.questions and complaint.due_at is not None:
        left = remaining(complaint.due_at, _span(complaint), at=at, place=complaint.place)
        after = replace(after, due_at=None, left=left)
    bench = Bench(after, at, by)
    bench.record(Command.REQUEST_INFO, texts, of=of.value)
    return bench.done(complaint)


def answer(
    complaint: Complaint, text: str, entries: Sequence[EvidenceEntry], *, by: Actor, at: datetime
) -> ComplaintStep:
    """Whoever complained answers the question, with what shows it; the clock of the decision goes on.

    Refusals: ``not_yours``, ``already_decided``, ``no_question``, ``duplicate_label``, texts missing or too long.
    """
    _check_party(complaint, by, Command.ANSWER_INFO)
    if complaint.question is None:
        raise NoQuestion()
    said = clean(text, field="/text", most=MESSAGE_MAX)
    bench = Bench(_without_question(_moved(complaint), at), at, by)
    bench.record(Command.ANSWER_INFO, {"text": said}, by=by.role.value)
    _list(bench, entries, "")
    return bench.done(complaint)


def hand_in(
    complaint: Complaint, entries: Sequence[EvidenceEntry], text: str, *, by: Actor, at: datetime
) -> ComplaintStep:
    """Whoever complained hands in items until the complaint is decided; the first is told with these words.

    Refusals: ``not_yours``, ``already_decided``, ``duplicate_label``, ``text_missing`` (nothing at all), a text too
    long.
    """
    _check_party(complaint, by, Command.ADD_EVIDENCE)
    if not entries:
        raise TextMissing(field="/text")
    bench = Bench(_moved(complaint), at, by)
    _list(bench, entries, clean(text, field="/text", most=REASON_MAX, required=False))
    return bench.done(complaint)


def _check_party(complaint: Complaint, by: Actor, command: Command) -> None:
    if by.role is not complaint.measure.against:
        raise errors.NotYours(by.role, command)
    if complaint.ruled is not None:
        raise errors.AlreadyDecided()


def _moved(complaint: Complaint) -> Complaint:
    return replace(complaint, version=complaint.version + 1)


def _list(bench: Bench, entries: Sequence[EvidenceEntry], text: str) -> None:
    """List items and tell of each, the first with these words."""
    side = bench.complaint.measure.against
    for number, entry in enumerate(entries):
        listed = bench.complaint.evidence
        if any(item.label == entry.label for item in listed):
            raise errors.DuplicateLabel(entry.label)
        item = EvidenceItem(entry.label, entry.kind, side, bench.at)
        bench.complaint = replace(bench.complaint, evidence=(*listed, item))
        bench.record(
            Command.ADD_EVIDENCE,
            {"text": "" if number else text},
            evidence_kind=item.kind.value,
            label=item.label,
            by=side.value,
            status=item.status.value,
        )


def _without_question(complaint: Complaint, at: datetime) -> Complaint:
    """Nothing is asked any more; T6 goes on with the days it had left."""
    closed = tuple(replace(one, open=False) for one in complaint.questions)
    after = replace(complaint, questions=closed, reminders=())
    if complaint.left is None:
        return after
    due_at = resume(complaint.left, _span(complaint), at=at, place=complaint.place)
    return replace(after, due_at=due_at, left=None)


def _span(complaint: Complaint) -> Span:
    return Span(complaint.rules.decision_days)


def wake(complaint: Complaint, *, at: datetime) -> ComplaintStep:
    """What is due by an instant happens, in the order of time. Idempotent.

    The end of T6 is a breach nobody loses by: a supervisor is told, and it runs anew. The end of a question means that
    it is decided on the file.
    """
    step = ComplaintStep(complaint)
    while (due_at := step.complaint.wakes_at) is not None and due_at <= at:
        done = _due(step.complaint, due_at)
        step = ComplaintStep(done.complaint, step.events + done.events)
    return step


def _due(before: Complaint, due_at: datetime) -> ComplaintStep:
    question = before.question
    if before.reminders and before.reminders[0] == due_at:
        bench = Bench(replace(_moved(before), reminders=before.reminders[1:]), due_at, SYSTEM)
        of = before.measure.against.value
        bench.record(Happening.REMINDER, timer=Timer.INFO_REQUEST.value, to=of)
    elif question is not None and question.due_at == due_at:
        bench = Bench(_without_question(_moved(before), due_at), due_at, SYSTEM)
        bench.record(Happening.EXPIRED, timer=Timer.INFO_REQUEST.value, of=question.of.value)
    else:
        again = deadline(due_at, _span(before), before.place)
        bench = Bench(replace(_moved(before), breached=True, due_at=again), due_at, SYSTEM)
        bench.record(Happening.EXPIRED, timer=Timer.FIRST_DECISION.value)
    return bench.done(before)
