"""How are the texts of the acts kept? By command; what an act does also by the role that reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from amiabil.domain.disputes.negotiation import meant
from amiabil.domain.disputes.parts import Proposal, Terms
from amiabil.domain.terms import Command, Role
from amiabil.ui.case.seen import Seen
from amiabil.ui.words import names, remedies

Verbs = Mapping[Command, Callable[[Seen], str]]
"""What the button says."""

Means = Mapping[tuple[Command, Role | None], Callable[[Seen], str]]
"""What the act does, in one or two sentences, before it is pressed; None for every role without a text of its own."""

Done = Mapping[Command, Callable[[], str]]
"""What is said on the case after the act."""


def theirs(seen: Seen) -> Proposal | None:
    """The other side's current proposal, for a party."""
    other = {Role.BUYER: Role.SELLER, Role.SELLER: Role.BUYER}.get(seen.role)
    return seen.dispute.proposal_of(other) if other else None


def their_terms(seen: Seen) -> str:
    """What the other side proposes, within a sentence; empty without a proposal."""
    proposal = theirs(seen)
    if proposal is None:
        return ""
    return in_words(seen, proposal.terms)


def in_words(seen: Seen, terms: Terms) -> str:
    """Terms within a sentence."""
    amount = seen.reader.money(terms.amount) if terms.amount is not None else ""
    return names.within(remedies.request(meant(seen.dispute, terms.remedy), amount))
