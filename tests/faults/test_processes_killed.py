"""Each process of an installation is killed while people work: nothing acknowledged is lost, nothing happens twice.

Clients behave as documented: a request without an answer is sent again with the same ``Idempotency-Key``.
"""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage

import httpx
import pytest

from tests.journeys.marketplace import Json
from tests.journeys.product import Product, eventually, links_in, running
from tests.journeys.ways import deal, opened

CASES = 6
WRITTEN = "Piața ți-a scris"
WRITERS = 3
KILLS = ("web", "worker", "relay", "database", "push", "web", "database", "worker")
MOST_PAUSE = 1.5
"""Seconds between two kills, at most: shorter than a restart, so that processes die while they start as well."""

PATIENCE = 90.0
"""Seconds in which a request must have been answered, whatever dies meanwhile."""


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with running(alone=True) as product:
        yield product


@dataclass
class Work:
    """What people did, each with the answer they got: only that counts as promised."""

    cases: list[str]
    posted: list[tuple[str, str]] = field(default_factory=list)
    """Case and text of each acknowledged message."""

    failures: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)


def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(product: Product) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    print("seed", seed)
    chance = random.Random(seed)
    deals = [deal(product, secrets.token_hex(4), "ro") for _ in range(CASES)]
    work = Work([opened(product, of) for of in deals])
    with ThreadPoolExecutor(WRITERS + 1) as people:
        writers = [people.submit(_write, product, work, n) for n in range(WRITERS)]
        settling = people.submit(_settle, product, work, random.Random(seed))
        for name in KILLS:
            time.sleep(chance.random() * MOST_PAUSE)
            _kill(product, name)
        settling.result()
        work.stop.set()
        for writer in writers:
            writer.result()
    product.wait_ready()
    for reference in work.cases:
        _all_is_there(product, work, reference)
    with product.ahead(
        minutes=10
    ):  # what a killed worker was at is taken up by another, once its time is over
        for reference, of in zip(work.cases, deals, strict=True):
            _told_once(product, work, reference, of.buyer_mail)
    assert product.installation.run("verify").returncode == 0


def test_after_a_restart_of_the_database_no_page_fails(product: Product) -> None:
    of = deal(product, secrets.token_hex(4), "en")
    reference = opened(product, of)
    product.kill("database")
    product.wait_ready()
    with httpx.Client(
        base_url=product.base_url, trust_env=False, follow_redirects=True, timeout=30
    ) as person:
        token = product.marketplace.token(of.buyer)
        assert person.post("/sso", data={"token": token, "next": "/en/orders/"}).status_code == 200
        pages = ("/en/orders/", "/en/disputes/", f"/en/disputes/{reference}", "/en/notices/", "/en/help/")
        statuses = Counter(person.get(page).status_code for _ in range(10) for page in pages)
    assert statuses == {200: 50}


def _kill(product: Product, name: str) -> None:
    """Kill a part; one that is just being started again is left to its start."""
    try:
        product.kill(name)
    except (AssertionError, ProcessLookupError):
        return


def _insist(send: object, failures: list[str]) -> Json:
    """Send until there is an answer, as a client that keeps its promises does; only 5xx and silence are tried again."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            answer: httpx.Response = send()  # type: ignore[operator]
        except httpx.HTTPError as error:
            told = type(error).__name__
        else:
            if answer.is_success:
                found: Json = answer.json()
                return found
            told = f"{answer.status_code} {answer.text[:200]}"
            if answer.status_code < 500 and answer.json().get("code") != "in_progress":
                failures.append(told)
                raise AssertionError(told)
        assert time.monotonic() < end, f"no answer in {PATIENCE} s, at last {told}"
        time.sleep(0.1)


def _write(product: Product, work: Work, number: int) -> None:
    """Write one message after the other into the cases."""
    place = 0
    while not work.stop.is_set():
        reference = work.cases[place % len(work.cases)]
        text, key = f"message {number}-{place}", secrets.token_urlsafe(16)
        body = {"as": "operator", "text": text, "audience": "everyone"}
        _insist(lambda r=reference, b=body, k=key: product.marketplace.write(r, b, key=k), work.failures)
        work.posted.append((reference, text))
        place += 1


def _settle(product: Product, work: Work, chance: random.Random) -> None:
    """Let the shop accept each request, now and then, so that money has to move all the time."""
    for reference in work.cases:
        time.sleep(chance.random() * MOST_PAUSE)
        key = secrets.token_urlsafe(16)
        body = {"as": "seller", "arguments": {}}
        _insist(
            lambda r=reference, k=key, b=body: product.marketplace.step(r, "accept_request", b, key=k),
            work.failures,
        )


def _all_is_there(product: Product, work: Work, reference: str) -> None:
    eventually(lambda: product.marketplace.dispute(reference)["state"] == "closed", PATIENCE)
    events = product.marketplace.events(reference)
    versions = {event["version"] for event in events}
    assert versions == set(range(1, max(versions) + 1))
    texts = Counter(event["message"]["text"] for event in events if event["type"] == "message.posted")
    promised = Counter(text for case, text in work.posted if case == reference)
    assert texts == promised
    kinds = Counter(event["type"] for event in events)
    assert (kinds["dispute.accept_request"], kinds["refund.confirmed"], kinds["dispute.closed"]) == (1, 1, 1)
    paid = [one for one in product.refunds_of(reference) if one["paid_at"]]
    assert [one["amount"] for one in paid] == ["249.90"]


def _told_once(product: Product, work: Work, reference: str, address: str) -> None:
    """Each message and each other piece of news has come in one mail.

    A mail may come again after a crash, as any mail may, but is then the same one by its ``Message-ID``.
    """
    promised = sum(case == reference for case, _ in work.posted)

    def told() -> bool:
        return _by_subject(product, reference, address)[WRITTEN] == promised

    eventually(told, PATIENCE)
    others = _by_subject(product, reference, address)
    assert others.pop(WRITTEN) == promised
    assert set(others.values()) == {1}, others


def _by_subject(product: Product, reference: str, address: str) -> Counter[str]:
    """How often each piece of news about a case came: in a subject, or in the list of a mail that brought several."""
    about = {
        letter["Message-ID"]: [letter["Subject"].partition(".")[0], *_also_in(letter)]
        for letter in product.mails_to(address)
        if any(reference in link for link in links_in(letter))
    }
    return Counter(one for told in about.values() for one in told)


def _also_in(letter: EmailMessage) -> list[str]:
    """The further news of a mail: lines that begin with a dash and a time."""
    part = letter.get_body(("plain",))
    assert part is not None
    lines = [line for line in part.get_content().splitlines() if line.startswith("- ")]
    return [line.partition(": ")[2] for line in lines]
