"""How is a long list answered? In pages, each continued after an opaque cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import JsonResponse

from amiabil.records.paging import Page

T = TypeVar("T")


def page_of(page: Page[T], document: Callable[[T], dict[str, Any]]) -> JsonResponse:
    """The page as ``items`` and ``next``; ``next`` is null on the last one."""
    return JsonResponse({"items": [document(one) for one in page.items], "next": page.next})
