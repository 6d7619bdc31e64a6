"""Where may a link of an article lead? To another article, to a page of the product, or to a site with ``https``."""

from __future__ import annotations

from enum import StrEnum, unique
from urllib.parse import urlsplit

ARTICLE = "help:"
PAGE = "page:"


@unique
class ProductPage(StrEnum):
    """The pages an article can name, as ``page:orders``."""

    ORDERS = "orders"
    DISPUTES = "disputes"
    TICKETS = "tickets"
    NEW_TICKET = "new-ticket"
    CONTACT = "contact"
    CHAT = "chat"
    PROBLEMS = "problems"
    RIGHTS = "rights"
    SETTINGS = "settings"
    DATA = "data"
    REPORT = "report"
    REQUEST = "request"


def article_key(target: str) -> str | None:
    """The key of the article a link names, None when it names something else."""
    return target.removeprefix(ARTICLE) if target.startswith(ARTICLE) else None


def product_page(target: str) -> ProductPage | None:
    """The page of the product a link names, None when it names none that there is."""
    if not target.startswith(PAGE):
        return None
    name = target.removeprefix(PAGE)
    return next((page for page in ProductPage if page.value == name), None)


def is_outside(target: str) -> bool:
    """Whether a link leads to another site, safely."""
    try:
        parts = urlsplit(target)
        return parts.scheme == "https" and "." in (parts.hostname or "")
    except ValueError:
        return False
