"""A file says what it says, and an error points at its line."""

from __future__ import annotations

import pytest

from amiabil.foundation.documents import DocumentError, Node, from_plain, read_yaml, walk


def test_a_node_knows_its_line_and_path() -> None:
    root = read_yaml("a: 1\nb:\n  - c: two\n", "x.yaml")
    inner = root.fields()["b"].items()[0].fields()["c"]
    assert (inner.text(), inner.line, inner.key) == ("two", 3, "b[0].c")
    assert str(inner.error("wrong")) == "x.yaml:3:b[0].c: wrong"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("2026-10-07", "2026-10-07"),
        ("12:30", "12:30"),
        ("010", "010"),
        ("50_000", 50000),
        ("-3", -3),
        ("0.8", 0.8),
        ("true", True),
        ("null", None),
        ('"7"', "7"),
        ("'null'", "null"),
    ],
)
def test_plain_scalars_mean_what_they_look_like(text: str, value: object) -> None:
    found = read_yaml(f"a: {text}").fields()["a"].value
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\na: 2\n", 2, "stands twice"),
        ("a: [1\nb: 2\n", 2, "not closed"),
        ("", 1, "empty"),
        ("a: 1\n? [x]\n: 2\n", 2, "plain word"),
        ("a: \x01", 1, "cannot be shown"),
        ("a: 1\nb: ș\nc: \x01", 3, "cannot be shown"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        read_yaml(text)
    assert caught.value.line == line


@pytest.mark.parametrize("sign", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("times", [200, 300_000])
def test_what_is_nested_without_end_is_refused_before_the_stack_is_gone(sign: str, times: int) -> None:
    closed = {"[": "]", "{a: ": "}"}.get(sign, "") * times
    with pytest.raises(DocumentError) as caught:
        read_yaml(f"{sign * times}x{closed}")
    assert caught.value.text in {"the document is nested too deeply", "a key must be a plain word"}


def test_an_alias_that_holds_itself_is_refused() -> None:
    with pytest.raises(DocumentError, match="too deeply"):
        read_yaml("a: &a [*a]\n")


def test_a_number_of_thousands_of_digits_is_text() -> None:
    assert read_yaml("9" * 5_000).value == "9" * 5_000


def test_aliases_that_unfold_without_end_are_refused() -> None:
    text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for letter, before in zip("bcdefg", "abcdef", strict=True):
        text += f"{letter}: &{letter} [{', '.join([f'*{before}'] * 10)}]\n"
    with pytest.raises(DocumentError, match="too large"):
        read_yaml(text)


@pytest.mark.parametrize(
    ("ask", "value"),
    [
        (Node.text, 249.9),
        (Node.text, 4101),
        (Node.integer, "7"),
        (Node.integer, True),
        (Node.boolean, 1),
        (Node.fields, []),
        (Node.items, {}),
    ],
)
def test_a_value_of_another_kind_is_refused(ask: object, value: object) -> None:
    with pytest.raises(DocumentError, match="expected here"):
        ask(from_plain(value))  # type: ignore[operator]  # one of the readers of Node


def test_only_known_keys_are_taken_and_required_ones_must_be_there() -> None:
    node = read_yaml("a: 1\nb: 2\n")
    with pytest.raises(DocumentError, match="unknown key 'b'"):
        node.only("a")
    with pytest.raises(DocumentError, match="'c' is missing"):
        node.only("a", "b", required=("c",))


def test_plain_values_go_in_and_come_out() -> None:
    value = {"a": [1, "x", None, {"b": True}]}
    node = from_plain(value)
    assert node.plain() == value
    assert len(list(walk(node))) == 7
