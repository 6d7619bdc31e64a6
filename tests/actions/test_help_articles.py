"""Articles are written by one person and made public by another; nothing public changes before that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amiabil.actions import help_articles as actions
from amiabil.actions.help_articles import ArticleNotRight, ArticleTime, ArticleWrong
from amiabil.actions.help_articles_shipped import load_shipped
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.article import Article
from amiabil.domain.helpcentre.life import ArticleNeedsSecond, ArticleStepClosed, State
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, Forbidden
from amiabil.records import clock, help_articles
from amiabil.records import help_article_versions as records
from amiabil.records.help_article_keys import ArticleKeyTaken, keys
from amiabil.records.help_article_versions import ArticleHasDraft, ArticleMovedOn, Version
from amiabil.records.help_articles import Moved, PublishedArticle
from amiabil.records.models import AuditEntry, Event, HelpArticleVersion, HelpMoved, Outbox
from tests.factories import make_staff
from tests.help_samples import draft_of, in_review, publish_samples, sample, samples

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, tzinfo=UTC)
KEY = "refund-not-received"


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


@pytest.fixture
def radu() -> Viewer:
    return make_staff("radu", Role.OPERATOR)


@pytest.fixture(autouse=True)
def _published() -> None:
    HelpArticleVersion.objects.all().delete()
    HelpMoved.objects.all().delete()
    publish_samples(AT)


def public(key: str = KEY, language: str = "en") -> PublishedArticle:
    found = help_articles.published(key, [language])
    assert isinstance(found, PublishedArticle)
    return found


def newer(title: str = "Newer") -> Article:
    return sample(title=title)


def states(key: str = KEY, language: str = "en") -> list[str]:
    return list(
        HelpArticleVersion.objects.filter(key=key, language=language)
        .order_by("number")
        .values_list("state", flat=True)
    )


def test_one_writes_and_another_publishes(olga: Viewer, radu: Viewer) -> None:
    count = help_articles.changes()
    waiting = in_review(olga, newer())
    assert public().article.title == sample().title and help_articles.changes() == count
    done = actions.publish(radu, waiting)
    assert (done.state, done.decided_by, done.authors) == (State.PUBLISHED, radu.ref, (olga.ref,))
    assert (public().article.title, public().number) == ("Newer", 2)
    assert states() == ["replaced", "published"] and help_articles.changes() == count + 1


def test_who_wrote_cannot_publish_or_plan(olga: Viewer, radu: Viewer) -> None:
    both = actions.submit(olga, actions.write(radu, draft_of(olga), newer()))
    for viewer in (olga, radu):
        with pytest.raises(ArticleNeedsSecond):
            actions.publish(viewer, both)
        with pytest.raises(ArticleNeedsSecond):
            actions.schedule(viewer, both, clock.now() + timedelta(hours=1))
    assert states() == ["published", "review"]


def test_what_is_planned_becomes_public_when_its_time_has_come(olga: Viewer, radu: Viewer) -> None:
    at = clock.now() + timedelta(days=2)
    planned = actions.schedule(radu, in_review(olga, newer()), at)
    assert actions.publish_due(at=at - timedelta(seconds=1)) == 0
    assert public().article.title == sample().title
    assert actions.publish_due(at=at) == 1
    assert actions.publish_due(at=at) == 0
    assert (public().article.title, public().published_at) == ("Newer", at)
    with pytest.raises(ArticleMovedOn):
        records.make_public(planned, replace(planned, state=State.PUBLISHED), at=at)


@pytest.mark.parametrize("away", [timedelta(0), timedelta(days=-1), timedelta(days=400)])
def test_a_plan_is_for_a_time_to_come(away: timedelta, olga: Viewer, radu: Viewer) -> None:
    waiting = in_review(olga)
    with pytest.raises(ArticleTime):
        actions.schedule(radu, waiting, clock.now() + away)
    assert states() == ["published", "review"]


def test_a_plan_is_taken_back(olga: Viewer, radu: Viewer) -> None:
    planned = actions.schedule(radu, in_review(olga), clock.now() + timedelta(days=1))
    back = actions.unschedule(olga, planned)
    assert (back.state, back.publish_at, back.decided_by) == (State.REVIEW, None, "")


def test_nobody_reads_what_is_not_right(olga: Viewer, radu: Viewer) -> None:
    made = draft_of(olga, sample(body="A <script>x</script> and {{nothing}}.\n"))
    with pytest.raises(ArticleNotRight) as refused:
        actions.submit(olga, made)
    assert refused.value.facts == {"count": 3, "problem": "html_in_article", "line": 1}
    right = actions.submit(olga, actions.write(olga, made, sample()))
    HelpArticleVersion.objects.filter(id=right.id).update(body="[x](page:nowhere)")
    now = records.version(radu, KEY, "en", right.number)
    with pytest.raises(ArticleNotRight):
        actions.publish(radu, now)
    with pytest.raises(ArticleNotRight):
        actions.schedule(radu, now, clock.now() + timedelta(days=1))


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"body": "x" * 20_001},
        {"body": "x" * 1_000_000},
        {"body": "  \n"},
        {"key": "No Key"},
        {"language": "de"},
        {"countries": ("Romania",)},
        {"related": ("a b",)},
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(changes: dict[str, object], olga: Viewer) -> None:
    with pytest.raises(ArticleWrong):
        actions.draft(olga, replace(sample(), **changes))  # type: ignore[arg-type]  # names of fields
    assert states() == ["published"]


def test_one_works_on_an_article_at_a_time(olga: Viewer, radu: Viewer) -> None:
    draft_of(olga)
    with pytest.raises(ArticleHasDraft) as refused:
        draft_of(radu)
    assert refused.value.facts == {"number": 2}


def test_two_who_write_at_once_lose_nothing(olga: Viewer, radu: Viewer) -> None:
    seen = draft_of(olga)
    actions.write(radu, seen, newer("Radu's"))
    with pytest.raises(ArticleMovedOn):
        actions.write(olga, seen, newer("Olga's"))
    assert records.version(olga, KEY, "en", 2).article.title == "Radu's"


def test_what_waits_can_be_given_back_with_a_word(olga: Viewer, radu: Viewer) -> None:
    back = actions.send_back(radu, in_review(olga), note="Say who pays.")
    assert (back.state, back.note, back.authors) == (State.DRAFT, "Say who pays.", (olga.ref,))


@pytest.mark.parametrize("step", ["submit", "send_back", "unschedule", "publish", "withdraw"])
def test_a_closed_step_changes_nothing(step: str, olga: Viewer, radu: Viewer) -> None:
    version = records.version(radu, KEY, "en", 1)
    with pytest.raises(ArticleStepClosed):
        getattr(actions, step)(radu, version)
    assert states() == ["published"]


def test_an_archived_article_leads_on_or_says_that_it_is_gone(olga: Viewer) -> None:
    actions.archive(olga, records.version(olga, KEY, "en", 1), leads_to="dispute-status")
    assert public(KEY, "en").article.language == "ro", "another language is still there"
    actions.archive(olga, records.version(olga, KEY, "ro", 1), leads_to="dispute-status")
    assert help_articles.published(KEY, ["en"]) == Moved("dispute-status")
    actions.archive(olga, records.version(olga, "dispute-status", "en", 1))
    assert help_articles.published("dispute-status", ["en"]) == Moved(None)
    assert help_articles.published(KEY, ["en"]) == Moved(None)


def test_an_article_leads_only_to_what_is_there(olga: Viewer) -> None:
    for wrong in (KEY, "nobody"):
        with pytest.raises(ArticleWrong):
            actions.archive(olga, records.version(olga, KEY, "en", 1), leads_to=wrong)
    assert states() == ["published"]


def test_a_renamed_article_is_found_by_its_old_address(olga: Viewer) -> None:
    actions.rename(olga, KEY, "money-back")
    assert help_articles.published(KEY, ["ro"]) == Moved("money-back")
    assert public("money-back", "ro").languages == ("en", "ro")
    assert public("dispute-status").article.related == ("money-back",)
    actions.rename(olga, "money-back", "where-is-my-money")
    assert help_articles.published(KEY, ["ro"]) == Moved("where-is-my-money")
    assert KEY in keys().named
    actions.rename(olga, "where-is-my-money", KEY)
    assert public(KEY, "ro").article.key == KEY


@pytest.mark.parametrize("wrong", ["No key", KEY, "", "x" * 200])
def test_a_wrong_key_is_refused(wrong: str, olga: Viewer) -> None:
    with pytest.raises(ArticleWrong):
        actions.rename(olga, KEY, wrong)


def test_a_taken_key_is_refused(olga: Viewer) -> None:
    with pytest.raises(ArticleKeyTaken):
        actions.rename(olga, KEY, "dispute-status")


def test_an_upgrade_brings_its_text_under_the_new_key(olga: Viewer) -> None:
    actions.rename(olga, KEY, "money-back")
    old = next(one for one in samples() if (one.key, one.language) == (KEY, "en"))
    newer = replace(old, text=old.text.replace("When your refund arrives", "Brought"))
    assert load_shipped(at=AT, files=[*samples(), newer]).public == 1
    assert load_shipped(at=AT, files=[*samples(), newer]).public == 0
    assert states("money-back") == ["replaced", "published"] and states(KEY) == []
    assert help_articles.published(KEY, ["en"]) == Moved("money-back")


def test_an_offered_version_can_be_dropped(olga: Viewer) -> None:
    version = records.version(olga, KEY, "en", 1)
    HelpArticleVersion.objects.filter(id=version.id).update(state="offered")
    assert actions.withdraw(olga, records.version(olga, KEY, "en", 1)).state is State.WITHDRAWN


def test_what_is_done_is_in_the_log_and_what_becomes_public_is_told(olga: Viewer, radu: Viewer) -> None:
    actions.publish(radu, in_review(olga, newer()))
    noted = AuditEntry.objects.filter(subject=f"article:{KEY}:en@2").order_by("at", "id")
    assert [(one.action, one.actor_ref) for one in noted] == [
        ("article.draft", olga.ref),
        ("article.submit", olga.ref),
        ("article.publish", radu.ref),
    ]
    event = Event.objects.get(type="article.published")
    assert event.data == {"key": KEY, "language": "en", "number": 2}
    assert Outbox.objects.filter(event_id=event.id).exists()


@pytest.mark.parametrize("role", [Role.AGENT, Role.MEDIATOR, Role.SUPERVISOR, Role.AUDITOR, Role.REVIEWER])
def test_others_may_not(role: Role, olga: Viewer) -> None:
    other = make_staff("other", role)
    version = in_review(olga)
    tries: list[tuple[object, ...]] = [
        (actions.draft, sample("dispute-status")),
        (actions.write, version, sample()),
        (actions.submit, version),
        (actions.send_back, version),
        (actions.schedule, version, clock.now() + timedelta(days=1)),
        (actions.unschedule, version),
        (actions.publish, version),
        (actions.withdraw, version),
        (actions.archive, version),
        (actions.rename, KEY, "other"),
        (actions.found, KEY, "en", 1),
    ]
    for do, *rest in tries:
        with pytest.raises(Forbidden):
            do(other, *rest)  # type: ignore[operator]  # a table of functions
    assert states() == ["published", "review"]


def test_a_version_of_a_language_that_is_not_there_is_not_found(olga: Viewer) -> None:
    for key, language, number in ((KEY, "de", 1), ("nobody", "en", 1), (KEY, "en", 10**12)):
        with pytest.raises(AmiabilError):
            actions.found(olga, key, language, number)
    assert isinstance(actions.found(olga, KEY, "en", 1), Version)
