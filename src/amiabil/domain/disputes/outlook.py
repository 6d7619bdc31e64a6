"""Who must act, until when, and what happens otherwise? One answer for every page, mail and client.

Also the stages of the progress rail. Machine-readable: sentences are made from these keys in ``ui``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from amiabil.domain.disputes import clock, money, negotiation
from amiabil.domain.disputes.change import Change
from amiabil.domain.disputes.eligibility import last_minute
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.ranges import appeal_over
from amiabil.domain.disputes.settling import is_statutory_withdrawal, nothing_to_send, terms_in_force
from amiabil.domain.terms import Outcome, Role, State, Timer
from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import Fact


@unique
class Act(StrEnum):
    """What is awaited."""

    ANSWER_REQUEST = "answer_request"
    AGREE = "agree"
    ANSWER_QUESTION = "answer_question"
    ANSWER_LATE_EVIDENCE = "answer_late_evidence"
    ANSWER_RECOMMENDATION = "answer_recommendation"
    HAND_IN_EVIDENCE = "hand_in_evidence"
    DECIDE = "decide"
    APPEAL_OR_WAIT = "appeal_or_wait"
    DECIDE_APPEAL = "decide_appeal"
    GIVE_LABEL = "give_label"
    SEND_GOODS = "send_goods"
    CONFIRM_UNSENT = "confirm_unsent"
    """After a withdrawal from goods that have not left, as far as anybody knows: the seller says so, and it is paid."""
    WAIT_FOR_PARCEL = "wait_for_parcel"
    INSPECT_GOODS = "inspect_goods"
    WAIT_FOR_CLAIM = "wait_for_claim"
    PERFORM = "perform"
    CONFIRM_GOODS = "confirm_goods"
    PAY_REFUND = "pay_refund"
    UNDO_WITHDRAWAL = "undo_withdrawal"
    WAIT_FOR_PROCEEDING = "wait_for_proceeding"
    ANSWER_SET_ASIDE = "answer_set_aside"
    ASK_SET_ASIDE = "ask_set_aside"
    """A seller whose silence has decided the case may say why; nobody's turn, but an own deadline."""
    NOTHING = "nothing"


@unique
class Silence(StrEnum):
    """What happens when nobody does what is awaited; the facts beside it name the amount where there is one."""

    REQUEST_GRANTED = "request_granted"
    GOES_TO_MEDIATION = "goes_to_mediation"
    OFFER_SETTLES = "offer_settles"
    DECIDED_ON_FILE = "decided_on_file"
    MEDIATOR_DECIDES = "mediator_decides"
    EVIDENCE_CLOSES = "evidence_closes"
    SUPERVISOR_TOLD = "supervisor_told"
    STAYS_WITH_SUPERVISOR = "stays_with_supervisor"
    DECISION_FINAL = "decision_final"
    REFUND_WITHOUT_RETURN = "refund_without_return"
    CLOSES_NOT_SENT = "closes_not_sent"
    REFUND_WAITS = "refund_waits"
    REFUND_IN_FULL = "refund_in_full"
    REFUND_INSTEAD = "refund_instead"
    EVERYTHING_UNLOCKED = "everything_unlocked"
    REFUND_RETRIED = "refund_retried"
    CLOSES_WITHDRAWN = "closes_withdrawn"
    DEFAULT_STANDS = "default_stands"
    OFFER_LAPSES = "offer_lapses"
    APPEAL_ENDS = "appeal_ends"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Turn:
    """``who`` None: both parties, or nobody, by ``act``. ``due_at`` is exclusive (show ``shown_until``), None without
    an end. ``facts`` go with ``silence``: amounts, remedies, whom it concerns, since when a decision is late.
    """

    act: Act
    who: Role | None = None
    due_at: datetime | None = None
    timer: Timer | None = None
    silence: Silence = Silence.NOTHING
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def shown_until(self) -> datetime | None:
        """The last full minute, as it is shown to people; None without an end."""
        return None if self.due_at is None else last_minute(self.due_at)


def turn(dispute: Dispute) -> Turn:
    """Who must act now, until when, and what happens otherwise."""
    if dispute.withdrawn_at is not None and dispute.is_open:
        return _by(
            dispute, Act.UNDO_WITHDRAWAL, Role.BUYER, Timer.WITHDRAW_COOLING_OFF, Silence.CLOSES_WITHDRAWN
        )
    return _TURNS[dispute.state](dispute)


