"""Do receivers believe our mails, and do answers find us? What name servers say about the domains of our mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Protocol

from amiabil.server.config import Config

PATIENCE = 6.0
"""Seconds for one question, all tries together."""

MOST_LOOKUPS = 10
"""Questions a receiver asks for one SPF record; with more it is an error (RFC 7208, 4.6.4)."""

_LOCAL = ("localhost", "localdomain", "local", "internal", "invalid", "test", "example")
_ASKS = re.compile(
    r"[+?~-]?(?:include:|a(?:$|[:/])|mx(?:$|[:/])|ptr(?:$|:)|exists:)|redirect=", re.IGNORECASE
)
_LEADS = re.compile(r"(?:[+?~-]?include:|redirect=)(?P<domain>[^\s%]+)", re.IGNORECASE)
_LAST = re.compile(r"(?P<sign>[+?~-]?)all", re.IGNORECASE)

Told = tuple[str, str]
"""Verdict (``ok``, ``note``, ``fails``) and sentence."""


class KeyUnusable(Exception):
    """The key of our signature cannot sign; the words say why."""


class NoAnswer(Exception):
    """No name server answers, or none of those that know."""


class Zone(Protocol):
    """What can be asked of name servers."""

    def texts(self, name: str) -> tuple[str, ...]:
        """The TXT records of a name; empty for none. Raises ``NoAnswer``."""

    def exchanges(self, name: str) -> tuple[str, ...]:
        """The mail servers of a domain, the first ones first; ``.``: it takes no mail. Raises ``NoAnswer``."""

    def has_address(self, name: str) -> bool:
        """Whether a host has an address. Raises ``NoAnswer``."""


class NameServers:
    """The real ones: those of this machine, or the one at ``server``, an IP address and perhaps ``:port``.

    Raises ``ValueError`` for an address that is none.
    """

    def __init__(self, server: str = "") -> None:
        import dns.resolver

        self._resolver = dns.resolver.Resolver(configure=not server)
        self._resolver.lifetime = PATIENCE
        if server:
            host, port = _split(server)
            self._resolver.nameservers = [str(ip_address(host))]
            self._resolver.port = port

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(b"".join(one.strings).decode("utf-8", "replace") for one in self._ask(name, "TXT"))

    def exchanges(self, name: str) -> tuple[str, ...]:
        found = sorted(self._ask(name, "MX"), key=lambda one: one.preference)
        return tuple(str(one.exchange).rstrip(".") or "." for one in found)

    def has_address(self, name: str) -> bool:
        return bool(self._ask(name, "A") or self._ask(name, "AAAA"))

    def _ask(self, name: str, kind: str) -> list[Any]:
        import dns.exception
        import dns.resolver

        try:
            return list(self._resolver.resolve(name, kind, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise NoAnswer(f"{name} {kind}: {str(error).split(chr(10), 1)[0].rstrip('.')}") from None


def _split(server: str) -> tuple[str, int]:
    bare = re.fullmatch(r"\[(?P<host>[^\]]+)\](?::(?P<port>\d+))?|(?P<v4>[^:]+):(?P<v4port>\d+)", server)
    if bare is None:
        return server, 53
    port = int(bare["port"] or bare["v4port"] or 53)
    if not 0 < port < 65536:
        raise ValueError(f"{port} is no port")
    return bare["host"] or bare["v4"], port


@dataclass(frozen=True, slots=True)
class Domains:
    """``sending``: the domain after the ``@`` of our mails; ``answers``: those answers and mails go to.

    ``selector`` and ``record`` are of our signature, the record empty where the mail server signs.
    """

    sending: str
    answers: tuple[str, ...]
    selector: str
    record: str


def domains_of(config: Config) -> Domains:
    """The domains this installation sends from and takes mail at. Raises ``KeyUnusable``."""
    from amiabil.gateways.mail import BadKey, Signer

    sending = _host(config.mail_from)
    record = ""
    if config.mail_dkim_key:
        try:
            _name, record = Signer(sending, config.mail_dkim_selector, config.mail_dkim_key).record()
        except BadKey as error:
            raise KeyUnusable(str(error)) from None
    given = (config.mail_reply or config.mail_from, *config.mail_in_addresses)
    return Domains(sending, tuple(dict.fromkeys(map(_host, given))), config.mail_dkim_selector, record)


def _host(address: str) -> str:
    return address.rpartition("@")[2].strip(" >").lower().rstrip(".")


def findings(domains: Domains, zone: Zone) -> Iterator[Told]:
    """Everything name servers say that decides whether mails arrive. Domains of one's own network are not asked for."""
    if domains.sending.rpartition(".")[2] in _LOCAL:
        yield (
            "note",
            f"{domains.sending} is no domain of the internet: receivers there would refuse its mails.",
        )
        return
    try:
        yield from _spf(domains.sending, zone)
        yield from _dkim(domains, zone)
        yield from _dmarc(domains.sending, zone)
        for domain in domains.answers:
            yield from _exchanges(domain, zone)
    except NoAnswer as error:
        yield "fails", f"No name server answers: {error}. The records could not be looked at."


# ---- SPF -------------------------------------------------------------------------------------


