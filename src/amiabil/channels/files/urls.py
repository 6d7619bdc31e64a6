"""Addresses of files, the same in every language."""

from __future__ import annotations

from django.urls import path

from amiabil.channels.files import views

urlpatterns = [
    path("files/signed/<str:token>", views.signed_file, name="signed_file"),
    path("files/<uuid:file_id>/<str:form>", views.file, name="file"),
    path("desk/files/<uuid:file_id>/<str:form>", views.desk_file, name="desk_file"),
    path("desk/uploads/<str:purpose>/<uuid:owner_id>", views.desk_begin, name="desk_upload_begin"),
    path("desk/uploads/<uuid:upload_id>/finish", views.desk_finish, name="desk_upload_finish"),
    path("desk/uploads/<uuid:upload_id>/renew", views.desk_renew, name="desk_upload_renew"),
    path("desk/uploads/<uuid:upload_id>/discard", views.desk_discard, name="desk_upload_discard"),
]
