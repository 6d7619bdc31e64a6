"""What do the pages about unanswered questions show? Groups, questions and measures in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from amiabil.desks.articles.facts import WHO
from amiabil.desks.assistance.frame import frame as help_frame
from amiabil.desks.learning.words import SIGNALS, STATES, TONES
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.article import LANGUAGES
from amiabil.domain.learning.questions import Change, Lost, Measured, Share, Signal, State
from amiabil.records.learning import Example, Group
from amiabil.ui import formats
from amiabil.ui.facts import Chip, DeskFrame, Link, Moment
from amiabil.ui.reader import Reader

__all__ = ["STATES", "WHO"]

Titles = Mapping[str, tuple[str, str]]
"""Title and language of articles by key, as the reader knows them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A group as a line of the list."""

    title: str
    title_language: str
    url: str
    times: str
    why: str
    languages: str
    answered: tuple[Link, ...]
    last: Moment
    chip: Chip | None


@dataclass(frozen=True, slots=True)
class Near:
    """An article a group may belong to; ``score`` is how near it is, ``note`` what people were shown or answered."""

    key: str
    title: str
    language: str
    url: str
    score: str
    notes: tuple[Chip, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A question of a group, to be chosen."""

    id: str
    text: str
    language: str
    why: str
    times: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure before and after a change; ``tone`` is the look of what it came to."""

    name: str
    before: str
    after: str
    tone: str


@dataclass(frozen=True, slots=True)
class Worse:
    """A question that would not be answered rightly any more."""

    text: str
    right: Link
    becomes: Link | None


def frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    """Around every page of it. No statement."""
    return help_frame(request, viewer, "learning")


def language_name(code: str) -> str:
    """A language in the reader's words."""
    return str(get_language_info(code)["name_translated"]) if code in LANGUAGES else code


def signals(told: Mapping[str, int] | tuple[str, ...]) -> str:
    """How it is known, in words, the most frequent first."""
    ordered = sorted(told, key=lambda name: -told[name]) if isinstance(told, Mapping) else list(told)
    return ", ".join(str(SIGNALS[Signal(one)]) for one in ordered if one in set(Signal))


def chip(state: State) -> Chip | None:
    """What became of a group; nothing for one that waits."""
    if state is State.OPEN:
        return None
    return Chip(str(STATES[state]), TONES[state])  # type: ignore[arg-type]  # tones of the table above


def line(one: Group, titles: Titles, reader: Reader) -> Line:
    """A group in the list."""
    return Line(
        title=one.title
        or (one.phrases[0] if one.phrases else _("The chats these questions came from are gone")),
        title_language=one.title_language,
        url=reverse("learning:group", args=[one.id]),
        times=formats.number(one.times, reader.language),
        why=signals(one.signals),
        languages=", ".join(map(language_name, one.languages)),
        answered=tuple(
            article(key, titles) for key in sorted(one.answered, key=lambda key: -one.answered[key])[:3]
        ),
        last=reader.moment(one.last_at),
        chip=chip(one.state),
    )


def article(key: str, titles: Titles) -> Link:
    """An article by its title; by its key where it is not public any more."""
    title, language = titles.get(key, (key, ""))
    url = reverse("articles:article", args=[key, language]) if language else ""
    return Link(title, url, language=language)


def near(one: Group, corrected: Mapping[str, int], titles: Titles, reader: Reader) -> list[Near]:
    """The articles a group may belong to: what people answered with first, then the nearest."""
    scores = dict(one.articles)
    keys = [*corrected, *scores]
    found: list[Near] = []
    for key in dict.fromkeys(key for key in keys if key in titles):
        notes = []
        if key in corrected:
            notes.append(Chip(_("a person answered with it"), "good", "user"))
        if key in one.answered:
            notes.append(Chip(_("the assistant answered with it"), "warn", "sparkle"))
        score = formats.number(round(100 * scores[key]), reader.language) if key in scores else "–"
        link = article(key, titles)
        found.append(Near(key, link.text, link.language, link.url, score, tuple(notes), not found))
    return found


def example(one: Example, reader: Reader, *, chosen: bool) -> Shown:
    """A question with what says that it was not answered."""
    times = formats.number(one.times, reader.language) if one.times > 1 else ""
    return Shown(str(one.id), one.text, one.language, signals(one.signals), times, chosen)


def figures(found: Measured, change: Change, reader: Reader) -> list[Figure]:
    """Before and after, in words."""

    def percent(share: float) -> str:
        return formats.share(share, reader.language)

    def figure(name: str, before: float, after: float) -> Figure:
        tone = "bad" if after < before else "good" if after > before else "plain"
        return Figure(name, percent(before), percent(after), tone)

    group = (
        _("Questions of this group answered at once")
        if change is Change.OUTSIDE
        else _("Questions of this group with the article first")
    )
    before, after = found.chosen_before, found.chosen_after
    better = after < before if change is Change.OUTSIDE else after > before
    worse = after > before if change is Change.OUTSIDE else after < before
    of = _("%(count)s of %(all)s")
    return [
        Figure(
            group,
            of % {"count": before, "all": found.chosen},
            of % {"count": after, "all": found.chosen},
            "good" if better else "bad" if worse else "plain",
        ),
        figure(_("Right article first (recall@1)"), found.before.at_1, found.after.at_1),
        figure(_("Right one among three (recall@3)"), found.before.at_3, found.after.at_3),
    ]


def worse(one: Lost, titles: Titles) -> Worse:
    """A right answer that would be lost."""
    return Worse(one.text, article(one.right, titles), article(one.becomes, titles) if one.becomes else None)


def questions(share: Share, reader: Reader) -> str:
    """By how many questions it was measured."""
    return formats.number(share.questions, reader.language)
