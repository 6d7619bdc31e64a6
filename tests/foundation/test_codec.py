"""A value becomes a document and comes back exactly; two documents differ by a patch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.terms import Remedy, Role
from amiabil.foundation.codec import (
    Patch,
    change,
    codec_of,
    decode,
    difference,
    encode,
    encode_record,
    instant_text,
    patched,
)
from amiabil.foundation.money import Money


@dataclass(frozen=True)
class Inner:
    amount: Money
    when: datetime | None = None


@dataclass(frozen=True)
class Whole:
    id: UUID
    day: date
    rate: Decimal
    span: timedelta
    inner: tuple[Inner, ...] = ()
    by_role: Mapping[Role, Inner] = field(default_factory=dict)
    flags: frozenset[Remedy] = frozenset()
    kind: Literal["a", "b"] = "a"
    pair: tuple[str, int] = ("x", 1)


money = st.builds(Money, st.integers(-(10**9), 10**9), st.sampled_from(["RON", "JPY", "KWD"]))
moments = st.datetimes(timezones=st.just(UTC))
inner = st.builds(Inner, money, st.none() | moments)
wholes = st.builds(
    Whole,
    st.uuids(),
    st.dates(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.timedeltas(),
    st.lists(inner, max_size=3).map(tuple),
    st.dictionaries(st.sampled_from(Role), inner, max_size=3),
    st.frozensets(st.sampled_from(Remedy)),
    st.sampled_from(["a", "b"]),
    st.tuples(st.text(), st.integers()),
)


@given(wholes)
def test_a_value_comes_back_exactly(value: Whole) -> None:
    assert decode(Whole, encode(Whole, value)) == value


@given(wholes, wholes)
def test_a_patch_turns_one_document_into_the_other(one: Whole, other: Whole) -> None:
    before, after = encode(Whole, one), encode(Whole, other)
    kept = encode(Whole, one)
    assert patched(before, difference(before, after)) == after
    assert before == kept


@given(wholes, wholes, st.sets(st.sampled_from([one.name for one in fields(Whole)])))
def test_a_change_is_the_difference_of_the_documents(one: Whole, other: Whole, moved: set[str]) -> None:
    after = replace(one, **{name: getattr(other, name) for name in moved})
    assert change(Whole, one, after) == difference(encode(Whole, one), encode(Whole, after))


@given(wholes)
def test_a_record_without_fields_is_the_rest_of_it(value: Whole) -> None:
    rest = {name: part for name, part in encode(Whole, value).items() if name not in {"inner", "day"}}
    assert encode_record(Whole, value, without=("inner", "day")) == rest


def test_a_record_that_stays_is_written_once_and_one_that_changes_anew() -> None:
    part = Inner(Money(5, "RON"))
    one = Whole(UUID(int=1), date(2026, 11, 22), Decimal(1), timedelta(1), inner=(part,))
    two = replace(one, inner=(part, Inner(Money(6, "RON"))))
    assert encode(Whole, one)["inner"][0] is encode(Whole, two)["inner"][0]
    assert encode(Whole, two)["inner"][1] == {"amount": "0.06 RON"}


@given(wholes)
def test_no_document_holds_null(value: Whole) -> None:
    assert "None" not in repr(encode(Whole, value)).replace("'None'", "")


def test_what_has_its_default_is_left_out() -> None:
    assert encode(Inner, Inner(Money(5, "RON"))) == {"amount": "0.05 RON"}


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="Inner has no colour"):
        decode(Inner, {"amount": "0.05 RON", "colour": "red"})


def test_instants_are_written_in_utc() -> None:
    assert (
        instant_text(datetime.fromisoformat("2026-11-24T23:59:59.999+02:00")) == "2026-11-24T21:59:59.999000Z"
    )
    assert instant_text(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize("kind", [object, int | str, list[int]])
def test_a_type_without_a_json_form_is_a_defect(kind: Any) -> None:
    with pytest.raises(TypeError):
        codec_of(kind)


def test_a_patch_is_worked_out_when_it_is_first_looked_at_and_once() -> None:
    made: list[int] = []

    def work() -> dict[str, Any]:
        made.append(1)
        return {"b": 2, "a": None}

    patch = Patch(work)
    assert not made
    assert (patch, dict(patch), len(patch), list(patch)) == (
        {"b": 2, "a": None},
        {"b": 2, "a": None},
        2,
        ["b", "a"],
    )
    assert patched({"a": 1}, patch) == {"b": 2}
    assert repr(patch) == "{'b': 2, 'a': None}"
    assert made == [1]


def test_a_patch_of_nothing_is_false() -> None:
    assert not Patch(dict)
