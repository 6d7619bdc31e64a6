"""Planned articles become public by a job, and what became public goes through the relay like every event."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from amiabil.actions import help_articles as actions
from amiabil.domain.terms import Role
from amiabil.jobs import dispatch, live, tasks
from amiabil.records import clock, help_articles, outbox, tallying
from amiabil.records.help_articles import PublishedArticle
from tests.factories import make_staff
from tests.help_samples import in_review, sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def _planned(monkeypatch: pytest.MonkeyPatch) -> None:
    olga, radu = make_staff("olga", Role.OPERATOR), make_staff("radu", Role.OPERATOR)
    article = sample("dispute-status", related=())
    planned = actions.schedule(radu, in_review(olga, article), clock.now() + timedelta(hours=1))
    now = planned.publish_at
    assert now is not None
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.mark.usefixtures("_planned")
def test_the_job_publishes_what_was_planned() -> None:
    assert not isinstance(help_articles.published("dispute-status", ["en"]), PublishedArticle)
    tasks.publish_articles()
    assert isinstance(help_articles.published("dispute-status", ["en"]), PublishedArticle)


@pytest.mark.usefixtures("_planned")
def test_what_became_public_is_published_counted_and_told_to_nobody_in_particular() -> None:
    tasks.publish_articles()
    events = outbox.publish(100)
    (told,) = [event for event in events if event.type == "article.published"]
    assert (told.data["key"], told.actor_ref) == ("dispute-status", "system:clock")
    dispatch.defer_for(events)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE args::text LIKE %s", [f"%{told.case_id}%"]
        )
        assert cursor.fetchone() == (0,)
    assert live.live_event(told).body["type"] == "article.published"
    assert tallying.count_published(at=clock.now()) == len(events)
