"""What a message shows besides its words, ready to draw (``ui/chats/_cards.html``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class CardView:
    """One card. ``kind`` is the public one; ``rows`` are names with values.

    ``id`` is what pressing it names; ``live`` whether it can be pressed now, by whoever reads.
    """

    kind: Literal["article", "order", "dispute", "choice", "link", "confirm"]
    title: str
    text: str = ""
    url: str = ""
    state: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    id: str = ""
    language: str = ""
    live: bool = False

    @property
    def icon(self) -> str:
        """What it is about, as a picture."""
        return {"article": "book-open", "order": "package", "dispute": "scales"}.get(self.kind, "")
