"""The auditor's desk."""

from django.urls import include, path

from amiabil.desks.audit.complaints import ROOM as COMPLAINTS
from amiabil.desks.audit.complaints import complaint, complaints
from amiabil.desks.audit.log import ROOM, log

_pages = [
    path("", log, name="log"),
    *ROOM.reading("cases/"),
    path("complaints/", complaints, name="complaints"),
    path("complaints/<str:reference>", complaint, name="complaint"),
    *COMPLAINTS.addresses("complaints/"),
]

urlpatterns = [path("desk/audit/", include((_pages, "audit")))]
