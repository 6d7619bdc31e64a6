"""What do programs read of the help centre? The map of its pages, what is new, and where they are not wanted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.actions.policies import rules_at
from amiabil.channels.helpcentre.kept import public_page
from amiabil.domain.helpcentre.article import LANGUAGES, Section
from amiabil.records import clock
from amiabil.records.help_articles import Head
from amiabil.records.help_lists import Listed, listed, newest
from amiabil.ui.addresses import in_language
from amiabil.ui.help_articles import fill
from amiabil.ui.public_addresses import preferred, whole

SITEMAP_MOST = 20_000
"""Articles in the map: with two languages it stays below the 50,000 addresses a map may have."""

FEED_MOST = 40

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


@require_safe
@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in every language it has, each with its others."""
    found = listed(limit=SITEMAP_MOST)
    body = "".join(_pages(found))
    namespaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    )
    return HttpResponse(
        f"{_HEAD}<urlset {namespaces}>{body}</urlset>\n", content_type="application/xml; charset=utf-8"
    )


def _pages(found: list[Listed]) -> Iterator[str]:
    for name in ("help", "rights", "problems", "contact"):
        yield from _urls(name, (), dict.fromkeys(LANGUAGES))
    there = {one.section for one in found}
    for section in Section:
        if section.value in there:
            yield from _urls("help_section", (section.value,), dict.fromkeys(LANGUAGES))
    for one in found:
        yield from _urls("help_article", (one.key,), dict(one.languages))


def _urls(name: str, args: tuple[str, ...], languages: dict[str, datetime | None]) -> Iterator[str]:
    paths = {code: escape(whole(in_language(code, name, *args))) for code in languages}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{path}"/>' for code, path in paths.items()
    )
    for code, path in paths.items():
        at = languages[code]
        changed = f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else ""
        yield f"<url><loc>{path}</loc>{changed}{others if len(paths) > 1 else ''}</url>\n"


@require_safe
@public_page
def feed(request: HttpRequest) -> HttpResponse:
    """What was published lately, as an Atom feed in the language of the address."""
    here, policy = preferred()[0], rules_at(clock.now()).general()

    def entry(head: Head) -> str:
        path = whole(in_language(here, "help_article", head.key))
        title, summary = (
            escape(fill(text, head.language, policy, settings.AMIABIL_MARKETPLACE))
            for text in (head.title, head.summary)
        )
        at = head.published_at.isoformat(timespec="seconds")
        return (
            f'<entry xml:lang="{head.language}"><id>{escape(path)}</id><title>{title}</title>'
            f'<link href="{escape(path)}"/><updated>{at}</updated><summary>{summary}</summary></entry>\n'
        )

    found = newest(preferred(), limit=FEED_MOST)
    start, own = whole(reverse("help")), whole(reverse("help_feed"))
    updated = found[0].published_at.isoformat(timespec="seconds") if found else "1970-01-01T00:00:00+00:00"
    title = escape(_("%(marketplace)s, help") % {"marketplace": settings.AMIABIL_MARKETPLACE})
    body = (
        f'{_HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{here}"><id>{escape(own)}</id>'
        f"<title>{title}</title><updated>{updated}</updated><author><name>{escape(settings.AMIABIL_MARKETPLACE)}</name></author>"
        f'<link rel="self" href="{escape(own)}"/><link href="{escape(start)}"/>\n'
        f"{''.join(map(entry, found))}</feed>\n"
    )
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where programs are not wanted: what belongs to one person, counts something, or has no end."""
    closed = ("/desk/", "/api/", "/demo/", "/stream/", "/*/help/search", "/*/help/*/to/", "/*/help/*/answer")
    portal = ("orders", "disputes", "tickets", "settings", "notices", "with-link", "seller")
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        *(f"Disallow: /*/{name}/" for name in portal),
        f"Sitemap: {whole(reverse('sitemap'))}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response
