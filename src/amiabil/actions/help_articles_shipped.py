"""How do the articles of the product get into the help centre, and what keeps an upgrade from writing over own ones?

An article nobody here has written in is replaced by the newer one of the product. Where somebody has, the product's is
kept beside it as ``offered``: it is shown at the desk, can be compared and taken over, and is never public by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from amiabil.domain.helpcentre.article import Article
from amiabil.domain.helpcentre.folder import read_folder
from amiabil.domain.helpcentre.packaged import Shipped, shipped
from amiabil.records import help_articles_shipped as records
from amiabil.records.help_articles_shipped import Brought, Known


@dataclass(frozen=True, slots=True)
class Taken:
    """How many articles became public and how many are offered, and what could not be read."""

    public: int = 0
    offered: int = 0
    problems: tuple[str, ...] = ()


@transaction.atomic
def load_shipped(*, at: datetime, files: Iterable[Shipped] | None = None) -> Taken:
    """Take in what the product brings and what is not known here. Again changes nothing.

    Two statements when nothing is new. An article that was given another key here is brought under that one. A file
    that cannot be read is left out and named, the others are taken.
    """
    known, moved = records.known(), records.moved()
    brought: list[Brought] = []
    problems: list[str] = []
    for one in shipped() if files is None else files:
        key = one.key if (one.key, one.language) in known else moved.get(one.key, one.key)
        here = known.get((key, one.language), Known())
        if one.digest in here.digests:
            continue
        read = read_folder([one])
        problems += map(str, read.errors)
        brought += [_brought(replace(article, key=key), one.digest, here) for article in read.articles]
    if brought:
        records.keep(brought, at=at)
    offered = sum(one.offered for one in brought)
    return Taken(len(brought) - offered, offered, tuple(problems))


def _brought(article: Article, digest: str, here: Known) -> Brought:
    return Brought(article, digest, here.newest + 1, offered=here.newest > 0 and (here.own or here.gone))
