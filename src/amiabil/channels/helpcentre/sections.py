"""Which articles are there on a subject? One page a section, in steps where it is long."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.channels.helpcentre.articles import card, missing
from amiabil.channels.helpcentre.kept import current_policy, public_page
from amiabil.channels.helpcentre.start import section_link
from amiabil.domain.helpcentre.article import Section
from amiabil.records.help_articles import heads
from amiabil.records.paging import BadCursor
from amiabil.ui.facts import Link
from amiabil.ui.frames import portal_frame
from amiabil.ui.paging import pager
from amiabil.ui.public_addresses import crumbs_data, preferred, questions_data, seo
from amiabil.ui.viewer import customer_of

SIZE = 25


@require_safe
@public_page
def section(request: HttpRequest, name: str) -> HttpResponse:
    """The articles of a section, each with what it says in one sentence."""
    wanted = next((one for one in Section if one.value == name), None)
    if wanted is None:
        return missing(request, name)
    try:
        found = heads(preferred(), section=wanted, after=request.GET.get("after"), limit=SIZE)
    except BadCursor:
        found = heads(preferred(), section=wanted, limit=SIZE)
    viewer, policy = customer_of(request), current_policy()
    link, cards = section_link(wanted), [card(one, policy) for one in found.items]
    facts = {
        "frame": portal_frame(request, viewer, "help"),
        "section": link,
        "cards": cards,
        "crumbs": (Link(_("Help"), reverse("help")), Link(link.text, "")),
        "others": [section_link(one) for one in Section if one is not wanted],
        "pager": pager(request, found, link.url),
        "seo": seo(
            "help_section",
            name,
            description=_("Help about: %(section)s") % {"section": link.text},
            data=[
                crumbs_data([(_("Help"), reverse("help")), (link.text, link.url)]),
                questions_data((one.link.text, one.summary) for one in cards),
            ],
        ),
    }
    return render(request, "helpcentre/section.html", facts)
