"""The reviewer's desk."""

from django.urls import include, path

from amiabil.desks.reviewer.case import ROOM
from amiabil.desks.reviewer.queue import queue

_pages = [
    path("", queue, name="queue"),
    *ROOM.reading("cases/"),
    *ROOM.writing("cases/"),
    *ROOM.acting("cases/"),
]

urlpatterns = [path("desk/reviewer/", include((_pages, "reviewer")))]
