"""The public pages; under the language of the address, except those that programs read."""

from django.urls import path

from amiabil.channels.helpcentre import (
    articles,
    feedback,
    languages,
    machines,
    problems,
    rights,
    search,
    sections,
    start,
)

urlpatterns = [
    path("help/", start.start, name="help"),
    path("help/disputes-and-reports", problems.problems, name="problems"),
    path("help/feed.xml", machines.feed, name="help_feed"),
    path("help/search", search.results, name="help_search"),
    path("help/search/suggest", search.suggest, name="help_search_suggest"),
    path("help/search/to/<str:key>", search.lead_on, name="help_search_to"),
    path("help/sections/<str:name>", sections.section, name="help_section"),
    path("help/<str:key>/answer", feedback.answer, name="help_answer"),
    path("help/<str:key>/to/<str:name>", feedback.way, name="help_way"),
    path("help/<path:key>", articles.article, name="help_article"),
    path("rights/", rights.rights, name="rights"),
]

machines_read = [
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
]
"""Addresses without a language."""

unknown_languages = [
    path("<slug:language>/help/", languages.in_ours, {"page": "help/"}, name="help_elsewhere"),
    path(
        "<slug:language>/help/<path:rest>", languages.in_ours, {"page": "help/"}, name="help_page_elsewhere"
    ),
    path("<slug:language>/rights/", languages.in_ours, {"page": "rights/"}, name="rights_elsewhere"),
]
"""Asked after all others, for what names a language we do not speak."""