def _by(dispute: Dispute, act: Act, who: Role | None, timer: Timer, silence: Silence, **facts: Fact) -> Turn:
    return Turn(act, who, clock.due_of(dispute, timer), timer, silence, facts)


def _amount(dispute: Dispute) -> dict[str, Fact]:
    terms = terms_in_force(dispute) or dispute.claim.terms
    return {"amount": terms.amount.fact()} if terms.amount is not None else {}


def _awaiting_seller(dispute: Dispute) -> Turn:
    due_at = clock.due_of(dispute, Timer.SELLER_FIRST_ANSWER)
    granted = negotiation.silence_grants(dispute, Change(dispute, due_at or dispute.opened_at))
    silence = Silence.REQUEST_GRANTED if granted else Silence.GOES_TO_MEDIATION
    return _by(
        dispute, Act.ANSWER_REQUEST, Role.SELLER, Timer.SELLER_FIRST_ANSWER, silence, **_amount(dispute)
    )


def _negotiating(dispute: Dispute) -> Turn:
    """Both may move; the party that has not answered the other's newest proposal is the one waited for."""
    offer = dispute.proposals.get(Role.SELLER)
    if offer is not None and offer.version >= dispute.claim.version:
        dominating = negotiation.dominates(offer.terms, dispute.claim.terms)
        silence = Silence.OFFER_SETTLES if dominating else Silence.GOES_TO_MEDIATION
        timer = Timer.PROPOSAL if dominating else Timer.NEGOTIATION
        facts: dict[str, Fact] = {"amount": offer.terms.amount.fact()} if offer.terms.amount else {}
        return _by(dispute, Act.AGREE, Role.BUYER, timer, silence, **facts)
    who = (
        Role.SELLER if dispute.claim.version > dispute.firm.buyer or Role.BUYER in dispute.proposals else None
    )
    return _by(dispute, Act.AGREE, who, Timer.NEGOTIATION, Silence.GOES_TO_MEDIATION)


def _in_mediation(dispute: Dispute) -> Turn:
    asked = [question for question in dispute.questions if question.open]
    if asked:
        return _by(dispute, Act.ANSWER_QUESTION, asked[0].of, Timer.INFO_REQUEST, Silence.DECIDED_ON_FILE)
    if dispute.late_replies:
        who = min(dispute.late_replies) if len(dispute.late_replies) == 1 else None
        return _by(dispute, Act.ANSWER_LATE_EVIDENCE, who, Timer.LATE_EVIDENCE_REPLY, Silence.DECIDED_ON_FILE)
    if clock.runs(dispute, Timer.EVIDENCE_WINDOW):
        return _by(dispute, Act.HAND_IN_EVIDENCE, None, Timer.EVIDENCE_WINDOW, Silence.EVIDENCE_CLOSES)
    return _deciding(dispute, Act.DECIDE, Role.MEDIATOR, Timer.FIRST_DECISION)


def _deciding(dispute: Dispute, act: Act, who: Role, timer: Timer) -> Turn:
    """A decision of the platform; one that is late says since when, and that the supervisor has it already."""
    since = clock.late_since(dispute, timer)
    if since is None:
        return _by(dispute, act, who, timer, Silence.SUPERVISOR_TOLD)
    return _by(dispute, act, who, timer, Silence.STAYS_WITH_SUPERVISOR, late_since=instant_text(since))


def _recommended(dispute: Dispute) -> Turn:
    accepted = dispute.recommendation.accepted if dispute.recommendation else frozenset()
    waiting = [role for role in (Role.BUYER, Role.SELLER) if role not in accepted]
    who = waiting[0] if len(waiting) == 1 else None
    return _by(dispute, Act.ANSWER_RECOMMENDATION, who, Timer.RECOMMENDATION, Silence.MEDIATOR_DECIDES)


def _decided(dispute: Dispute) -> Turn:
    waiting = [role for role in (Role.BUYER, Role.SELLER) if not appeal_over(dispute, role)]
    who = waiting[0] if len(waiting) == 1 else None
    return _by(
        dispute, Act.APPEAL_OR_WAIT, who, Timer.APPEAL, Silence.DECISION_FINAL, **_decided_sum(dispute)
    )


def _decided_sum(dispute: Dispute) -> dict[str, Fact]:
    """What the mediator decided for the buyer; nothing where goods were decided."""
    decided = dispute.decision
    if decided is None or decided.terms.remedy in GOODS:
        return {}
    return {"amount": decided.amount.fact()}


