"""How may this message sound? A hint to its writer alone, before it is sent; it blocks nothing and is kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.domain.access import Viewer
from amiabil.domain.terms import PARTIES
from amiabil.domain.tone import Tone, passages
from amiabil.records import case_files
from amiabil.ui.facts import ToneHint, TonePiece

MOST = 20_000
"""Letters that are looked at; a message has no more."""

ADVICE: Mapping[Tone, Promise] = {
    Tone.THREAT: _("This can be read as a threat. A mediator reads it too, and it can count against you."),
    Tone.EXPOSING: _(
        "This speaks of making somebody's data public. That is against the law and helps no case."
    ),
    Tone.INSULT: _("This speaks of the person. What happened to the goods convinces more."),
    Tone.ELSEWHERE: _(
        "What is agreed elsewhere cannot be proven here, and money paid elsewhere cannot be protected."
    ),
    Tone.HEATED: _("This sounds angry. Your point is stronger with what happened and what you ask for."),
    Tone.SHOUTING: _("Capitals and many exclamation marks read like shouting."),
}


def hint(viewer: Viewer, text: str) -> ToneHint | None:
    """The hint for a party's text; None where nothing in it sounds harsh, and for anybody but a party."""
    found = passages(text[:MOST]) if viewer.side in PARTIES else ()
    if not found:
        return None
    pieces, at = [], 0
    for one in found:
        pieces += [TonePiece(text[at : one.start]), TonePiece(text[one.start : one.end], marked=True)]
        at = one.end
    pieces.append(TonePiece(text[at:]))
    tones = {one.tone for one in found}
    return ToneHint(
        tuple(piece for piece in pieces if piece.text),
        tuple(str(ADVICE[tone]) for tone in Tone if tone in tones),
    )


def asked(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The hint as a part of a page, for the box that asks before it sends; 204 where there is nothing to say.

    Raises ``NotFound`` for whoever may not see the case.
    """
    case_files.case_id_of(viewer, reference)
    found = hint(viewer, request.POST.get("text", ""))
    if found is None:
        return HttpResponse(status=204)
    return render(request, "ui/_tone.html", {"hint": found})
