"""How are rules over requests written down, and what is wrong with these?

A YAML document of format ``amiabil-rules/1``. Everything wrong is told with its line.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from amiabil.domain.support.rules import Rule, Then, When
from amiabil.domain.support.setting import ME, Setting
from amiabil.domain.support.setup import Setup
from amiabil.domain.written import REASON_MAX
from amiabil.foundation.documents import Node, read_yaml
from amiabil.foundation.schema import Readers, typed

MOST_RULES = 200
MOST_HOURS = 24 * 365

EMPTY = """# Rules over requests, from the first to the last. See docs/operate/help.md for everything a rule can say.
format: amiabil-rules/1
rules: []
"""
"""The document before any version: no rule at all."""

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_READERS: Readers = {str: Node.text, int: Node.integer, bool: Node.boolean}


@dataclass(frozen=True, slots=True)
class _Document:
    format: Literal["amiabil-rules/1"]
    rules: tuple[Rule, ...]


def read_rules(text: str, *, setup: Setup, replies: Collection[str], name: str = "") -> tuple[Rule, ...]:
    """The rules a document spells, in their order. ``replies`` are the keys of the saved replies of everybody.

    Raises ``DocumentError`` with the line of the first thing that is wrong.
    """
    root = read_yaml(text, name)
    document: _Document = typed(_Document, root, _READERS)
    listed = root.fields()["rules"]
    if len(document.rules) > MOST_RULES:
        raise listed.error(f"at most {MOST_RULES} rules can stand here")
    seen: set[str] = set()
    for rule, node in zip(document.rules, listed.items(), strict=True):
        parts = node.fields()
        if not _KEY.fullmatch(rule.id):
            raise parts["id"].error(
                f"'{rule.id}' is not a key: small letters, digits and underscores, at most 40"
            )
        if rule.id in seen:
            raise parts["id"].error(f"'{rule.id}' is there twice")
        seen.add(rule.id)
        _check_cause(rule, node)
        _check_when(rule.when, node, setup)
        _check_then(rule.then, parts["then"], setup, replies)
    return document.rules


def known_rules(text: str) -> tuple[Rule, ...]:
    """The rules of a document that was checked when it was saved; what has gone from the set-up since is no error."""
    document: _Document = typed(_Document, read_yaml(text), _READERS)
    return document.rules


def _check_cause(rule: Rule, node: Node) -> None:
    if bool(rule.on) == (rule.after is not None):
        raise node.error("a rule has either 'on' or 'after'")
    if rule.after is not None and not 1 <= rule.after.hours <= MOST_HOURS:
        raise node.fields()["after"].error(f"a number from 1 to {MOST_HOURS} is expected here")


def _check_when(when: When, node: Node, setup: Setup) -> None:
    if "when" not in node.fields():
        return
    parts = node.fields()["when"].fields()
    _known(when.topic, {one.key for one in setup.topics}, parts.get("topic"))
    _known(when.team, {"", *(one.key for one in setup.teams)}, parts.get("team"))
    _known(when.status_name, {one.key for one in setup.status_names}, parts.get("status_name"))
    _known(when.fields, _fields(setup), parts.get("fields"))


def _check_then(then: Then, node: Node, setup: Setup, replies: Collection[str]) -> None:
    parts = node.fields()
    if then == Then():
        raise node.error("a rule that does nothing cannot stand here")
    if then.note and then.reply:
        raise parts["reply"].error("a rule writes a note or sends a reply, not both")
    if len(then.note) > REASON_MAX:
        raise parts["note"].error(f"at most {REASON_MAX} letters can stand here")
    if then.reply:
        _known((then.reply,), set(replies), parts.get("reply"))
    if "set" in parts:
        _check_setting(then.set, parts["set"], setup)


def _check_setting(setting: Setting, node: Node, setup: Setup) -> None:
    parts = node.fields()
    given = (
        (setting.topic, {one.key for one in setup.topics}, "topic"),
        (setting.team, {one.key for one in setup.teams}, "team"),
        (setting.status_name, {one.key for one in setup.status_names}, "status_name"),
    )
    for value, words, part in given:
        if value:
            _known((value,), words, parts.get(part))
    _known(setting.fields, _fields(setup), parts.get("fields"))
    if setting.assignee == ME:
        raise parts["assignee"].error("a rule is nobody: 'nobody' or 'staff:…' is expected here")


def _fields(setup: Setup) -> set[str]:
    return {field.key for topic in setup.topics for field in topic.fields}


def _known(given: Collection[str], words: Collection[str], node: Node | None) -> None:
    for one in given:
        if one not in words and node is not None:
            raise node.error(f"'{one}' is not one of: {', '.join(sorted(words))}")
