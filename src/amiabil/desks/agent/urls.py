"""The agent's desk."""

from django.urls import include, path

from amiabil.desks.agent import ticket
from amiabil.desks.agent.cases import ROOM, cases
from amiabil.desks.agent.joining import join
from amiabil.desks.agent.measures import ROOM as MEASURES
from amiabil.desks.agent.measures import measure, measures
from amiabil.desks.agent.tickets import tickets

_pages = [
    path("", cases, name="cases"),
    *ROOM.reading("cases/"),
    *ROOM.writing("cases/"),
    path("cases/<str:reference>/join", join, name="join"),
    path("cases/<str:reference>/measures", measures, name="case_measures"),
    path("measures/<str:reference>", measure, name="measure"),
    *MEASURES.addresses("measures/"),
    path("tickets/", tickets, name="tickets"),
    path("tickets/<str:reference>", ticket.ticket, name="ticket"),
    path("tickets/<str:reference>/messages", ticket.ticket_reply, name="ticket_reply"),
    path("tickets/<str:reference>/change", ticket.ticket_change, name="ticket_change"),
    path("tickets/<str:reference>/stream", ticket.ticket_token, name="ticket_token"),
    path("tickets/<str:reference>/version", ticket.ticket_poll, name="ticket_poll"),
]

urlpatterns = [path("desk/agent/", include((_pages, "agent")))]
