"""What the product brings: once, newer over older, and never over what somebody here has written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from amiabil.actions.help_articles_shipped import load_shipped
from amiabil.domain.helpcentre.packaged import Shipped
from amiabil.records import help_articles
from amiabil.records.help_articles import Moved, PublishedArticle
from amiabil.records.models import HelpArticleVersion
from tests.help_samples import publish_samples, samples

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, tzinfo=UTC)
LATER = AT + timedelta(days=1)
KEY = "refund-not-received"


@pytest.fixture(autouse=True)
def _published() -> None:
    HelpArticleVersion.objects.all().delete()
    publish_samples(AT)


def newer(title: str = "A newer title") -> Shipped:
    old = next(one for one in samples() if (one.key, one.language) == (KEY, "en"))
    return replace(old, text=old.text.replace("When your refund arrives", title))


def title_of(key: str, *languages: str) -> str:
    found = help_articles.published(key, languages)
    assert isinstance(found, PublishedArticle)
    return found.article.title


def test_loading_again_changes_nothing(django_assert_num_queries: Callable[..., Any]) -> None:
    before = list(HelpArticleVersion.objects.order_by("id").values()), help_articles.changes()
    with django_assert_num_queries(4):  # two statements, in a savepoint
        assert load_shipped(at=LATER, files=samples()).public == 0
    assert (list(HelpArticleVersion.objects.order_by("id").values()), help_articles.changes()) == before


def test_a_newer_one_replaces_what_nobody_here_touched() -> None:
    count = help_articles.changes()
    assert load_shipped(at=LATER, files=[newer()]).public == 1
    assert title_of(KEY, "en") == "A newer title"
    states = HelpArticleVersion.objects.filter(key=KEY, language="en").order_by("number")
    assert [one.state for one in states] == ["replaced", "published"]
    assert help_articles.changes() == count + 1


@pytest.mark.parametrize(
    "change",
    [{"authors": ["staff:olga"]}, {"authors": ["system:shipped", "staff:olga"]}, {"state": "archived"}],
)
def test_what_somebody_here_decided_is_never_written_over(change: dict[str, object]) -> None:
    HelpArticleVersion.objects.filter(key=KEY, language="en").update(**change)
    taken = load_shipped(at=LATER, files=[newer()])
    assert (taken.public, taken.offered) == (0, 1)
    rows = HelpArticleVersion.objects.filter(key=KEY, language="en").order_by("number")
    assert [one.state for one in rows] == [change.get("state", "published"), "offered"]
    assert load_shipped(at=LATER, files=[newer()]).offered == 0


@pytest.mark.parametrize(
    "broken",
    [
        Shipped("a-b", "en", "no front matter", ""),
        Shipped("another-key", "en", samples()[0].text, ""),
        Shipped(KEY, "en", newer().text, "asked_as: 1"),
    ],
)
def test_a_broken_file_is_named_and_the_others_are_taken(broken: Shipped) -> None:
    taken = load_shipped(at=LATER, files=[broken, newer("Another one")])
    assert taken.public == 1 and len(taken.problems) == 1
    assert broken.key in taken.problems[0]


def test_a_key_it_had_before_leads_to_it_and_its_old_text_goes() -> None:
    old = next(one for one in samples() if one.key == "dispute-status")
    renamed = replace(
        old,
        key="whose-turn",
        text=old.text.replace("key: dispute-status", "key: whose-turn").replace(
            "[state-of-a-dispute]", "[dispute-status]"
        ),
    )
    load_shipped(at=LATER, files=[renamed])
    assert help_articles.published("dispute-status", ["en"]) == Moved("whose-turn")
    assert help_articles.published("state-of-a-dispute", ["en"]) == Moved("whose-turn")


def test_own_words_under_the_old_key_stay() -> None:
    HelpArticleVersion.objects.filter(key="dispute-status").update(authors=["staff:olga"])
    old = next(one for one in samples() if one.key == "dispute-status")
    text = old.text.replace("key: dispute-status", "key: whose-turn").replace(
        "[state-of-a-dispute]", "[dispute-status]"
    )
    load_shipped(at=LATER, files=[replace(old, key="whose-turn", text=text)])
    assert title_of("dispute-status", "en") == "What your dispute is waiting for"


def test_a_missing_language_falls_back_and_says_so(django_assert_num_queries: Callable[..., Any]) -> None:
    with django_assert_num_queries(1):
        found = help_articles.published("dispute-status", ["ro", "en"])
    assert isinstance(found, PublishedArticle) and found.article.language == "en"
    assert found.languages == ("en",)
    assert [(one.key, one.language) for one in found.related] == [(KEY, "ro")]
    assert help_articles.published("never-there", ["ro"]) is None
    assert help_articles.published("x" * 5000, ["ro"]) is None


def test_heads_name_every_article_once(django_assert_num_queries: Callable[..., Any]) -> None:
    with django_assert_num_queries(1):
        found = help_articles.heads(["ro", "en"])
    assert [(one.key, one.language) for one in found.items] == [("dispute-status", "en"), (KEY, "ro")]
    first = help_articles.heads(["ro"], limit=1)
    assert [one.key for one in help_articles.heads(["ro"], limit=1, after=first.next).items] == [KEY]


def test_everything_has_text_and_phrases() -> None:
    found = {(one.article.key, one.article.language): one.article for one in help_articles.everything()}
    assert found[KEY, "ro"].phrases.asked_as[1] == "banii înapoi"
    assert len(found) == 3 and all(one.body for one in found.values())
