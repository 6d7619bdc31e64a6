"""Which addresses belong to the look itself: theme, language, and in development the gallery of parts."""

from django.conf import settings
from django.urls import path

from amiabil.ui import preferences

app_name = "ui"

urlpatterns = [
    path("look/theme", preferences.theme, name="theme"),
    path("look/language", preferences.language, name="language"),
]
if settings.DEBUG:
    from amiabil.ui import gallery

    urlpatterns.append(path("look/gallery/", gallery.show, name="gallery"))
