"""Which tool or flow does a message ask for, and with what? Read from words and identifiers, in a fixed order.

Nothing is carried out here: reading tools show the signed-in person what is theirs, writing ones wait for a click,
and what has no tool is done by the person on its page. What the words are is data (``content/assistant``). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique

from amiabil.domain.assistant.red_rules import as_compared
from amiabil.foundation.text import fold

Patterns = tuple[re.Pattern[str], ...]


@unique
class Tool(StrEnum):
    """What the assistant can do for somebody, and two answers where it does nothing."""

    SEARCH_HELP = "search_help"
    LIST_ORDERS = "list_orders"
    GET_ORDER = "get_order"
    CHECK_DISPUTE_ELIGIBILITY = "check_dispute_eligibility"
    LIST_DISPUTES = "list_disputes"
    GET_DISPUTE = "get_dispute"
    LIST_TICKETS = "list_tickets"
    GET_TICKET = "get_ticket"
    GET_SUPPORT_HOURS = "get_support_hours"
    DRAFT_DISPUTE = "draft_dispute"
    CREATE_TICKET = "create_ticket"
    REPORT_LISTING = "report_listing"
    ADD_TICKET_MESSAGE = "add_ticket_message"
    ESCALATE_DISPUTE = "escalate_dispute"
    HANDOVER = "handover"
    LINK_TO_PAGE = "none_link_to_page"
    REFUSE = "refuse"


CONFIRMED = frozenset(
    {Tool.CREATE_TICKET, Tool.REPORT_LISTING, Tool.ADD_TICKET_MESSAGE, Tool.ESCALATE_DISPUTE}
)
"""What writes: only a click of the person carries it out."""

FLOWS: Mapping[Tool, str] = {
    Tool.LIST_ORDERS: "where_is_my_order",
    Tool.GET_ORDER: "where_is_my_order",
    Tool.CHECK_DISPUTE_ELIGIBILITY: "open_dispute",
    Tool.DRAFT_DISPUTE: "open_dispute",
    Tool.LIST_DISPUTES: "dispute_status",
    Tool.GET_DISPUTE: "dispute_status",
    Tool.ESCALATE_DISPUTE: "dispute_status",
    Tool.LIST_TICKETS: "open_ticket",
    Tool.GET_TICKET: "open_ticket",
    Tool.CREATE_TICKET: "open_ticket",
    Tool.ADD_TICKET_MESSAGE: "open_ticket",
    Tool.GET_SUPPORT_HOURS: "contact_options",
    Tool.REPORT_LISTING: "report_listing",
    Tool.HANDOVER: "hand_over",
}
"""The flow that a tool begins."""

FLOWS_OF_ARTICLES: Mapping[str, str] = {
    "track-parcel": "where_is_my_order",
    "parcel-late": "where_is_my_order",
    "open-dispute": "open_dispute",
    "dispute-status": "dispute_status",
    "refund-not-received": "refund_not_received",
    "contact-phone": "contact_options",
    "how-support-works": "contact_options",
    "open-ticket": "open_ticket",
    "report-fraud": "report_listing",
    "write-email": "write_by_mail",
}
"""The flow that begins where an article is surely the answer."""


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of one language: what is asked, why there is a complaint, what is wanted, what a request is about."""

    cues: Mapping[str, Patterns]
    reasons: Mapping[str, Patterns]
    outcomes: Mapping[str, Patterns]
    categories: Mapping[str, Patterns]


@dataclass(frozen=True, slots=True)
class Choice:
    """A tool with its arguments by the names of the tools; identifiers as they were written."""

    tool: Tool
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_confirmation(self) -> bool:
        """Whether only a click of the person carries it out."""
        return self.tool in CONFIRMED

    @property
    def asks_for_a_tool(self) -> bool:
        """Whether it is more than a question for articles."""
        return self.tool is not Tool.SEARCH_HELP

    @property
    def flow(self) -> str:
        """The flow that begins, empty where none does."""
        return FLOWS.get(self.tool, "")


@dataclass(frozen=True, slots=True)
class _Message:
    """A message as it is looked into: its words, what it names, and whether some words of any language are in it."""

    typed: str
    words: str
    order: str
    dispute: str
    ticket: str
    languages: tuple[Cues, ...]

    def says(self, name: str) -> bool:
        """Whether a cue is in the message, in any language."""
        return any(one.search(self.words) for cues in self.languages for one in cues.cues.get(name, ()))

    def first(self, table: str) -> str:
        """The first row of a table of words that is in the message, empty where none is."""
        for cues in self.languages:
            rows: Mapping[str, Patterns] = getattr(cues, table)
            for name, patterns in rows.items():
                if any(one.search(self.words) for one in patterns):
                    return name
        return ""


