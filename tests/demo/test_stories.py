"""What the demonstration tells is dated when it happened, and nobody gets a mail today about last month."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from amiabil.actions import orders as order_actions
from amiabil.demo import catalogue, load, orders, stories
from amiabil.jobs import notices
from amiabil.records import clock
from amiabil.records.models import Delivery, Dispute, Event, Notice

pytestmark = pytest.mark.django_db

ENDED, WITHDRAWN_TODAY = "speaker", "scarf"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """When two stories were told: one that ended weeks ago, one in which something happened some hours ago."""
    at = clock.unshifted()
    load._people()
    lamp = load._picture(next(iter(catalogue.products().values())).drawing)
    placed = orders.plan(at, dict.fromkeys(catalogue.products(), lamp))
    wanted = {placed.told[ENDED], placed.told[WITHDRAWN_TODAY]}
    documents = {ref: one for ref, one in enumerate(placed.documents) if one["ref"] in wanted}
    assert not any(row.problems for row in order_actions.upsert_many(load.KEEPER, documents, at=at))
    keys = {ENDED, WITHDRAWN_TODAY}
    monkeypatch.setattr(stories, "STORIES", [one for one in stories.STORIES if one.order.key in keys])
    monkeypatch.setattr(stories, "DESK_STORIES", [])
    stories.tell(placed, at)
    return at


def test_a_notice_is_dated_when_it_happened(now: datetime) -> None:
    happened = dict(Event.objects.values_list("id", "at"))
    dated = list(Notice.objects.values_list("event_id", "created_at"))
    assert all(happened[event] == at for event, at in dated)
    assert min(at for _, at in dated) < now - timedelta(days=40)


def test_only_the_last_day_is_told_by_mail(now: datetime) -> None:
    mailed = Delivery.objects.values_list("notice__created_at", flat=True)
    assert mailed and all(at > now - timedelta(days=1) for at in mailed)


def test_the_worker_tells_none_of_it_again(now: datetime) -> None:
    before = Notice.objects.count()
    for case_id, version in Event.objects.values_list("case_id", "version").distinct():
        assert notices.tell(case_id, version) == []
    assert Notice.objects.count() == before and Dispute.objects.count() == 2
