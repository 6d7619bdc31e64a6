"""What push remembers: never half of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amiabil.channels.stream.memory import Memory, Verdict
from amiabil.gateways.bus import LiveEvent

CHANNELS = ("a", "b", "c")


def event(seq: int, *channels: str, again: bool = False, id: str = "") -> LiveEvent:
    return LiveEvent(seq, id or f"event {seq}", channels, {}, again)


def chunk(seq: int) -> bytes:
    return b"%d " % seq


def filled(*events: LiveEvent, most: int = 100) -> Memory:
    memory = Memory(most_events=most)
    for one in events:
        memory.add(one, chunk(one.seq))
    return memory


def test_a_reader_gets_what_its_channels_said_since_in_order_and_once() -> None:
    memory = filled(event(7, "a"), event(8, "b"), event(9, "a", "b"), event(10, "c"))
    assert memory.since(["b", "a"], 6) == [b"7 ", b"8 ", b"9 "]
    assert memory.since(["b", "a"], 8) == [b"9 "]
    assert memory.since(["c"], 10) == []
    assert memory.since(["nobody"], 6) == []


def test_what_was_before_the_start_is_not_known() -> None:
    memory = filled(event(7, "a"))
    assert memory.since(["a"], 5) is None
    assert Memory().since(["a"], 0) is None


def test_a_number_from_the_future_is_not_believed() -> None:
    assert filled(event(7, "a")).since(["a"], 8) is None


def test_a_hole_forgets_what_was_before_it() -> None:
    memory = filled(event(7, "a"))
    assert memory.judge(event(9, "a")) is Verdict.MISSED
    memory.add(event(9, "a"), chunk(9))
    assert memory.since(["a"], 7) is None
    assert memory.since(["a"], 8) == [b"9 "]


def test_repeats_are_known_and_numbers_that_begin_anew_are_not() -> None:
    memory = filled(event(7, "a"), event(8, "a"))
    assert memory.judge(event(8, "a")) is Verdict.KNOWN
    assert memory.judge(event(3, "a", again=True)) is Verdict.KNOWN
    assert memory.judge(event(9, "a", again=True)) is Verdict.NEW
    assert memory.judge(event(1, "a", id="of another database")) is Verdict.MISSED
    assert memory.judge(event(7, "a", id="of another database")) is Verdict.MISSED


def test_the_oldest_goes_by_number_and_by_bytes() -> None:
    memory = filled(*(event(seq, "a") for seq in range(1, 11)), most=4)
    assert memory.since(["a"], 5) is None
    assert memory.since(["a"], 6) == [chunk(seq) for seq in (7, 8, 9, 10)]
    heavy = Memory(most_bytes=1000)
    for seq in range(1, 11):
        heavy.add(event(seq, "a"), b"x" * 300)
    assert heavy.since(["a"], 6) is None
    assert len(heavy.since(["a"], 7) or ()) == 3


@given(
    st.lists(st.sets(st.sampled_from(CHANNELS), min_size=1), max_size=40),
    st.integers(1, 20),
    st.sets(st.sampled_from(CHANNELS), min_size=1),
    st.integers(0, 45),
)
def test_the_answer_is_complete_or_none(
    said: list[set[str]], most: int, mine: set[str], last_seen: int
) -> None:
    events = [event(seq, *sorted(channels)) for seq, channels in enumerate(said, 1)]
    told = filled(*events, most=most).since(sorted(mine), last_seen)
    expected = [chunk(e.seq) for e in events if e.seq > last_seen and mine & set(e.channels)]
    assert told is None or told == expected
    if events and len(events) - most <= last_seen <= len(events):
        assert told == expected
