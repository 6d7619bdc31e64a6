"""Only the face: its tests need no other room."""

from django.urls import include, path

from amiabil.ui import gallery, preferences

urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("look/theme", preferences.theme, name="theme"),
                    path("look/language", preferences.language, name="language"),
                    path("look/gallery/", gallery.show, name="gallery"),
                ],
                "ui",
            )
        ),
    ),
]
