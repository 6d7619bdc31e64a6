"""Who is told of what, and how loudly? From the events of one step to at most one notice for each party.

``NOTICES`` is the whole of it: read it first. It goes from the most telling kind to the least; of the events of one
step each party hears of the first that concerns it, because an agreement is one piece of news and not five.
Members of the staff get none: their queues show what needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique

from amiabil.domain.terms import PARTIES, Role, Timer, party
from amiabil.foundation.errors import Fact


@unique
class Loudness(StrEnum):
    """How somebody is told: not at all, on their page of notices, or there and by mail."""

    NOT = "not"
    PAGE = "page"
    MAIL = "mail"


@unique
class Whom(StrEnum):
    """Which of the parties of a row are meant, when not both."""

    BOTH = "both"
    NAMED = "named"
    """The party the event names in ``of`` or ``to``."""
    MOVED = "moved"
    """Both, where a deadline of the case ends later by it."""
    DUE = "due"
    """The parties whose deadline it is: who has done its part is not reminded."""


@unique
class Topic(StrEnum):
    """News a party may do without by mail.

    Every other mail comes whatever they choose: it begins, changes or ends something of theirs, or reminds of an end.
    """

    MESSAGES = "messages"
    """What the other side writes; what the platform's people write always comes."""
    ON_THE_WAY = "on_the_way"
    """What becomes of goods, where nobody has to act on it."""
    REFUNDS = "refunds"
    """Money that has arrived."""
    OWN_STEPS = "own_steps"
    """What one did oneself; the receipt of a dispute or withdrawal always comes."""


@dataclass(frozen=True, slots=True)
class Row:
    """How loudly each party hears of one kind of event; ``own`` is for the party that did it."""

    buyer: Loudness
    seller: Loudness
    own: Loudness = Loudness.NOT
    whom: Whom = Whom.BOTH


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as far as it matters here. ``id`` is what the notice will be about, ``sides`` who may know of it."""

    id: str
    type: str
    actor_role: str
    sides: tuple[str, ...] = ("buyer", "seller", "staff")
    data: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The type, with its subject where only the subject says what it is: ``dispute.expired:negotiation``."""
        subject = self.data.get("timer") or self.data.get("flag") or self.data.get(IN)
        return f"{self.type}:{subject}" if subject and self.type in _WITH_SUBJECT else self.type


@dataclass(frozen=True, slots=True)
class Told:
    """What one party is told: the event, and whether by mail too.

    ``topics`` are those the mail is about; who has switched off all of them gets none. Empty: everybody gets it.
    """

    role: Role
    event: Happened
    by_mail: bool
    topics: frozenset[Topic] = frozenset()


IN, CHAT = "in", "chat"
"""What the event of a message tells beside it where people are talking: they hear each other, and get no mails."""

_WITH_SUBJECT = frozenset(
    {"dispute.expired", "dispute.reminder", "dispute.flag", "complaint.expired", "complaint.reminder"}
    | {"message.posted"}
)

_NOT, _PAGE, _MAIL = Loudness.NOT, Loudness.PAGE, Loudness.MAIL
_SILENT = Row(_NOT, _NOT)
_BOTH = Row(_MAIL, _MAIL, own=_MAIL)
_QUIETLY = Row(_PAGE, _PAGE)
_OTHER_SIDE = Row(_MAIL, _MAIL)
_LENGTHENED = Row(_MAIL, _MAIL, whom=Whom.MOVED)
_REMINDED = Row(_MAIL, _MAIL, own=_MAIL, whom=Whom.DUE)

