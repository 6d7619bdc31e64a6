"""Addresses of the articles' desk."""

from __future__ import annotations

from django.urls import include, path

from amiabil.desks.articles import editor, listing, pages, steps

_one = "<slug:key>/<slug:language>/<int:number>"

_pages = [
    path("", listing.articles, name="list"),
    path("new", editor.new, name="new"),
    path("preview", editor.preview, name="preview"),
    path("<slug:key>/<slug:language>/", pages.article, name="article"),
    path(f"{_one}/", pages.version, name="version"),
    path(f"{_one}/write", editor.write, name="write"),
    path(f"{_one}/against/<int:old>", pages.compare, name="compare"),
    path(f"{_one}/<slug:step>", steps.step, name="step"),
]

urlpatterns = [path("desk/admin/articles/", include((_pages, "articles")))]
