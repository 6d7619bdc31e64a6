"""How do articles go into a folder of files and come back? What comes back waits for a second person, unless told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum, unique

from django.db import transaction

from amiabil.actions import help_articles as actions
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.helpcentre.article import Article
from amiabil.domain.helpcentre.files import article_file, phrases_file
from amiabil.domain.helpcentre.folder import Folder
from amiabil.domain.helpcentre.life import OPEN, State
from amiabil.foundation.errors import AmiabilError
from amiabil.records import help_article_keys, help_articles
from amiabil.records import help_article_versions as records


@unique
class Became(StrEnum):
    """What became of an article of a folder."""

    SAME = "same"
    WAITS = "waits"
    PUBLIC = "public"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one article; ``refusal`` says why it was not taken."""

    article: Article
    became: Became
    refusal: AmiabilError | None = None


def take_in(
    viewer: Viewer, folder: Folder, *, publish: bool = False, dry_run: bool = False
) -> Iterator[Imported]:
    """Bring the articles of a folder in, each by itself; what says what is here already is left as it is.

    They may name one another. They wait for a second person; with ``publish`` they are public at once, which is for
    whoever runs commands on the machine. Raises what ``demand`` raises for ``MANAGE_ARTICLES``.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    if not dry_run:
        help_article_keys.lead(viewer, {old: one.key for one in folder.articles for old in one.formerly})
    beside = frozenset(one.key for one in folder.articles)
    for one in folder.articles:
        try:
            with transaction.atomic():
                yield Imported(one, _taken(viewer, one, beside, publish=publish))
                if dry_run:
                    transaction.set_rollback(True)
        except AmiabilError as refusal:
            yield Imported(one, Became.REFUSED, refusal)


def _taken(viewer: Viewer, article: Article, beside: frozenset[str], *, publish: bool) -> Became:
    wanted = replace(article, formerly=())
    here = records.in_states(viewer, article.key, article.language, [*OPEN, State.PUBLISHED])
    if here is not None and here.article == wanted:
        return Became.SAME
    actions.demand_right(wanted, beside=beside)
    made = actions.draft(viewer, wanted)
    if publish:
        actions.publish_by_command(viewer, made)
        return Became.PUBLIC
    actions.submit(viewer, made, beside=beside)
    return Became.WAITS


def put_out(viewer: Viewer) -> Iterator[tuple[str, str]]:
    """Every published article as files: name below the folder, and content. Read in, they change nothing.

    Raises what ``demand`` raises for ``MANAGE_ARTICLES``.
    """
    former = help_article_keys.former(viewer)
    for one in help_articles.everything():
        article = replace(one.article, formerly=former.get(one.article.key, ()))
        yield f"{article.language}/{article.key}.md", article_file(article)
        yield f"{article.language}/phrases/{article.key}.yaml", phrases_file(article.phrases)
