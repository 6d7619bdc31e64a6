"""The articles' desk: what needs somebody, writing with a preview, a second person, another address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from amiabil.actions import help_articles as actions
from amiabil.actions.support_setup import current_setup
from amiabil.desks.articles.sentences import SENTENCES, in_words
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import clock, help_articles
from amiabil.records import help_article_versions as records
from amiabil.records.help_article_overview import SOON
from amiabil.records.help_articles import Moved, PublishedArticle
from amiabil.records.models import HelpArticleVersion, HelpMoved
from tests.desks.reading import hidden, links, main
from tests.desks.stories import browser
from tests.factories import make_staff
from tests.help_samples import draft_of, in_review, publish_samples, sample

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, tzinfo=UTC)
KEY = "refund-not-received"
HOME = "/desk/admin/articles/"


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


@pytest.fixture
def radu() -> Viewer:
    return make_staff("radu", Role.OPERATOR)


@pytest.fixture
def desk(olga: Viewer) -> Client:
    return browser(olga)


@pytest.fixture
def second(radu: Viewer) -> Client:
    return browser(radu)


@pytest.fixture(autouse=True)
def _published() -> None:
    HelpArticleVersion.objects.all().delete()
    HelpMoved.objects.all().delete()
    publish_samples(AT)


def at(number: int, page: str = "", key: str = KEY, language: str = "en") -> str:
    return f"{HOME}{key}/{language}/{number}/{page}"


def step(client: Client, number: int, name: str, **fields: str) -> Any:
    revision = hidden(client.get(at(number)), "revision") if "revision" not in fields else fields["revision"]
    return client.post(at(number, name), {**fields, "revision": revision})


def written(client: Client, number: int, do: str = "save", **fields: str) -> Any:
    page = client.get(at(number, "write"))
    typed = {"title": "Newer", "summary": "S.", "body": "Text.", "revision": hidden(page, "revision")}
    return client.post(at(number, "write"), {**typed, **fields, "do": do})


def title() -> str:
    found = help_articles.published(KEY, ["en"])
    assert isinstance(found, PublishedArticle)
    return found.article.title


def test_from_the_list_to_the_readers_by_two_people(desk: Client, second: Client) -> None:
    page = desk.get(HOME)
    assert f"{HOME}{KEY}/en/" in links(page)
    assert desk.get(f"{HOME}{KEY}/en/")["location"] == at(1)
    begun = step(desk, 1, "draft")
    assert begun["location"] == at(2, "write")
    assert written(desk, 2, "submit")["location"] == at(2)
    assert "A second person has to make it public" in main(desk.get(at(2)))
    assert step(desk, 2, "publish", revision="3").status_code == 409
    assert title() == "When your refund arrives"
    assert step(second, 2, "publish").status_code == 303
    assert title() == "Newer"


def test_it_is_planned_in_the_zone_of_the_reader(desk: Client, second: Client, olga: Viewer) -> None:
    in_review(olga)
    day = (clock.now() + timedelta(days=3)).date()
    assert step(second, 2, "schedule", publish_at=f"{day}T09:00").status_code == 303
    planned = records.version(olga, KEY, "en", 2).publish_at
    assert planned is not None and planned.astimezone(UTC).hour in {6, 7}
    assert "becomes public" in main(desk.get(f"{HOME}?show=worked_on"))
    for wrong in ("", "soon", "1999-01-01T00:00", "9999-12-31T23:59"):
        step(desk, 2, "unschedule")
        refused = step(second, 2, "schedule", publish_at=wrong)
        assert refused.status_code == 409 and "within a year" in main(refused)


def test_a_preview_shows_what_readers_would_see_and_keeps_nothing(desk: Client, olga: Viewer) -> None:
    draft_of(olga)
    before = records.version(olga, KEY, "en", 2)
    body = "Within {{withdrawal}} <script>alert(1)</script> [x](page:nowhere)"
    shown = written(desk, 2, "preview", body=body)
    text = shown.content.decode()
    assert "<p>Within 14&nbsp;days &lt;script&gt;alert(1)&lt;/script&gt; x</p>" in text
    assert "must be put right" in main(shown) and "Line 1" in main(shown)
    live = desk.post(f"{HOME}preview", {"body": body, "language": "ro", "title": "T"})
    assert "14&nbsp;zile" in live.content.decode() and "<html" not in live.content.decode()
    assert records.version(olga, KEY, "en", 2) == before


def test_what_is_typed_stays_when_it_is_refused(desk: Client, olga: Viewer) -> None:
    draft_of(olga)
    refused = written(desk, 2, "save", title="x" * 200, body="Mine stays.")
    assert refused.status_code == 422
    assert "There are 200 characters; at most 120 are possible." in main(refused)
    assert "Mine stays." in refused.content.decode() and 'aria-invalid="true"' in refused.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"body": "x" * 1_000_000},
        {"body": "\0"},
        {"asked_as": "\n".join(f"way {n}" for n in range(100))},
        {"not_this": "no arrow"},
        {"not_this": "a => Not a key"},
        {"countries": "Romania"},
        {"related": "A B"},
        {"topic": "../.."},
        {"edition": "0"},
        {"title": "\u202e\x07"},
    ],
)
def test_bad_input_is_refused_by_name(fields: dict[str, str], desk: Client, olga: Viewer) -> None:
    draft_of(olga)
    for do in ("save", "preview", "submit"):
        assert written(desk, 2, do, **fields).status_code in {200, 422}
    assert desk.post(f"{HOME}preview", fields).status_code == 200
    assert records.version(olga, KEY, "en", 2).article == sample()


def test_two_who_write_at_once_are_told(desk: Client, olga: Viewer, radu: Viewer) -> None:
    seen = draft_of(olga)
    page = desk.get(at(2, "write"))
    actions.write(radu, seen, sample(title="Radu's"))
    late = desk.post(at(2, "write"), {"title": "Olga's", "revision": hidden(page, "revision"), "do": "save"})
    assert late.status_code == 422 and "Somebody else has changed this version" in main(late)
    assert records.version(olga, KEY, "en", 2).article.title == "Radu's"


def test_an_article_that_is_not_right_is_kept_as_a_draft_and_said(desk: Client, olga: Viewer) -> None:
    draft_of(olga)
    answer = written(desk, 2, "submit", body="<b>x</b>")
    assert answer["location"] == at(2, "write")
    assert records.version(olga, KEY, "en", 2).article.body == "<b>x</b>\n"
    assert "must be put right" in main(desk.get(at(2, "write")))


def test_the_editor_names_topics_in_their_language(desk: Client) -> None:
    for language in ("en", "ro"):
        desk.cookies["amiabil_language"] = language
        page = desk.get(f"{HOME}new").content.decode()
        named = dict(re.findall(r'<option value="(\w+)"[^>]*>([^<]+)</option>', page))
        assert {one.key: one.labels[language] for one in current_setup().topics}.items() <= named.items()


def test_a_missing_language_begins_with_the_other_one(desk: Client, olga: Viewer) -> None:
    behind = desk.get(f"{HOME}?show=behind")
    begin = f"{HOME}new?key=dispute-status&language=ro"
    assert begin in links(behind) and KEY not in main(behind)
    page = desk.get(begin)
    assert "What your dispute is waiting for" in page.content.decode()
    typed = {
        "key": "dispute-status",
        "language": "ro",
        "title": "Ce așteaptă disputa",
        "summary": "Pe scurt.",
    }
    made = desk.post(f"{HOME}new", {**typed, "body": "Text.", "section": "disputes", "topic": "order"})
    assert made["location"] == at(1, "", "dispute-status", "ro")
    assert records.version(olga, "dispute-status", "ro", 1).article.section.value == "disputes"


@pytest.mark.parametrize(
    ("show", "there", "not_there"),
    [
        ("all", KEY, "nobody"),
        ("worked_on", KEY, "dispute-status"),
        ("waiting", KEY, "dispute-status"),
        ("behind", "dispute-status", KEY),
        ("offered", "dispute-status", KEY),
        ("archived", "gone-away", KEY),
        ("review_due", "dispute-status", KEY),
    ],
)
def test_the_list_is_narrowed(show: str, there: str, not_there: str, desk: Client, olga: Viewer) -> None:
    in_review(olga, sample(title="Reviewed"))
    rows = HelpArticleVersion.objects
    gone = rows.get(key="dispute-status")
    gone.pk, gone.key, gone.state = clock_id(1), "gone-away", "archived"
    gone.save(force_insert=True)
    gone.pk, gone.key, gone.state, gone.number = clock_id(2), "dispute-status", "offered", 2
    gone.save(force_insert=True)
    rows.filter(key="dispute-status", state="published").update(review_by=clock.now().date())
    said = main(desk.get(f"{HOME}?show={show}"))
    assert there in said and not_there not in said


def clock_id(number: int) -> str:
    return f"00000000-0000-7000-8000-00000000000{number}"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=refund", True),
        ("q=REFUND+arrives", True),
        ("q=c%C3%A2nd+AJUNGE+inapoi", True),
        ("q=%C8%9Biti", False),
        ("q=refund+not+received", True),
        ("q=%25", False),
        ("q=_efund", False),
        ("q=" + "x" * 10_000, False),
        ("section=refunds", True),
        ("section=orders", False),
        ("section=nothing&show=nothing", True),
    ],
)
def test_the_list_finds_words_and_shelves(asked: str, found: bool, desk: Client) -> None:
    page = desk.get(f"{HOME}?{asked}")
    assert page.status_code == 200 and (KEY in main(page)) is found


def test_a_stale_translation_is_said(desk: Client) -> None:
    HelpArticleVersion.objects.filter(key=KEY, language="ro").update(edition=2)
    assert "behind another language" in main(desk.get(f"{HOME}?show=behind"))


def test_versions_are_compared(desk: Client, olga: Viewer) -> None:
    draft_of(olga, sample(title="Another title"))
    page = desk.get(at(2, "against/1"))
    assert "<ins><code>title: &quot;Another title&quot;</code></ins>" in page.content.decode()
    assert main(page) == main(desk.get(at(1, "against/2"))), "the older one stands first"


def test_an_article_gets_another_address_and_is_taken_away(desk: Client) -> None:
    assert step(desk, 1, "rename", key="money-back")["location"] == at(1, "", "money-back")
    assert help_articles.published(KEY, ["en"]) == Moved("money-back")
    refused = desk.post(at(1, "rename", "money-back"), {"revision": "1", "key": "dispute-status"})
    assert refused.status_code == 409 and "There is an article" in main(refused)
    gone = desk.post(at(1, "archive", "dispute-status"), {"revision": "1", "leads_to": "money-back"})
    assert gone.status_code == 303
    assert help_articles.published("dispute-status", ["en"]) == Moved("money-back")


@pytest.mark.parametrize(
    "address",
    [
        f"{HOME}nobody/en/",
        f"{HOME}{KEY}/de/",
        at(99),
        at(10**15),
        at(1, "against/99"),
        at(1, "write", KEY, "xx"),
    ],
)
def test_what_is_not_there_is_not_found(address: str, desk: Client) -> None:
    assert desk.get(address).status_code == 404


def test_an_unknown_step_is_not_found(desk: Client) -> None:
    assert desk.post(at(1, "explode"), {"revision": "1"}).status_code == 404


def test_the_pages_speak_romanian() -> None:
    romanian = browser(make_staff("vlad", Role.OPERATOR))
    romanian.cookies["amiabil_language"] = "ro"
    said = main(romanian.get(HOME))
    assert "Articolele centrului de ajutor" in said
    assert not re.search(r"\b(Write|draft|public now)\b", said)


def test_the_list_costs_the_same_for_any_length(
    desk: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(10):
        desk.get(HOME)


@pytest.mark.parametrize("pattern", sorted(SENTENCES))
def test_why_something_cannot_be_kept_is_said_in_words(pattern: str) -> None:
    text = re.sub(r"\(\?P<\w+>\[0-9\]\+\)", "7", pattern)
    assert re.fullmatch(pattern, text) and "%(" not in in_words(text)


def test_a_day_of_review_reminds_whoever_sees_to_help(desk: Client, olga: Viewer, radu: Viewer) -> None:
    """The desk an operator lands on says what the help centre waits for, until it is done."""
    assert "to be read again" not in main(desk.get("/desk/operator/"))
    rows = HelpArticleVersion.objects.filter(key=KEY, state="published")
    rows.update(review_by=clock.now().date() + SOON)
    said = main(desk.get("/desk/operator/"))
    assert "1 article of the help centre is to be read again." in said
    assert f"{HOME}?show=review_due" in links(desk.get("/desk/operator/"))
    rows.update(review_by=clock.now().date() + SOON + timedelta(days=1))
    assert "to be read again" not in main(desk.get("/desk/operator/"))
    in_review(radu, sample("dispute-status", edition=3))
    assert "1 article waits for a second person." in main(desk.get("/desk/operator/"))
    own = browser(radu).get("/desk/operator/")
    assert "waits for a second person" not in main(own), "who wrote it cannot be the second"


@pytest.mark.parametrize(
    ("show", "said"),
    [
        ("waiting", "No version waits for a second person."),
        ("offered", "The product brings nothing newer than what is public."),
        ("all&q=zzz", "Try other words, or another shelf."),
    ],
)
def test_an_empty_list_says_why(show: str, said: str, desk: Client) -> None:
    assert said in main(desk.get(f"{HOME}?show={show}"))
