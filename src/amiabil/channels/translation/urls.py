"""Addresses of translations, the same in every language."""

from __future__ import annotations

from django.urls import path

from amiabil.channels.translation import views

urlpatterns = [
    path("translation/<uuid:case_id>", views.wish, name="translation"),
    path("desk/translation/<uuid:case_id>", views.desk_wish, name="desk_translation"),
]
