"""What the frame around a page needs: navigation with what waits for the reader, who is reading."""

from __future__ import annotations

from dataclasses import dataclass

from amiabil.ui.facts.small import Link, Person


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry. ``count`` is what waits for the reader, never what is unread; 0 shows nothing.

    ``count_label`` says the count in words ("1 is waiting for you"); ``short`` is the name on a phone's bottom
    bar; ``alarm`` colours the count when something is about to be late.
    """

    text: str
    url: str
    icon: str
    short: str = ""
    count: int = 0
    count_label: str = ""
    current: bool = False
    alarm: bool = False

    @property
    def shown_short(self) -> str:
        """The short name, else the name."""
        return self.short or self.text


@dataclass(frozen=True, slots=True)
class NavGroup:
    """Entries under a heading; the first group of a desk has none."""

    items: tuple[NavItem, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class PortalFrame:
    """The frame of customers and of nobody: four entries, then bell and account, or *Sign in*.

    ``person`` None means nobody has signed in; then ``sign_in`` may lead to the marketplace. ``bell`` is the
    notices page with its words ("1 new notice"), ``news`` how many. ``languages`` lead to this page in the other
    languages; ``menu`` are the account's pages, ``foot`` the links at the end of a page.
    """

    home: Link
    items: tuple[NavItem, ...]
    person: Person | None = None
    bell: Link | None = None
    news: int = 0
    sign_in: Link | None = None
    sign_out_url: str = ""
    languages: tuple[Link, ...] = ()
    menu: tuple[Link, ...] = ()
    foot: tuple[Link, ...] = ()
    zone_text: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A single key of a desk: it steps through lines or cases, or gives the focus to the element with this id."""

    key: str
    text: str
    step: int = 0
    goes: str = ""


@dataclass(frozen=True, slots=True)
class DeskFrame:
    """The frame of a desk: side bar, who works here, in which role, and the ways to another role.

    ``keys`` are those of ``js/keys.js``; empty where there are none.
    """

    home: Link
    groups: tuple[NavGroup, ...]
    person: Person
    role_text: str = ""
    menu: tuple[Link, ...] = ()
    sign_out_url: str = ""
    sign_out_method: str = "post"
    keys: tuple[Key, ...] = ()

    @property
    def current(self) -> NavItem | None:
        """The entry of the page shown, for a narrow screen."""
        found = [item for group in self.groups for item in group.items if item.current]
        return found[0] if found else None
