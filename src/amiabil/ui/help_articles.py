"""How is an article of the help centre shown? Its Markdown as safe HTML, with the numbers of the policy in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import nh3
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from amiabil.domain.helpcentre.links import ProductPage, article_key, is_outside, product_page
from amiabil.domain.helpcentre.values import AMOUNTS, MARKETPLACE, TIMES, filled
from amiabil.domain.policy.limits import Limits
from amiabil.domain.policy.model import Policy
from amiabil.foundation.markdown import to_html
from amiabil.foundation.working_time import Span, Unit
from amiabil.ui.formats import counted, days, hours, money

_PAGES: Mapping[ProductPage, str] = {
    ProductPage.ORDERS: "orders",
    ProductPage.DISPUTES: "disputes",
    ProductPage.TICKETS: "tickets",
    ProductPage.NEW_TICKET: "ticket_topics",
    ProductPage.CONTACT: "contact",
    ProductPage.CHAT: "chat",
    ProductPage.PROBLEMS: "problems",
    ProductPage.RIGHTS: "rights",
    ProductPage.SETTINGS: "settings",
    ProductPage.DATA: "settings",
    ProductPage.REPORT: "report_new",
    ProductPage.REQUEST: "ask_topics",
}
"""The address of each page an article can name."""

_TAGS = {
    *(
        "a",
        "blockquote",
        "br",
        "code",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
    ),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}


Way = Callable[[ProductPage], str | None]
"""Another address for a page that an article names, None for its own."""


def render(
    body: str, language: str, policy: Policy, marketplace: str, *, way: Way = lambda _page: None
) -> str:
    """The text of an article as HTML that is safe to show.

    Links to articles and pages of the product lead there, in this language; what leads nowhere is left as its words.
    """
    fill = partial(filled, value=_values(language, policy, marketplace))
    html = to_html(body, address=partial(_address, language=language, way=way), fill=fill)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https"},
        link_rel="noopener",
        strip_comments=True,
    )


def fill(text: str, language: str, policy: Policy, marketplace: str) -> str:
    """A title, summary or phrase with the numbers it names; plain text."""
    return filled(text, _values(language, policy, marketplace))


def article_address(key: str, language: str) -> str:
    """Where an article is read in a language."""
    return f"/{language}/help/{key}"


def _values(language: str, policy: Policy, marketplace: str) -> Callable[[str], str | None]:
    def value(name: str) -> str | None:
        if name == MARKETPLACE:
            return marketplace
        if name in AMOUNTS:
            return _amounts(AMOUNTS[name](policy), language)
        time = TIMES.get(name)
        if time is None:
            return None
        found = time(policy)
        return _span(found, language) if found is not None else _unsaid(language)

    return value


def _amounts(limits: Limits | None, language: str) -> str:
    """The amount of each currency of the policy: *500,00 lei*."""
    with override(language):
        if limits is None:
            return _("any amount")
        return _(" or ").join(money(one, language) for one in limits.amounts)


def _unsaid(language: str) -> str:
    """What stands for a time the policy does not set: the law of the place has no number either."""
    with override(language):
        return _("a reasonable time")


def _span(span: Span, language: str) -> str:
    if span.unit is Unit.DAYS:
        return days(span.count, language)
    if span.unit is Unit.HOURS:
        return hours(span.count, language)
    with override(language):
        words = {
            # Translators: follows a number, as in "2 working days".
            Unit.BUSINESS_DAYS: ngettext("working day", "working days", span.count),
            Unit.MONTHS: ngettext("month", "months", span.count),
            Unit.YEARS: ngettext("year", "years", span.count),
        }
    return counted(span.count, words[span.unit], language)


def _address(target: str, *, language: str, way: Way) -> str | None:
    key = article_key(target)
    if key is not None:
        return article_address(key, language)
    page = product_page(target)
    if page is not None:
        with override(language):
            return way(page) or reverse(_PAGES[page])
    return target if is_outside(target) else None
