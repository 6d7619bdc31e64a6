"""Who is there is told to whoever hears the same channel, and nothing of it is kept; a real push process."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from amiabil.channels.stream.presence import MOST_A_MINUTE
from amiabil.foundation.grants import PresenceGrant, case_channel, presence_token
from tests.channels.stream.processes import PushProcess

CASE = uuid4()
STAFF, BUYER = case_channel(CASE, "staff"), case_channel(CASE, "buyer")
IOAN = UUID(int=7)


def token(push: PushProcess, channel: str = STAFF, person: UUID = IOAN) -> str:
    grant = PresenceGrant(person, "Ioan M.", channel)
    return presence_token(grant, key=push.key, now=datetime.now(UTC))


def said(push: PushProcess, doing: str, holder: str) -> int:
    return push.request("PUT", f"/presence/v1/{doing}", token=holder).status


def test_colleagues_hear_who_looks_and_writes_and_customers_do_not(push: PushProcess) -> None:
    with push.stream([STAFF]) as colleague, push.stream([BUYER]) as buyer:
        assert said(push, "viewing", token(push)) == 200
        assert said(push, "writing", token(push)) == 200
        push.say(1, 1, STAFF, BUYER)
        heard = colleague.take(3)
        assert [(name, data.get("doing")) for name, _id, data in heard] == [
            ("presence", "viewing"),
            ("presence", "writing"),
            ("message", None),
        ]
        told = {"person": str(IOAN), "name": "Ioan M.", "doing": "viewing", "channel": STAFF}
        assert heard[0][2] == told
        assert [name for name, _id, _data in buyer.take(1)] == ["message"]
    with push.stream([STAFF], last_id=0) as late:
        assert [name for name, _id, _data in late.take(1)] == ["message"], "signs are never repeated"


@pytest.mark.parametrize(("doing", "status"), [("sleeping", 404), ("", 404)])
def test_only_known_words_are_taken(shared: PushProcess, doing: str, status: int) -> None:
    assert said(shared, doing, token(shared)) == status


def test_another_token_says_nothing(shared: PushProcess) -> None:
    assert said(shared, "viewing", shared.token(STAFF)) == 401
    assert said(shared, "viewing", "") == 401


def test_one_person_gives_so_many_signs_a_minute(shared: PushProcess) -> None:
    holder = token(shared, person=uuid4())
    answers = [said(shared, "viewing", holder) for _ in range(MOST_A_MINUTE + 1)]
    assert answers[:-1] == [200] * MOST_A_MINUTE
    assert answers[-1] == 429
