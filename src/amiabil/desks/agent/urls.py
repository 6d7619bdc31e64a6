"""The agent's desk."""

from django.urls import include, path

from amiabil.desks.agent.cases import ROOM, cases
from amiabil.desks.agent.joining import join
from amiabil.desks.agent.measures import ROOM as MEASURES
from amiabil.desks.agent.measures import measure, measures

_pages = [
    path("", cases, name="cases"),
    *ROOM.reading("cases/"),
    *ROOM.writing("cases/"),
    path("cases/<str:reference>/join", join, name="join"),
    path("cases/<str:reference>/measures", measures, name="case_measures"),
    path("measures/<str:reference>", measure, name="measure"),
    *MEASURES.addresses("measures/"),
]

urlpatterns = [path("desk/agent/", include((_pages, "agent")))]