def _in_appeal(dispute: Dispute) -> Turn:
    """Before the time of the other party is over, or it has waived, no reviewer can decide."""
    asked = [question for question in dispute.questions if question.open]
    if asked:
        return _by(dispute, Act.ANSWER_QUESTION, asked[0].of, Timer.INFO_REQUEST, Silence.DECIDED_ON_FILE)
    waiting = [role for role in (Role.BUYER, Role.SELLER) if not appeal_over(dispute, role)]
    if waiting:
        return _by(
            dispute,
            Act.APPEAL_OR_WAIT,
            waiting[0],
            Timer.APPEAL,
            Silence.APPEAL_ENDS,
            **_decided_sum(dispute),
        )
    return _deciding(dispute, Act.DECIDE_APPEAL, Role.REVIEWER, Timer.APPEAL_DECISION)


def _label_due(dispute: Dispute) -> Turn:
    return _by(
        dispute,
        Act.GIVE_LABEL,
        Role.SELLER,
        Timer.RETURN_LABEL,
        Silence.REFUND_WITHOUT_RETURN,
        **_amount(dispute),
    )


def _shipment_due(dispute: Dispute) -> Turn:
    if nothing_to_send(dispute):
        silence = Silence.REFUND_IN_FULL
        return _by(
            dispute,
            Act.CONFIRM_UNSENT,
            Role.SELLER,
            Timer.STATUTORY_WITHDRAWAL,
            silence,
            **_amount(dispute),
        )
    waits = is_statutory_withdrawal(dispute)
    silence = Silence.REFUND_WAITS if waits else Silence.CLOSES_NOT_SENT
    return _by(dispute, Act.SEND_GOODS, Role.BUYER, Timer.RETURN_SHIP, silence, **_amount(dispute))


def _in_transit(dispute: Dispute) -> Turn:
    risk = dispute.parcel.carrier_by
    seller = risk is not None and risk.value == Role.SELLER.value
    silence = Silence.REFUND_IN_FULL if seller else Silence.GOES_TO_MEDIATION
    return _by(dispute, Act.WAIT_FOR_PARCEL, Role.CARRIER, Timer.RETURN_LOST, silence, **_amount(dispute))


def _inspection(dispute: Dispute) -> Turn:
    if dispute.awaits_claim:
        return Turn(Act.WAIT_FOR_CLAIM, Role.SYSTEM, facts=_amount(dispute))
    return _by(
        dispute, Act.INSPECT_GOODS, Role.SELLER, Timer.INSPECTION, Silence.REFUND_IN_FULL, **_amount(dispute)
    )


def _remedy_pending(dispute: Dispute) -> Turn:
    act, who = _promised(dispute)
    if clock.runs(dispute, Timer.PERFORMANCE):
        most: dict[str, Fact] = {"amount": money.refundable(dispute).fact()}
        return _by(dispute, act, who, Timer.PERFORMANCE, Silence.REFUND_INSTEAD, **most)
    if clock.runs(dispute, Timer.STATUTORY_REPAIR) and not dispute.refunds:
        return _by(dispute, act, who, Timer.STATUTORY_REPAIR, Silence.EVERYTHING_UNLOCKED)
    pending: dict[str, Fact] = {"amount": money.pending(dispute).fact()}
    return _by(dispute, Act.PAY_REFUND, Role.PSP, Timer.REFUND_EXECUTION, Silence.REFUND_RETRIED, **pending)


def _promised(dispute: Dispute) -> tuple[Act, Role]:
    """Goods are awaited from the seller; once they are on their way, the word of who gets them."""
    if dispute.performed_at is None:
        return Act.PERFORM, Role.SELLER
    return Act.CONFIRM_GOODS, Role.BUYER


def _suspended(dispute: Dispute) -> Turn:
    return Turn(Act.WAIT_FOR_PROCEEDING, Role.PSP)


def _closed(dispute: Dispute) -> Turn:
    by_default = dispute.outcome is Outcome.DEFAULT_SELLER_SILENT
    if by_default and dispute.set_aside_asked and not dispute.set_aside_refused:
        return Turn(Act.ANSWER_SET_ASIDE, Role.REVIEWER, silence=Silence.DEFAULT_STANDS)
    return Turn(Act.NOTHING)


def _draft(dispute: Dispute) -> Turn:
    return Turn(Act.NOTHING, Role.BUYER)