_REFERENCE = r"(?<![\w-]){}[- ]?(?:[0-9a-z]{{4}}[- ]?[0-9a-z]{{4}}|\d{{3,10}})(?![\w-])"
_DISPUTE = re.compile(_REFERENCE.format("d"), re.IGNORECASE)
_TICKET = re.compile(_REFERENCE.format("t"), re.IGNORECASE)
_LEADS_TO = r"(?:[ :#]{1,3}(?:nr|no|numar\w*|number|id|cu|is|este|de|the|my|mea|meu))*[ .:#]{0,3}"
_NAMED = _LEADS_TO + r"(#?(?:[a-z]{1,4}-?)?\d[\w-]{2,18})(?![\w-])"
_DISPUTE_SAID = re.compile(r"\b(?:disput\w*|case|cazul\w*|claim)" + _NAMED)
_TICKET_SAID = re.compile(r"\b(?:ticket\w*|tichet\w*|cererea|cererii|request)" + _NAMED)
_ORDER_SAID = re.compile(
    r"\b(?:order|orders|purchase|comand\w*|comenz\w*|cmd|achiziti\w*|parcel|colet\w*)" + _NAMED
)
_ORDER = re.compile(
    r"(?<![\w.,@+-])(#\d{4,12}|(?:[a-z]{1,4}-)\d{3,10}(?:-\d{1,8})?|\d{5,12})(?![\w@]|[.,]\d)", re.IGNORECASE
)
_MONEY = re.compile(r"^\s*(?:lei|ron|eur\w*|usd|dollars?|€|\$|de lei)", re.IGNORECASE)
_LOST_WORDS = re.compile(
    r"^[\s,.:;-]*(?:that|ca|with|cu|saying|the (?:text|message)|textul|mesajul)?\b[\s,.:;\"'„”-]*",
    re.IGNORECASE,
)


def choose_tool(typed: str, languages: tuple[Cues, ...]) -> Choice:
    """What a message asks for; ``SEARCH_HELP`` where it asks for no tool."""
    message = _read(typed, languages)
    for rule in _RULES:
        found = rule(message)
        if found is not None:
            return found
    return Choice(Tool.SEARCH_HELP)


def _read(typed: str, languages: tuple[Cues, ...]) -> _Message:
    dispute, ticket = _found(_DISPUTE, typed, 0), _found(_TICKET, typed, 0)
    folded = fold(typed)
    same = len(folded) == len(typed)
    dispute = dispute or _named(_DISPUTE_SAID, folded, typed if same else folded)
    ticket = ticket or _named(_TICKET_SAID, folded, typed if same else folded)
    order = _named(_ORDER_SAID, folded, typed if same else folded) or _order(typed, {dispute, ticket})
    return _Message(typed, as_compared(typed), order.lstrip("#"), dispute, ticket, languages)


def _found(pattern: re.Pattern[str], typed: str, group: int) -> str:
    """The first match that has a digit: *d-day* names nothing."""
    matches = (one[group] for one in pattern.finditer(typed))
    return next((one for one in matches if any(sign.isdigit() for sign in one)), "")


def _named(pattern: re.Pattern[str], folded: str, typed: str) -> str:
    found = pattern.search(folded)
    if found is None or re.match(r"[dt]-", found[1]):
        return ""
    return typed[found.start(1) : found.end(1)]


def _order(typed: str, taken: set[str]) -> str:
    for found in _ORDER.finditer(typed):
        inside_another = any(found[1] in one for one in taken if one)
        is_reference = re.match(r"[dt]-", found[1], re.IGNORECASE)
        if not inside_another and not is_reference and not _MONEY.match(typed[found.end() :]):
            return found[1]
    return ""


def _arguments(**given: str) -> dict[str, str]:
    return {name: value for name, value in given.items() if value}


def _refuse(one: _Message) -> Choice | None:
    return Choice(Tool.REFUSE) if one.says("refuse") else None


