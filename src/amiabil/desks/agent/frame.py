"""The frame of the agent's desk: its lists with what waits in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.access import Viewer
from amiabil.domain.support.setup import Setup
from amiabil.records.inbox import MOST_COUNTED, Inbox
from amiabil.ui import paging
from amiabil.ui.facts import DeskFrame, Key, NavGroup, NavItem
from amiabil.ui.frames import desk_frame, staff_notices_item
from amiabil.ui.words import tickets as words


def frame(request: HttpRequest, viewer: Viewer, current: str = "cases") -> DeskFrame:
    """What stands around every page of an agent; ``current`` is the entry one is in. No statement."""
    items = (
        NavItem(_("To answer"), reverse("agent:tickets"), "tray", current=current == "tickets"),
        NavItem(_("Chats"), reverse("agent:chats"), "chats-circle", current=current == "chats"),
        NavItem(_("Open disputes"), reverse("agent:cases"), "scales", current=current == "cases"),
        NavItem(_("Mail"), reverse("agent:mails"), "envelope-simple", current=current == "mails"),
        NavItem(
            _("Call-backs"), reverse("agent:call_backs"), "phone-incoming", current=current == "call_backs"
        ),
        NavItem(_("Search"), reverse("agent:search"), "magnifying-glass", current=current == "search"),
        staff_notices_item(request, current=current == "notices"),
        NavItem(
            _("Saved replies"), reverse("agent:replies"), "chat-teardrop-text", current=current == "replies"
        ),
        NavItem(_("Reports"), reverse("agent:reports"), "flag", current=current == "reports"),
    )
    return _with_keys(desk_frame(request, viewer, (NavGroup(items),)))


def frame_of_chats(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    """The same around the chats, with their keys. No statement."""
    found = frame(request, viewer, "chats")
    keys = (
        *(one for one in found.keys if one.step),
        Key("r", _("Answer the customer"), goes="field-text", presses="answer-reply"),
        Key("n", _("Leave a note for the staff"), goes="field-text", presses="answer-note"),
        Key("m", _("Take this chat"), presses="act-take"),
        Key("x", _("Answer the next one"), presses="act-next"),
        Key("t", _("Give it on"), goes="field-place", presses="act-give"),
        Key("f", _("Find an article to put in"), goes="field-find", presses="act-find"),
        Key("e", _("End the chat"), goes="act-end", presses="act-give"),
        Key("c", _("To the customer"), goes="person"),
        Key("l", _("To the list"), goes="queue"),
        *_ways(),
    )
    return replace(found, keys=keys)


def _ways() -> tuple[Key, ...]:
    """Two keys one after the other lead to another part of the desk."""
    return (
        Key("g t", _("Open the requests"), to=reverse("agent:tickets")),
        Key("g c", _("Open the chats"), to=reverse("agent:chats")),
        Key("g d", _("Open the disputes"), to=reverse("agent:cases")),
    )


def frame_of_inbox(
    request: HttpRequest, viewer: Viewer, inbox: Inbox, setup: Setup, query: Mapping[str, str]
) -> DeskFrame:
    """The same around the list, with every queue and what waits in it; ``query`` is what the list is asked for."""
    here = (query.get("view", ""), query.get("team", ""))

    def item(text: str, icon: str, view: str = "", team: str = "", count: int = 0) -> NavItem:
        address = paging.address(reverse("agent:tickets"), view=view, team=team)
        found = NavItem(text, address, icon, count=count, current=here == (view, team))
        return replace(found, count_label=_waiting(count), alarm=view == "late")

    of_my_teams = item(_("Of nobody in my teams"), "users", "my_teams", count=inbox.unassigned_of_mine)
    first = (
        item(_("To answer"), "tray", count=inbox.waiting + len(inbox.questions)),
        item(_("Mine"), "user", "mine", count=inbox.mine),
        *((of_my_teams,) if inbox.my_teams else ()),
        item(_("Of nobody"), "users", "nobody", count=inbox.unassigned),
        item(_("Late"), "lightning", "late", count=inbox.late),
        item(_("Ended requests"), "check-circle", "ended"),
    )
    teams = tuple(
        item(
            words.label(team.labels, viewer.language),
            "users-three",
            team=team.key,
            count=inbox.teams.get(team.key, 0),
        )
        for team in sorted(setup.teams, key=lambda team: team.key not in inbox.my_teams)
    )
    more = (
        NavItem(_("Chats"), reverse("agent:chats"), "chats-circle"),
        NavItem(_("Open disputes"), reverse("agent:cases"), "scales"),
        NavItem(_("Mail"), reverse("agent:mails"), "envelope-simple"),
        NavItem(_("Call-backs"), reverse("agent:call_backs"), "phone-incoming"),
        NavItem(_("Search"), reverse("agent:search"), "magnifying-glass"),
        staff_notices_item(request),
        NavItem(_("Saved replies"), reverse("agent:replies"), "chat-teardrop-text"),
    )
    kept = tuple(
        NavItem(name, paging.address(reverse("agent:ticket_table"), view=id), "star")
        for id, name in inbox.lists
    )
    groups = (
        NavGroup(first),
        *((NavGroup(kept, _("My lists")),) if kept else ()),
        NavGroup(teams, _("Queues")),
        NavGroup(more, _("All of it")),
    )
    return _with_keys(desk_frame(request, viewer, groups))


def _waiting(count: int) -> str:
    if count >= MOST_COUNTED:
        return _("%(count)s or more wait for an answer") % {"count": count}
    return ngettext("%(count)s waits for an answer", "%(count)s wait for an answer", count) % {"count": count}


def _with_keys(found: DeskFrame) -> DeskFrame:
    keys = (
        *(one for one in found.keys if one.step),
        Key("r", _("Answer the customer"), goes="field-text", presses="answer-reply"),
        Key("n", _("Leave a note for the staff"), goes="field-text", presses="answer-note"),
        Key("m", _("Take it myself"), presses="act-take"),
        Key("a", _("Give it to somebody"), goes="field-assignee"),
        Key("t", _("Give it to another team"), goes="field-team"),
        Key("s", _("Set the status"), goes="field-status"),
        Key("e", _("Mark it as solved"), presses="act-solve"),
        Key("c", _("To the customer"), goes="person"),
        Key("l", _("To the list"), goes="queue"),
        Key("u", _("Take back the last change"), presses="act-undo"),
        Key("/", _("Search; in the empty box: a saved reply"), goes="field-q"),
        *_ways(),
    )
    return replace(found, keys=keys, find_url=reverse("agent:find"))
