"""What do the two addresses behind ``ui/static/js/stream.js`` answer?

A page that wants to be live has two views of its own, ``data-stream-token-url`` and ``data-poll-url``, which find
out who looks and call these.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.http import JsonResponse

from amiabil.domain.access import Viewer
from amiabil.foundation.errors import NotFound
from amiabil.foundation.grants import MOST_CHANNELS, case_channel, person_channel, stream_token
from amiabil.gateways.bus import BusAway, Revocation, namespace, open_bus
from amiabil.records import clock, live_cases
from amiabil.records.scope import side_of

log = logging.getLogger(__name__)

_NEVER_KEPT = {"Cache-Control": "no-store"}


def token_answer(viewer: Viewer, case_ids: Collection[UUID]) -> JsonResponse:
    """A token to hear what happens in these cases, as far as the viewer may, and the viewer's own notices.

    Of more cases than a token holds the first are followed. Raises ``NotFound`` for nobody, for a key, and when
    none of the cases is the viewer's.
    """
    seen = _versions(viewer, case_ids)
    if viewer.person_id is None:
        raise NotFound()
    channels = [case_channel(case, side_of(viewer)) for case in seen][: MOST_CHANNELS - 1]
    token = stream_token(
        viewer.person_id,
        [person_channel(viewer.person_id), *channels],
        key=settings.SECRET_KEY.encode(),
        now=clock.unshifted(),
    )
    answer = {"token": token, "url": f"{settings.AMIABIL_PUSH_URL}/stream/v1"}
    return JsonResponse(answer, headers=_NEVER_KEPT)


def poll_answer(viewer: Viewer, case_ids: Collection[UUID]) -> JsonResponse:
    """What changes when one of these cases does; raises ``NotFound`` when none of them is the viewer's."""
    return JsonResponse({"version": version(_versions(viewer, case_ids))}, headers=_NEVER_KEPT)


def version(versions: dict[UUID, int]) -> str:
    """The value of ``data-version`` for a page that shows these cases at these versions."""
    told = ",".join(f"{case}:{number}" for case, number in sorted(versions.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _versions(viewer: Viewer, case_ids: Collection[UUID]) -> dict[UUID, int]:
    seen = live_cases.versions(viewer, case_ids)
    if case_ids and not seen:
        raise NotFound()
    return {case: seen[case] for case in case_ids if case in seen}


def close_streams(person_id: UUID) -> None:
    """Close this person's open streams and void the tokens given so far; call it after commit.

    Whoever may still listen comes back with a new token. Without the bus the streams end within minutes anyway.
    """
    bus = open_bus(settings.AMIABIL_BUS_URL, name=namespace(settings.SECRET_KEY))
    try:
        bus.publish([Revocation(person_id)])
    except BusAway as away:
        log.warning("streams could not be closed at once: %s", away)
    finally:
        bus.close()
