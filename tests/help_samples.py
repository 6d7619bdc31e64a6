"""Articles for tests, taken in: the sample files of tests/data/help, and articles made on the spot."""

from __future__ import annotations

from datetime import datetime

from amiabil.actions import help_articles, help_articles_shipped
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.article import Article
from amiabil.records.help_article_versions import Version
from tests.help_files import FOLDER, sample, samples

__all__ = ["FOLDER", "draft_of", "in_review", "publish_samples", "sample", "samples"]


def publish_samples(at: datetime) -> None:
    """Take the samples in as what the product brings."""
    help_articles_shipped.load_shipped(at=at, files=samples())


def draft_of(viewer: Viewer, article: Article | None = None) -> Version:
    """A draft of the sample, or of this article."""
    return help_articles.draft(viewer, article or sample())


def in_review(viewer: Viewer, article: Article | None = None) -> Version:
    """A version that waits for a second person."""
    return help_articles.submit(viewer, draft_of(viewer, article))
