"""What does a whole folder of articles hold, and what cannot be read in it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from amiabil.domain.helpcentre.article import Article, is_key, is_language
from amiabil.domain.helpcentre.files import first_line_of_text
from amiabil.domain.helpcentre.packaged import Shipped
from amiabil.foundation.documents import DocumentError


@dataclass(frozen=True, slots=True)
class Folder:
    """The articles that could be read, what is wrong with the others, and where the text of each begins."""

    articles: tuple[Article, ...]
    errors: tuple[DocumentError, ...]
    text_lines: Mapping[tuple[str, str], int]


def read_folder(files: Iterable[Shipped]) -> Folder:
    """Everything in these files; one that cannot be read keeps no other from being read."""
    articles: list[Article] = []
    errors: list[DocumentError] = []
    lines: dict[tuple[str, str], int] = {}
    for one in files:
        try:
            articles.append(_read(one))
        except DocumentError as error:
            errors.append(error)
        else:
            lines[one.key, one.language] = first_line_of_text(one.text)
    return Folder(tuple(articles), tuple(errors), lines)


def _read(one: Shipped) -> Article:
    if not is_language(one.language) or not is_key(one.key):
        raise DocumentError("a file of an article is named {language}/{key}.md", name=one.name)
    article = one.read()
    if article.key != one.key:
        text = f"the key is '{article.key}', so the file is named {article.key}.md"
        raise DocumentError(text, key="key", name=one.name)
    return article
