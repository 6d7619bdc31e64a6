"""The supervisor's desk."""

from django.urls import include, path

from amiabil.desks.supervisor import people
from amiabil.desks.supervisor.case import ROOM, act, reassign
from amiabil.desks.supervisor.complaints import ROOM as COMPLAINTS
from amiabil.desks.supervisor.complaints import complaint, complaints
from amiabil.desks.supervisor.erasures import erasures
from amiabil.desks.supervisor.late import late

_pages = [
    path("", late, name="late"),
    path("challenges/", people.challenges, name="challenges"),
    path("load/", people.load, name="load"),
    path("complaints/", complaints, name="complaints"),
    path("complaints/<str:reference>", complaint, name="complaint"),
    path("erasures/", erasures, name="erasures"),
    *COMPLAINTS.addresses("complaints/"),
    path("mails/", people.mails, name="mails"),
    path("mails/<int:delivery>/again", people.mail_again, name="mail_again"),
    *ROOM.reading("cases/"),
    *ROOM.writing("cases/"),
    *ROOM.acting("cases/", act),
    path("cases/<str:reference>/mediator", reassign, name="reassign"),
]

urlpatterns = [path("desk/supervisor/", include((_pages, "supervisor")))]
