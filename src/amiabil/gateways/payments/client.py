"""How is a payments service spoken to over HTTP? Contract: docs/integrate/payments.md."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from amiabil.gateways.payments.protocol import (
    NOT_SUPPORTED,
    Answer,
    Confirmed,
    Failed,
    HoldInstruction,
    NotInstructed,
    PaymentsAway,
    PayoutInstruction,
    RefundInstruction,
    Unknown,
)
from amiabil.gateways.time_limit import TimeLimit

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 15.0
"""Seconds for the whole answer. A card network may need ten; a worker waits, nobody else."""

LARGEST = 64 * 1024
"""Bytes of the largest answer read; an honest one has under a thousand."""

_MAYBE_DONE = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
"""Refusals after which the service may still act, or says nothing about the refund itself."""


_NOT_THERE = frozenset({HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED})
"""Answers of a service that does not have an address."""


Instruction = RefundInstruction | PayoutInstruction


class _NoAnswer(Exception):
    """Nothing that can be relied on came back; the text says what happened."""


class HttpPayments:
    """A payments service at an address; ``key`` is shared with it and sent as a bearer token.

    Never follows a redirect: money is not sent where an answer points.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        seconds: float = ANSWER_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._url = url.rstrip("/")
        self._seconds = seconds
        self._headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
        self._transport = transport

    def instruct(self, refund: RefundInstruction) -> Answer:
        """Pay a refund, once for each key and attempt however often this is called."""
        body: dict[str, Any] = {"order": refund.order, "case": refund.case, "amount": refund.amount.fact()}
        if refund.sources is not None:
            body["sources"] = {name: part.fact() for name, part in refund.sources.items() if part}
        return self._instruct("/refunds", body, refund)

    def ask(self, refund: RefundInstruction) -> Answer | NotInstructed:
        """What has become of an attempt of a refund."""
        return self._ask("/refunds", "unknown_refund", refund)

    def pay_out(self, payout: PayoutInstruction) -> Answer:
        """Pay a seller, once for each key and attempt however often this is called.

        A service that does not have the address answers ``Failed(NOT_SUPPORTED)``.
        """
        body = {
            "order": payout.order,
            "case": payout.case,
            "seller": payout.seller,
            "kind": payout.kind,
            "amount": payout.amount.fact(),
        }
        return self._instruct("/payouts", body, payout)

    def ask_payout(self, payout: PayoutInstruction) -> Answer | NotInstructed:
        """What has become of an attempt of a payout."""
        return self._ask("/payouts", "unknown_payout", payout)

    def _instruct(self, path: str, body: dict[str, Any], given: Instruction) -> Answer:
        try:
            status, found = self._call("POST", path, body={**body, "attempt": given.attempt}, key=given.key)
        except _NoAnswer as error:
            return Unknown(str(error))
        if path == "/payouts" and (
            status in _NOT_THERE or (status == HTTPStatus.NOT_FOUND and _code(found) in {"", "not_found"})
        ):
            return Failed(NOT_SUPPORTED)
        if status >= 500 or status in _MAYBE_DONE:
            return Unknown(f"HTTP {status}")
        if status >= 400:
            return Failed(_code(found) or f"http_{status}")
        if status >= 300:
            return Unknown(f"HTTP {status}")
        return _answer(found, given)

    def _ask(self, path: str, unknown: str, given: Instruction) -> Answer | NotInstructed:
        """Only the service's own word counts as *never heard of it*: any other 404 may come from a wrong address."""
        try:
            status, found = self._call("GET", f"{path}/{quote(given.key, safe='')}")
        except _NoAnswer as error:
            return Unknown(str(error))
        if status == HTTPStatus.NOT_FOUND and _code(found) == unknown:
            return NotInstructed()
        if status != HTTPStatus.OK:
            return Unknown(f"HTTP {status}")
        if _failed_before(found, given.attempt):
            return NotInstructed()
        return _answer(found, given)

    def hold(self, hold: HoldInstruction) -> None:
        """Set what is held for a case, or release all of it. Raises ``PaymentsAway``."""
        body: dict[str, Any] = {"version": hold.version}
        path = f"/holds/{quote(hold.key, safe='')}/release"
        if hold.amount:
            body |= {"key": hold.key, "order": hold.order, "amount": hold.amount.fact()}
            path = "/holds"
        try:
            status, _ = self._call("POST", path, body=body, key=f"{hold.key}:{hold.version}")
        except _NoAnswer as error:
            raise PaymentsAway(str(error)) from None
        if status >= 300:
            raise PaymentsAway(f"HTTP {status}")

    def _call(
        self, method: str, path: str, *, body: dict[str, Any] | None = None, key: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON object of the answer, within the time allowed; raises ``_NoAnswer``."""
        headers = {**self._headers, **({"Idempotency-Key": key} if key else {})}
        limits = httpx.Timeout(self._seconds, connect=min(CONNECT_SECONDS, self._seconds))
        try:
            with (
                TimeLimit(self._seconds) as limit,
                httpx.Client(timeout=limits, follow_redirects=False, transport=self._transport) as client,
                client.stream(
                    method, self._url + path, json=body, headers=headers, extensions=limit.extensions
                ) as answer,
            ):
                return answer.status_code, _read(answer)
        except httpx.HTTPError as error:
            raise _NoAnswer(f"{type(error).__name__}: {error}") from None


def _read(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer that is not too long; empty when it is none."""
    whole = b""
    for part in answer.iter_bytes():
        whole += part
        if len(whole) > LARGEST:
            raise _NoAnswer("the answer is too long")
    try:
        found = json.loads(whole)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _code(found: dict[str, Any]) -> str:
    return _plain(found.get("code") or found.get("cause"))


def _plain(said: object) -> str:
    """A word of the service as it can be kept: the database takes no NUL and no half of a letter."""
    return "".join(c for c in said[:100] if c.isprintable()) if isinstance(said, str) else ""


def _failed_before(found: dict[str, Any], attempt: int) -> bool:
    """Whether the service knows only the failure of an earlier attempt."""
    tried = found.get("attempt")
    return found.get("state") == "failed" and isinstance(tried, int) and tried < attempt


def _answer(found: dict[str, Any], given: Instruction) -> Answer:
    """What a description of a refund or a payout says. A failure of an earlier attempt says nothing about this one, and
    who has paid another amount has not paid this one: people must look into it."""
    state = found.get("state")
    if found.get("key") != given.key:
        return Unknown("the answer is about something else")
    if found.get("amount") not in (None, given.amount.fact()):
        return Unknown("the answer is about another amount")
    if state == "confirmed":
        return Confirmed(_plain(found.get("reference")))
    if state == "failed" and not _failed_before(found, given.attempt):
        return Failed(_code(found) or "failed")
    return Unknown("pending" if state == "pending" else "the answer cannot be read")