NOTICES: Mapping[str, Row] = {
    # ---- ends and turns of the whole case ---------------------------------------------
    "dispute.merge": _BOTH,  # one mail, from the case that ends: where it goes on
    "dispute.joined": _QUIETLY,
    "dispute.closed": _BOTH,
    "dispute.decision_final": _BOTH,
    "dispute.decide_appeal": _BOTH,
    "dispute.decide": _BOTH,
    "dispute.grant_set_aside": _BOTH,
    "dispute.refuse_set_aside": Row(_PAGE, _MAIL),
    "dispute.external_opened": _BOTH,
    "dispute.external_closed": _BOTH,
    "dispute.record_insolvency": _BOTH,
    "dispute.settled": _BOTH,
    "dispute.reopen": Row(_NOT, _MAIL, own=_MAIL),
    "dispute.withdraw": Row(_NOT, _MAIL, own=_MAIL),
    "dispute.undo_withdraw": Row(_NOT, _MAIL, own=_PAGE),
    "dispute.convert": Row(_MAIL, _MAIL, own=_PAGE),
    # ---- the opening and the negotiation --------------------------------------------------
    "dispute.submit": Row(_MAIL, _MAIL, own=_MAIL),
    "dispute.accept_request": _OTHER_SIDE,
    "dispute.reject_request": _OTHER_SIDE,
    "dispute.accept": _OTHER_SIDE,
    "dispute.propose": _OTHER_SIDE,
    "dispute.decline": _OTHER_SIDE,
    # ---- mediation ---------------------------------------------------------------------------
    "dispute.escalate": Row(_MAIL, _MAIL, own=_MAIL),
    "dispute.request_info": Row(_MAIL, _MAIL, whom=Whom.NAMED),
    "dispute.answer_info": _QUIETLY,
    "dispute.admit_evidence": _BOTH,
    "dispute.disregard_evidence": _QUIETLY,
    "dispute.rule_confidential": _BOTH,
    "dispute.waive_evidence": _QUIETLY,
    "dispute.recommend": _BOTH,
    "dispute.accept_recommendation": _OTHER_SIDE,
    "dispute.decline_recommendation": _OTHER_SIDE,
    "dispute.appeal": Row(_MAIL, _MAIL, own=_MAIL),
    "dispute.waive_appeal": _QUIETLY,
    "dispute.challenge": _QUIETLY,
    "dispute.answer_challenge": _BOTH,
    "dispute.set_aside_default": Row(_MAIL, _NOT, own=_MAIL),
    # ---- goods on their way, and what was promised ------------------------------------------------
    "dispute.provide_label": Row(_MAIL, _NOT),
    "dispute.give_return_address": Row(_MAIL, _NOT),
    "dispute.waive_return": Row(_MAIL, _NOT),
    "dispute.record_return_shipment": Row(_NOT, _MAIL),
    "dispute.scan": Row(_PAGE, _MAIL),
    "dispute.inspect": Row(_MAIL, _NOT),
    "dispute.extend": Row(_NOT, _MAIL),
    "dispute.perform": Row(_MAIL, _NOT),
    "dispute.perform_confirmed": Row(_PAGE, _MAIL),
    "dispute.voluntary_refund": Row(_MAIL, _NOT, own=_PAGE),
    "dispute.outage_extended": _LENGTHENED,
    "dispute.calendar_changed": _LENGTHENED,
    # ---- what time brings ------------------------------------------------------------------------
    "dispute.expired:seller_first_answer": _BOTH,
    "dispute.expired:negotiation": _BOTH,
    "dispute.expired:first_decision": _BOTH,
    "dispute.expired:appeal_decision": _BOTH,
    "dispute.expired:recommendation": _BOTH,
    "dispute.expired:return_label": _BOTH,
    "dispute.expired:return_ship": _BOTH,
    "dispute.expired:return_lost": _BOTH,
    "dispute.expired:inspection": _BOTH,
    "dispute.expired:performance": _BOTH,
    "dispute.expired:statutory_withdrawal": _BOTH,
    "dispute.expired:statutory_repair": _BOTH,
    "dispute.expired:refund_execution": Row(_MAIL, _PAGE),
    "dispute.expired:proposal": _QUIETLY,
    "dispute.expired:evidence_window": _QUIETLY,
    "dispute.expired:info_request": _QUIETLY,
    "dispute.expired:late_evidence_reply": _QUIETLY,
    "dispute.expired:appeal": _QUIETLY,
    "dispute.expired:withdraw_cooling_off": _QUIETLY,
    "dispute.reminder:seller_first_answer": _REMINDED,
    "dispute.reminder:negotiation": _REMINDED,
    "dispute.reminder:proposal": _REMINDED,
    "dispute.reminder:evidence_window": _REMINDED,
    "dispute.reminder:info_request": _REMINDED,
    "dispute.reminder:recommendation": _REMINDED,
    "dispute.reminder:appeal": _REMINDED,
    "dispute.reminder:return_label": _REMINDED,
    "dispute.reminder:return_ship": _REMINDED,
    "dispute.reminder:inspection": _REMINDED,
    "dispute.reminder:late_evidence_reply": _REMINDED,
    # ---- money ------------------------------------------------------------------------------------
    "refund.confirmed": Row(_MAIL, _PAGE),
    "refund.failed": Row(_MAIL, _NOT),
    "refund.instructed": Row(_PAGE, _NOT),
    "dispute.released": Row(_NOT, _PAGE),
    # ---- measures of the platform, and complaints about them -----------------------------------------
    "complaint.closed": _BOTH,
    "complaint.decide": _BOTH,
    "complaint.measure_reversed": _SILENT,  # for the marketplace; the decision tells the party
    "complaint.submit": Row(_MAIL, _MAIL, own=_MAIL),
    "complaint.request_info": Row(_MAIL, _MAIL, whom=Whom.NAMED),
    "complaint.answer_info": _QUIETLY,
    "complaint.expired:first_decision": _BOTH,
    "complaint.expired:info_request": _QUIETLY,
    "complaint.reminder:info_request": Row(_MAIL, _MAIL, whom=Whom.NAMED),
    "complaint.reminder:complaint": Row(_MAIL, _MAIL, whom=Whom.NAMED),
    "measure.calendar_changed": _LENGTHENED,
    "measure.outage_extended": _LENGTHENED,
    "measure.recorded": _BOTH,
    "measure.lifted": _BOTH,
    "measure.changed": _BOTH,
    # ---- talk, and what each should know ----------------------------------------------------------
    "dispute.flag:pressure_to_close": Row(_MAIL, _PAGE, own=_PAGE),
    "message.posted": _OTHER_SIDE,
    "evidence.added": _QUIETLY,
    # ---- requests for help ------------------------------------------------------------------------
    "ticket.reminded": _BOTH,
    "ticket.solved": _BOTH,
    "ticket.opened": Row(_MAIL, _MAIL, own=_MAIL),
    "ticket.closed": _QUIETLY,
    "ticket.reopened": _SILENT,
    "ticket.changed": _SILENT,
    "ticket.merged": _QUIETLY,
    "ticket.unmerged": _QUIETLY,
    "ticket.took_in": _SILENT,
    "ticket.let_go": _SILENT,
    "ticket.split": _SILENT,  # the request that is made of a part tells them, by its first message
    "ticket.rated": _SILENT,
    "ticket.report_decided": _SILENT,  # the words of the decision come as a message, which is told
    "ticket.report_complained": _SILENT,
    "ticket.attached": _SILENT,
    "ticket.copied": _SILENT,
    "ticket.no_longer_copied": _SILENT,
    "ticket.verified": Row(
        _MAIL, _MAIL, own=_MAIL
    ),  # the receipt, now that the address is known to be theirs
    "ticket.level_near": _SILENT,
    "ticket.level_missed": _SILENT,
    # ---- chats: whoever is there hears it, and what becomes a request is told as one -----------------
    "message.posted:chat": _SILENT,
    "chat.started": _SILENT,
    "chat.person_asked": _SILENT,
    "chat.accepted": _SILENT,
    "chat.transferred": _SILENT,
    "chat.handed_back": _SILENT,
    "chat.missed": _SILENT,
    "chat.ended": _SILENT,
    "chat.rated": _SILENT,
    "chat.became_request": _SILENT,
    "chat.taken_along": _SILENT,
    "chat.joined": _SILENT,
    # ---- what each should know ----------------------------------------------------------------------
    "dispute.notice_bounced": Row(_PAGE, _PAGE, whom=Whom.NAMED),
    "dispute.flag:statutory_breach": _QUIETLY,
    "dispute.flag:promise_broken": _QUIETLY,
    "dispute.flag:seller_silent": _SILENT,
    "dispute.flag:notice_not_confirmed": _SILENT,
    "dispute.flag:late_evidence": _SILENT,
    "dispute.flag:fund_paid": _SILENT,
    "dispute.flag:double_payment_risk": _SILENT,
}
"""How loudly each party hears of each kind of event, the most telling first. Source: disputes.md 3.5; brief, 2."""

