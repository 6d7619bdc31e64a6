"""Who hears that an article became public? Whoever follows the stream of events; it is a chain of one event."""

from __future__ import annotations

from datetime import datetime

from amiabil.domain.access import Viewer
from amiabil.domain.chain import first_head
from amiabil.domain.disputes.model import Actor, Event
from amiabil.domain.event_names import of_article
from amiabil.domain.terms import Role
from amiabil.records import sql
from amiabil.records.event_rows import HAPPENED, Chain, Writing, rows_of
from amiabil.records.help_article_versions import Version
from amiabil.records.new_id import new_id

_SIDES = ("staff",)

_TELL = f"WITH head AS (SELECT %(case_id)s::uuid AS id), {HAPPENED} SELECT count(*) FROM head"


def published(viewer: Viewer, version: Version, *, at: datetime) -> None:
    """Write that a version became public; it belongs into the transaction in which it does."""
    article = version.article
    event = Event(
        kind="published",
        at=at,
        actor=Actor(viewer.role or Role.SYSTEM, viewer.ref),
        version=1,
        data={"key": article.key, "language": article.language, "number": version.number},
    )
    writing = Writing(
        received_at=at, new_id=new_id, change_of=dict, seals={}, type_of=of_article, sides=_SIDES
    )
    rows = rows_of([event], Chain(0, 0, first_head(version.id)), writing)
    sql.run(
        _TELL,
        {"case_id": version.id, "events": sql.jsonb(rows.events), "texts": sql.jsonb(rows.texts)},
    )
