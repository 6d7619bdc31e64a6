"""A token opens one door, for a while, and only when we made it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.foundation.signed import BadToken, Flaw, read, sign

KEY = b"a key of the tests, long enough"
NOW = datetime(2026, 11, 23, 9, 30, 15, 700_000, tzinfo=UTC)
MINUTE = timedelta(seconds=60)


def token(**payload: str) -> str:
    return sign("stream", payload, key=KEY, now=NOW, lifetime=MINUTE)


def flaw_of(text: str, *, purpose: str = "stream", key: bytes = KEY, now: datetime = NOW) -> Flaw:
    with pytest.raises(BadToken) as refused:
        read(purpose, text, key=key, now=now)
    return refused.value.flaw


@given(st.dictionaries(st.text().filter(lambda name: name not in {"iat", "exp"}), st.text() | st.integers()))
def test_what_was_signed_is_read(payload: dict[str, str | int]) -> None:
    said = read("any", sign("any", payload, key=KEY, now=NOW, lifetime=timedelta(hours=1)), key=KEY, now=NOW)
    assert said.payload == payload
    assert said.issued_at == int(NOW.timestamp())
    assert said.expires_at - said.issued_at == 3600


@pytest.mark.parametrize(
    ("after", "good"), [(0, True), (59, True), (59.299, True), (59.3, False), (60, False), (3600, False)]
)
def test_the_end_is_exclusive_and_in_whole_seconds(after: float, good: bool) -> None:
    text, now = token(p="1"), NOW + timedelta(seconds=after)
    if good:
        assert read("stream", text, key=KEY, now=now).payload == {"p": "1"}
    else:
        assert flaw_of(text, now=now) is Flaw.EXPIRED


def test_a_token_for_one_purpose_opens_no_other_door() -> None:
    assert flaw_of(token(p="1"), purpose="upload") is Flaw.FORGED


def test_a_token_of_another_key_is_forged() -> None:
    assert flaw_of(token(p="1"), key=KEY + b"!") is Flaw.FORGED


def test_no_single_changed_symbol_is_accepted() -> None:
    text = token(p="1")
    for place, symbol in enumerate(text):
        for other in ("A", "b", "7", "_", "."):
            if other != symbol:
                changed = text[:place] + other + text[place + 1 :]
                assert flaw_of(changed) in {Flaw.FORGED, Flaw.MALFORMED}, place


@pytest.mark.parametrize(
    "text", ["", ".", "a.b", "no dot", "ț.ț", "a" * 9000, token(p="1") + "=", token(p="1") + "\n", "....."]
)
def test_what_is_no_token_is_refused(text: str) -> None:
    assert flaw_of(text) in {Flaw.FORGED, Flaw.MALFORMED}


def test_reserved_names_and_short_keys_are_mistakes_of_ours() -> None:
    with pytest.raises(ValueError, match="iat"):
        sign("any", {"exp": 1}, key=KEY, now=NOW, lifetime=MINUTE)
    with pytest.raises(ValueError, match="16 bytes"):
        sign("any", {}, key=b"short", now=NOW, lifetime=MINUTE)
