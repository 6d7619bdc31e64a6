"""What is said of a group of questions: how it is known that they were not answered, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.domain.learning.questions import Signal, State

SIGNALS: Mapping[Signal, Promise] = {
    Signal.UNANSWERED: _("not understood"),
    Signal.REFUSED: _("none of the choices"),
    Signal.WRONG: _("answer called wrong"),
    Signal.REPEATED: _("asked again"),
    Signal.PERSON: _("wanted a person after the answer"),
    Signal.CORRECTED: _("a person answered otherwise"),
    Signal.SEARCHED: _("searched for in vain"),
}

STATES: Mapping[State, Promise] = {
    State.OPEN: _("to be looked at"),
    State.PHRASES: _("taken over as ways to ask"),
    State.ARTICLE: _("an article was begun"),
    State.OUTSIDE: _("not answered here"),
    State.DISMISSED: _("put aside"),
}

TONES: Mapping[State, str] = {
    State.OPEN: "warn",
    State.PHRASES: "good",
    State.ARTICLE: "good",
    State.OUTSIDE: "plain",
    State.DISMISSED: "plain",
}
