"""How is a call-back answered? When it is, at which number, and where it stands."""

from __future__ import annotations

from amiabil.channels.api.case_documents import Document, instant
from amiabil.channels.api.schemas import AT, COUNT, TEXT, maybe, shape, words
from amiabil.domain.contact.call_backs import CallState
from amiabil.foundation.fields import Schema
from amiabil.records.call_backs import CallBack
from amiabil.ui.call_backs import links
from amiabil.ui.letters import whole

_CALL: dict[str, Schema] = {
    "reference": {**TEXT, "description": "Of the request it belongs to."},
    "door": TEXT,
    "state": words(CallState),
    "starts_at": AT,
    "ends_at": AT,
    "call_at": {**AT, "description": "When it is to be made next: later than it starts, after a try."},
    "tries": {**COUNT, "description": "How often it was called."},
    "number": {**maybe(TEXT), "description": "Null once it is forgotten, 30 days after the call."},
    "person": {**TEXT, "description": "The name of whoever is called."},
    "language": TEXT,
    "zone": {**TEXT, "description": "Where they read times."},
    "changed_at": AT,
}
SCHEMAS: dict[str, Schema] = {
    "FreeTime": shape(starts_at=AT, ends_at=AT),
    "CallBack": shape(**_CALL),
    "BookedCallBack": shape(
        **_CALL,
        page={**TEXT, "description": "Where whoever holds this address moves or cancels it; a secret."},
    ),
}


def document(call: CallBack) -> Document:
    """The call as it stands."""
    return {
        "reference": call.reference,
        "door": call.door,
        "state": call.state.value,
        "starts_at": instant(call.starts_at),
        "ends_at": instant(call.ends_at),
        "call_at": instant(call.call_at),
        "tries": call.tries,
        "number": call.number or None,
        "person": call.name,
        "language": call.language,
        "zone": call.zone,
        "changed_at": instant(call.changed_at),
    }


def booked(call: CallBack) -> Document:
    """The same for whoever booked it, with its address for the customer."""
    return {**document(call), "page": whole(links.page_of(call))}
