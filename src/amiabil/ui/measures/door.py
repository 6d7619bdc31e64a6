"""By which door does a reader come to a measure? The addresses that differ between portal and desks."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from amiabil.domain.terms import Command


@dataclass(frozen=True, slots=True)
class Door:
    """The route names of one room: a measure's page, what is live, the whole file, and what can be done; empty where
    this room does not do it."""

    page: str
    token: str
    poll: str
    dossier: str = ""
    message: str = ""
    act: str = ""

    def page_of(self, reference: str, **query: str) -> str:
        """The page of a measure."""
        return reverse(self.page, args=[reference], query=query or None)

    def act_of(self, reference: str, command: Command) -> str:
        """The page (GET) and the door (POST) of one act."""
        return reverse(self.act, args=[reference, command.value])


PORTAL = Door("measure", "measure_token", "measure_poll", "measure_dossier", "measure_message", "measure_act")
REVIEWER = Door(
    "reviewer:complaint",
    "reviewer:complaint_token",
    "reviewer:complaint_poll",
    "reviewer:complaint_dossier",
    "reviewer:complaint_message",
    "reviewer:complaint_act",
)
OPERATOR = Door(
    "operator:measure",
    "operator:measure_token",
    "operator:measure_poll",
    "operator:measure_dossier",
    "operator:measure_message",
)
SUPERVISOR = Door(
    "supervisor:complaint",
    "supervisor:complaint_token",
    "supervisor:complaint_poll",
    message="supervisor:complaint_message",
)
AUDIT = Door("audit:complaint", "audit:complaint_token", "audit:complaint_poll")
AGENT = Door("agent:measure", "agent:measure_token", "agent:measure_poll")
