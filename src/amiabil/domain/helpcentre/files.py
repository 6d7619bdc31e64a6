"""How does an article lie in files? ``{lang}/{key}.md`` with front matter, ``{lang}/phrases/{key}.yaml`` beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TypeVar

from amiabil.domain.helpcentre.article import (
    BODY_MAX,
    KEY_MAX,
    LISTED_MAX,
    NOT_THIS_MAX,
    PHRASE_MAX,
    PHRASES_MAX,
    SOURCE_MAX,
    SUMMARY_MAX,
    TITLE_MAX,
    Article,
    NotThis,
    Phrases,
    Readers,
    Section,
    is_country,
    is_key,
)
from amiabil.foundation.documents import DocumentError, Node, read_yaml

FILE_MAX = 100_000
"""Characters of one file; what is longer is not read."""

EDITION_MAX = 10_000

_NEEDED = ("key", "title", "summary", "audience", "topic", "section")
_OTHER = ("countries", "review_by", "sources", "related", "formerly", "edition")
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)

Word = TypeVar("Word", bound=StrEnum)


def read_article(text: str, *, language: str, name: str = "", phrases: Phrases | None = None) -> Article:
    """The article of a file. Raises ``DocumentError`` with the line of what cannot be read."""
    front, body = _parted(text, name)
    # One empty line in the place of the fence: the lines of the front matter are those of the file.
    fields = read_yaml(f"\n{front}", name).only(*_OTHER, required=_NEEDED)
    if len(body) > BODY_MAX:
        raise DocumentError(f"an article has at most {BODY_MAX} characters", name=name)
    if not body.strip():
        raise DocumentError("the article has no text", name=name)
    return Article(
        key=_key(fields["key"]),
        language=language,
        title=_line(fields["title"], TITLE_MAX),
        summary=_line(fields["summary"], SUMMARY_MAX),
        readers=_word(fields["audience"], Readers),
        topic=_key(fields["topic"]),
        section=_word(fields["section"], Section),
        body=body.strip() + "\n",
        countries=_list(fields.get("countries"), _country),
        review_by=fields["review_by"].day() if _said(fields, "review_by") else None,
        sources=_list(fields.get("sources"), lambda node: _line(node, SOURCE_MAX)),
        related=_list(fields.get("related"), _key),
        formerly=_list(fields.get("formerly"), _key),
        edition=_edition(fields["edition"]) if _said(fields, "edition") else 1,
        phrases=phrases or Phrases(),
    )


def read_phrases(text: str, *, name: str = "") -> Phrases:
    """The phrases of a file. Raises ``DocumentError`` with the line of what cannot be read."""
    _bounded(text, name)
    fields = read_yaml(text, name).only("asked_as", "not_this")
    return Phrases(
        asked_as=_list(fields.get("asked_as"), lambda node: _line(node, PHRASE_MAX), most=PHRASES_MAX),
        not_this=_list(fields.get("not_this"), _not_this, most=NOT_THIS_MAX),
    )


def first_line_of_text(text: str) -> int:
    """In which line of the file its Markdown begins. Raises ``DocumentError``."""
    _front, body = _parted(text, "")
    return text.replace("\r\n", "\n").count("\n") + 1 - body.lstrip().count("\n")


def article_file(article: Article) -> str:
    """The article as ``{key}.md``; read again it is the same article."""
    lines = [
        f"key: {_plain(article.key)}",
        f"title: {_quoted(article.title)}",
        f"summary: {_quoted(article.summary)}",
        f"audience: {article.readers.value}",
        f"topic: {_plain(article.topic)}",
        f"section: {article.section.value}",
        f"countries: {_quoted_list(article.countries)}",
        f"sources: {_quoted_list(article.sources)}",
        f"related: {_quoted_list(article.related)}",
    ]
    if article.review_by is not None:
        lines.append(f"review_by: {article.review_by.isoformat()}")
    if article.formerly:
        lines.append(f"formerly: {_quoted_list(article.formerly)}")
    if article.edition != 1:
        lines.append(f"edition: {article.edition}")
    front = "\n".join(lines)
    return f"---\n{front}\n---\n{article.body.strip()}\n"


def phrases_file(phrases: Phrases) -> str:
    """The phrases as ``phrases/{key}.yaml``; read again they are the same."""
    lines = ["asked_as:" if phrases.asked_as else "asked_as: []"]
    lines += [f"  - {_quoted(one)}" for one in phrases.asked_as]
    lines += ["not_this:" if phrases.not_this else "not_this: []"]
    for one in phrases.not_this:
        lines.append(f"  - phrase: {_quoted(one.phrase)}")
        lines.append(f"    belongs_to: {_plain(one.belongs_to)}")
    return "\n".join(lines) + "\n"


def _parted(text: str, name: str) -> tuple[str, str]:
    _bounded(text, name)
    plain = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n")
    fences = [found for found, _ in zip(_FENCE.finditer(plain), range(2), strict=False)]
    if len(fences) < 2 or fences[0].start() != 0:
        raise DocumentError(
            "the file begins with its front matter between two lines '---'", line=1, name=name
        )
    return plain[fences[0].end() + 1 : fences[1].start()], plain[fences[1].end() :]


def _bounded(text: str, name: str) -> None:
    if len(text) > FILE_MAX:
        raise DocumentError(f"the file has more than {FILE_MAX} characters", name=name)
    if "\0" in text:
        raise DocumentError("the file is no text", name=name)


def _said(fields: dict[str, Node], name: str) -> bool:
    return name in fields and fields[name].value is not None


def _line(node: Node, most: int) -> str:
    text = " ".join(node.text().split())
    if not text:
        raise node.error("text is missing here")
    if len(text) > most:
        raise node.error(f"{len(text)} characters, at most {most} are possible")
    if not text.isprintable():
        raise node.error("there are characters that cannot be shown")
    return text


def _key(node: Node) -> str:
    text = node.text()
    if not is_key(text):
        raise node.error(f"a key has small letters, digits and single hyphens, at most {KEY_MAX}")
    return text


def _country(node: Node) -> str:
    text = node.text()
    if not is_country(text):
        raise node.error("a country has two capital letters, as RO")
    return text


def _edition(node: Node) -> int:
    number = node.integer()
    if not 1 <= number <= EDITION_MAX:
        raise node.error(f"an edition is a number from 1 to {EDITION_MAX}")
    return number


def _word(node: Node, words: type[Word]) -> Word:
    try:
        return words(node.text())
    except ValueError:
        known = ", ".join(word.value for word in words)
        raise node.error(f"'{node.value}' is not one of {known}") from None


Read = TypeVar("Read")


def _list(node: Node | None, read: Callable[[Node], Read], *, most: int = LISTED_MAX) -> tuple[Read, ...]:
    if node is None or node.value is None:
        return ()
    if len(node.items()) > most:
        raise node.error(f"at most {most} can stand here")
    return tuple(read(one) for one in node.items())


def _not_this(node: Node) -> NotThis:
    fields = node.only(required=("phrase", "belongs_to"))
    return NotThis(_line(fields["phrase"], PHRASE_MAX), _key(fields["belongs_to"]))


def _plain(key: str) -> str:
    """A key without quotes, where YAML would not take it for a number or a word of its own."""
    return key if key[:1].isalpha() and key not in {"null", "true", "false"} else _quoted(key)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _quoted_list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"
