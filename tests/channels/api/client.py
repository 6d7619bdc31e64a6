"""A program of the marketplace, as the API sees it: JSON over HTTP with a key."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from django.test import Client

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import api_keys, clock

ADMIN = Viewer(role=Role.ADMIN, ref="staff:admin")


def make_key(*scopes: str, name: str = "shop") -> str:
    """A key with these scopes."""
    key = "amk_" + name.ljust(40, "k")[:40]
    api_keys.add(ADMIN, name, key, scopes=frozenset(scopes), at=clock.unshifted())
    return key


class Program:
    """Calls the API; every answer must be JSON, and every refusal a problem."""

    def __init__(self, key: str | None, language: str = "en") -> None:
        self._http = Client(raise_request_exception=True)
        self.headers = {"Accept-Language": language}
        if key is not None:
            self.headers["Authorization"] = f"Bearer {key}"

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Send a request below ``/api/v1``; bytes are sent as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {
            "content_type": "application/json",
            **{k: v for k, v in headers.items() if k == "content_type"},
        }
        more = {k.replace("_", "-"): v for k, v in headers.items() if k != "content_type"}
        response = self._http.generic(
            method,
            f"/api/v1{path}",
            content if body is not None else b"",
            given["content_type"],
            headers={**self.headers, **more},
        )
        return Answer(response)

    def put(self, path: str, body: object, **headers: str) -> Answer:
        return self.call("PUT", path, body, **headers)

    def post(self, path: str, body: object, **headers: str) -> Answer:
        return self.call("POST", path, body, **headers)

    def get(self, path: str) -> Answer:
        return self.call("GET", path)

    def fetch(self, path: str, **headers: str) -> Any:
        """The answer to a ``GET`` as it came, for what is no JSON."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._http.get(f"/api/v1{path}", headers={**self.headers, **more})


class Answer:
    """What came back."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers = response.headers
        self.json: Any = json.loads(response.content)
        kind = "application/problem+json" if self.status >= 400 else "application/json"
        assert response.headers["Content-Type"] == kind, response.headers
        if self.status >= 400:
            assert self.json["status"] == self.status
            assert self.json["type"] == f"/problems/{self.json['code']}"
            assert self.json["detail"]
            assert self.json["title"]

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(self.json["code"])

    def errors(self) -> list[tuple[str, str]]:
        """Pointer and code of each refused field."""
        return [(one["pointer"], one["code"]) for one in self.json.get("errors", [])]


def path_of(ref: str) -> str:
    """The address of an order."""
    return f"/orders/{quote(ref, safe='')}"
