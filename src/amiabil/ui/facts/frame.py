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
    languages; ``menu`` are the account's pages, ``foot`` the links at the end of a page. ``doors`` are the ways to
    people, at the same place on every page. ``chat`` is the page of the chat, empty where the window is not shown;
    ``reader`` tells it whether it is still the same person who reads, empty for nobody.
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
    doors: tuple[Link, ...] = ()
    foot: tuple[Link, ...] = ()
    zone_text: str = ""
    chat: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a desk, or two one after the other (``g t``): it steps through lines or cases, presses an element or
    gives the focus to one by id, or opens the page of an address."""

    key: str
    text: str
    step: int = 0
    goes: str = ""
    presses: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class DeskFrame:
    """The frame of a desk: side bar, who works here, in which role, and the ways to another role.

    ``keys`` are those of ``js/keys.js``; empty where there are none. ``find_url`` answers what the palette of
    ``js/palette.js`` is asked for; empty where it only knows the ways of the desk.
    """

    home: Link
    groups: tuple[NavGroup, ...]
    person: Person
    role_text: str = ""
    menu: tuple[Link, ...] = ()
    sign_out_url: str = ""
    sign_out_method: str = "post"
    keys: tuple[Key, ...] = ()
    find_url: str = ""

    @property
    def current(self) -> NavItem | None:
        """The entry of the page shown, for a narrow screen."""
        found = [item for group in self.groups for item in group.items if item.current]
        return found[0] if found else None
