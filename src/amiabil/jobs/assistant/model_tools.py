"""What may a language model look up, and in which words is it told? The tools of the assistant, as the person who asks.

What a tool gives is data with its origin, in the sentences the assistant itself would use: a draft can only say what
they say. Texts of others stay out of it. Acts are no tools here: the model may begin a task, and the person clicks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import override

from amiabil.actions import assistant_tools as tools
from amiabil.actions.assistant_answers import Cited
from amiabil.domain.access import Viewer
from amiabil.domain.assistant.commands import Flow
from amiabil.domain.assistant.grounding import Source
from amiabil.domain.assistant.understanding import as_seen
from amiabil.domain.helpcentre.passages import best_passage
from amiabil.domain.helpcentre.search_words import read_question
from amiabil.foundation.errors import AmiabilError
from amiabil.gateways.language_model import Call, Result, Tool
from amiabil.records.help_articles import PublishedArticle
from amiabil.records.help_search import Written
from amiabil.records.help_search_stems import stem_of
from amiabil.ui.assistant import orders
from amiabil.ui.reader import Reader

ARTICLES = 3
"""Articles told for one search; more would only be more to mix up."""

START, PERSON = "start_task", "hand_over"

_TEXT = {"type": "string", "maxLength": 200}


def _tool(name: str, description: str, *needed: str, **optional: dict[str, Any]) -> Tool:
    properties = {**dict.fromkeys(needed, _TEXT), **optional}
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(needed),
        "additionalProperties": False,
    }
    return Tool(name, description, schema)


HELP = (
    _tool("search_help", "Finds passages of the help centre that answer a question.", "query"),
    _tool("get_article", "Gives the part of an article that says most about a question.", "key", query=_TEXT),
)
OWN = (
    _tool("list_orders", "The newest orders of the person who writes."),
    _tool("get_order", "Where an order is, and until when a dispute about it can be opened.", "order_id"),
    _tool("list_disputes", "The disputes of the person who writes, with who acts next and until when."),
    _tool("get_dispute", "One dispute of the person who writes.", "dispute_id"),
    _tool("list_refunds", "The refunds of the person who writes.", order_id=_TEXT),
)
TASKS = (
    Tool(
        START,
        "Begins a task that the assistant carries out with the person, step by step. Use it whenever somebody wants"
        " something done or asks about their own order, dispute, refund or request.",
        {
            "type": "object",
            "properties": {
                "task": {"type": "string", "enum": [one.value for one in Flow if one is not Flow.HAND_OVER]},
                "order": _TEXT,
                "dispute": _TEXT,
            },
            "required": ["task"],
            "additionalProperties": False,
        },
    ),
    _tool(PERSON, "Brings a person into the chat. Use it when somebody wants one, or nothing else helps."),
)


@dataclass
class Looking:
    """What one turn has looked up: the sources of its answer, and the articles among them by key."""

    viewer: Viewer
    reader: Reader
    written: Written
    at: datetime
    own: bool
    sources: list[Source] = field(default_factory=list)
    articles: dict[str, Cited] = field(default_factory=dict)

    @property
    def tools(self) -> tuple[Tool, ...]:
        """What the model may ask for in this chat."""
        return (*HELP, *(OWN if self.own and self.viewer.person_id is not None else ()), *TASKS)

    def look_up(self, call: Call) -> Result:
        """What a tool gives, as JSON. What is not there, not theirs or not a tool is told alike."""
        found: Any = {"error": "not_found"}
        read = _READS.get(call.tool)
        given = {key: value[:200] for key, value in call.arguments.items() if isinstance(value, str)}
        if read is not None and call.tool in {one.name for one in self.tools}:
            try:
                with override(self.reader.language):
                    found = read(self, given)
            except (AmiabilError, KeyError):
                pass
        return Result(call.id, call.tool, json.dumps(found, ensure_ascii=False))

    def learns(self, key: str, text: str) -> dict[str, str]:
        """Note a source, and tell it."""
        if not any(one.key == key and one.text == text for one in self.sources):
            self.sources = [
                *(one for one in self.sources if one.key != key),
                Source(key, self._joined(key, text)),
            ]
        return {"source": key, "text": text}

    def _joined(self, key: str, text: str) -> str:
        """Two passages of one article are one source."""
        return "\n".join([*(one.text for one in self.sources if one.key == key), text])


def _search(looking: Looking, given: Mapping[str, str]) -> Any:
    query = given["query"]
    found = tools.articles(looking.viewer, query)[:ARTICLES]
    read = (tools.article(looking.viewer, one.key) for one in found)
    return {"origin": "help_centre", "found": [_told(looking, one, query) for one in read]}


def _article(looking: Looking, given: Mapping[str, str]) -> Any:
    one = tools.article(looking.viewer, given["key"])
    return {"origin": "help_centre", "found": [_told(looking, one, given.get("query", ""))]}


def _told(looking: Looking, one: PublishedArticle, query: str) -> dict[str, str]:
    article = one.article
    language = article.language
    title, summary = (looking.written(said, language) for said in (article.title, article.summary))
    stem = stem_of(language)
    words = frozenset(stem(word) for word in read_question(query).words)
    passage = best_passage(as_seen(looking.written(article.body, language)), words, stem)
    looking.articles[article.key] = Cited(article.key, language, one.number, title, summary)
    return {"title": title, **looking.learns(article.key, f"{summary}\n{passage}")}


def _orders(looking: Looking, given: Mapping[str, str]) -> Any:
    return {
        "origin": "orders",
        "found": [_order_told(looking, one.ref) for one in tools.orders(looking.viewer)],
    }


def _order(looking: Looking, given: Mapping[str, str]) -> Any:
    return {"origin": "orders", "found": [_order_told(looking, given["order_id"])]}


def _order_told(looking: Looking, ref: str) -> dict[str, str]:
    seen = tools.order(looking.viewer, ref, at=looking.at)
    can = tools.eligibility(looking.viewer, ref, "", at=looking.at)
    sentences = [orders.order_text(seen, looking.reader)]
    if can.reasons:
        sentences.append(orders.may_dispute(can, looking.reader))
    return looking.learns(f"order:{seen.sheet.ref}", " ".join(sentences))


def _disputes(looking: Looking, given: Mapping[str, str]) -> Any:
    found = [tools.dispute(looking.viewer, one.reference) for one in tools.disputes(looking.viewer)]
    return {"origin": "disputes", "found": [_dispute_told(looking, one) for one in found]}


def _dispute(looking: Looking, given: Mapping[str, str]) -> Any:
    return {
        "origin": "disputes",
        "found": [_dispute_told(looking, tools.dispute(looking.viewer, given["dispute_id"]))],
    }


def _dispute_told(looking: Looking, seen: tools.SeenDispute) -> dict[str, str]:
    return looking.learns(f"dispute:{seen.listed.reference}", orders.dispute_text(seen, looking.reader))


def _refunds(looking: Looking, given: Mapping[str, str]) -> Any:
    found = tools.refunds(looking.viewer, given.get("order_id", ""))
    return {
        "origin": "refunds",
        "found": [
            looking.learns(f"refund:{one.dispute}", orders.refund_text(one, looking.reader)) for one in found
        ],
    }


_READS: Mapping[str, Callable[[Looking, Mapping[str, str]], Any]] = {
    "search_help": _search,
    "get_article": _article,
    "list_orders": _orders,
    "get_order": _order,
    "list_disputes": _disputes,
    "get_dispute": _dispute,
    "list_refunds": _refunds,
}
