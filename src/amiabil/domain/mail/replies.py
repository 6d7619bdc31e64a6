"""What did the writer say this time, and what only came along: earlier mails and signatures?

Nothing is lost: the pieces, one after the other, are the whole text, and the page shows them all on demand. In doubt a
line counts as newly written (M30, M31).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from amiabil.domain.mail.history import Beginning, announces_answers_below, beginning_at
from amiabil.domain.mail.lines import Line, Mark, joined
from amiabil.domain.mail.signatures import signature_of

_WRAPPED_CHARS = 60
"""Letters from which on a quoted line is long enough that a program may have broken it."""

_REST_CHARS = 40
"""Letters that such a program pushes to the next line, without the mark of the quote."""


@unique
class Kind(StrEnum):
    """What a piece of a text is."""

    NEW = "new"
    QUOTED = "quoted"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of one kind that stand together."""

    kind: Kind
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """As it is shown, quotes with their ``>``."""
        return joined(self.lines)


@dataclass(frozen=True, slots=True)
class Reply:
    """A text in pieces. ``forwards``: what is new is somebody else's mail, sent on without a word."""

    pieces: tuple[Piece, ...]
    forwards: bool = False

    @property
    def new(self) -> str:
        """What was said this time; empty when nothing was. At most one empty line in a row."""
        kept: list[str] = []
        for piece in self.pieces:
            if piece.kind is Kind.NEW:
                kept += [line.text.rstrip() for line in piece.lines]
                kept.append("")
        return _tidy(kept)


def split_reply(lines: Sequence[Line]) -> Reply:
    """The pieces of a text."""
    kinds = [Kind.QUOTED if line.quote or line.mark in _SAID_BEFORE else Kind.NEW for line in lines]
    beginning = _mark_history(lines, kinds)
    _mark_wrapped(lines, kinds)
    if not _says(lines, kinds):
        _mark_history_by_words_alone(lines, kinds)
    forwards = False
    if not _says(lines, kinds) and beginning is not None and beginning.forwards:
        forwards = True
        kinds[beginning.end :] = [Kind.NEW] * (len(kinds) - beginning.end)
    if not forwards:
        _mark_signatures(lines, kinds)
    return Reply(_pieces(lines, kinds), forwards)


_SAID_BEFORE = frozenset({Mark.HISTORY, Mark.ATTRIBUTION})


def _mark_history(lines: Sequence[Line], kinds: list[Kind]) -> Beginning | None:
    """Mark what programs put above earlier mails, and what follows; the one that sends a mail on or reaches the end."""
    at = 0
    forward: Beginning | None = None
    while at < len(lines):
        found = beginning_at(lines, at) if kinds[at] is Kind.NEW else None
        if found is None:
            at += 1
            continue
        following = next((place for place in range(found.end, len(lines)) if lines[place].text.strip()), None)
        is_quoted = following is not None and kinds[following] is Kind.QUOTED
        if following is not None and not is_quoted and not found.reaches_end:
            at += 1
            continue
        if is_quoted or following is None:
            kinds[found.start : found.end] = [Kind.QUOTED] * (found.end - found.start)
            at = found.end
            forward = forward or (found if found.forwards else None)
            continue
        said = "\n".join(line.text for line, kind in zip(lines[:at], kinds, strict=False) if kind is Kind.NEW)
        end = found.end if announces_answers_below(said) else len(lines)
        kinds[found.start : end] = [Kind.QUOTED] * (end - found.start)
        return forward or found
    return forward


def _mark_wrapped(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """Ends of quoted lines that a program broke without quoting them again: *> long line* / *rest* / *> next*."""
    for at in range(1, len(lines) - 1):
        before, rest, after = lines[at - 1], lines[at].text.strip(), lines[at + 1]
        if kinds[at] is Kind.NEW and before.quote and after.quote and 0 < len(rest) <= _REST_CHARS:
            ended = before.text.rstrip().endswith((".", "!", "?", ":"))
            if len(before.text) >= _WRAPPED_CHARS and rest[0].islower() and not ended:
                kinds[at] = Kind.QUOTED


def _mark_history_by_words_alone(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """Once more without what markup says: some programs put everything into the element of the quote."""
    if not any(line.mark is Mark.HISTORY for line in lines):
        return
    bare = [Line(line.text, line.quote) for line in lines]
    kinds[:] = [Kind.QUOTED if line.quote else Kind.NEW for line in bare]
    _mark_history(bare, kinds)


def _mark_signatures(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """Signatures under what is new: where history begins, and at the end. Never all that was said."""
    before = list(kinds)
    for at, line in enumerate(lines):
        if line.mark is Mark.SIGNATURE and kinds[at] is Kind.NEW:
            kinds[at] = Kind.SIGNATURE
    for start, end in _runs(kinds):
        count = signature_of([line.text for line in lines[start:end]])
        kinds[end - count : end] = [Kind.SIGNATURE] * count
    if not _says(lines, kinds):
        kinds[:] = before


def _runs(kinds: Sequence[Kind]) -> list[tuple[int, int]]:
    """The first stretch of new lines and the last."""
    runs: list[tuple[int, int]] = []
    for at, kind in enumerate(kinds):
        if kind is not Kind.NEW:
            continue
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs if len(runs) < 3 else [runs[0], runs[-1]]


def _says(lines: Sequence[Line], kinds: Sequence[Kind]) -> bool:
    """Whether anything new was said: a word, or a sign such as a raised thumb."""
    return any(
        kind is Kind.NEW and any(letter.isalnum() or letter > "\u2190" for letter in line.text)
        for line, kind in zip(lines, kinds, strict=True)
    )


def _pieces(lines: Sequence[Line], kinds: Sequence[Kind]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    held: list[Line] = []
    for at, line in enumerate(lines):
        if held and kinds[at] is not kinds[at - 1]:
            pieces.append(Piece(kinds[at - 1], tuple(held)))
            held = []
        held.append(line)
    if held:
        pieces.append(Piece(kinds[-1], tuple(held)))
    return tuple(pieces)


def _tidy(lines: Sequence[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line)
    return "\n".join(kept).strip("\n").rstrip()
