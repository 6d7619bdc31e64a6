"""What Outlook is told: mails of one conversation share a head, and each answer is a little longer."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.mail.thread_index import BLOCK_BYTES, HEAD_BYTES, answered, begun

BEGAN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CASE = UUID("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")


def test_the_head_is_the_instant_and_the_conversation() -> None:
    head = b64decode(begun(CASE, BEGAN))
    assert len(head) == HEAD_BYTES and head[0] == 1 and head[6:] == CASE.bytes
    ticks = int.from_bytes(head[:6] + b"\0\0", "big")
    said = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
    assert timedelta() <= BEGAN - said < timedelta(milliseconds=7)


@pytest.mark.parametrize(
    ("since", "is_long"), [(timedelta(), 0), (timedelta(days=30), 0), (timedelta(days=900), 1)]
)
def test_an_answer_keeps_the_head_and_adds_its_time(since: timedelta, is_long: int) -> None:
    index = answered(begun(CASE, BEGAN), begun_at=BEGAN, at=BEGAN + since)
    raw = b64decode(index)
    assert raw[:HEAD_BYTES] == b64decode(begun(CASE, BEGAN))
    block = int.from_bytes(raw[HEAD_BYTES:], "big")
    assert len(raw) == HEAD_BYTES + BLOCK_BYTES and block >> 39 == is_long
    spent = timedelta(microseconds=((block >> 8 & (1 << 31) - 1) << (23 if is_long else 18)) / 10)
    assert abs(since - spent) < timedelta(seconds=1)


@given(st.text(max_size=400))
def test_whatever_came_in_is_answered_without_harm(text: str) -> None:
    index = answered(text, begun_at=BEGAN, at=BEGAN - timedelta(days=1))
    assert index == text or b64decode(index)[-BLOCK_BYTES:] == bytes(BLOCK_BYTES)


def test_a_thread_without_end_stops_growing() -> None:
    index = begun(CASE, BEGAN)
    for _ in range(100):
        index = answered(index, begun_at=BEGAN, at=BEGAN)
    assert len(b64decode(index)) <= HEAD_BYTES + 40 * BLOCK_BYTES
