"""The life of a version, written a second time by hand, against every combination."""

from __future__ import annotations

from itertools import product

import pytest

from amiabil.domain.helpcentre.life import ArticleNeedsSecond, State, Step, advance, open_steps
from amiabil.foundation.errors import AmiabilError

ALLOWED = """
draft      write       draft      author second
draft      submit      review     author second
draft      withdraw    withdrawn  author second
review     send_back   draft      author second
review     schedule    scheduled  second
review     publish     published  second
review     withdraw    withdrawn  author second
scheduled  unschedule  review     author second
scheduled  publish     published  second
published  archive     archived   author second
offered    withdraw    withdrawn  author second
"""
EXPECTED = {
    (State(state), Step(step), who): State(after)
    for state, step, after, *people in map(str.split, ALLOWED.strip().splitlines())
    for who in people
}


@pytest.mark.parametrize("state", State)
def test_every_step(state: State) -> None:
    found, offered = {}, set()
    for step, who in product(Step, ("author", "second")):
        if step in open_steps(state, by=who, authors=["author"]):
            offered.add((state, step, who))
        try:
            found[state, step, who] = advance(state, step, by=who, authors=["author"])
        except AmiabilError:
            continue
    assert found == {row: after for row, after in EXPECTED.items() if row[0] is state}
    assert offered == set(found)


def test_an_author_is_told_that_a_second_person_is_needed() -> None:
    with pytest.raises(ArticleNeedsSecond):
        advance(State.REVIEW, Step.PUBLISH, by="author", authors=["other", "author"])
