"""Addresses of the pages about searching help and about how its articles do."""

from __future__ import annotations

from django.urls import include, path

from amiabil.desks.help_search import articles, reports, synonyms, words

_pages = [
    path("", reports.searches, name="searches"),
    path("articles", articles.articles, name="articles"),
    path("words", words.words, name="words"),
    path("synonyms/", synonyms.groups, name="synonyms"),
    path("synonyms/<uuid:group>/away", synonyms.away, name="synonyms_away"),
]

urlpatterns = [path("desk/admin/help-search/", include((_pages, "help_search")))]
