"""What does a case show of those it was joined with? Where it goes on, or what it goes on for; one line each."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from amiabil.domain.disputes.parts import Joined
from amiabil.records.joins import goes_on_as
from amiabil.ui.case.card import Card
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Link, Row


def cards(seen: Seen) -> Iterator[Card]:
    """The card of a case that was joined with others; nothing for any other."""
    into, came = seen.dispute.merged_into, seen.dispute.merged_from
    if into is not None:
        yield _ended(seen, into)
    if came:
        yield _goes_on(seen, came)


def _ended(seen: Seen, into: Joined) -> Card:
    """Where it goes on; one statement, as that case may have been joined with a third since."""
    now = goes_on_as(seen.reader.viewer, seen.file.case_id) or into.key
    # Translators: {reference} names a dispute, as D-4H8P-6TXC.
    title = _("This dispute goes on as {reference}").format(reference=now)
    return Card(
        "joined",
        title,
        rows=(Row(_("Joined"), seen.reader.moment(into.at).text),),
        words=_words(seen, "dispute.merge"),
        note=_(
            "Both were about the same order. The goods, the money kept for them, everything handed in and what was"
            " asked for are there now. What was written here can still be read here."
        ),
        links=(Link(_("Go to {reference}").format(reference=now), seen.door.page_of(now), "arrow-right"),),
    )


def _goes_on(seen: Seen, came: tuple[Joined, ...]) -> Card:
    return Card(
        "joined",
        _("Joined with this dispute"),
        rows=tuple(Row(one.key, seen.reader.moment(one.at).text) for one in came),
        words=_words(seen, "dispute.joined"),
        note=_(
            "Goods, money and everything handed in there belong to this dispute now. The messages written there"
            " can be read under the old number."
        ),
        links=tuple(
            Link(_("Read {reference}").format(reference=one.key), seen.door.page_of(one.key), "arrow-right")
            for one in came
        ),
    )


def _words(seen: Seen, kind: str) -> str:
    told = seen.last(kind)
    return told.texts.get("text", "") if told is not None else ""
