"""Which tools has the assistant, what may each be told, and which need the person's click? No tool names a person.

Whoever signed in is bound by the server; what is not here (refunds, accepting offers, withdrawing a case, changing an
address or a password) is done by people on its page. Source: assistant.md 5.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, unique

from amiabil.foundation.errors import Conflict, Invalid

CONFIRMED_WITHIN = timedelta(minutes=10)
"""So long an act waits for the click (assistant.md 5.3)."""

LONG, SHORT = 4_000, 200


class UnknownTool(Invalid):
    """There is no tool of this name, or it is not told what it needs; ``tool`` names it."""

    code = "unknown_tool"


class WishExpired(Conflict):
    """The act was prepared more than ten minutes ago; ask for it again."""

    code = "wish_expired"


@unique
class Risk(StrEnum):
    """How far a tool reaches."""

    READ = "read"
    DRAFT = "draft"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: its arguments with the most letters of each, and those it cannot do without."""

    name: str
    risk: Risk
    arguments: Mapping[str, int]
    needed: tuple[str, ...] = ()


def _tool(name: str, risk: Risk, *needed: str, **optional: int) -> Tool:
    known = {one: LONG if one in {"text", "description"} else SHORT for one in needed}
    return Tool(name, risk, {**known, **optional}, needed)


TOOLS: Mapping[str, Tool] = {
    one.name: one
    for one in (
        _tool("search_help", Risk.READ, "query"),
        _tool("get_article", Risk.READ, "key"),
        _tool("list_orders", Risk.READ),
        _tool("get_order", Risk.READ, "order_id"),
        _tool("check_dispute_eligibility", Risk.READ, "order_id", reason=SHORT),
        _tool("list_disputes", Risk.READ),
        _tool("get_dispute", Risk.READ, "dispute_id"),
        _tool("list_refunds", Risk.READ, order_id=SHORT),
        _tool("list_tickets", Risk.READ),
        _tool("get_ticket", Risk.READ, "ticket_id"),
        _tool("get_support_hours", Risk.READ),
        _tool("draft_dispute", Risk.DRAFT, "order_id", "reason", description=LONG, outcome=SHORT),
        _tool("create_ticket", Risk.WRITE, "category", "subject", "text", order_id=SHORT),
        _tool("report_listing", Risk.WRITE, "place", "category", "text"),
        _tool("add_ticket_message", Risk.WRITE, "ticket_id", "text"),
        _tool("escalate_dispute", Risk.WRITE, "dispute_id"),
    )
}
"""Handing over is no tool of this table: it works without any of them."""


def checked(name: str, arguments: Mapping[str, str]) -> Tool:
    """The tool, if it is told what it needs, nothing else, and nothing too long. Raises ``UnknownTool``."""
    tool = TOOLS.get(name)
    if tool is None:
        raise UnknownTool(field="/tool", tool=name[:40])
    known = all(len(value) <= tool.arguments.get(key, -1) for key, value in arguments.items())
    if not known or any(not arguments.get(key) for key in tool.needed):
        raise UnknownTool(field="/arguments", tool=name)
    return tool
