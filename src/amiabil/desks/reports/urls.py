"""Addresses of the reports and of the register."""

from __future__ import annotations

from django.urls import include, path

from amiabil.desks.reports import chats, register, requests, views

_pages = [
    path("reports/", views.report, name="report"),
    path("reports/sellers", views.sellers, name="sellers"),
    path("reports/requests", requests.requests, name="requests"),
    path("reports/chats", chats.chats, name="chats"),
    path("reports/transparency", views.transparency, name="transparency"),
    path("register/", register.entries, name="register"),
    path("register/new", register.new, name="register_new"),
    path("register/<uuid:entry>", register.entry, name="register_entry"),
]

urlpatterns = [path("desk/supervisor/", include((_pages, "reports")))]
"""Below the supervisor's desk, which operators work at too."""
