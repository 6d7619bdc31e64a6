"""Is the author who the mail says? Read from what our own relay wrote above it (RFC 8601), and from nobody else.

The relay computes SPF, DKIM, DMARC and ARC; its name must be configured, and it must remove lines that came in under
its name, as RFC 8601, 5, demands. Should it not, the worst of all lines counts, so that a line brought along can only
harm whoever brought it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, unique

from amiabil.domain.mail.addresses import Mailbox
from amiabil.domain.mail.headers import Headers

_MOST_RESULTS = 100
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_METHOD = re.compile(r"\s*([a-z][a-z0-9-]{1,20})(?:/\d+)?\s*=\s*([a-z]{2,20})")
_PROPERTY = re.compile(r"\b(smtp|header|policy|body)\.([a-z-]{1,20})\s*=\s*([^\s;]{1,300})")
_WORST_FIRST = ("fail", "none", "pass")


NOT_CHECKED = "not_checked"
"""Why an author is not proven where no relay that we trust has looked."""


@unique
class Standing(StrEnum):
    """How far the author of a mail is believed. Only a proven one may act as a known person."""

    PROVEN = "proven"
    UNPROVEN = "unproven"
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class Result:
    """What the relay found by one method: ``pass``, ``fail`` or ``none``, and for which domain."""

    method: str
    result: str
    domain: str


@dataclass(frozen=True, slots=True)
class Authentication:
    """What our relay found; empty when it found nothing or there is no relay that we trust."""

    results: tuple[Result, ...] = ()

    def of(self, method: str) -> str:
        """The worst result of a method; empty when there is none."""
        found = {one.result for one in self.results if one.method == method}
        return next((result for result in _WORST_FIRST if result in found), "")

    def passes_for(self, method: str, host: str) -> bool:
        """Whether this method vouches for this host: for itself, or for the domain above it.

        The domain below does not count: whoever has a name under a shared domain would speak for all of it.
        """
        about = {
            one.domain: one.result for one in self.results if one.method == method and one.result == "pass"
        }
        refused = {one.domain for one in self.results if one.method == method and one.result != "pass"}
        return any(_covers(domain, host) for domain in about if domain not in refused)


@dataclass(frozen=True, slots=True)
class Belief:
    """How far the author is believed, and the named reason."""

    standing: Standing
    reason: str


def read_authentication(headers: Headers, trusted: Iterable[str]) -> Authentication:
    """What the trusted relays (their *authserv-id*) wrote, down to the first relay below them."""
    names = {name.lower() for name in trusted}
    results: list[Result] = []
    for name, value in headers.fields:
        field = name.lower()
        if field == "received" and results:
            break
        if field == "authentication-results":
            results += _results(value.lower(), names)
    return Authentication(tuple(results[:_MOST_RESULTS]))


def believe(authors: tuple[Mailbox, ...], found: Authentication) -> Belief:
    """How far the one author is believed."""
    if len(authors) != 1:
        return Belief(Standing.UNPROVEN, "several_authors" if authors else "no_author")
    if not found.results:
        return Belief(Standing.UNPROVEN, NOT_CHECKED)
    host = authors[0].host
    dmarc = found.of("dmarc")
    if dmarc == "fail":
        if found.of("arc") == "pass":  # a list or forwarder on the way broke it and says what was before
            return Belief(Standing.UNPROVEN, "dmarc_failed_on_the_way")
        return Belief(Standing.FORGED, "dmarc_failed")
    if dmarc == "pass":
        checked = {one.domain for one in found.results if one.method == "dmarc"}
        if all(not domain or _covers(domain, host) for domain in checked):
            return Belief(Standing.PROVEN, "dmarc_passed")
        return Belief(Standing.UNPROVEN, "other_author_checked")
    for method in ("dkim", "spf"):
        if found.passes_for(method, host):
            return Belief(Standing.PROVEN, f"{method}_aligned")
    return Belief(Standing.UNPROVEN, "spf_failed" if found.of("spf") == "fail" else "nothing_aligned")


def _results(value: str, trusted: set[str]) -> Iterator[Result]:
    """The results in one line, when it is by a relay that we trust."""
    text = _without_comments(_QUOTED.sub(lambda match: match[1].replace(";", " ").replace("=", " "), value))
    name, _, rest = text.partition(";")
    if not name.split() or name.split()[0] not in trusted:
        return
    for part in rest.split(";")[:_MOST_RESULTS]:
        method = _METHOD.match(part)
        if method is None:
            continue
        properties = {f"{kind}.{name}": text for kind, name, text in _PROPERTY.findall(part)}
        if method[1] == "spf" and "smtp.mailfrom" not in properties and "smtp.helo" in properties:
            continue  # the name a server gives itself says nothing about the author
        yield Result(method[1], _plain(method[2]), _domain(method[1], properties))


def _without_comments(text: str) -> str:
    depth, kept = 0, []
    for piece in re.split(r"([()])", text):
        if piece in {"(", ")"}:
            depth = max(depth + (1 if piece == "(" else -1), 0)
        elif not depth:
            kept.append(piece)
    return " ".join(kept)


def _plain(result: str) -> str:
    """Whatever is neither a pass nor a plain no is as good as nothing: *softfail*, *neutral*, *temperror*."""
    return result if result in {"pass", "fail"} else "none"


def _domain(method: str, properties: dict[str, str]) -> str:
    names = {"spf": ("smtp.mailfrom",), "dkim": ("header.d", "header.i"), "dmarc": ("header.from",)}.get(
        method, ()
    )
    text = next((properties[name] for name in names if name in properties), "")
    return text.rpartition("@")[2].strip("<>.\"' ")


def _covers(domain: str, host: str) -> bool:
    return "." in domain and (host == domain or host.endswith(f".{domain}"))
