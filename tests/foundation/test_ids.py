"""Ids sort by time; a reference survives being read aloud and catches a slip of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.foundation.ids import ALPHABET, check_symbol, read_reference, reference, uuid7

chance = st.binary(min_size=10, max_size=16)
moments = st.integers(0, (1 << 48) - 1)
prefixes = st.sampled_from("DTC")


@given(moments, chance)
def test_an_id_is_a_version_7_uuid_of_its_instant(milliseconds: int, randomness: bytes) -> None:
    made = uuid7(milliseconds=milliseconds, randomness=randomness)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == milliseconds


@given(moments, moments, chance, chance)
def test_ids_sort_by_their_instants(one: int, other: int, first: bytes, second: bytes) -> None:
    if one < other:
        assert uuid7(milliseconds=one, randomness=first) < uuid7(milliseconds=other, randomness=second)


@pytest.mark.parametrize(
    ("milliseconds", "randomness"), [(1, b"short"), (-1, bytes(10)), (1 << 48, bytes(10))]
)
def test_an_id_needs_enough_chance_and_an_instant_that_fits(milliseconds: int, randomness: bytes) -> None:
    with pytest.raises(ValueError, match="uuid7"):
        uuid7(milliseconds=milliseconds, randomness=randomness)


@given(prefixes, chance)
def test_a_reference_is_read_back(prefix: str, randomness: bytes) -> None:
    made = reference(prefix, randomness=randomness)
    assert read_reference(made) == made
    assert read_reference(f" {made.lower().replace('-', ' ')} ") == made


@given(prefixes, chance)
def test_letters_that_look_like_digits_are_read_as_digits(prefix: str, randomness: bytes) -> None:
    made = reference(prefix, randomness=randomness)
    head, tail = made[:2], made[2:]
    assert read_reference(head + tail.replace("0", "O").replace("1", "l")) == made


@given(prefixes, chance, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_every_single_wrong_symbol_is_noticed(prefix: str, randomness: bytes, place: int, wrong: str) -> None:
    made = reference(prefix, randomness=randomness)
    symbols = made[2:].replace("-", "")
    changed = symbols[:place] + wrong + symbols[place + 1 :]
    if changed != symbols:
        assert read_reference(f"{made[0]}-{changed}") is None


@pytest.mark.parametrize("text", ["", "D-", "X-00000000", "D-7K3M-92Q", "D-7K3M-92QFF", "D-UUUU-UUUU"])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert read_reference(text) is None


def test_a_reference_needs_chance() -> None:
    with pytest.raises(ValueError, match="5 random bytes"):
        reference("D", randomness=b"1234")


def test_the_check_symbol_is_of_the_alphabet() -> None:
    assert check_symbol("0000000") in ALPHABET
