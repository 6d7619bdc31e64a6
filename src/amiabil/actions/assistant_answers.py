"""The assistant's answer to one message: a passage of a published article, a choice, a question, a tool, or a person.

Nothing is made up: what is said of the marketplace's rules is what an article says, and which one is told with it.
Nothing is carried out either: ``tool`` and ``flow`` say what the person asks for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from amiabil.domain.assistant import gate
from amiabil.domain.assistant.gate import CHOICES
from amiabil.domain.assistant.ranking import NOTHING, Kind, Likely, Ranker, Ranking
from amiabil.domain.assistant.red_rules import Reason
from amiabil.domain.assistant.redaction import Kind as Hidden
from amiabil.domain.assistant.understanding import (
    LETTERS_MAX,
    Decision,
    Understood,
    as_seen,
    offered,
    understand,
)
from amiabil.domain.helpcentre.passages import best_passage
from amiabil.domain.helpcentre.search_words import Question, read_question
from amiabil.records import help_articles
from amiabil.records.help_articles import PublishedArticle
from amiabil.records.help_search import Asking, Scored, Written, scored
from amiabil.records.help_search_stems import stem_of

__all__ = ["LETTERS_MAX", "Cited", "Decision", "Turn", "answer"]


@dataclass(frozen=True, slots=True)
class Cited:
    """A version of an article and where it is read, as a key in a language."""

    key: str
    language: str
    version: int
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What is answered. ``passage`` is for an answer only; ``cited`` are the articles it is from or to choose from.

    ``sure`` is the probability that the first of ``candidates`` is right; ``hidden`` is what nobody may keep;
    ``reason`` why a person takes over. ``tool`` names what the message asks for with its ``arguments``, empty where
    it is only a question; ``flow`` is the task that begins with it, and ``confirmed`` says that it needs a click.
    """

    decision: Decision
    sure: float
    candidates: tuple[Scored, ...]
    cited: tuple[Cited, ...]
    passage: str
    hidden: tuple[Hidden, ...]
    reason: Reason | None = None
    language: str = ""
    flow: str = ""
    tool: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class SearchRanker:
    """Ranks by the search of the help centre, for a process that holds no index. Four statements for a message."""

    asking: Asking

    def rank(self, text: str, language: str) -> Ranking:
        """The articles by how well they answer; ``NOTHING`` where nothing was asked."""
        question = read_question(text)
        found = scored(question, self.asking)
        if not found:
            return NOTHING
        values = gate.signals([one.score for one in found], len(question.words))
        return Ranking(
            tuple(Likely(one.key, one.score, one.language) for one in found),
            dict(zip(gate.SEARCH_SIGNALS, values, strict=True)),
            Kind.SEARCH,
        )


def answer(typed: str, asking: Asking, *, written: Written, ranker: Ranker | None = None) -> Turn:
    """What the assistant says to one message without a conversation before it. Changes nothing.

    Without a ``ranker`` the search of the help centre takes its place: four statements more. An answer costs one
    statement, a choice three, a question and a person none.
    """
    language = asking.languages[0]
    meant = understand(typed, language, SearchRanker(asking) if ranker is None else ranker)
    return turn_of(meant, asking, written)


def told_by(keys: Sequence[str], typed: str, asking: Asking, *, written: Written) -> Turn:
    """The turn of articles that were found to a message before: one is an answer, several are a choice.

    What was taken away since is left out. One statement for each.
    """
    found = (help_articles.published(key, asking.languages) for key in keys[:CHOICES])
    articles = [one for one in found if isinstance(one, PublishedArticle)]
    decision = Decision.ANSWER if len(keys) == 1 else Decision.CHOICES
    passage = _passage(articles[0], read_question(typed), written) if articles and len(keys) == 1 else ""
    return Turn(decision, 0.0, (), tuple(_cited(one, written) for one in articles), passage, ())


def turn_of(meant: Understood, asking: Asking, written: Written) -> Turn:
    """What is answered to a message that is understood."""
    decision = meant.decision
    articles = _articles(meant.ranking.found[: offered(meant)], asking)
    if not articles and decision in {Decision.ANSWER, Decision.CHOICES} and not meant.choice.asks_for_a_tool:
        decision = Decision.CLARIFY
    question = read_question(meant.safe.text)
    passage = _passage(articles[0], question, written) if articles and decision is Decision.ANSWER else ""
    return Turn(
        decision=decision,
        sure=round(meant.sure, 3),
        candidates=tuple(Scored(one.key, one.score, one.language) for one in meant.ranking.found[:CHOICES]),
        cited=tuple(_cited(one, written) for one in articles),
        passage=passage,
        hidden=meant.safe.kinds,
        reason=meant.reason,
        language=meant.language,
        flow=meant.flow,
        tool=meant.choice.tool.value if meant.choice.asks_for_a_tool else "",
        arguments=meant.choice.arguments,
        confirmed=meant.choice.needs_confirmation,
    )


def _articles(found: tuple[Likely, ...], asking: Asking) -> list[PublishedArticle]:
    """The articles of these keys; what was taken away between two statements is left out."""
    read = (help_articles.published(one.key, asking.languages) for one in found)
    return [one for one in read if isinstance(one, PublishedArticle)]


def _passage(one: PublishedArticle, question: Question, written: Written) -> str:
    language = one.article.language
    stem = stem_of(language)
    return best_passage(
        as_seen(written(one.article.body, language)), frozenset(stem(word) for word in question.words), stem
    )


def _cited(one: PublishedArticle, written: Written) -> Cited:
    article = one.article
    return Cited(
        article.key,
        article.language,
        one.number,
        written(article.title, article.language),
        written(article.summary, article.language),
    )
