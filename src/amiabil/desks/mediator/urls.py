"""The mediator's desk."""

from django.urls import include, path

from amiabil.desks.mediator import queue
from amiabil.desks.mediator.case import ROOM, act

_pages = [
    path("", queue.queue, name="queue"),
    path("ended/", queue.ended, name="ended"),
    *ROOM.reading("cases/"),
    *ROOM.writing("cases/"),
    *ROOM.acting("cases/", act),
    path("cases/<str:reference>/take", queue.take, name="take"),
    path("cases/<str:reference>/back", queue.give_back, name="give_back"),
]

urlpatterns = [path("desk/mediator/", include((_pages, "mediator")))]
