"""Which articles come with the product? The edge that reads the files packaged with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from amiabil.domain.helpcentre.article import Article, Phrases
from amiabil.domain.helpcentre.files import FILE_MAX, read_article, read_phrases
from amiabil.domain.helpcentre.synonyms import Group, read_synonyms


@dataclass(frozen=True, slots=True)
class Shipped:
    """The files of one article in one language; ``digest`` is of both as they are."""

    key: str
    language: str
    text: str
    phrases: str

    @property
    def digest(self) -> str:
        """What tells one text of this article from another."""
        return hashlib.sha256(f"{self.text}\0{self.phrases}".encode()).hexdigest()

    @property
    def name(self) -> str:
        """The file of the article, below the folder."""
        return f"{self.language}/{self.key}.md"

    def read(self) -> Article:
        """The article. Raises ``DocumentError``."""
        phrases = (
            read_phrases(self.phrases, name=f"{self.language}/phrases/{self.key}.yaml")
            if self.phrases
            else Phrases()
        )
        return read_article(self.text, language=self.language, name=self.name, phrases=phrases)


def content() -> Traversable:
    """The folder of the articles that come with the product."""
    return resources.files("amiabil") / "content" / "help"


def shipped(folder: Traversable | None = None) -> Iterator[Shipped]:
    """Every article that comes with the product, by language and key; nothing where the folder is empty."""
    root = content() if folder is None else folder
    if not root.is_dir():
        return
    for language in sorted((one for one in root.iterdir() if one.is_dir()), key=lambda one: one.name):
        for file in sorted(language.iterdir(), key=lambda one: one.name):
            if file.name.endswith(".md"):
                key = file.name.removesuffix(".md")
                beside = language / "phrases" / f"{key}.yaml"
                phrases = _text(beside) if beside.is_file() else ""
                yield Shipped(key, language.name, _text(file), phrases)


def _text(file: Traversable) -> str:
    """What a file says, up to the first character that is too many; what is no text is a zero."""
    try:
        with file.open(encoding="utf-8") as opened:
            return str(opened.read(FILE_MAX + 1))
    except UnicodeDecodeError:
        return "\0"


def shipped_synonyms(language: str) -> tuple[Group, ...]:
    """The words for the same that come with the product; none for a language it has none for."""
    file = content() / language / "synonyms.yaml"
    return read_synonyms(_text(file), name=f"{language}/synonyms.yaml") if file.is_file() else ()