def _spf(domain: str, zone: Zone) -> Iterator[Told]:
    found = _records(zone.texts(domain), "v=spf1")
    if len(found) > 1:
        yield (
            "fails",
            f"{domain} has {len(found)} SPF records; receivers then believe none. Join them into one.",
        )
        return
    if not found:
        yield (
            "fails",
            f"{domain} has no SPF record: publish TXT “v=spf1 include:<your mail server> -all” there.",
        )
        return
    asked = _asked(found[0], zone, seen={domain})
    if asked > MOST_LOOKUPS:
        yield "fails", f"The SPF record of {domain} asks {asked} questions; receivers stop at {MOST_LOOKUPS}."
        return
    ends = [one for term in found[0].split() if (one := _LAST.fullmatch(term))]
    sign = ends[-1]["sign"] or "+" if ends else ""
    if sign == "+":
        yield "fails", f"The SPF record of {domain} ends with +all: anybody may send in its name."
    elif sign == "?" or (not sign and "redirect=" not in found[0].lower()):
        yield (
            "note",
            f"The SPF record of {domain} says nothing about other servers; end it with -all or ~all.",
        )
    else:
        yield "ok", f"SPF: {found[0]}"


def _asked(record: str, zone: Zone, *, seen: set[str]) -> int:
    """How many questions a receiver asks for a record and those it names; counting stops when they are too many."""
    terms = record.split()[1:]
    count = sum(1 for term in terms if _ASKS.match(term))
    for term in terms:
        leads = _LEADS.match(term)
        domain = leads["domain"].lower().rstrip(".") if leads else ""
        if not domain or domain in seen or count > MOST_LOOKUPS:
            continue
        seen.add(domain)
        for further in _records(zone.texts(domain), "v=spf1")[:1]:
            count += _asked(further, zone, seen=seen)
    return count


def _records(texts: Iterable[str], version: str) -> list[str]:
    """Those of one kind, by their first word."""
    return [one for one in texts if re.split(r"[\s;]", one.strip(), maxsplit=1)[0].lower() == version]


# ---- DKIM, DMARC -------------------------------------------------------------------------------


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _sign, value in pairs if name.strip()}


def _dkim(domains: Domains, zone: Zone) -> Iterator[Told]:
    name = f"{domains.selector}._domainkey.{domains.sending}"
    if not domains.record:
        yield "note", "We sign no mails (AMIABIL_MAIL_DKIM_KEY): the mail server must, for the same domain."
        return
    found = [tags for one in zone.texts(name) if "p" in (tags := _tags(one))]
    wanted = _tags(domains.record)["p"]
    if not found:
        yield "fails", f"{name} has no key: publish the TXT record that `amiabil mail key` prints."
    elif len(found) > 1:
        yield "fails", f"{name} has {len(found)} keys; receivers may take the wrong one. Leave one."
    elif not found[0]["p"]:
        yield "fails", f"The key at {name} is withdrawn (p= is empty). Take another selector."
    elif found[0]["p"] != wanted:
        yield "fails", f"{name} has another key than AMIABIL_MAIL_DKIM_KEY: every signature of ours is wrong."
    elif "y" in found[0].get("t", "").split(":"):
        yield "note", f"{name} is marked as a test (t=y): receivers may pass over the signature."
    else:
        yield "ok", f"DKIM: the key at {name} is ours."


def _dmarc(domain: str, zone: Zone) -> Iterator[Told]:
    at, found = _policy(domain, zone)
    if len(found) > 1:
        yield "fails", f"_dmarc.{at} has {len(found)} records; receivers then believe none. Leave one."
        return
    if not found:
        yield (
            "fails",
            f"{domain} has no DMARC record: publish TXT “v=DMARC1; p=quarantine” at _dmarc.{domain}.",
        )
        return
    tags = _tags(found[0])
    policy = (tags.get("sp") if at != domain else None) or tags.get("p", "")
    if policy.lower() in {"quarantine", "reject"}:
        yield "ok", f"DMARC at _dmarc.{at}: {policy.lower()}."
    elif policy.lower() == "none":
        yield (
            "note",
            f"DMARC at _dmarc.{at} asks nothing of receivers (none): mails in our name are not stopped.",
        )
    else:
        yield "fails", f"The DMARC record at _dmarc.{at} names no policy (p=none, quarantine or reject)."


def _policy(domain: str, zone: Zone) -> tuple[str, list[str]]:
    """Where the policy of a domain stands: at it, or at the nearest domain above it that has one."""
    labels = domain.split(".")
    for first in range(len(labels) - 1):
        at = ".".join(labels[first:])
        found = _records(zone.texts(f"_dmarc.{at}"), "v=dmarc1")
        if found:
            return at, found
    return domain, []


# ---- where mails to us go --------------------------------------------------------------------


def _exchanges(domain: str, zone: Zone) -> Iterator[Told]:
    found = zone.exchanges(domain)
    if found == (".",):
        yield (
            "fails",
            f"{domain} says that it takes no mail (MX “.”): answers of customers come back to them.",
        )
    elif not found and zone.has_address(domain):
        yield "note", f"{domain} has no MX record; senders try its own address."
    elif not found:
        yield "fails", f"{domain} has no mail server (MX): answers of customers reach nobody."
    elif dead := [host for host in found if not zone.has_address(host)]:
        yield "fails", f"The mail server {dead[0]} of {domain} has no address."
    else:
        yield "ok", f"MX of {domain}: {', '.join(found)}."
