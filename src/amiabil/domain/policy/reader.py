"""What does a policy file say, with what it takes over from others and the layers it applies?

A policy stays a tree of nodes until it is resolved for one case; then it becomes the typed ``Policy``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from amiabil.domain.policy.model import Policy
from amiabil.domain.policy.schema import typed_policy
from amiabil.foundation.documents import DocumentError, Node, from_plain, read_yaml
from amiabil.foundation.kept import Kept

PolicyError = DocumentError
"""What is wrong with a policy, with file, line and key."""

LEVELS = ("marketplace", "country", "category", "reason", "seller_tier", "order_flag")
"""From the least to the most specific; a later one wins. Source: disputes.md 4."""

_OPEN_MAPS = re.compile(
    r"remedies\.allowed|legal_texts|limits\.pressure_phrases|evidence\.required_(by_reason|to_reject)"
    r"|timers\.seller_first_answer\.auto_default_max|remedies\.low_value_no_return_below"
    r"|money\.guarantee_fund\.cap|delivery_proof\.signature_or_code_from"
)
"""Maps by currency, reason, language or country: a path may add a key to them."""

_OPTIONAL = {
    "timers.appeal": {"per_party", "per_case"},
    "timers.return_ship": {"extension"},
}
"""Keys that may be absent in a file and still be set by a path."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What chooses the layers: the order's country, categories and flags, the reason, the seller's tier."""

    country: str = ""
    categories: frozenset[str] = frozenset()
    reason: str = ""
    seller_tier: str = ""
    order_flags: frozenset[str] = frozenset()

    def meets(self, level: str, value: str) -> bool:
        """Whether a layer's condition holds."""
        return {
            "marketplace": True,
            "country": value == self.country,
            "category": value in self.categories,
            "reason": value == self.reason,
            "seller_tier": value == self.seller_tier,
            "order_flag": value in self.order_flags,
        }[level]


