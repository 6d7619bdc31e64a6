"""How does a reader step through a long list? By addresses that keep what the list was narrowed to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from amiabil.records.paging import Page
from amiabil.ui.facts import Pager


def address(home: str, **query: str | None) -> str:
    """The address of a list with what is asked of it; parts that are empty or None are left out."""
    asked = urlencode({name: value for name, value in query.items() if value})
    return f"{home}?{asked}" if asked else home


def pager(request: HttpRequest, found: Page[Any], home: str, **query: str) -> Pager:
    """The steps from this page of a list: to its beginning and to what follows, each empty where there is none."""
    return Pager(
        newer_url=address(home, **query) if request.GET.get("after") else "",
        older_url=address(home, **query, after=found.next) if found.next else "",
    )
