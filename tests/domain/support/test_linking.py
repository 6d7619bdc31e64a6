"""What may be linked: never with itself, never in a circle, never without end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.support.linking import (
    MOST_LEVELS,
    MOST_LINKS,
    End,
    HasParent,
    LinkedOtherwise,
    LinkLoop,
    Tie,
    TooManyLinks,
    demand_linkable,
)
from amiabil.domain.support.merging import SameRequest, UnknownRequest
from amiabil.foundation.errors import AmiabilError

A, B = End("T-A"), End("T-B")
D = End("D-1", is_ticket=False)
FULL = End("T-F", links=MOST_LINKS)
DEEP = End("T-D", links=1, above=tuple(f"T-{n}" for n in range(MOST_LEVELS - 1)))


@pytest.mark.parametrize(
    ("mine", "other", "tie", "known", "refusal"),
    [
        (A, A, Tie.RELATED, None, SameRequest),
        (A, End("T-B", erased=True), Tie.RELATED, None, UnknownRequest),
        (A, D, Tie.PARENT, None, UnknownRequest),
        (A, D, Tie.CHILD, None, UnknownRequest),
        (A, B, Tie.PARENT, Tie.CHILD, LinkedOtherwise),
        (A, B, Tie.RELATED, Tie.PARENT, LinkedOtherwise),
        (A, FULL, Tie.RELATED, None, TooManyLinks),
        (FULL, A, Tie.PARENT, None, TooManyLinks),
        (End("T-A", above=("T-C",)), B, Tie.PARENT, None, HasParent),
        (B, End("T-A", above=("T-C",)), Tie.CHILD, None, HasParent),
        (A, End("T-B", above=("T-C", "T-A")), Tie.PARENT, None, LinkLoop),
        (End("T-B", above=("T-A",)), A, Tie.CHILD, None, LinkLoop),
        (A, DEEP, Tie.PARENT, None, TooManyLinks),
    ],
)
def test_what_makes_no_sense_is_refused(
    mine: End, other: End, tie: Tie, known: Tie | None, refusal: type[AmiabilError]
) -> None:
    with pytest.raises(refusal):
        demand_linkable(mine, other, tie, known)


@pytest.mark.parametrize("tie", Tie)
def test_what_is_linked_so_already_stays(tie: Tie) -> None:
    assert demand_linkable(A, B, tie, None)
    assert not demand_linkable(A, FULL, tie, tie)
    assert tie.seen_from_there.seen_from_there is tie


def test_a_dispute_is_related() -> None:
    assert demand_linkable(A, D, Tie.RELATED, None)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from([Tie.PARENT, Tie.CHILD]))))
def test_no_request_ever_becomes_a_part_of_itself(asked: list[tuple[int, int, Tie]]) -> None:
    parents: dict[int, int] = {}

    def above(one: int) -> tuple[str, ...]:
        line: list[str] = []
        while one in parents:
            one = parents[one]
            assert len(line) < MOST_LEVELS
            line.append(str(one))
        return tuple(line)

    for mine, other, tie in asked:
        child, parent = (mine, other) if tie is Tie.PARENT else (other, mine)
        known = tie if parents.get(child) == parent else None
        if parents.get(parent) == child:
            known = tie.seen_from_there
        try:
            new = demand_linkable(
                End(str(mine), above=above(mine)), End(str(other), above=above(other)), tie, known
            )
        except AmiabilError:
            continue
        if new:
            parents[child] = parent
    for one in range(7):
        assert str(one) not in above(one)
