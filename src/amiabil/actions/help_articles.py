"""What is done with an article: written, read by a second person, planned, published, taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from amiabil.actions.support_setup import current_setup
from amiabil.domain.access import COMMAND_LINE, Act, Viewer, demand
from amiabil.domain.helpcentre.article import LANGUAGES, Article, is_key
from amiabil.domain.helpcentre.checking import Known, Problem, check_article
from amiabil.domain.helpcentre.files import article_file, phrases_file, read_article, read_phrases
from amiabil.domain.helpcentre.life import ArticleNeedsSecond, State, Step, advance
from amiabil.domain.terms import Role
from amiabil.domain.written import LINE_MAX, clean
from amiabil.foundation.documents import DocumentError
from amiabil.foundation.errors import Fact, Invalid, NotFound
from amiabil.records import audit, clock, help_article_events, help_article_keys
from amiabil.records import help_article_versions as records
from amiabil.records.help_article_versions import Version

PLANNED_MOST = timedelta(days=366)
"""How far ahead an article can be planned."""

CLOCK = Viewer(role=Role.SYSTEM, ref="system:clock")
"""Who publishes what was planned."""

_DUE_AT_ONCE = 50


class ArticleNotRight(Invalid):
    """The article cannot become public: ``count`` things stand in the way, the first is ``problem`` in ``line``."""

    code = "article_not_right"


class ArticleWrong(Invalid):
    """The article cannot be kept: ``text`` says what is wrong with ``key``."""

    code = "article_wrong"


class ArticleTime(Invalid):
    """An article can be planned for a time that is to come, within a year."""

    code = "article_time"


def known() -> Known:
    """What an article may name here. Two statements."""
    topics = frozenset(topic.key for topic in current_setup().topics)
    return Known(help_article_keys.keys().named, topics, LANGUAGES)


def problems(article: Article, *, beside: frozenset[str] = frozenset()) -> tuple[Problem, ...]:
    """What is wrong with an article as it would stand here; it may name itself and the keys of those ``beside`` it."""
    here = known()
    return check_article(article, replace(here, keys=here.keys | beside | {article.key}))


@transaction.atomic
def draft(viewer: Viewer, article: Article, *, note: str = "") -> Version:
    """Begin a new version of an article, or a new article.

    Raises ``ArticleWrong``, ``ArticleHasDraft``, ``TextTooLong``, and what ``demand`` raises for ``MANAGE_ARTICLES``.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    at = clock.now()
    made = records.add(viewer, _fit(article), note=_note_of(note), at=at)
    _audit(viewer, "article.draft", made, at)
    return made


@transaction.atomic
def write(viewer: Viewer, version: Version, article: Article, *, note: str = "") -> Version:
    """Keep what a draft says now, right or not: only reading by a second person asks for one that is right.

    Raises ``ArticleStepClosed``, ``ArticleWrong``, ``ArticleMovedOn``, ``TextTooLong``, and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    fit = replace(_fit(article), key=version.article.key, language=version.article.language)
    new = replace(version, article=fit, note=_note_of(note))
    return _step(viewer, Step.WRITE, version, new)


@transaction.atomic
def submit(viewer: Viewer, version: Version, *, beside: frozenset[str] = frozenset()) -> Version:
    """Give a draft to a second person. Raises ``ArticleNotRight``, ``ArticleStepClosed``, ``ArticleMovedOn``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    advance(version.state, Step.SUBMIT, by=viewer.ref, authors=version.authors)
    demand_right(version.article, beside=beside)
    return _step(viewer, Step.SUBMIT, version, version)


@transaction.atomic
def send_back(viewer: Viewer, version: Version, *, note: str = "") -> Version:
    """Give what waits for a second person back to its authors, with a word. Raises as ``submit``."""
    return _step(viewer, Step.SEND_BACK, version, replace(version, note=_note_of(note) or version.note))


@transaction.atomic
def schedule(viewer: Viewer, version: Version, publish_at: datetime) -> Version:
    """Plan, as the second person, when a version becomes public.

    Raises ``ArticleTime``, ``ArticleNotRight``, ``ArticleNeedsSecond``, ``ArticleStepClosed``, ``ArticleMovedOn``.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    if not clock.now() < publish_at <= clock.now() + PLANNED_MOST:
        raise ArticleTime(field="/publish_at")
    demand_right(version.article)
    return _step(
        viewer, Step.SCHEDULE, version, replace(version, publish_at=publish_at, decided_by=viewer.ref)
    )


@transaction.atomic
def unschedule(viewer: Viewer, version: Version) -> Version:
    """Take a plan back: the version waits for a second person again. Raises ``ArticleStepClosed``."""
    return _step(viewer, Step.UNSCHEDULE, version, replace(version, publish_at=None, decided_by=""))


@transaction.atomic
def publish(viewer: Viewer, version: Version) -> Version:
    """Make a version public now, as the second person; the one before it is replaced.

    Raises ``ArticleNotRight``, ``ArticleNeedsSecond``, ``ArticleStepClosed``, ``ArticleMovedOn``.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    advance(version.state, Step.PUBLISH, by=viewer.ref, authors=version.authors)
    demand_right(version.article)
    _make_public(viewer, version, replace(version, decided_by=viewer.ref), at=clock.now())
    return records.version(viewer, version.article.key, version.article.language, version.number)


