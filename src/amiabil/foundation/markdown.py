"""What does a Markdown text hold, and how is it written as HTML? CommonMark with tables; HTML in it stays text.

The library is ``markdown-it-py``: it follows CommonMark, knows the line of what it reads, and asks us about each link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

_WORD = re.compile(r"\w[\w'’-]*")


@dataclass(frozen=True, slots=True)
class Part:
    """An address, a heading or a piece of HTML in a text, with its line (1 is the first)."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What a text holds: the addresses of its links, images and HTML as written, headings by level, number of words."""

    links: tuple[Part, ...]
    images: tuple[Part, ...]
    html: tuple[Part, ...]
    headings: tuple[tuple[int, Part], ...]
    words: int
    first_line: str


def outline(text: str) -> Outline:
    """What a text holds."""
    tokens = _reader(with_html=True).parse(text)
    inner = list(_inner(tokens))
    words = [token.content for token, _ in inner if token.type in {"text", "code_inline"}]
    return Outline(
        links=tuple(
            Part(str(token.attrGet("href") or ""), line) for token, line in inner if token.type == "link_open"
        ),
        images=tuple(
            Part(str(token.attrGet("src") or ""), line) for token, line in inner if token.type == "image"
        ),
        html=tuple(
            Part(token.content.strip(), line) for token, line in inner if token.type.startswith("html_")
        ),
        headings=tuple(_headings(tokens)),
        words=len(_WORD.findall(" ".join(words))),
        first_line=next((token.content for token in tokens if token.type == "inline"), ""),
    )


def to_html(
    text: str, *, address: Callable[[str], str | None], fill: Callable[[str], str] = lambda text: text
) -> str:
    """The text as HTML. ``address`` turns what a link says into where it leads, None leaves its words without a link;
    ``fill`` is asked about every piece of plain text. HTML in the text is shown as text."""
    reader = _reader(with_html=False)
    tokens = reader.parse(text)
    for token in tokens:
        if token.children:
            token.children = _leading(token.children, address, fill)
    return str(reader.renderer.render(tokens, reader.options, {}))


def to_text(text: str) -> str:
    """The words of the text as one line, without links, marks and what is only for the layout.

    A heading and a point of a list end with a full stop where they end with nothing.
    """
    tokens = _reader(with_html=False).parse(text)
    pieces = [
        "".join(" " if token.type in {"softbreak", "hardbreak"} else token.content for token in one.children)
        if one.children
        else one.content
        for one in tokens
        if one.type in {"inline", "fence", "code_block"}
    ]
    return " ".join(_ended(" ".join(piece.split())) for piece in pieces if piece.strip())


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", ":", ";", "…", ",")) else f"{sentence}."


@cache
def _reader(*, with_html: bool) -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": with_html}).enable("table")
    # Every address is told to the caller, who knows which ones lead somewhere; the library's own list hides others.
    reader.validateLink = _any  # type: ignore[method-assign]  # the library's way to set it
    return reader


def _any(url: str) -> bool:
    return True


def _inner(tokens: list[Token]) -> Iterator[tuple[Token, int]]:
    for token in tokens:
        line = token.map[0] + 1 if token.map else 0
        if token.type in {"html_block", "fence", "code_block"}:
            yield token, line
        for child in token.children or ():
            yield child, line
            if child.type in {"softbreak", "hardbreak"}:
                line += 1


def _headings(tokens: list[Token]) -> Iterator[tuple[int, Part]]:
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open" and opening.map:
            yield int(opening.tag[1:]), Part(content.content, opening.map[0] + 1)


def _leading(
    tokens: list[Token], address: Callable[[str], str | None], fill: Callable[[str], str]
) -> list[Token]:
    kept, nowhere = [], 0
    for token in tokens:
        if token.type == "link_open":
            leads = address(str(token.attrGet("href") or ""))
            nowhere += leads is None
            if leads is None:
                continue
            token.attrs = {"href": leads}
        elif token.type == "link_close" and nowhere:
            nowhere -= 1  # links cannot stand in one another
            continue
        elif token.type == "text":
            token.content = fill(token.content)
        elif token.type == "image":
            token.type, token.tag, token.attrs, token.children = "text", "", {}, None
        kept.append(token)
    return kept
