"""The reviewer's desk."""

from django.urls import include, path

from amiabil.desks.reviewer import reports
from amiabil.desks.reviewer.case import ROOM
from amiabil.desks.reviewer.complaints import ROOM as COMPLAINTS
from amiabil.desks.reviewer.complaints import complaint, complaints
from amiabil.desks.reviewer.queue import queue

_pages = [
    path("", queue, name="queue"),
    *ROOM.reading("cases/"),
    *ROOM.writing("cases/"),
    *ROOM.acting("cases/"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<str:reference>", reports.report, name="report"),
    path("complaints/", complaints, name="complaints"),
    path("complaints/<str:reference>", complaint, name="complaint"),
    *COMPLAINTS.addresses("complaints/"),
]

urlpatterns = [path("desk/reviewer/", include((_pages, "reviewer")))]