@transaction.atomic
def publish_by_command(viewer: Viewer, version: Version) -> None:
    """Make a draft public at once. Only for whoever runs commands on the machine, who holds the database anyway."""
    demand(viewer, Act.MANAGE_ARTICLES)
    if viewer != COMMAND_LINE:
        raise ArticleNeedsSecond()
    _make_public(viewer, version, replace(version, decided_by=viewer.ref), at=clock.now())


@transaction.atomic
def withdraw(viewer: Viewer, version: Version) -> Version:
    """Drop a version that is not public. Raises ``ArticleStepClosed``, ``ArticleMovedOn``."""
    return _step(viewer, Step.WITHDRAW, version, version)


@transaction.atomic
def archive(viewer: Viewer, version: Version, *, leads_to: str = "") -> None:
    """Take a published article away; its address leads to ``leads_to``, or says that it is gone.

    Raises ``ArticleWrong`` for a key nothing is published under, ``ArticleStepClosed``, ``ArticleMovedOn``.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    state = advance(version.state, Step.ARCHIVE, by=viewer.ref, authors=version.authors)
    if leads_to and (leads_to == version.article.key or leads_to not in help_article_keys.keys().edition):
        raise ArticleWrong(field="/leads_to", key="leads_to", text=leads_to[:80])
    at = clock.now()
    records.take_away(version, replace(version, state=state), leads_to=leads_to, at=at)
    _audit(viewer, "article.archive", version, at, leads_to=leads_to)


@transaction.atomic
def rename(viewer: Viewer, old: str, new: str) -> None:
    """Give an article another key; its old address leads to the new one.

    Raises ``ArticleWrong``, ``ArticleKeyTaken``, and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    if not is_key(new) or new == old:
        raise ArticleWrong(field="/key", key="key", text=new[:80])
    at = clock.now()
    help_article_keys.rename(viewer, old, new, at=at)
    audit.note(viewer, "article.rename", f"article:{new}", at=at, facts={"before": old})


def publish_due(*, at: datetime) -> int:
    """Make public what was planned for an instant that has come; how many. Safe to run twice, or on two nodes."""
    published = 0
    for version in records.due(at, limit=_DUE_AT_ONCE):
        try:
            with transaction.atomic():
                _make_public(CLOCK, version, version, at=at)
        except records.ArticleMovedOn:
            continue
        published += 1
    return published


def _make_public(viewer: Viewer, old: Version, new: Version, *, at: datetime) -> None:
    public = replace(new, state=State.PUBLISHED, publish_at=None, published_at=at)
    records.make_public(old, public, at=at)
    help_article_events.published(viewer, public, at=at)
    _audit(viewer, "article.publish", public, at)


def _step(viewer: Viewer, step: Step, old: Version, new: Version) -> Version:
    demand(viewer, Act.MANAGE_ARTICLES)
    state = advance(old.state, step, by=viewer.ref, authors=old.authors)
    at = clock.now()
    done = records.change(viewer, old, replace(new, state=state), at=at)
    _audit(viewer, f"article.{step.value}", done, at)
    return done


def demand_right(article: Article, *, beside: frozenset[str] = frozenset()) -> None:
    """Refuse what must not become public, as ``ArticleNotRight``; see ``problems``."""
    grave = [problem for problem in problems(article, beside=beside) if problem.is_grave]
    if grave:
        raise ArticleNotRight(count=len(grave), problem=grave[0].code, line=grave[0].line)


def _fit(article: Article) -> Article:
    """The article as it would be read from files: their bounds hold here too. Raises ``ArticleWrong``."""
    if article.language not in LANGUAGES:
        raise ArticleWrong(field="/language", key="language", text=article.language[:20])
    try:
        phrases = read_phrases(phrases_file(article.phrases))
        return read_article(article_file(article), language=article.language, phrases=phrases)
    except DocumentError as error:
        raise ArticleWrong(field=f"/{error.key}", key=error.key, text=error.text) from None


def _note_of(note: str) -> str:
    return clean(note, field="/note", most=LINE_MAX, required=False)


def _audit(viewer: Viewer, action: str, version: Version, at: datetime, **facts: Fact) -> None:
    audit.note(viewer, action, f"article:{version.name}", at=at, facts=facts)


def found(viewer: Viewer, key: str, language: str, number: int) -> Version:
    """One version. Raises ``NotFound`` also for a language the help centre does not have."""
    if language not in LANGUAGES:
        raise NotFound
    return records.version(viewer, key, language, number)
