"""Addresses of the pages on which assistance is set up."""

from __future__ import annotations

from django.urls import include, path

from amiabil.desks.assistance import documents, one_rule, teams, trial
from amiabil.desks.assistance.frame import frame
from amiabil.desks.assistance.reply_pages import ReplyRoom
from amiabil.domain.terms import Role

_replies, _reply = ReplyRoom(
    shared=True, roles=(Role.OPERATOR, Role.ADMIN), frame=frame, home="assistance:replies"
).views()

_pages = [
    path("", documents.home, name="home"),
    path("replies/", _replies, name="replies"),
    path("replies/new", _reply, name="replies_new"),
    path("replies/<uuid:id>", _reply, name="replies_one"),
    path("rules/log", trial.log, name="rule_log"),
    path("rules/one/<slug:key>", one_rule.rule, name="rule"),
    path("rules/one/<slug:key>/turn", one_rule.turn, name="rule_turn"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<str:username>", teams.team_member, name="team_member"),
    path("<slug:kind>/", documents.versions, name="versions"),
    path("<slug:kind>/text", documents.text, name="text"),
    path("<slug:kind>/<int:number>", documents.version, name="version"),
    path("<slug:kind>/<int:old>/to/<int:new>", documents.compare, name="compare"),
]

urlpatterns = [
    path("desk/admin/help/", include((_pages, "assistance"))),
    path("desk/admin/contact/", documents.contact, name="contact_desk"),
]
