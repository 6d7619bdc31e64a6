"""What editors do with questions the assistant could not answer: ways to ask, an article, or put aside; and undo it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amiabil.actions import help_articles
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.helpcentre import life
from amiabil.domain.helpcentre.article import LANGUAGES, Article, Phrases
from amiabil.domain.learning.questions import Change, GroupSettled, NotMeasured, Proposal, State, chosen
from amiabil.foundation.errors import Fact, NotFound
from amiabil.foundation.fields import NotAChoice
from amiabil.records import assistant_knowledge, audit, help_article_versions, help_changes
from amiabil.records import learning as records
from amiabil.records.help_article_versions import ArticleHasDraft, Version
from amiabil.records.learning import Group


@transaction.atomic
def ask_grouping(viewer: Viewer, *, at: datetime) -> None:
    """Have the questions put together now. Raises what ``demand`` raises for ``MANAGE_ARTICLES``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    records.ask_run(viewer, at=at)
    audit.note(viewer, "learning.group", "learning", at=at, facts={})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an editor thinks of doing with these questions of a group, those of one language."""

    change: Change
    key: str
    language: str
    questions: tuple[UUID, ...]


@transaction.atomic
def ask_trial(viewer: Viewer, group: UUID, wanted: Wanted, *, at: datetime) -> UUID:
    """Have it measured what a change would do; the name of the trial.

    Raises ``NothingChosen``, ``NotAChoice`` for an article that is not public in that language, ``GroupSettled``,
    ``NotFound``, and what ``demand`` raises.
    """
    seen = records.group(viewer, group)
    if seen.state is not State.OPEN:
        raise GroupSettled(state=seen.state.value)
    if wanted.language not in LANGUAGES:
        raise NotAChoice(field="/language")
    texts = chosen(records.texts(viewer, group, wanted.questions, wanted.language))
    is_outside = wanted.change is Change.OUTSIDE
    if not is_outside and _public(viewer, wanted.key, wanted.language) is None:
        raise NotAChoice(field="/article")
    tried = Proposal(wanted.change, "" if is_outside else wanted.key, wanted.language, texts)
    return records.ask_trial(viewer, group, tried, at=at)


def _public(viewer: Viewer, key: str, language: str) -> Version | None:
    return help_article_versions.in_states(viewer, key, language, [life.State.PUBLISHED])


@transaction.atomic
def confirm(viewer: Viewer, group: Group, trial: UUID, *, at: datetime) -> Version | None:
    """Make the change a trial has measured; the version of the article its questions went into, for a second person.

    Raises ``NotMeasured``, ``GroupSettled``, ``NotFound``, ``ArticleHasDraft`` where a version is planned, what writing
    an article raises, and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    tried = records.trial(viewer, group.id, trial)
    if tried.measured is None or tried.revision != assistant_knowledge.revision():
        raise NotMeasured()
    if group.state is not State.OPEN:
        raise GroupSettled(state=group.state.value)
    made = None
    if tried.change is Change.PHRASES:
        made = _written(viewer, tried.key, tried.language, tried.phrases)
        new = replace(group, state=State.PHRASES, key=tried.key, number=made.number)
    else:
        new = replace(group, state=State.OUTSIDE, key="", number=None)
        help_changes.count_change()
    records.settle(viewer, group, replace(new, language=tried.language, phrases=tried.phrases), at=at)
    _audit(viewer, f"learning.{new.state.value}", group, at, article=tried.key, phrases=len(tried.phrases))
    return made


def _written(viewer: Viewer, key: str, language: str, phrases: Sequence[str]) -> Version:
    """An open version of the article with these ways to ask; a new one goes to a second person at once.

    A draft somebody writes stays with them; one that waits for a second person takes them in and waits on.
    """
    there = help_article_versions.in_states(viewer, key, language, tuple(life.OPEN))
    if there is None:
        public = _public(viewer, key, language)
        if public is None:
            raise NotFound
        made = help_articles.draft(viewer, _with(public.article, phrases))
        return help_articles.submit(viewer, made)
    return _changed(viewer, there, _with(there.article, phrases))


