"""Why is something still kept, until when, and what is said where it has been erased?"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amiabil.domain.retention import Kept, Rule
from amiabil.ui.facts import Notice
from amiabil.ui.reader import Reader
from amiabil.ui.words.names import Names

RULES: Names[Rule] = {
    Rule.AFTER_CLOSE: _("legal claims can be made for some years after the end of a case"),
    Rule.CHARGEBACK: _("the payment was contested at a bank, which may come back to it later"),
    Rule.OPEN: _("it is still open"),
    Rule.OPEN_BESIDE: _("another case about the same order is open"),
    Rule.PROCEEDING: _("a proceeding outside the marketplace is open"),
    Rule.LEGAL_HOLD: _("the marketplace has put it under a legal hold"),
}
"""Why something is kept, to stand after a day and a comma or behind a colon."""

LAW: Promise = _("General Data Protection Regulation, article 17(3)(b) and (e): duties and legal claims")
"""What lets the marketplace keep it."""


class Erasable(Protocol):
    """A case as its page knows it."""

    @property
    def erased_at(self) -> datetime | None:
        """When its texts and files were erased."""

    @property
    def erased_by(self) -> str:
        """The rule that ended its keeping."""


def reasons(kept: Kept) -> str:
    """Every rule that keeps it, in words."""
    return "; ".join(str(RULES[rule]) for rule in kept.rules)


def erased(at: datetime, by: str, reader: Reader) -> str:
    """What stands on the page of a case that was erased."""
    told = {"day": reader.day(at), "rule": by}
    return (
        # Translators: %(day)s is a day, %(rule)s the key of a rule in the policy, as after_close_years.
        gettext(
            "Erased on %(day)s by the rule “%(rule)s” of the marketplace's policy. What was written and handed in "
            "here is gone; that it happened, when, and how it ended stays."
        )
        % told
    )


def notices_of(case: Erasable, reader: Reader, *, is_restricted: bool = False) -> tuple[Notice, ...]:
    """What a page of this case says about its erasure: that it was done, or to the staff that it waits."""
    if case.erased_at is not None:
        return (Notice(erased(case.erased_at, case.erased_by, reader), icon="trash"),)
    if is_restricted and reader.viewer.is_staff:
        text = gettext(
            "The buyer has asked for erasure. Use this case only for what keeps it: the procedure itself, legal claims "
            "and duties."
        )
        return (Notice(text, tone="warn", icon="lock-simple"),)
    return ()
