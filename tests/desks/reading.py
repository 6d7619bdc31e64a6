"""What does a page say? Its main part as text, its links and its forms, without caring for markup."""

from __future__ import annotations

import re
from html import unescape
from typing import Any


def main(answer: Any) -> str:
    """The words of the main part, on one line."""
    page = answer.content.decode()
    inner = re.search(r"<main\b.*?</main>", page, re.DOTALL)
    assert inner is not None, page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inner[0])).split())


def links(answer: Any) -> set[str]:
    """Every address a link or form of the page leads to."""
    return {unescape(found) for found in re.findall(r'(?:href|action)="([^"]+)"', answer.content.decode())}


def leads(answer: Any) -> set[str]:
    """The same without what an address asks for."""
    return {one.partition("?")[0] for one in links(answer)}


def hidden(answer: Any, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found is not None, name
    return found[1]
