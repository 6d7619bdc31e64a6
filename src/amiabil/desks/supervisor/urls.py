"""The supervisor's desk."""

from django.urls import include, path

from amiabil.desks.supervisor import chats, complainants, people, requests
from amiabil.desks.supervisor.case import ROOM, act, reassign
from amiabil.desks.supervisor.complaints import ROOM as COMPLAINTS
from amiabil.desks.supervisor.complaints import complaint, complaints
from amiabil.desks.supervisor.erasures import erasures
from amiabil.desks.supervisor.late import late

_pages = [
    path("", late, name="late"),
    path("requests/", requests.now, name="requests"),
    path("requests/stream", requests.token, name="requests_token"),
    path("requests/version", requests.poll, name="requests_poll"),
    path("requests/<str:reference>", requests.request_page, name="request"),
    path("requests/<str:reference>/assignee", requests.give, name="request_give"),
    path("requests/<str:reference>/marks", requests.mark, name="request_mark"),
    path("chats/", chats.now, name="chats"),
    path("chats/stream", chats.token, name="chats_token"),
    path("chats/version", chats.poll, name="chats_poll"),
    path("chats/<str:reference>", chats.chat, name="chat"),
    path("sampling/", requests.sampling, name="sampling"),
    path("challenges/", people.challenges, name="challenges"),
    path("load/", people.load, name="load"),
    path("complaints/", complaints, name="complaints"),
    path("complaints/<str:reference>", complaint, name="complaint"),
    path("complainants/", complainants.complainants, name="complainants"),
    path("complainants/<uuid:person>", complainants.complainant, name="complainant"),
    path("complainants/<uuid:person>/<str:do>", complainants.complainant_act, name="complainant_act"),
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
