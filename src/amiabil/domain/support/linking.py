"""Which requests may be linked, with what, and which links would make no sense?

A link says that two matters have to do with each other. It gives nobody a right and moves nothing. Pure. Source:
support.md 6, decision 0055.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

from amiabil.domain.support.merging import SameRequest, UnknownRequest
from amiabil.foundation.errors import Conflict

MOST_LINKS = 20
"""Links of one request or dispute."""

MOST_LEVELS = 10
"""Requests above one another in a line of parents."""


@unique
class Tie(StrEnum):
    """What another request or dispute is to this one."""

    RELATED = "related"
    PARENT = "parent"
    CHILD = "child"

    @property
    def seen_from_there(self) -> Tie:
        """What this one is to the other one."""
        return {Tie.PARENT: Tie.CHILD, Tie.CHILD: Tie.PARENT}.get(self, self)


class LinkedOtherwise(Conflict):
    """The two are linked already, in another way; that link has to go first."""

    code = "linked_otherwise"


class HasParent(Conflict):
    """The request is a part of another one already, ``parent``."""

    code = "has_parent"


class LinkLoop(Conflict):
    """The request would become a part of itself."""

    code = "link_loop"


class TooManyLinks(Conflict):
    """One of the two has ``most`` links already, or would stand below as many others."""

    code = "too_many_links"


@dataclass(frozen=True, slots=True)
class End:
    """One of the two, as the rules know it: how many links it has, and its line of parents, the nearest first.

    ``erased``: what people wrote in it is gone, and nothing is added any more.
    """

    reference: str
    is_ticket: bool = True
    links: int = 0
    above: tuple[str, ...] = ()
    erased: bool = False


def demand_linkable(mine: End, other: End, tie: Tie, known: Tie | None) -> bool:
    """Whether there is anything to do: no where the link is there already (``known``: what the other one is now).

    Only requests are parts of one another; a dispute is related. Raises ``SameRequest``, ``UnknownRequest``,
    ``LinkedOtherwise``, ``HasParent``, ``LinkLoop`` or ``TooManyLinks``.
    """
    if mine.reference == other.reference:
        raise SameRequest()
    if mine.erased or other.erased or (tie is not Tie.RELATED and not other.is_ticket):
        raise UnknownRequest(field="/other")
    if known is not None and known is not tie:
        raise LinkedOtherwise()
    if known is not None:
        return False
    if max(mine.links, other.links) >= MOST_LINKS:
        raise TooManyLinks(most=MOST_LINKS)
    if tie is not Tie.RELATED:
        _demand_line(*((mine, other) if tie is Tie.PARENT else (other, mine)))
    return True


def _demand_line(child: End, parent: End) -> None:
    if child.reference in parent.above:
        raise LinkLoop()
    if child.above:
        raise HasParent(parent=child.above[0])
    if len(parent.above) + 1 >= MOST_LEVELS:
        raise TooManyLinks(most=MOST_LEVELS)