def _changed(viewer: Viewer, there: Version, article: Article) -> Version:
    if there.state is life.State.SCHEDULED:
        raise ArticleHasDraft(number=there.number)
    waits = there.state is life.State.REVIEW
    if waits:
        there = help_articles.send_back(viewer, there)
    made = help_articles.write(viewer, there, article, note=there.note)
    return help_articles.submit(viewer, made) if waits else made


def _with(article: Article, phrases: Sequence[str]) -> Article:
    more = tuple(dict.fromkeys((*article.phrases.asked_as, *phrases)))
    return replace(article, phrases=Phrases(more, article.phrases.not_this))


@transaction.atomic
def begun(viewer: Viewer, group: UUID, version: Version, *, at: datetime) -> None:
    """An article was begun from a group. Raises ``GroupSettled``, ``NotFound``, and what ``demand`` raises."""
    seen = records.group(viewer, group)
    if seen.state is not State.OPEN:
        raise GroupSettled(state=seen.state.value)
    here = version.article
    new = replace(
        seen,
        state=State.ARTICLE,
        key=here.key,
        language=here.language,
        number=version.number,
        phrases=here.phrases.asked_as,
    )
    records.settle(viewer, seen, new, at=at)
    _audit(viewer, "learning.article", seen, at, article=here.key)


@transaction.atomic
def dismiss(viewer: Viewer, group: Group, *, at: datetime) -> None:
    """Put a group aside: nothing is to be done. Raises ``GroupSettled`` and what ``demand`` raises."""
    demand(viewer, Act.MANAGE_ARTICLES)
    if group.state is not State.OPEN:
        raise GroupSettled(state=group.state.value)
    records.settle(viewer, group, replace(group, state=State.DISMISSED), at=at)
    _audit(viewer, "learning.dismissed", group, at)


@transaction.atomic
def undo(viewer: Viewer, group: Group, *, at: datetime) -> Version | None:
    """Take back what was done with a group; the version without its ways to ask, where they are public or waited.

    An article that was begun stays; it is dropped at its own desk. Raises ``GroupSettled``, ``ArticleHasDraft``, what
    writing an article raises, and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    if group.state is State.OPEN:
        raise GroupSettled(state=group.state.value)
    made = _without(viewer, group) if group.state is State.PHRASES else None
    opened = replace(group, state=State.OPEN, key="", language="", number=None, phrases=())
    records.settle(viewer, group, opened, at=at)
    if group.state is State.OUTSIDE:
        help_changes.count_change()
    _audit(viewer, "learning.undo", group, at, was=group.state.value, article=group.key)
    return made


def _without(viewer: Viewer, group: Group) -> Version | None:
    """The article without the group's ways to ask: the version that waits is dropped if that was all it brought."""
    there = help_article_versions.in_states(viewer, group.key, group.language, tuple(life.OPEN))
    public = _public(viewer, group.key, group.language)
    if there is not None:
        less = _less(there.article, group.phrases)
        if public is not None and less == public.article and there.state is not life.State.SCHEDULED:
            return help_articles.withdraw(viewer, there)
        return _changed(viewer, there, less)
    if public is None or _less(public.article, group.phrases) == public.article:
        return None
    return help_articles.submit(viewer, help_articles.draft(viewer, _less(public.article, group.phrases)))


def _less(article: Article, phrases: Sequence[str]) -> Article:
    kept = tuple(one for one in article.phrases.asked_as if one not in phrases)
    return replace(article, phrases=Phrases(kept, article.phrases.not_this))


def _audit(viewer: Viewer, action: str, group: Group, at: datetime, **facts: Fact) -> None:
    audit.note(viewer, action, f"learning:{group.id}", at=at, facts=facts)