TOPICS: Mapping[str, Topic] = {
    "message.posted": Topic.MESSAGES,
    "dispute.record_return_shipment": Topic.ON_THE_WAY,
    "dispute.extend": Topic.ON_THE_WAY,
    "dispute.perform": Topic.ON_THE_WAY,
    "dispute.perform_confirmed": Topic.ON_THE_WAY,
    "refund.confirmed": Topic.REFUNDS,
}
"""Kinds of events whose mails one may do without, whoever caused them. See docs/decisions/0029."""

OWN_STEPS = frozenset({"dispute.escalate", "dispute.appeal", "dispute.reopen", "dispute.set_aside_default"})
"""Kinds whose mail to the one who did it is only a receipt."""

CHOICES: Mapping[Role, tuple[Topic, ...]] = {
    Role.BUYER: (Topic.MESSAGES, Topic.ON_THE_WAY, Topic.REFUNDS, Topic.OWN_STEPS),
    Role.SELLER: (Topic.MESSAGES, Topic.ON_THE_WAY, Topic.OWN_STEPS),
}
"""The topics each side hears of by mail at all, in the order in which they are offered."""

_WEIGHT = {kind: place for place, kind in enumerate(NOTICES)}


Whose = Callable[[Timer], frozenset[Role]]
"""The parties that have a deadline now, by the timer that ends it."""

