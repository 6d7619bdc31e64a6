"""An article that somebody chose, as the assistant tells it: its summary, and where the rest is read."""

from __future__ import annotations

from amiabil.actions.assistant_answers import Cited, Decision, Turn
from amiabil.records import help_articles
from amiabil.records.help_articles import PublishedArticle
from amiabil.records.help_search import Asking, Written


def read_article(key: str, asking: Asking, *, written: Written) -> Turn | None:
    """The article of this key in the first language it has; None where it is not public any more. One statement."""
    found = help_articles.published(key, asking.languages)
    if not isinstance(found, PublishedArticle):
        return None
    article = found.article
    cited = Cited(
        article.key,
        article.language,
        found.number,
        written(article.title, article.language),
        written(article.summary, article.language),
    )
    return Turn(Decision.ANSWER, 1.0, (), (cited,), "", ())
