"""What is wrong with a template: found by reading it as HTML after its tags are taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

_TRANSLATED = re.compile(r"{%-?\s*blocktrans(?:late)?\b.*?{%-?\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
_COMMENT = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}", re.DOTALL)
_CLASS_BLOCK = re.compile(r"{%\s*block \w*class\s*%}.*?{%\s*endblock\b.*?%}", re.DOTALL)
_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")

_DATA = {"application/json", "application/ld+json"}
"""Types of script elements that hold data: browsers run nothing of them."""

READ_ALOUD = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-valuetext"}
"""Attributes whose text people see or hear."""

UNTRANSLATABLE = frozenset(
    "Amiabil Română English Esc Ctrl Enter Tab PDF CSV JPEG PNG".split()  # noqa: SIM905  (a list of words reads best)
)
"""Names and keys that are the same in every language."""


def _blank(match: re.Match[str]) -> str:
    """Nothing, on as many lines: so that lines are counted right. A word keeps attributes from being empty."""
    return "\n" * match.group().count("\n")


def without_tags(text: str) -> str:
    """The HTML of a template without Django's tags, variables and translated sentences."""
    for pattern in (_COMMENT, _TRANSLATED, _CLASS_BLOCK, _TAG):
        text = pattern.sub(_blank, text)
    return text


class _Reader(HTMLParser):
    """Collects complaints, each with its line."""

    def __init__(self, *, styles_allowed: bool, words_allowed: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.complaints: list[tuple[int, str]] = []
        self._styles_allowed = styles_allowed
        self._words_allowed = words_allowed
        self._silent = 0

    def _complain(self, what: str) -> None:
        self.complaints.append((self.getpos()[0], what))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"style"} and not self._styles_allowed:
            self._complain("a style element: styles live in ui/css")
        if tag == "script" and "src" not in given and given.get("type") not in _DATA:
            self._complain("a script inside the page: modules live in static/js")
        if tag in {"script", "style", "code", "kbd", "svg"}:
            self._silent += 1
        for name, value in attrs:
            self._attribute(name, value or "")

    def _attribute(self, name: str, value: str) -> None:
        if name == "style" and not self._styles_allowed:
            self._complain("a style attribute: the policy of content refuses it")
        if name.startswith("on"):
            self._complain(f"{name}: the policy of content refuses it")
        if value.strip().lower().startswith("javascript:"):
            self._complain("an address that is a script")
        if name in READ_ALOUD:
            self._words(value, f"{name}=")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "code", "kbd", "svg"}:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words(data, "")

    def _words(self, text: str, where: str) -> None:
        words = [word for word in _WORD.findall(text) if word not in UNTRANSLATABLE]
        if words and not self._words_allowed:
            self._complain(f"untranslated: {where}{' '.join(words)[:60]}")


def complaints(path: Path) -> Iterator[str]:
    """Each thing wrong with a template, with its line. Mails may carry styles: their readers load none."""
    text = path.read_text("utf-8")
    if "{#" not in "".join(text.splitlines(keepends=True)[:3]):
        yield "1: says nowhere on top what goes in"
    if "\t" in text:
        yield "1: indented by tabs"
    reader = _Reader(
        styles_allowed=bool({"mail", "mails"} & set(path.parts)),
        words_allowed="gallery" in path.parts,  # the developers' own page
    )
    plain = without_tags(text)
    reader.feed(plain if "<" in plain else "")  # a part may be nothing but attributes of a tag around it
    reader.close()
    yield from (f"{line}: {what}" for line, what in reader.complaints)
