"""Which articles are there, and which need somebody: a second person, a translation, a second look?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.desks.articles import facts
from amiabil.desks.cases.lines import home_reader
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.article import LANGUAGES, Section
from amiabil.records import clock
from amiabil.records.help_article_overview import SOON, Asked, Overview, Shown, Stand, overview
from amiabil.ui.facts import Chip, Empty, Link, Option
from amiabil.ui.paging import address, pager
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff

_SIZE = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """How far an article is in one language: where its page is, and what is to be said about it."""

    language: str
    url: str
    chips: tuple[Chip, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An article as a line of the list."""

    key: str
    title: str
    title_language: str
    section: str
    cells: tuple[Cell, ...]


@require_safe
@for_staff(*facts.WHO)
def articles(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """The list, narrowed by what is to be done, by shelf and by words."""
    given, home = request.GET, reverse("articles:list")
    shown = Shown(given["show"]) if given.get("show") in set(Shown) else Shown.ALL
    section = Section(given["section"]) if given.get("section") in set(Section) else None
    words, today = given.get("q", "").replace("\0", "").strip()[:80], clock.now().date()
    asked = Asked(shown, today + SOON, section, words)
    found = overview(viewer, asked, after=given.get("after"), limit=_SIZE)
    kept = {"q": words, "section": section.value if section else ""}
    reader = home_reader(viewer)
    page = {
        "frame": facts.frame(request, viewer),
        "new_url": reverse("articles:new"),
        "home": home,
        "filters": [
            Link(name, address(home, show=one.value, **kept), current=one is shown)
            for one, name in _names().items()
        ],
        "shown": shown.value,
        "words": words,
        "sections": [
            Option("", _("All shelves")),
            *(Option(one.value, facts.section_name(one), selected=one is section) for one in Section),
        ],
        "languages": [facts.language_name(code) for code in LANGUAGES],
        "lines": [_line(one, viewer, reader, today) for one in found.items],
        "empty": _nothing(shown, home, asked=bool(words or section)),
        "pager": pager(request, found, home, show=shown.value, **kept),
    }
    return render(request, "articles/list.html", page)


def _names() -> dict[Shown, str]:
    return {
        Shown.ALL: _("All"),
        Shown.WORKED_ON: _("Being written"),
        Shown.WAITING: _("For a second person"),
        Shown.REVIEW_DUE: _("To be read again"),
        Shown.BEHIND: _("Translations behind"),
        Shown.OFFERED: _("Newer in the product"),
        Shown.ARCHIVED: _("Taken away"),
    }


def _nothing(shown: Shown, home: str, *, asked: bool) -> Empty:
    """In place of the list: whether nothing is like what was looked for, or there is nothing to do."""
    if asked:
        every = Link(_("All articles"), home)
        return Empty(_("No article is like that"), _("Try other words, or another shelf."), act=every)
    done = {
        Shown.WORKED_ON: _("Nobody is writing anything now."),
        Shown.WAITING: _("No version waits for a second person."),
        Shown.REVIEW_DUE: _("No article has to be read again within 30 days."),
        Shown.BEHIND: _("Every article says the same in every language."),
        Shown.OFFERED: _("The product brings nothing newer than what is public."),
        Shown.ARCHIVED: _("No article has been taken away."),
    }
    return Empty(_("Nothing to do here"), done.get(shown, _("There is no article yet.")), "check-circle")


def _line(one: Overview, viewer: Viewer, reader: Reader, today: date) -> Line:
    spoken = viewer.language if viewer.language in one.titles else next(iter(one.titles))
    return Line(
        key=one.key,
        title=one.titles[spoken],
        title_language=spoken,
        section=facts.section_name(one.section),
        cells=tuple(_cell(one, code, reader, today) for code in LANGUAGES),
    )


def _cell(one: Overview, code: str, reader: Reader, today: date) -> Cell:
    stand, name = one.stands.get(code), facts.language_name(code)
    if stand is None:
        begin = address(reverse("articles:new"), key=one.key, language=code)
        return Cell(name, begin, (Chip(_("missing"), "bad", "translate"),))
    return Cell(
        name, reverse("articles:article", args=[one.key, code]), _chips(stand, today), _note(stand, reader)
    )


def _chips(stand: Stand, today: date) -> tuple[Chip, ...]:
    chips = []
    if stand.published:
        chips.append(Chip(_("public, version %(number)s") % {"number": stand.published}, "good"))
    if stand.state is not None:
        chips.append(facts.chip(stand.state))
    if not stand.published and stand.state is None and not stand.offered:
        chips.append(Chip(_("taken away")))
    if stand.stale:
        chips.append(Chip(_("behind another language"), "warn", "translate"))
    if stand.offered:
        chips.append(Chip(_("newer in the product"), "brand", "package"))
    if stand.review_by is not None and stand.review_by <= today + SOON:
        chips.append(Chip(_("to be read again"), "bad" if stand.review_by < today else "warn", "eye"))
    return tuple(chips)


def _note(stand: Stand, reader: Reader) -> str:
    if stand.publish_at is not None:
        return _("becomes public %(when)s") % {"when": reader.moment(stand.publish_at).text}
    return ""
