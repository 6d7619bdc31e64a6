"""The mark of a form that was reached as fraud: what is sent with it is read before the rest."""

from __future__ import annotations

from django.http import HttpRequest

from amiabil.domain.support.terms import Priority

FRAUD = "fraud"
"""The name in the address of a form; a form is sent to the address it was shown at."""


def soon(request: HttpRequest) -> Priority | None:
    """How soon what was sent wants an answer; None for as soon as its topic."""
    return Priority.HIGH if request.GET.get(FRAUD) else None
