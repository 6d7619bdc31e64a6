"""How is an operation that changes something told to the router, described to others and carried out once?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import ParamSpec

from ninja import Router

from amiabil.channels.api.description import described
from amiabil.channels.api.idempotency import Act, View, once
from amiabil.foundation.fields import Schema

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Post:
    """A ``POST`` as others read of it.

    ``body`` is what it takes; ``answer`` the status, the sentence and the schema of what it answers. ``refusals`` are
    the statuses it refuses with beside those of every ``POST``.
    """

    name: str
    summary: str
    body: Schema
    answer: tuple[HTTPStatus, str, Schema]
    refusals: tuple[HTTPStatus, ...] = (HTTPStatus.NOT_FOUND,)


def post(router: Router, path: str, told: Post) -> Callable[[Act[P]], View[P]]:
    """Make an act the operation of this path, carried out once for each ``Idempotency-Key`` (``idempotency.once``)."""
    status, about, schema = told.answer

    def operation(act: Act[P]) -> View[P]:
        view = once(act)
        router.post(
            path,
            operation_id=told.name,
            summary=told.summary,
            openapi_extra=described(
                {status: (about, schema)}, body=told.body, refusals=told.refusals, once=True
            ),
        )(view)
        return view

    return operation
