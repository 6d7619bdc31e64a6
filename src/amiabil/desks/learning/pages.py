"""Reading what was not answered: the groups, one of them, and what a change would do."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.desks.cases.lines import home_reader
from amiabil.desks.learning import facts
from amiabil.desks.policies.facts import people
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.article import LANGUAGES
from amiabil.domain.learning.questions import MOST_PHRASES, Change, State
from amiabil.foundation.errors import AmiabilError
from amiabil.records import assistant_knowledge
from amiabil.records import learning as records
from amiabil.records.learning import Group
from amiabil.ui.facts import Empty, Link, Notice, Option
from amiabil.ui.paging import address, pager
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff

SIZE, EXAMPLES = 25, 50
CHOSEN = 8
"""Questions that are chosen at first: the most telling ones."""

_SETTLED = (State.PHRASES, State.ARTICLE, State.OUTSIDE, State.DISMISSED)


@require_safe
@for_staff(*facts.WHO)
def groups(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """The groups that wait, or those that are settled, what is asked most first."""
    home, given = reverse("learning:list"), request.GET
    settled = given.get("show") == "settled"
    language = given["language"] if given.get("language") in LANGUAGES else ""
    states = _SETTLED if settled else (State.OPEN,)
    found = records.groups(viewer, states, language=language, limit=SIZE, after=given.get("after"))
    titles = records.titles(viewer, [key for one in found.items for key in one.answered], viewer.language)
    reader, run = home_reader(viewer), records.run(viewer)
    kept = {"show": "settled" if settled else "", "language": language}
    page = {
        "frame": facts.frame(request, viewer),
        "home": home,
        "settled": settled,
        "filters": [
            Link(_("To be looked at"), address(home, language=language), current=not settled),
            Link(_("Settled"), address(home, show="settled", language=language), current=settled),
        ],
        "languages": [
            Option("", _("All languages"), selected=not language),
            *(Option(code, facts.language_name(code), selected=code == language) for code in LANGUAGES),
        ],
        "lines": [facts.line(one, titles, reader) for one in found.items],
        "pager": pager(request, found, home, **kept),
        "empty": _nothing(settled=settled),
        "done_at": reader.moment(run.done_at) if run.done_at else None,
        "waits": run.waits,
        "again_url": reverse("learning:again"),
    }
    return render(request, "learning/list.html", page)


def _nothing(*, settled: bool) -> Empty:
    if settled:
        return Empty(
            _("Nothing settled yet"), _("What you do with a group of questions is kept here."), "tray"
        )
    text = _("The assistant answered what it was asked, or nothing has been put together yet.")
    return Empty(_("Nothing to learn now"), text, "check-circle")


@require_safe
@for_staff(*facts.WHO)
def group(request: HttpRequest, viewer: Viewer, group: UUID) -> HttpResponseBase:
    """One group with its questions. Raises ``NotFound``."""
    return shown(request, viewer, records.group(viewer, group))


def shown(
    request: HttpRequest, viewer: Viewer, one: Group, refusal: AmiabilError | None = None
) -> HttpResponse:
    """The page of a group, with the refusal of a step on top where there was one."""
    reader, given = home_reader(viewer), request.POST or request.GET
    language = _language(one, given.get("language", ""))
    here = reverse("learning:group", args=[one.id])
    found = records.examples(
        viewer, one.id, language=language, limit=EXAMPLES, after=request.GET.get("after")
    )
    corrected = records.corrections(viewer, one.id, language)
    keys = [*corrected, *(key for key, _score in one.articles), *one.answered, one.key]
    titles = records.titles(viewer, keys, language)
    told = describe(refusal, viewer.language, viewer.zone).text if refusal else ""
    page = {
        "frame": facts.frame(request, viewer),
        "home": reverse("learning:list"),
        "one": one,
        "line": facts.line(one, titles, reader),
        "notice": Notice(told, tone="bad") if refusal else None,
        "is_open": one.state is State.OPEN,
        "language": language,
        "languages": [
            Link(facts.language_name(code), address(here, language=code), current=code == language)
            for code in one.languages
        ],
        "examples": [
            facts.example(each, reader, chosen=at < CHOSEN and not request.GET.get("after"))
            for at, each in enumerate(found.items)
        ],
        "pager": pager(request, found, here, language=language),
        "near": [each for each in facts.near(one, corrected, titles, reader) if each.language == language],
        "most": MOST_PHRASES,
        "try_url": reverse("learning:try", args=[one.id]),
        "dismiss_url": reverse("learning:dismiss", args=[one.id]),
        "undo_url": reverse("learning:undo", args=[one.id]),
        "new_url": address(reverse("articles:new"), language=language, group=str(one.id)),
        **_settled(one, titles, reader),
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "learning/group.html", page, status=status)


def _language(one: Group, wanted: str) -> str:
    """The language whose questions are shown: the one asked for, else that of most."""
    if wanted in one.languages:
        return wanted
    return max(one.languages, key=lambda code: one.languages[code], default=LANGUAGES[0])


def _settled(one: Group, titles: facts.Titles, reader: Reader) -> dict[str, object]:
    """What became of a group: who did what, when, and where it went."""
    version = None
    if one.number is not None:
        url = reverse("articles:version", args=[one.key, one.language, one.number])
        name = titles.get(one.key, (one.key, ""))[0]
        text = _("%(title)s, version %(number)s") % {"title": name, "number": one.number}
        version = Link(text, url, language=one.language)
    return {
        "version": version,
        "settled_by": people([one.settled_by]) if one.settled_by else "",
        "settled_at": reader.moment(one.settled_at) if one.settled_at else None,
        "state_name": str(facts.STATES[one.state]),
    }


@require_safe
@for_staff(*facts.WHO)
def trial(request: HttpRequest, viewer: Viewer, group: UUID, trial: UUID) -> HttpResponseBase:
    """What a change would do, once it was measured. Raises ``NotFound``."""
    return tried(request, viewer, records.group(viewer, group), trial)


def tried(
    request: HttpRequest, viewer: Viewer, one: Group, id: UUID, refusal: AmiabilError | None = None
) -> HttpResponse:
    """The page of a trial, with the refusal to confirm it on top where there was one. Raises ``NotFound``."""
    reader, found = home_reader(viewer), records.trial(viewer, one.id, id)
    measured = found.measured
    keys = (
        [found.key, *(key for each in measured.lost for key in (each.right, each.becomes))]
        if measured
        else [found.key]
    )
    titles = records.titles(viewer, keys, found.language)
    told = describe(refusal, viewer.language, viewer.zone).text if refusal else ""
    page = {
        "frame": facts.frame(request, viewer),
        "home": reverse("learning:list"),
        "back": Link(one.title, reverse("learning:group", args=[one.id])),
        "here": request.path if request.method == "GET" else reverse("learning:trial", args=[one.id, id]),
        "notice": Notice(told, tone="bad") if refusal else None,
        "outside": found.change is Change.OUTSIDE,
        "article": facts.article(found.key, titles) if found.key else None,
        "language": found.language,
        "phrases": found.phrases,
        "waits": measured is None and not found.failed,
        "failed": found.failed,
        "old": measured is not None and found.revision != assistant_knowledge.revision(),
        "is_open": one.state is State.OPEN,
        "measured": measured,
        "figures": facts.figures(measured, found.change, reader) if measured else [],
        "worse": [facts.worse(each, titles) for each in measured.lost] if measured else [],
        "questions": facts.questions(measured.before, reader) if measured else "",
        "confirm_url": reverse("learning:confirm", args=[one.id, id]),
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "learning/trial.html", page, status=status)
