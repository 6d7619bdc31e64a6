"""How is a whole file sent? As a ZIP to save, a piece at a time, and not often: each reads every film of a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import FileResponse

from amiabil.domain.access import Viewer
from amiabil.records import clock, rates, sql
from amiabil.ui.dossier.pack import PackedDossier

DOSSIERS = rates.Limit("dossier", 10, timedelta(hours=1))
"""How often one person has whole files put together."""

_BLOCK = 1 << 16
"""Bytes sent at a time: Django's own four thousand would cut a film into too many pieces."""


def answer(viewer: Viewer, packed: Callable[[], PackedDossier]) -> FileResponse:
    """The dossier that ``packed`` puts together, as the answer to this viewer. Raises ``RateLimited``."""
    rates.count(str(viewer.person_id), DOSSIERS, at=clock.unshifted())
    made = packed()
    sql.let_go()
    response = FileResponse(
        made.content, as_attachment=True, filename=made.name, content_type="application/zip"
    )
    response.block_size = _BLOCK
    response["Content-Length"] = str(made.size)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