def _add_to_ticket(one: _Message) -> Choice | None:
    if not one.ticket or not one.says("add_to_ticket") or _asks(one):
        return None
    return Choice(
        Tool.ADD_TICKET_MESSAGE, _arguments(ticket_id=one.ticket, text=_after(one.typed, one.ticket))
    )


def _ticket(one: _Message) -> Choice | None:
    return Choice(Tool.GET_TICKET, {"ticket_id": one.ticket}) if one.ticket else None


def _create_ticket(one: _Message) -> Choice | None:
    if one.ticket or not one.says("create_ticket") or one.says("asks_how"):
        return None
    return Choice(
        Tool.CREATE_TICKET, _arguments(category=one.first("categories"), order_id=one.order, text=one.typed)
    )


def _report(one: _Message) -> Choice | None:
    if not one.says("report") or one.says("asks_how") or one.order or one.dispute:
        return None
    return Choice(Tool.REPORT_LISTING, _arguments(text=one.typed))


def _escalate(one: _Message) -> Choice | None:
    if (
        not one.says("escalate")
        or one.says("asks_how")
        or not (one.dispute or _own_dispute(one))
        or _asks(one)
    ):
        return None
    return Choice(Tool.ESCALATE_DISPUTE, _arguments(dispute_id=one.dispute))


def _own_dispute(one: _Message) -> bool:
    return one.says("disputes") and one.says("mine")


def _open_dispute(one: _Message) -> Choice | None:
    if one.dispute or one.says("asks_how") or not one.says("open_dispute") or one.says("may_open"):
        return None
    return _draft(one)


def _draft(one: _Message) -> Choice:
    return Choice(
        Tool.DRAFT_DISPUTE,
        _arguments(order_id=one.order, reason=one.first("reasons"), outcome=one.first("outcomes")),
    )


def _on_page(one: _Message) -> Choice | None:
    if one.says("asks_how") or not one.says("on_page"):
        return None
    return Choice(Tool.LINK_TO_PAGE, _arguments(order_id=one.order, dispute_id=one.dispute))


def _dispute(one: _Message) -> Choice | None:
    return Choice(Tool.GET_DISPUTE, {"dispute_id": one.dispute}) if one.dispute else None


def _may_open(one: _Message) -> Choice | None:
    if not one.order or not one.says("may_open"):
        return None
    return Choice(Tool.CHECK_DISPUTE_ELIGIBILITY, {"order_id": one.order})


_ONLY_LATE = frozenset({"", "nr_in_transit_late", "nr_lost", "nr_customs"})
"""Of an order with nothing but these it is first shown where it is."""


def _order_told(one: _Message) -> Choice | None:
    if not one.order:
        return None
    if not one.says("asks_how") and one.first("reasons") not in _ONLY_LATE:
        return _draft(one)
    return Choice(Tool.GET_ORDER, {"order_id": one.order})


def _hours(one: _Message) -> Choice | None:
    return Choice(Tool.GET_SUPPORT_HOURS) if one.says("hours") else None


_LIST_WORDS_MAX = 9
"""A message that only asks to see what one has is short; a longer one tells a story, and articles answer it."""


def _listed(one: _Message) -> Choice | None:
    if one.says("asks_how") or len(one.words.split()) > _LIST_WORDS_MAX:
        return None
    if not one.says("list_words") or not one.says("mine"):
        return None
    if one.says("tickets"):
        return Choice(Tool.LIST_TICKETS)
    if one.says("disputes"):
        return Choice(Tool.LIST_DISPUTES)
    if one.says("orders") and _only_shows(one):
        return Choice(Tool.LIST_ORDERS)
    return None


def _only_shows(one: _Message) -> bool:
    return one.says("status") or one.first("reasons") in _ONLY_LATE


def _asks(one: _Message) -> bool:
    return one.typed.rstrip().endswith("?") and one.says("status")


def _after(typed: str, named: str) -> str:
    """What stands after an identifier, without the words that lead to it."""
    return _LOST_WORDS.sub("", typed.partition(named)[2], count=1).strip()


_RULES: tuple[Callable[[_Message], Choice | None], ...] = (
    _refuse,
    _add_to_ticket,
    _ticket,
    _create_ticket,
    _escalate,
    _report,
    _open_dispute,
    _on_page,
    _dispute,
    _may_open,
    _order_told,
    _hours,
    _listed,
)
"""What is looked for, the surest first: an identifier says more than a verb, a verb more than a topic."""
