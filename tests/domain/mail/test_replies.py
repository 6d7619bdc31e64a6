"""New text is found, quotes and signatures are folded, and nothing is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.mail import Line, Mark, read_letter
from amiabil.domain.mail.lines import joined, plain_lines
from amiabil.domain.mail.replies import Kind, Reply, split_reply
from tests.domain.mail.clients import CLIENTS, SAID, TONGUES, Tongue
from tests.domain.mail.more_clients import MORE_CLIENTS

FLOOR = 0.97
"""Of the awkward replies whose new text is found letter by letter. Source: performance.md, P10."""

NOT_FOUND: frozenset[str] = frozenset()
"""Names of replies that stand here although their new text is not found: honest ones may be added, up to the floor."""

WRITTEN_BY_HAND = Path(__file__).parents[2] / "data" / "replies"


def by_hand() -> dict[str, tuple[Reply, str]]:
    """The replies that stand in files: what was found, and what is right."""
    whole = {}
    for path in sorted(WRITTEN_BY_HAND.glob("*.txt")):
        pieces = ("\n" + path.read_text("utf-8")).split("\n@@@ ")[1:]
        for told, right in zip(pieces[::2], pieces[1::2], strict=True):
            name, _, text = told.partition("\n")
            assert right.partition("\n")[0] == "new", name
            whole[name] = (split_reply(plain_lines(text)), right.partition("\n")[2])
    return whole


def by_client() -> dict[str, tuple[Reply, str]]:
    """One reply of every program in every language, each saying something else than its neighbours."""
    found = {}
    for place, client in enumerate((*CLIENTS, *MORE_CLIENTS)):
        for number, (code, tongue) in enumerate(TONGUES.items()):
            said = SAID[(place * 3 + number) % len(SAID)]
            letter = read_letter(client(said, tongue))
            found[f"{client.__name__} {code}"] = (split_reply(letter.lines), said)
    return found


def comparable(text: str) -> str:
    """What counts: the words and their lines, not the empty lines a program puts between them."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


@pytest.mark.long
def test_new_text_is_found_in_awkward_replies() -> None:
    cases = by_hand() | by_client()
    wrong = {
        name: (comparable(reply.new), comparable(right))
        for name, (reply, right) in cases.items()
        if comparable(reply.new) != comparable(right)
    }
    assert len(cases) >= 280
    assert wrong.keys() == NOT_FOUND, wrong
    assert len(wrong) <= (1 - FLOOR) * len(cases), wrong


@pytest.mark.parametrize("client", (*CLIENTS, *MORE_CLIENTS), ids=lambda client: client.__name__)
def test_the_whole_text_is_always_there(client: Callable[[str, Tongue], bytes]) -> None:
    letter = read_letter(client(SAID[0], TONGUES["ro"]))
    pieces = split_reply(letter.lines).pieces
    assert tuple(line for piece in pieces for line in piece.lines) == letter.lines
    assert "Ne poți spune" in letter.text


def test_a_signature_is_told_apart() -> None:
    reply = split_reply(plain_lines("Da.\n\n-- \nAna\n\nOn 18/11/2026 10:32, X wrote:\n> Da?"))
    assert [piece.kind for piece in reply.pieces] == [Kind.NEW, Kind.SIGNATURE, Kind.QUOTED]


def test_a_forwarded_mail_without_a_word_is_what_is_to_be_read() -> None:
    assert split_reply(plain_lines("---------- Forwarded message ---------\nFrom: a@b.c\n\nText")).forwards
    assert not split_reply(plain_lines("Vezi:\n---------- Forwarded message ---------\nText")).forwards


def test_markup_that_swallows_everything_is_not_believed() -> None:
    lines = [
        Line("Da, sunt de acord.", mark=Mark.HISTORY),
        Line("On 18/11/2026 10:32, A <a@b.ro> wrote:"),
        Line("Da?", 1),
    ]
    assert split_reply(lines).new == "Da, sunt de acord."


@given(st.lists(st.text("aă> -:1\n<@.Onwrte", max_size=30), max_size=30).map("\n".join))
def test_no_line_is_ever_lost(text: str) -> None:
    lines = plain_lines(text)
    reply = split_reply(lines)
    assert tuple(line for piece in reply.pieces for line in piece.lines) == lines
    assert len(reply.new) <= len(joined(lines)) + 1


@given(st.text(max_size=200))
def test_new_text_has_no_more_new_text_in_it(text: str) -> None:
    once = split_reply(plain_lines(text)).new
    assert split_reply(plain_lines(once)).new in once


@pytest.mark.long
@pytest.mark.parametrize(
    "line", ["On 1 ", "-", "_" * 30, "From: a ", "12 34 ", "a scris wrote ", "a" * 400, "> " * 20]
)
def test_long_rows_are_read_in_a_moment(line: str) -> None:
    assert split_reply(plain_lines(f"{line}\n" * 5_000)).pieces
    assert split_reply(plain_lines(line * 2_000)).pieces
