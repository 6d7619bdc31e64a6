"""What may a reader see of a mail's HTML? Its text and tables; nothing that acts, fetches, or looks like our page.

The result goes into a sandboxed frame as ``srcdoc``: no scripts, no forms, and by the policy of the page around it
nothing from anywhere. Here everything that would try is taken away as well (lessons S6, S7).
"""

from __future__ import annotations

import nh3

MOST_LETTERS = 400_000
"""Of the source; a longer one is cut before it is read."""

_TAGS = {
    *(
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
    ),
    *(
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "ins",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
    ),
    *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "*": {"dir", "lang"},
}
_CONTENT_TOO = {
    "script",
    "style",
    "title",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "textarea",
    "select",
}


def safe_html(source: str) -> str:
    """The HTML of a mail without anything that acts or is fetched; links open elsewhere and tell nobody where from."""
    return nh3.clean(
        source[:MOST_LETTERS],
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_CONTENT_TOO,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )
