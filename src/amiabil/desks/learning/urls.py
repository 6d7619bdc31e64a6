"""Addresses of the questions that were not answered."""

from __future__ import annotations

from django.urls import include, path

from amiabil.desks.learning import pages, steps

_pages = [
    path("", pages.groups, name="list"),
    path("again", steps.again, name="again"),
    path("<uuid:group>/", pages.group, name="group"),
    path("<uuid:group>/try", steps.try_it, name="try"),
    path("<uuid:group>/dismiss", steps.dismiss, name="dismiss"),
    path("<uuid:group>/undo", steps.undo, name="undo"),
    path("<uuid:group>/trials/<uuid:trial>/", pages.trial, name="trial"),
    path("<uuid:group>/trials/<uuid:trial>/confirm", steps.confirm, name="confirm"),
]

urlpatterns = [path("desk/admin/learning/", include((_pages, "learning")))]
