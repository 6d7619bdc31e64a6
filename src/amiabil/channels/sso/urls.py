"""Addresses of the entry from the marketplace."""

from __future__ import annotations

from django.urls import path

from amiabil.channels.sso import views

urlpatterns = [
    path("sso", views.entrance, name="sign_in"),
    path("sso/leave", views.leave, name="sign_out"),
]
