"""A list is the same in an address, a saved view and the records; what is not known asks nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.support.views import FIELDS, SHIPPED, Due, Narrowing, Sort, read
from amiabil.domain.terms import Channel

_TEXT = st.text("abcșț0-9@.", max_size=20).map(str.strip)
_NARROWINGS = st.builds(
    Narrowing,
    statuses=st.lists(st.sampled_from(TicketStatus), unique=True).map(tuple),
    team=_TEXT,
    assignee=_TEXT,
    topic=_TEXT,
    priority=st.none() | st.sampled_from(Priority),
    tag=_TEXT,
    due=st.none() | st.sampled_from(Due),
    channel=st.none() | st.sampled_from(Channel),
    language=_TEXT,
    order=_TEXT,
    requester=_TEXT,
    ended=st.booleans(),
    sort=st.sampled_from(Sort),
)


@given(_NARROWINGS)
def test_written_and_read_it_is_the_same(which: Narrowing) -> None:
    assert read(which.words()) == which


@given(st.dictionaries(st.sampled_from(["status", *FIELDS]), st.text(max_size=200)))
def test_any_address_is_a_list(words: dict[str, str]) -> None:
    which = read(words)
    assert read(which.words()) == which


def test_what_is_not_known_asks_nothing() -> None:
    assert read(
        {"status": "sleeping,open", "priority": "now", "sort": "k.id; --", "colour": "red"}
    ) == Narrowing(statuses=(TicketStatus.OPEN,))


def test_shipped_queues_have_names_of_their_own() -> None:
    assert len({one.key for one in SHIPPED}) == len(SHIPPED)
    assert not SHIPPED[0].shows.words()
