"""Which requests does a list of the staff show, and in which order? A narrowing as the address writes it.

The same words are an address, a saved view and the rows a bulk act is meant for. What the program does not know is left
out: an old address still shows a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum, unique

from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.terms import Channel

ME, NOBODY = "me", "nobody"
"""Who answers, besides the username of a member of the staff: whoever looks, or nobody."""

MY_TEAMS = "~mine"
"""In place of a team: any of those whoever looks belongs to. No key of a team looks like it."""

VALUE_LETTERS = 120


@unique
class Sort(StrEnum):
    """In which order a list stands."""

    URGENT = "urgent"
    NEWEST = "newest"
    OLDEST = "oldest"


@unique
class Due(StrEnum):
    """Until when what is promised is due."""

    OVERDUE = "overdue"
    SOON = "soon"
    DAY = "day"


DUE_WITHIN: Mapping[Due, timedelta] = {
    Due.OVERDUE: timedelta(),
    Due.SOON: timedelta(hours=4),
    Due.DAY: timedelta(days=1),
}
"""How far from now, at the most."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which requests, and how they are sorted; empty or None asks nothing.

    ``team`` is a key or ``MY_TEAMS``; ``assignee`` is ``ME``, ``NOBODY`` or a username. ``requester`` is the
    marketplace's name of a customer or of a shop, or an e-mail address. Without ``ended`` or a status that has ended
    only those that somebody still has to act on.
    """

    statuses: tuple[TicketStatus, ...] = ()
    team: str = ""
    assignee: str = ""
    topic: str = ""
    priority: Priority | None = None
    tag: str = ""
    due: Due | None = None
    channel: Channel | None = None
    language: str = ""
    order: str = ""
    requester: str = ""
    ended: bool = False
    sort: Sort = Sort.URGENT

    def words(self) -> dict[str, str]:
        """As an address writes it; what asks nothing is not there."""
        said = {
            "status": ",".join(self.statuses),
            "team": self.team,
            "assignee": self.assignee,
            "topic": self.topic,
            "priority": self.priority or "",
            "tag": self.tag,
            "due": self.due or "",
            "channel": self.channel or "",
            "language": self.language,
            "order": self.order,
            "requester": self.requester,
            "ended": "1" if self.ended else "",
            "sort": "" if self.sort is Sort.URGENT else self.sort,
        }
        return {name: str(value) for name, value in said.items() if value}


FIELDS = tuple(Narrowing.__dataclass_fields__)
"""What can be asked for; an address says ``status`` for ``statuses``."""


def read(words: Mapping[str, str]) -> Narrowing:
    """A narrowing as an address or a saved view writes it; what is not known is left out."""

    def text(name: str) -> str:
        given = "".join(sign for sign in words.get(name, "") if sign.isprintable())
        return given.strip()[:VALUE_LETTERS]

    statuses = [one for one in dict.fromkeys(text("status").split(",")) if one in set(TicketStatus)]
    return Narrowing(
        statuses=tuple(TicketStatus(one) for one in statuses),
        team=text("team"),
        assignee=text("assignee"),
        topic=text("topic"),
        priority=Priority(text("priority")) if text("priority") in set(Priority) else None,
        tag=text("tag").casefold(),
        due=Due(text("due")) if text("due") in set(Due) else None,
        channel=Channel(text("channel")) if text("channel") in set(Channel) else None,
        language=text("language").casefold(),
        order=text("order"),
        requester=text("requester"),
        ended=text("ended") == "1",
        sort=Sort(text("sort")) if text("sort") in set(Sort) else Sort.URGENT,
    )


@dataclass(frozen=True, slots=True)
class Shipped:
    """A queue everybody has from the beginning; what it is called is ``ui/words``'."""

    key: str
    shows: Narrowing = field(default_factory=Narrowing)


SHIPPED = (
    Shipped("open"),
    Shipped("mine", Narrowing(assignee=ME)),
    Shipped("my_teams", Narrowing(assignee=NOBODY, team=MY_TEAMS)),
    Shipped("nobody", Narrowing(assignee=NOBODY)),
    Shipped("soon", Narrowing(due=Due.SOON)),
    Shipped("new", Narrowing(statuses=(TicketStatus.NEW,))),
    Shipped(
        "waiting",
        Narrowing(statuses=(TicketStatus.WAITING_FOR_CUSTOMER, TicketStatus.WAITING_FOR_THIRD_PARTY)),
    ),
    Shipped("ended", Narrowing(statuses=(TicketStatus.SOLVED, TicketStatus.CLOSED), ended=True)),
)
"""The queues as they ship, in order."""
