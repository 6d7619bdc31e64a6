"""Addresses a browser announces and finishes files at; below the language, in which refusals are told."""

from __future__ import annotations

from django.urls import path

from amiabil.channels.files import views

urlpatterns = [
    path("uploads/<str:purpose>/<uuid:owner_id>", views.begin, name="upload_begin"),
    path("uploads/<uuid:upload_id>/finish", views.finish, name="upload_finish"),
    path("uploads/<uuid:upload_id>/renew", views.renew, name="upload_renew"),
    path("uploads/<uuid:upload_id>/discard", views.discard, name="upload_discard"),
]
