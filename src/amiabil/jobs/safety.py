"""Which disputes tell of something dangerous, and what does the request beside them say? In the buyer's language."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from amiabil.actions.safety_requests import Words, open_beside
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.danger import SOMEBODY_HURT, wants_safety_request
from amiabil.domain.support.ticket import SUBJECT_LETTERS
from amiabil.domain.terms import Reason
from amiabil.records import clock
from amiabil.records.outbox import PublishedEvent
from amiabil.records.safety_requests import Danger
from amiabil.ui.words import questions, reasons

_TYPES = frozenset({"dispute.submit", "dispute.convert"})


def told_by(events: Iterable[PublishedEvent]) -> list[UUID]:
    """The disputes of which these events tell something dangerous, each once."""
    return list(
        dict.fromkeys(
            event.case_id for event in events if event.type in _TYPES and wants_safety_request(event.data)
        )
    )


def open_request(case_id: UUID) -> str:
    """Open the safety request of a dispute, or find the one there is; its reference."""
    return open_beside(case_id, say, at=clock.now())


def say(danger: Danger, buyer: Viewer) -> Words:
    """What the request says: what the buyer told in the dispute, and from where it comes."""
    with override(buyer.language):
        hurt = danger.texts.get(SOMEBODY_HURT, "")
        lines = [
            _("Taken from dispute %(reference)s, because something in it is dangerous.")
            % {"reference": danger.reference},
            _("Product: %(product)s") % {"product": danger.subject},
            _("Reason: %(reason)s") % {"reason": reasons.name(Reason(danger.reason))},
            *(
                [f"{questions.label(SOMEBODY_HURT)} {questions.choice(hurt)}"]
                if hurt in {"yes", "no"}
                else []
            ),
            *([danger.texts["text"]] if danger.texts.get("text") else []),
        ]
        subject = _("Dangerous: %(product)s") % {"product": danger.subject}
    return Words(subject[:SUBJECT_LETTERS], "\n\n".join(("\n".join(lines[:4]), *lines[4:])))
