"""Articles by API: listed once each, read with the numbers of the policy, in another language where one is missing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amiabil.actions import help_articles as actions
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import outbox
from amiabil.records.models import HelpArticleVersion, HelpMoved
from tests.channels.api.client import Program, make_key
from tests.factories import make_staff
from tests.help_samples import in_review, publish_samples, sample

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, tzinfo=UTC)
KEY = "refund-not-received"


@pytest.fixture
def shop() -> Program:
    return Program(make_key("content:read"))


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


@pytest.fixture(autouse=True)
def _published() -> None:
    HelpArticleVersion.objects.all().delete()
    HelpMoved.objects.all().delete()
    publish_samples(AT)


def test_every_article_is_listed_once_in_the_language_it_has(shop: Program) -> None:
    found = shop.get("/help/articles?language=ro&limit=1").json
    assert [(one["key"], one["language"]) for one in found["items"]] == [("dispute-status", "en")]
    rest = shop.get(f"/help/articles?language=ro&after={found['next']}").json
    assert [(one["key"], one["language"]) for one in rest["items"]] == [(KEY, "ro")]
    assert rest["next"] is None and rest["items"][0]["url"].endswith(f"/ro/help/{KEY}")
    shelf = shop.get("/help/articles?section=disputes").json
    assert [one["key"] for one in shelf["items"]] == ["dispute-status"]


def test_an_article_is_read_with_the_numbers_of_the_policy(shop: Program) -> None:
    told = shop.get(f"/help/articles/{KEY}?language=ro").json
    assert "48&nbsp;de&nbsp;ore" in told["html"] and "{{" not in told["html"]
    assert (told["language"], told["languages"], told["version"]) == ("ro", ["en", "ro"], 1)
    assert told["related"] == ["dispute-status"] and told["audience"] == "buyers"


def test_an_old_key_gives_the_article(shop: Program, olga: Viewer) -> None:
    actions.rename(olga, KEY, "money-back")
    assert shop.get(f"/help/articles/{KEY}").json["key"] == "money-back"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/help/articles/nobody", 404, "not_found"),
        (f"/help/articles/{'x' * 5000}", 404, "not_found"),
        (f"/help/articles/{KEY}?language=de", 422, "not_a_choice"),
        ("/help/articles?language=", 422, "not_a_choice"),
        ("/help/articles?section=shoes", 422, "not_a_choice"),
        ("/help/articles?after=nonsense", 422, "bad_cursor"),
    ],
)
def test_what_is_not_there_is_refused_by_name(path: str, status: int, code: str, shop: Program) -> None:
    answer = shop.get(path)
    assert (answer.status, answer.code) == (status, code)


def test_nobody_reads_a_draft(shop: Program, olga: Viewer) -> None:
    in_review(olga, sample("dispute-status", title="Secret", related=()))
    assert "Secret" not in str(shop.get("/help/articles/dispute-status").json)


def test_a_new_publication_is_in_the_feed_of_changes(olga: Viewer) -> None:
    actions.publish(make_staff("radu", Role.OPERATOR), in_review(olga, sample(title="Newer")))
    outbox.publish(100)
    feed = Program(make_key("cases:read", name="feed")).get("/changes?after=0&limit=100").json
    (told,) = [one for one in feed["items"] if one["type"] == "article.published"]
    assert told["case"] is None and told["data"] == {"key": KEY, "language": "en", "number": 2}
