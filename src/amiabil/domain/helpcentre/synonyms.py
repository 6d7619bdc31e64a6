"""Which words mean the same to somebody who looks for help? Groups of words and short phrases, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from amiabil.domain.helpcentre.search_rank import SYNONYM, Other
from amiabil.domain.helpcentre.search_words import Stem, telling_words, words_of
from amiabil.foundation.documents import DocumentError, Node, read_yaml
from amiabil.foundation.text import fold

GROUPS_MAX = 400
MEMBERS_MAX = 16
MEMBER_LETTERS = 60
MEMBER_WORDS = 6

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups made ready to look into: what stands for a row of stems, and the longest such row."""

    instead: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]
    longest: int

    def others(self, stems: Sequence[str]) -> list[Other]:
        """Which stems stand for the words of a question as well. A phrase stands at each of the words it replaces."""
        found: list[Other] = []
        for size in range(1, self.longest + 1):
            for start in range(len(stems) - size + 1):
                for row in self.instead.get(tuple(stems[start : start + size]), ()):
                    share = SYNONYM / len(row) ** 0.5
                    found += [
                        Other(start + min(at, size - 1), stem, share)
                        for at, stem in enumerate(row)
                        if stem not in stems
                    ]
        return found


def read_synonyms(text: str, *, name: str = "") -> tuple[Group, ...]:
    """The groups of a file (``groups:``, each a list). Raises ``DocumentError`` with the line of what is wrong."""
    listed = read_yaml(text, name).only(required=("groups",))["groups"].items()
    if len(listed) > GROUPS_MAX:
        raise DocumentError(f"at most {GROUPS_MAX} groups are possible", name=name)
    seen: dict[str, str] = {}
    groups = []
    for one in listed:
        group = tuple(_member(member) for member in one.items())
        if problem := wrong_with(group):
            raise one.error(problem)
        for member in group:
            folded = fold(member)
            if folded in seen:
                raise one.error(f"'{member}' stands in the group of '{seen[folded]}' already")
            seen[folded] = group[0]
        groups.append(group)
    return tuple(groups)


def wrong_with(group: Group) -> str:
    """What keeps some words from being a group, empty when nothing does."""
    if not 2 <= len(group) <= MEMBERS_MAX:
        return f"a group has 2 to {MEMBERS_MAX} words or phrases"
    if len({fold(member) for member in group}) < len(group):
        return "a word stands in the group twice"
    for member in group:
        if len(member) > MEMBER_LETTERS or len(list(words_of(fold(member)))) > MEMBER_WORDS:
            return f"a phrase has at most {MEMBER_WORDS} words and {MEMBER_LETTERS} letters"
        if not any(sign.isalnum() for sign in member):
            return "a word has letters or digits"
    return ""


def made_ready(groups: Iterable[Group], stem: Stem) -> Synonyms:
    """The groups as they are looked into, in one language."""
    instead: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
    for group in groups:
        rows = list(dict.fromkeys(tuple(stem(word) for word in telling_words(member)) for member in group))
        for row in rows:
            instead.setdefault(row, {}).update({other: None for other in rows if other != row})
    longest = max((len(row) for row in instead), default=0)
    return Synonyms({row: tuple(others) for row, others in instead.items()}, longest)


def _member(node: Node) -> str:
    return " ".join(node.text().split())
