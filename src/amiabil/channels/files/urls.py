"""Addresses of files, the same in every language."""

from __future__ import annotations

from django.urls import path

from amiabil.channels.files import views

urlpatterns = [
    path("files/signed/<str:token>", views.signed_file, name="signed_file"),
    path("files/<uuid:file_id>/<str:form>", views.file, name="file"),
    path("desk/files/<uuid:file_id>/<str:form>", views.desk_file, name="desk_file"),
]
