"""The addresses of an installation that runs the demonstration."""

from __future__ import annotations

from django.urls import include, path

from amiabil.server.urls import handler400, handler403, handler404, handler500
from amiabil.server.urls import urlpatterns as everywhere

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*everywhere, path("", include("amiabil.demo.urls"))]
