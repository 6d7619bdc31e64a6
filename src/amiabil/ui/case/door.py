"""By which door does a reader come to a case? The addresses that differ between portal, shop and desk."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from amiabil.domain.terms import Command
from amiabil.ui.addresses import reverse


@dataclass(frozen=True, slots=True)
class Door:
    """The route names of one room: the page of a case, an act in it, a message, what is live, and files."""

    page: str
    act: str
    message: str
    token: str
    poll: str
    upload: str = "upload_begin"
    tone: str = ""
    """Where a party asks how a message may sound; empty for rooms of the staff."""
    request: str = ""
    """The page of a request for help; empty for rooms that have none."""

    def page_of(self, reference: str, **query: str) -> str:
        """The page of a case."""
        address = reverse(self.page, args=[reference])
        return f"{address}?{urlencode(query)}" if query else address

    def act_of(self, reference: str, command: Command) -> str:
        """The page (GET) and the door (POST) of one act."""
        return reverse(self.act, args=[reference, command.value])

    def request_page(self, reference: str) -> str:
        """The page of a request for help beside the case; empty where this room cannot open it."""
        return reverse(self.request, args=[reference]) if self.request else ""

    def message_of(self, reference: str) -> str:
        """Where a message is posted."""
        return reverse(self.message, args=[reference])


PORTAL = Door(
    "dispute",
    "dispute_act",
    "dispute_message",
    "dispute_token",
    "dispute_poll",
    tone="dispute_tone",
    request="ticket",
)
SELLER = Door(
    "seller:dispute",
    "seller:dispute_act",
    "seller:dispute_message",
    "seller:dispute_token",
    "seller:dispute_poll",
    tone="seller:dispute_tone",
)
MEDIATOR = Door(
    "mediator:case", "mediator:case_act", "mediator:case_message", "mediator:case_token", "mediator:case_poll"
)
AGENT = Door(
    "agent:case",
    "agent:case_act",
    "agent:case_message",
    "agent:case_token",
    "agent:case_poll",
    request="agent:ticket",
)
