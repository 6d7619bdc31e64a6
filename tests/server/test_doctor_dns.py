"""What ``amiabil doctor --dns`` says of SPF, DKIM, DMARC and MX, asked of a real name server on loopback."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from amiabil.server import cli, doctor_dns
from amiabil.server.commands.mail_key import _make
from amiabil.server.config import load
from amiabil.server.doctor_dns import Domains, NameServers, domains_of
from tests.server.name_server import name_server

OURS = Domains("shop.example.ro", ("shop.example.ro",), "amiabil", "v=DKIM1; k=rsa; p=AAAA")

GOOD = """
shop.example.ro. 60 IN TXT "v=spf1 include:relay.example.net -all"
shop.example.ro. 60 IN TXT "some other proof"
shop.example.ro. 60 IN MX 20 second.example.net.
shop.example.ro. 60 IN MX 10 first.example.net.
first.example.net. 60 IN A 192.0.2.1
second.example.net. 60 IN AAAA 2001:db8::2
relay.example.net. 60 IN TXT "v=spf1 ip4:192.0.2.0/24 -all"
amiabil._domainkey.shop.example.ro. 60 IN TXT "v=DKIM1; k=rsa; " "p=AA" "AA"
_dmarc.shop.example.ro. 60 IN TXT "v=DMARC1; p=quarantine"
"""
SPF, DMARC, KEY = (
    '"v=spf1 include:relay.example.net -all"',
    '_dmarc.shop.example.ro. 60 IN TXT "v=DMARC1; p=quarantine"',
    '"v=DKIM1; k=rsa; " "p=AA" "AA"',
)


def told(zone: str, domains: Domains = OURS) -> list[tuple[str, str]]:
    with name_server(zone) as server:
        return list(doctor_dns.findings(domains, NameServers(server.address)))


def wrong(zone: str, domains: Domains = OURS) -> tuple[str, str]:
    (found,) = [one for one in told(zone, domains) if one[0] != "ok"]
    return found


def test_a_domain_in_order_is_told_record_by_record() -> None:
    assert told(GOOD) == [
        ("ok", "SPF: v=spf1 include:relay.example.net -all"),
        ("ok", "DKIM: the key at amiabil._domainkey.shop.example.ro is ours."),
        ("ok", "DMARC at _dmarc.shop.example.ro: quarantine."),
        ("ok", "MX of shop.example.ro: first.example.net, second.example.net."),
    ]


@pytest.mark.parametrize(
    ("old", "new", "verdict", "says"),
    [
        (SPF, '"v=spf10 nothing"', "fails", "has no SPF record"),
        (SPF, f'{SPF}\nshop.example.ro. 60 IN TXT "v=spf1 -all"', "fails", "has 2 SPF records"),
        (SPF, '"v=spf1 a mx +all"', "fails", "ends with +all"),
        (SPF, '"v=spf1 all"', "fails", "ends with +all"),
        (SPF, '"v=spf1 a ?all"', "note", "says nothing about other servers"),
        (SPF, '"v=spf1 mx"', "note", "says nothing about other servers"),
        (SPF, '"v=spf1 ' + "a:h.example.ro " * 11 + '-all"', "fails", "asks 11 questions"),
        (KEY, '"v=DKIM1; p="', "fails", "is withdrawn"),
        (KEY, '"v=DKIM1; p=BBBB"', "fails", "has another key"),
        (KEY, '"v=DKIM1; t=y:s; p=AAAA"', "note", "marked as a test"),
        (KEY, '"nothing here"', "fails", "has no key"),
        (DMARC, "", "fails", "has no DMARC record"),
        ("p=quarantine", "p=none", "note", "asks nothing of receivers"),
        ("p=quarantine", "rua=mailto:x@example.ro", "fails", "names no policy"),
        (DMARC, f'{DMARC}\n_dmarc.shop.example.ro. 60 IN TXT "v=DMARC1; p=none"', "fails", "has 2 records"),
        (
            "first.example.net. 60 IN A 192.0.2.1",
            "",
            "fails",
            "first.example.net of shop.example.ro has no address",
        ),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, verdict: str, says: str) -> None:
    assert old in GOOD
    found = wrong(GOOD.replace(old, new))
    assert found[0] == verdict and says in found[1]


def test_a_chain_of_includes_is_counted_to_its_end_and_a_circle_ends() -> None:
    chain = "".join(
        f'i{n}.example.net. 60 IN TXT "v=spf1 include:i{n + 1}.example.net a mx"\n' for n in range(5)
    )
    assert (
        "questions" in wrong(GOOD.replace("include:relay.example.net", "include:i0.example.net") + chain)[1]
    )
    circle = 'c.example.net. 60 IN TXT "v=spf1 include:c.example.net -all"'
    assert told(GOOD.replace("include:relay.example.net", "include:c.example.net") + circle)[0][0] == "ok"


def test_the_policy_of_the_domain_above_holds() -> None:
    above = GOOD.replace(DMARC, '_dmarc.example.ro. 60 IN TXT "v=DMARC1; p=reject; sp=none"')
    assert wrong(above) == (
        "note",
        "DMARC at _dmarc.example.ro asks nothing of receivers (none): mails in our name are not stopped.",
    )


@pytest.mark.parametrize(
    ("record", "verdict", "says"),
    [
        ("IN MX 0 .", "fails", "takes no mail"),
        ("IN A 192.0.2.9", "note", "has no MX record"),
        ('IN TXT "nothing"', "fails", "has no mail server"),
    ],
)
def test_every_domain_of_answers_is_looked_at(record: str, verdict: str, says: str) -> None:
    domains = replace(OURS, answers=("shop.example.ro", "in.example.ro"))
    found = wrong(f"{GOOD}in.example.ro. 60 {record}\n", domains)
    assert found[0] == verdict and says in found[1]


def test_a_long_record_comes_over_tcp() -> None:
    long = GOOD.replace(SPF, '"v=spf1 ' + '" "'.join("ip4:192.0.2.1 " * 12 for _ in range(6)) + '-all"')
    assert told(long)[0][0] == "ok"


def test_whoever_lets_the_server_sign_is_told_so_and_no_key_is_asked_for() -> None:
    with name_server(GOOD) as server:
        found = list(doctor_dns.findings(replace(OURS, record=""), NameServers(server.address)))
        assert not [name for name in server.asked if "_domainkey" in name]
    assert [one[0] for one in found] == ["ok", "note", "ok", "ok"]


def test_a_name_server_that_fails_is_no_domain_without_records() -> None:
    with name_server(GOOD, failing=True) as server:
        (found,) = doctor_dns.findings(OURS, NameServers(server.address))
    assert found[0] == "fails" and "The records could not be looked at" in found[1]


def test_a_domain_of_ones_own_network_is_asked_for_nowhere() -> None:
    with name_server(GOOD) as server:
        (found,) = doctor_dns.findings(replace(OURS, sending="localhost"), NameServers(server.address))
        assert (found[0], server.asked) == ("note", [])


def test_the_command_asks_for_the_domains_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AMIABIL_HOME", str(tmp_path))
    monkeypatch.setenv("AMIABIL_MAIL_FROM", "no-reply@shop.example.ro")
    monkeypatch.setenv("AMIABIL_MAIL_REPLY", "help@in.example.ro")
    monkeypatch.setenv("AMIABIL_MAIL_DKIM_KEY", _make(tmp_path / "key.pem"))
    with name_server(GOOD) as server:
        assert cli.main(["doctor", "--dns", "--resolver", server.address, "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["check"] for line in lines} == {"dns"}
    assert [line["verdict"] for line in lines] == ["ok", "fails", "ok", "fails", "ok"]
    assert "another key" in lines[1]["text"] and "in.example.ro" in lines[3]["text"]


@pytest.mark.parametrize("given", [["--resolver", "192.0.2.1"], ["--dns", "--resolver", "name.example"]])
def test_a_call_that_asks_nobody_is_not_usable(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", *given]) == 2
    assert "--resolver" in capsys.readouterr().err


def test_domains_come_from_every_address_of_ours_once() -> None:
    config = load(
        {
            "AMIABIL_MAIL_FROM": "no-reply@shop.example.ro",
            "AMIABIL_MAIL_REPLY": "help@Shop.Example.RO",
            "AMIABIL_MAIL_IN_ADDRESSES": "help@shop.example.ro, office@other.example.ro",
        }
    )
    assert domains_of(config).answers == ("shop.example.ro", "other.example.ro")
