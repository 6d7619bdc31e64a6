"""What pgbench sends is what the product sent: every value in its place, new things new in each transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from bench.least import Script, Sent

from amiabil.records.new_id import new_id
from amiabil.records.sql import jsonb

CASE = UUID("00000000-0001-7000-8000-00000000000a")
KNOWN = {CASE: "case_of(:n)", "D-000000010": "reference_of(:n)"}


def script(*sent: Sent) -> Script:
    made = Script(KNOWN, (r"\set n :i * 2",))
    made.add(sent)
    return made


def one(statement: str, parameters: object) -> tuple[str, dict[str, str]]:
    """The only statement of a script, and the values of its variables."""
    made = script(Sent(statement, parameters, inside=False))
    (text,) = made.text
    return text, made.values


def test_what_belongs_to_the_case_follows_the_number() -> None:
    text, values = one("SELECT %(case)s, %(ref)s", {"case": CASE, "ref": "D-000000010"})
    assert (text, values) == ("SELECT case_of(:n), reference_of(:n);", {})


@pytest.mark.parametrize(
    ("value", "expression", "variables"),
    [
        (None, "NULL", {}),
        ("", "''", {}),
        ("card", ":p0", {"p0": "card"}),
        (7, ":p0::int2", {"p0": "7"}),
        (-40_000, ":p0::int4", {"p0": "-40000"}),
        (1 << 40, ":p0::int8", {"p0": str(1 << 40)}),
        (True, ":p0::bool", {"p0": "true"}),
        (b"\x01\xff", ":p0::bytea", {"p0": r"\x01ff"}),
        (["buyer", "staff"], ":p0::text[]", {"p0": '{"buyer","staff"}'}),
        (datetime(2026, 11, 22, tzinfo=UTC), ":p0::timestamptz", {"p0": "2026-11-22T00:00:00+00:00"}),
    ],
)
def test_every_value_keeps_its_type(value: object, expression: str, variables: dict[str, str]) -> None:
    assert one("SELECT %s", [value]) == (f"SELECT {expression};", variables)


def test_a_new_id_is_new_in_each_transaction_and_the_same_within_one() -> None:
    fresh = new_id()
    text, values = one("SELECT %(id)s, %(data)s", {"id": fresh, "data": jsonb({"message": str(fresh)})})
    expression, document = text.removeprefix("SELECT ").removesuffix(";").split(", (replace", 1)
    assert ":run" in expression
    assert ":i" in expression
    assert expression in document
    assert values == {"p0": f'{{"message":"{fresh}"}}'}


def test_an_unknown_type_is_refused_loudly() -> None:
    with pytest.raises(TypeError, match="complex"):
        one("SELECT %s", [1j])


def test_transactions_stay_as_they_were() -> None:
    made = script(
        Sent("SELECT 1", None, inside=False),
        Sent("SELECT 2", None, inside=True),
        Sent("SELECT '%'", None, inside=True),
    )
    assert made.text == ["SELECT 1;", "BEGIN;", "SELECT 2;", "SELECT '%';", "COMMIT;"]
    assert made.whole().splitlines()[:2] == [r"\set i :i + 1", r"\set n :i * 2"]
