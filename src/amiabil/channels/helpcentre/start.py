"""Where does a customer begin? Search, the case that waits for them, ways to people, everything there is to read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.channels.helpcentre.facts import ShelfFact
from amiabil.channels.helpcentre.kept import current_policy, public_page
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.article import Section
from amiabil.domain.helpcentre.order import ASKED_MOST
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import Role
from amiabil.foundation.kept import Kept
from amiabil.records import clock
from amiabil.records.case_lists import ListedDispute, my_disputes
from amiabil.records.case_outlooks import outlooks
from amiabil.records.help_readings import most_read
from amiabil.records.help_shelves import Shelf, shelves
from amiabil.records.ranks import MY_TURN
from amiabil.ui.addresses import path_of
from amiabil.ui.facts import Link
from amiabil.ui.frames import HOME_ZONE, doors, portal_frame
from amiabil.ui.help_articles import fill
from amiabil.ui.public_addresses import preferred, seo, whole
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import customer_of
from amiabil.ui.words.articles import SECTIONS
from amiabil.ui.words.help_centre import ICONS

ON_A_SHELF = 4
"""Articles of a section on the start page; the rest is on the section's own."""

READ_LATELY = timedelta(days=30)
MOST_READ = 6
OFTEN = 3

_LINKS: Kept[Link] = Kept(2048)
"""Ways to articles, their titles filled with the numbers of a policy; another title or policy is another way."""


@require_safe
@public_page
def start(request: HttpRequest) -> HttpResponse:
    """The start: for a known buyer the case that waits for them, then everything there is to read."""
    viewer = customer_of(request)
    mine = my_disputes(viewer, limit=1, section=MY_TURN).items if viewer.role is Role.BUYER else ()
    now = clock.now()
    policy = current_policy()
    found = shelves(preferred(), each=ON_A_SHELF, since=now - READ_LATELY)
    facts = {
        "frame": portal_frame(request, viewer, "help"),
        "waiting": _waiting(mine, viewer),
        "ways": list(zip(doors(), _hints(), strict=True)),
        "shelves": [_shelf(one, policy) for one in found],
        "often": _often(found, policy),
        "read": often_read(policy),
        "find_url": path_of("help") + "search",
        "seo": seo(
            "help",
            description=_("Answers, your rights with their dates, and every way to reach a person."),
            data=[_site()],
        ),
    }
    return render(request, "helpcentre/start.html", facts)


def _hints() -> tuple[str, ...]:
    return (
        _("Every way there is, when somebody is there, and what does not exist."),
        _("With or without an account. The answer comes by e-mail and on a page of its own."),
        _("A problem with an order, something illegal or unsafe, or fraud."),
    )


def _often(found: Sequence[Shelf], policy: Policy) -> list[Link]:
    """The articles under the search: those that most people come for, where they are on a shelf."""
    known = {one.key: one for shelf in found for one in shelf.articles}
    chosen = [known[key] for key in ASKED_MOST[:OFTEN] if key in known]
    return [article_link(one.key, one.language, one.title, policy) for one in chosen]


def often_read(policy: Policy) -> list[Link]:
    """The articles read most lately. One statement."""
    found = most_read(preferred(), since=clock.now() - READ_LATELY, limit=MOST_READ)
    return [article_link(key, language, title, policy) for key, language, title in found]


def article_link(key: str, language: str, title: str, policy: Policy) -> Link:
    """The way to an article; ``language`` is that of its title, told where it is not the page's."""
    here = preferred()[0]

    def link(policy: Policy) -> Link:
        text = fill(title, language, policy, settings.AMIABIL_MARKETPLACE)
        return Link(text, path_of("help_article", key), language=language if language != here else "")

    return _LINKS.of(policy, link, beside=(key, language, title, get_language()))


def section_link(section: Section) -> Link:
    """The way to a section."""
    return _section_link(get_language(), section)


@lru_cache(maxsize=128)
def _section_link(_language: str | None, section: Section) -> Link:
    return Link(str(SECTIONS[section]), path_of("help_section", section.value), ICONS[section])


def _shelf(shelf: Shelf, policy: Policy) -> ShelfFact:
    link = section_link(shelf.section)
    text = ngettext("All %(count)s article", "All %(count)s articles", shelf.count) % {"count": shelf.count}
    return ShelfFact(
        link,
        tuple(article_link(one.key, one.language, one.title, policy) for one in shelf.articles),
        Link(text, link.url) if shelf.count > len(shelf.articles) else None,
    )


def _site() -> dict[str, object]:
    return {
        "@type": "WebSite",
        "name": settings.AMIABIL_MARKETPLACE,
        "url": whole(path_of("help")),
        "potentialAction": {
            "@type": "SearchAction",
            "target": whole(path_of("help")) + "search?q={search_term_string}",
            "query-input": "required name=search_term_string",
        },
    }


def _waiting(mine: Sequence[ListedDispute], viewer: Viewer) -> tuple[str, str, str] | None:
    """Subject, until when, and address of the dispute that waits for this buyer."""
    if not mine:
        return None
    known = outlooks(viewer, [mine[0].case_id]).get(mine[0].case_id)
    zone = known.zone if known is not None else HOME_ZONE
    reader = Reader.of(viewer, now=clock.now(), case_zone=zone)
    until = reader.deadline(mine[0].due_at).long if mine[0].due_at else ""
    return mine[0].subject, until, reverse("dispute", args=[mine[0].reference])
