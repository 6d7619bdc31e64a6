"""What is a card of a case made of? The shape that ``ui/_way.html`` draws."""

from __future__ import annotations

from dataclasses import dataclass

from amiabil.ui.facts import Link, Row


@dataclass(frozen=True, slots=True)
class Card:
    """One card: its rows, what somebody wrote for it (``words``, may be empty), a note, and where it leads."""

    id: str
    title: str
    rows: tuple[Row, ...] = ()
    words: str = ""
    note: str = ""
    links: tuple[Link, ...] = ()