_RESOLVED: Kept[tuple[Policy, tuple[Node, ...]]] = Kept()


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy as written, complete after ``extends``, with its layers not yet applied."""

    root: Node
    layers: tuple[Node, ...] = ()

    @property
    def id(self) -> str:
        """The policy's id."""
        return self.root.fields()["policy"].fields()["id"].text()

    @property
    def version(self) -> int:
        """The policy's version."""
        return self.root.fields()["policy"].fields()["version"].integer()

    @property
    def effective_from(self) -> str:
        """The first day of its use, ISO."""
        return self.root.fields()["policy"].fields()["effective_from"].text()

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries that have rules of their own, each once, in the order of the layers."""
        named = (layer.fields()["when"].fields().get("country") for layer in self.layers)
        return tuple(dict.fromkeys(one.text() for one in named if one is not None))

    def resolve(self, facts: CaseFacts | None = None) -> Policy:
        """The typed policy for these facts, the most specific layer winning; none applies without facts.

        Raises ``PolicyError`` when a layer makes the policy impossible.
        """
        chosen = tuple(_chosen(self.layers, facts or CaseFacts()))
        # Most facts choose no layer, or the same few. They are kept beside what was made of them, so that their
        # identity stays theirs.
        made = _RESOLVED.of(
            self.root, lambda root: (_with(root, chosen), chosen), beside=tuple(map(id, chosen))
        )
        return made[0]

    def overridden(self, overrides: Mapping[str, Node]) -> PolicyFile:
        """The same policy with these dotted paths set; raises ``PolicyError`` for a path that does not exist."""
        root, layers = self.root, self.layers
        for path, value in overrides.items():
            if path == "layers":
                layers = value.items()
            else:
                root = with_value(root, path, value)
        changed = PolicyFile(root, layers)
        if overrides:
            _check(changed)
        return changed


Find = Callable[[str], PolicyFile]


def read_policy(text: str, *, name: str, find: Find) -> PolicyFile:
    """Read and check a policy from YAML; ``find`` gives the policy that ``extends`` names."""
    return policy_from(read_yaml(text, name), find=find)


def policy_from(root: Node, *, find: Find) -> PolicyFile:
    """A checked policy from nodes: every key known, every value of its kind, every layer applicable.

    Raises ``PolicyError``.
    """
    result = PolicyFile(*merged_policy(root, find=find))
    _check(result)
    return result


def merged_policy(root: Node, *, find: Find) -> tuple[Node, tuple[Node, ...]]:
    """What a policy says with what it extends, and its layers; no value is looked at yet. Raises ``PolicyError``."""
    fields = dict(root.fields())
    layers = fields.pop("layers", None)
    about = fields.get("policy")
    if about is None:
        raise root.error("'policy' is missing")
    merged = Node(fields, root.line, root.key, root.name)
    inherited: tuple[Node, ...] = ()
    if extends := about.fields().get("extends"):
        parent = find(extends.text())
        merged, inherited = _merged(parent.root, merged), parent.layers
    return _without_extends(merged), layers.items() if layers else inherited


def with_value(root: Node, path: str, value: Node) -> Node:
    """The tree with one dotted path set.

    The path must exist, except the last key of a map by currency, reason, language or country.
    """
    return _set(root, path.split("."), value, path)


def _set(node: Node, path: list[str], value: Node, whole: str) -> Node:
    name, rest = path[0], path[1:]
    fields = node.value if isinstance(node.value, dict) else {}
    key = f"{node.key}.{name}" if node.key else name
    if name not in fields:
        parent = whole[: -len(name) - 1]
        may_add = not rest and (bool(_OPEN_MAPS.fullmatch(parent)) or name in _OPTIONAL.get(parent, ()))
        if not may_add:
            raise value.error(f"the policy has no '{whole}'")
        new = Node(value.value, value.line, key, value.name)
    elif rest:
        new = _set(fields[name], rest, value, whole)
    else:
        new = Node(value.value, value.line, value.key or key, value.name)
    return Node({**fields, name: new}, node.line, node.key, node.name)


def _merged(old: Node, new: Node) -> Node:
    if not (isinstance(old.value, dict) and isinstance(new.value, dict)):
        return new
    fields = dict(old.value)
    for key, node in new.value.items():
        fields[key] = _merged(fields[key], node) if key in fields else node
    return Node(fields, new.line, new.key, new.name)


def _without_extends(root: Node) -> Node:
    fields = dict(root.fields())
    about = fields["policy"]
    inner = {key: node for key, node in about.fields().items() if key != "extends"}
    fields["policy"] = Node(inner, about.line, about.key, about.name)
    return Node(fields, root.line, root.key, root.name)


def _chosen(layers: tuple[Node, ...], facts: CaseFacts) -> Iterator[Node]:
    met = []
    for place, layer in enumerate(layers):
        when = layer.fields()["when"].fields()
        if all(facts.meets(level, node.text()) for level, node in when.items()):
            rank = max((LEVELS.index(level) for level in when), default=0)
            met.append((rank, place, layer))
    return (layer for _, _, layer in sorted(met, key=lambda entry: entry[:2]))


def _with(root: Node, layers: Iterable[Node]) -> Policy:
    """The typed policy with these layers applied, in this order."""
    for layer in layers:
        for path, value in layer.fields()["set"].fields().items():
            root = with_value(root, path, value)
    return typed_policy(root)


def _check(policy: PolicyFile) -> None:
    for layer in policy.layers:
        when = layer.only(required=("when", "set"))["when"]
        for value in when.only(*LEVELS).values():
            value.text()
    policy.resolve()
    _check_zone(policy.root)
    for layer in policy.layers:
        changed = policy.root
        for path, value in layer.fields()["set"].fields().items():
            changed = with_value(changed, path, value)
        typed_policy(changed)
        _check_zone(changed)


def _check_zone(root: Node) -> None:
    node = root.fields()["policy"].fields()["case_tz"]
    try:
        ZoneInfo(node.text())
    except (ValueError, LookupError, OSError):
        raise node.error(f"'{node.value}' is not a time zone") from None


def plain_overrides(overrides: Mapping[str, object]) -> dict[str, Node]:
    """Overrides given as plain values, as nodes without a place."""
    return {path: from_plain(value, key=path) for path, value in overrides.items()}