REMINDERS = frozenset({"dispute.reminder", "complaint.reminder"})
"""News of an end that comes; told no more once it is over, or nothing is left to do."""


def weight(kind: str) -> int:
    """How telling a kind of event is: 0 is the most. Raises ``KeyError`` for a kind that is not in the table."""
    return _WEIGHT[kind]


def told(events: Iterable[Happened], *, whose: Whose) -> tuple[Told, ...]:
    """What each party is told of the events of one step; nobody is told twice of it.

    ``whose`` tells whose deadline a timer is after the step. Raises ``KeyError`` for a kind that is not in the table.
    """
    ranked = sorted(events, key=lambda event: _WEIGHT[event.kind])
    found = []
    for role in (Role.BUYER, Role.SELLER):
        heard = [(event, _loudness(event, role, whose)) for event in ranked]
        first = next(((event, how) for event, how in heard if how is not Loudness.NOT), None)
        if first is not None:
            mailed = [topic_of(event, role) for event, how in heard if how is Loudness.MAIL]
            topics = frozenset(topic for topic in mailed if topic is not None)
            needed = None in mailed
            found.append(Told(role, first[0], bool(mailed), frozenset() if needed else topics))
    return tuple(found)


def topic_of(event: Happened, role: Role) -> Topic | None:
    """The topic under which this party may do without a mail about this event; None when it always comes."""
    actor = _party(event.actor_role)
    if actor is role and event.kind in OWN_STEPS:
        return Topic.OWN_STEPS
    if actor is None and event.kind == "message.posted":
        return None
    return TOPICS.get(event.kind)


def _loudness(event: Happened, role: Role, whose: Whose) -> Loudness:
    row = NOTICES[event.kind]
    if role.value not in event.sides or not _is_meant(event, row.whom, role, whose):
        return Loudness.NOT
    if _party(event.actor_role) is role:
        return row.own
    return row.buyer if role is Role.BUYER else row.seller


def _party(actor_role: str) -> Role | None:
    """The side an actor stands on; an insolvency administrator stands in for the seller."""
    side = party(Role(actor_role)) if actor_role in set(Role) else None
    return side if side in PARTIES else None


def _is_meant(event: Happened, whom: Whom, role: Role, whose: Whose) -> bool:
    if whom is Whom.NAMED:
        return role.value in {event.data.get("of"), event.data.get("to")}
    if whom is Whom.MOVED:
        return bool(event.data.get("moved"))
    if whom is Whom.DUE:
        return role in whose(Timer(str(event.data["timer"])))
    return True
