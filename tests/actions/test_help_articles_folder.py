"""Folders of articles: out and in again changes nothing; what comes in waits, is public, or is refused by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from amiabil.actions import help_articles as actions
from amiabil.actions.help_articles import ArticleNotRight
from amiabil.actions.help_articles_folder import Became, put_out, take_in
from amiabil.domain.access import COMMAND_LINE
from amiabil.domain.helpcentre.article import Article
from amiabil.domain.helpcentre.folder import Folder, read_folder
from amiabil.domain.helpcentre.life import ArticleNeedsSecond
from amiabil.domain.helpcentre.packaged import shipped
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden
from amiabil.records import help_articles
from amiabil.records.help_article_versions import ArticleHasDraft
from amiabil.records.help_articles import Moved, PublishedArticle
from amiabil.records.models import HelpArticleVersion, HelpMoved
from tests.factories import make_staff
from tests.help_samples import draft_of, publish_samples, sample

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty() -> None:
    HelpArticleVersion.objects.all().delete()
    HelpMoved.objects.all().delete()


def folder(*articles: Article) -> Folder:
    return Folder(articles, (), {})


def became(*articles: Article, publish: bool = False, dry_run: bool = False) -> list[Became]:
    taken = take_in(COMMAND_LINE, folder(*articles), publish=publish, dry_run=dry_run)
    return [one.became for one in taken]


def written(to: Path) -> Folder:
    for name, text in put_out(COMMAND_LINE):
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        (to / name).write_text(text, encoding="utf-8")
    return read_folder(shipped(to))


def test_out_and_in_again_changes_nothing(tmp_path: Path) -> None:
    publish_samples(AT)
    found = written(tmp_path)
    assert len(found.articles) == 3 and not found.errors
    before = HelpArticleVersion.objects.count()
    assert became(*found.articles, publish=True) == [Became.SAME] * 3
    assert HelpArticleVersion.objects.count() == before


def test_what_went_out_is_the_same_where_it_comes_in(tmp_path: Path) -> None:
    publish_samples(AT)
    found = written(tmp_path)
    texts = {place.relative_to(tmp_path): place.read_text() for place in tmp_path.rglob("*.*")}
    HelpArticleVersion.objects.all().delete()
    HelpMoved.objects.all().delete()
    assert became(*found.articles, publish=True) == [Became.PUBLIC] * 3
    again = tmp_path / "again"
    written(again)
    assert {place.relative_to(again): place.read_text() for place in again.rglob("*.*")} == texts
    assert help_articles.published("state-of-a-dispute", ["en"]) == Moved("dispute-status")


def test_what_comes_in_waits_for_a_second_person() -> None:
    assert became(sample(), sample("dispute-status")) == [Became.WAITS] * 2
    assert help_articles.published("dispute-status", ["en"]) is None
    row = HelpArticleVersion.objects.get(key="dispute-status")
    assert (row.state, row.authors) == ("review", [COMMAND_LINE.ref])


def test_a_dry_run_stores_nothing() -> None:
    assert became(sample(), sample("dispute-status"), publish=True, dry_run=True) == [Became.PUBLIC] * 2
    assert not HelpArticleVersion.objects.exists() and not HelpMoved.objects.exists()


def test_what_is_wrong_is_refused_and_the_others_are_taken() -> None:
    wrong = sample(body="<script>x</script>")
    first, second = take_in(COMMAND_LINE, folder(wrong, sample("dispute-status", related=())))
    assert isinstance(first.refusal, ArticleNotRight) and first.became is Became.REFUSED
    assert second.became is Became.WAITS
    assert not HelpArticleVersion.objects.filter(key=wrong.key).exists()


def test_what_somebody_works_on_is_refused() -> None:
    olga = make_staff("olga", Role.OPERATOR)
    draft_of(olga, sample("dispute-status", related=()))
    (told,) = take_in(COMMAND_LINE, folder(sample("dispute-status", related=(), title="Another")))
    assert isinstance(told.refusal, ArticleHasDraft)


def test_only_who_runs_commands_publishes_without_a_second_person() -> None:
    olga = make_staff("olga", Role.OPERATOR)
    with pytest.raises(ArticleNeedsSecond):
        actions.publish_by_command(olga, draft_of(olga))
    with pytest.raises(Forbidden):
        list(take_in(make_staff("ana", Role.AGENT), folder(sample())))


def test_a_folder_that_renames_an_article_lets_the_old_address_lead_on() -> None:
    publish_samples(AT)
    renamed = replace(sample("dispute-status"), key="whose-turn", formerly=("dispute-status",), related=())
    assert became(renamed, publish=True) == [Became.PUBLIC]
    assert isinstance(help_articles.published("dispute-status", ["en"]), PublishedArticle), (
        "it is still there"
    )
    HelpArticleVersion.objects.filter(key="dispute-status").update(state="archived")
    assert help_articles.published("dispute-status", ["en"]) == Moved("whose-turn")