_TURNS: Mapping[State, Callable[[Dispute], Turn]] = {
    State.DRAFT: _draft,
    State.AWAITING_SELLER: _awaiting_seller,
    State.NEGOTIATING: _negotiating,
    State.IN_MEDIATION: _in_mediation,
    State.RECOMMENDATION_OPEN: _recommended,
    State.DECIDED: _decided,
    State.IN_APPEAL: _in_appeal,
    State.RETURN_LABEL_DUE: _label_due,
    State.RETURN_SHIPMENT_DUE: _shipment_due,
    State.RETURN_IN_TRANSIT: _in_transit,
    State.RETURN_INSPECTION: _inspection,
    State.REMEDY_PENDING: _remedy_pending,
    State.SUSPENDED: _suspended,
    State.CLOSED: _closed,
}


# --- the progress rail --------------------------------------------------------------------------------------


@unique
class Stage(StrEnum):
    """A step of the way, as people see it."""

    OPENED = "opened"
    SELLER_ANSWERS = "seller_answers"
    NEGOTIATION = "negotiation"
    MEDIATION = "mediation"
    DECISION = "decision"
    RETURN = "return"
    REMEDY = "remedy"
    CLOSED = "closed"


@unique
class Progress(StrEnum):
    """Where a stage stands."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class StageOf:
    """One stage with its progress and, for the current one, when it ends by itself."""

    stage: Stage
    progress: Progress
    due_at: datetime | None = None


_STAGE_OF: Mapping[State, Stage] = {
    State.DRAFT: Stage.OPENED,
    State.AWAITING_SELLER: Stage.SELLER_ANSWERS,
    State.NEGOTIATING: Stage.NEGOTIATION,
    State.IN_MEDIATION: Stage.MEDIATION,
    State.RECOMMENDATION_OPEN: Stage.MEDIATION,
    State.DECIDED: Stage.DECISION,
    State.IN_APPEAL: Stage.DECISION,
    State.RETURN_LABEL_DUE: Stage.RETURN,
    State.RETURN_SHIPMENT_DUE: Stage.RETURN,
    State.RETURN_IN_TRANSIT: Stage.RETURN,
    State.RETURN_INSPECTION: Stage.RETURN,
    State.REMEDY_PENDING: Stage.REMEDY,
    State.CLOSED: Stage.CLOSED,
}


def stages(dispute: Dispute) -> tuple[StageOf, ...]:
    """The stages from the opening to the close, each done, current, ahead or skipped; no stage is left out."""
    state = dispute.suspended_from or dispute.state
    current = _STAGE_OF[state]
    order = list(Stage)
    passed = _passed(dispute)
    found = []
    for place, stage in enumerate(order):
        if stage is current:
            progress = Progress.DONE if stage is Stage.CLOSED else Progress.CURRENT
        elif place > order.index(current):
            progress = Progress.AHEAD
        else:
            progress = Progress.DONE if stage in passed else Progress.SKIPPED
        found.append(StageOf(stage, progress, turn(dispute).due_at if progress is Progress.CURRENT else None))
    return tuple(found)


def _passed(dispute: Dispute) -> frozenset[Stage]:
    """The stages the case went through, from what it remembers."""
    passed = {Stage.OPENED}
    if not is_statutory_withdrawal(dispute) and dispute.contested is None and _seller_answered(dispute):
        passed.add(Stage.SELLER_ANSWERS)
    if dispute.rejected_at is not None or dispute.last_offer is not None or dispute.reopened:
        passed.add(Stage.NEGOTIATION)
    if dispute.mediation_at is not None:
        passed.add(Stage.MEDIATION)
    if dispute.decision is not None:
        passed.add(Stage.DECISION)
    if dispute.parcel.label_at is not None or dispute.parcel.recorded_at is not None:
        passed.add(Stage.RETURN)
    if dispute.refunds or dispute.performed_at is not None:
        passed.add(Stage.REMEDY)
    return frozenset(passed)


def _seller_answered(dispute: Dispute) -> bool:
    """Whether the seller refused, proposed or agreed; who was silent, or had no need to answer, did not."""
    agreed = (
        dispute.settlement is not None and dispute.settlement.outcome is not Outcome.DEFAULT_SELLER_SILENT
    )
    proposed = Role.SELLER in dispute.proposals or dispute.last_offer is not None
    return agreed or proposed or dispute.rejected_at is not None
