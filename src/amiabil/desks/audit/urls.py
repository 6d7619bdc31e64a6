"""The auditor's desk."""

from django.urls import include, path

from amiabil.desks.audit.log import ROOM, log

_pages = [path("", log, name="log"), *ROOM.reading("cases/")]

urlpatterns = [path("desk/audit/", include((_pages, "audit")))]
