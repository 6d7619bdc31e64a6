"""The agent's desk."""

from django.urls import include, path

from amiabil.desks.agent.cases import ROOM, cases
from amiabil.desks.agent.joining import join

_pages = [
    path("", cases, name="cases"),
    *ROOM.reading("cases/"),
    *ROOM.writing("cases/"),
    path("cases/<str:reference>/join", join, name="join"),
]

urlpatterns = [path("desk/agent/", include((_pages, "agent")))]
