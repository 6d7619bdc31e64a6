"""What does the assistant say, as facts? Whoever shows it finds the words, in the language of whoever reads.

Pieces stand in the order in which they are said; each is a sentence, a card, or both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from typing import TypeAlias

from amiabil.actions.assistant_answers import Cited, Turn
from amiabil.actions.assistant_tools import Eligibility, SeenDispute, SeenOrder
from amiabil.actions.chat_waits import Outlook
from amiabil.domain.assistant.commands import Flow
from amiabil.domain.assistant.red_rules import Reason as RedReason
from amiabil.domain.contact.directory import Door
from amiabil.domain.terms import Reason, Remedy
from amiabil.foundation.money import Money
from amiabil.records.assistant_talks import Wish
from amiabil.records.refunds_seen import SeenRefund
from amiabil.records.tickets import ListedTicket

Told: TypeAlias = str | int | datetime | Money


@unique
class Saying(StrEnum):
    """Whole sentences that need no more than a few facts; ``ui/assistant/sentences`` has the words."""

    NOTICE = "notice"
    GREETING = "greeting"
    THANKS = "thanks"
    CANCELLED = "cancelled"
    NOTHING_TO_CANCEL = "nothing_to_cancel"
    CHANGED = "changed"
    BACK_TO = "back_to"
    HIDDEN = "hidden"
    CLARIFY = "clarify"
    NOT_UNDERSTOOD = "not_understood"
    REPEATED = "repeated"
    WRONG = "wrong"
    UPSET = "upset"
    FAILED = "failed"
    SIGN_IN = "sign_in"
    NO_ORDERS = "no_orders"
    ORDER_NOT_FOUND = "order_not_found"
    WHICH_ORDER = "which_order"
    NO_DISPUTES = "no_disputes"
    DISPUTE_NOT_FOUND = "dispute_not_found"
    WHICH_DISPUTE = "which_dispute"
    WHICH_REASON = "which_reason"
    WHAT_HAPPENED = "what_happened"
    WHICH_OUTCOME = "which_outcome"
    DRAFT_READY = "draft_ready"
    DRAFT_KEPT = "draft_kept"
    NOT_POSSIBLE = "not_possible"
    NO_REFUNDS = "no_refunds"
    WHICH_TOPIC = "which_topic"
    TICKET_TEXT = "ticket_text"
    TICKET_CONFIRM = "ticket_confirm"
    TICKET_MADE = "ticket_made"
    NO_TICKETS = "no_tickets"
    TICKETS = "tickets"
    REPORT_PLACE = "report_place"
    REPORT_CATEGORY = "report_category"
    REPORT_TEXT = "report_text"
    REPORT_CONFIRM = "report_confirm"
    REPORT_MADE = "report_made"
    REPORT_PAGE = "report_page"
    ESCALATE_CONFIRM = "escalate_confirm"
    ESCALATED = "escalated"
    ESCALATE_NOT = "escalate_not"
    MESSAGE_ADDED = "message_added"
    CONTACT = "contact"
    MAIL = "mail"
    NO_MAIL = "no_mail"
    REQUEST_PAGE = "request_page"
    PERSON_COMES = "person_comes"
    NOBODY_SIGNED = "nobody_signed"
    NOBODY_VISITOR = "nobody_visitor"
    OFFER_PERSON = "offer_person"
    SOON_DUE = "soon_due"
    MORE = "more"
    STILL_THERE = "still_there"
    HIGH_VALUE = "high_value"
    HIGH_VALUE_LATER = "high_value_later"
    VIP = "vip"


@dataclass(frozen=True, slots=True)
class Plain:
    """A sentence with its facts."""

    what: Saying
    facts: Mapping[str, Told] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal of the engine, as its own sentence."""

    refusal: Exception


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval found: an answer with its source, or articles to choose from."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class Worded:
    """An answer in the words of a language model, checked against its sources, with the articles among them."""

    text: str
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class RedText:
    """The fixed text of a reason that is never a program's matter."""

    reason: RedReason


@dataclass(frozen=True, slots=True)
class OrderShown:
    """An order with its dates."""

    order: SeenOrder


@dataclass(frozen=True, slots=True)
class MayDispute:
    """Whether a dispute about an order can be opened, until when, and what is to be shown."""

    found: Eligibility


@dataclass(frozen=True, slots=True)
class DisputeUntil:
    """Until when what can be done about an order, or from when; not where it is."""

    order: SeenOrder
    found: Eligibility


@dataclass(frozen=True, slots=True)
class DisputeShown:
    """A dispute with who acts next."""

    dispute: SeenDispute


@dataclass(frozen=True, slots=True)
class RefundShown:
    """A refund and how far it is."""

    refund: SeenRefund


@dataclass(frozen=True, slots=True)
class TicketShown:
    """A request and whose turn it is."""

    ticket: ListedTicket


@dataclass(frozen=True, slots=True)
class DoorShown:
    """A way to reach people."""

    door: Door


@dataclass(frozen=True, slots=True)
class WaitShown:
    """Whether people are there, how long it takes, or when again; ``promised_at`` is when a request is answered by."""

    outlook: Outlook
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PickOrder:
    """An order to press."""

    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class PickDispute:
    """A dispute to press."""

    reference: str
    title: str


@dataclass(frozen=True, slots=True)
class PickNamed:
    """A value with its own words in several languages (``labels``), or a reason, a remedy."""

    slot: str
    value: str
    labels: Mapping[str, str] = field(default_factory=dict)
    reason: Reason | None = None
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class PickFlow:
    """A task to begin by pressing."""

    flow: Flow
    order: str = ""


@dataclass(frozen=True, slots=True)
class PickSign:
    """*None of these*, *skip*, *cancel*, to press."""

    sign: str


@dataclass(frozen=True, slots=True)
class Go:
    """A page of ours: its name and what it needs."""

    page: str
    args: tuple[str, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Confirm:
    """An act that waits for the click."""

    wish: Wish


Piece: TypeAlias = (
    Plain
    | Refused
    | Found
    | Worded
    | RedText
    | OrderShown
    | MayDispute
    | DisputeUntil
    | DisputeShown
    | RefundShown
    | TicketShown
    | DoorShown
    | WaitShown
    | PickOrder
    | PickDispute
    | PickNamed
    | PickFlow
    | PickSign
    | Go
    | Confirm
)
