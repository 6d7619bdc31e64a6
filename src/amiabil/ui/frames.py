"""What stands around a page: where one can go, what waits there, who is reading."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from amiabil.domain.access import DESKS, Viewer
from amiabil.domain.terms import Role
from amiabil.records import staff
from amiabil.records.case_lists import Waiting, waiting
from amiabil.ui.facts import DeskFrame, Key, Link, NavGroup, NavItem, Person, PortalFrame
from amiabil.ui.formats import zone_name
from amiabil.ui.viewer import sign_in_url
from amiabil.ui.words.names import ROLES

HOME_ZONE = "Europe/Bucharest"
"""The zone named at the foot when the reader has chosen none; cases name their own."""


def portal_frame(request: HttpRequest, viewer: Viewer, current: str = "") -> PortalFrame:
    """The frame of a buyer's or a public page; ``current`` is the route name of the entry one is in.

    One statement, for the counts; none for nobody.
    """
    news = waiting(viewer) if viewer.role is Role.BUYER else Waiting()
    signed_in = viewer.role is not None
    return PortalFrame(
        home=Link(
            _("%(marketplace)s, help") % {"marketplace": settings.AMIABIL_MARKETPLACE}, reverse("help")
        ),
        items=_portal_items(news, current),
        person=Person.of(viewer.name, viewer.role) if signed_in else None,
        bell=Link(_notices_text(news.notices), reverse("notices")) if signed_in else None,
        news=news.notices,
        sign_in=None if signed_in else _sign_in(request),
        sign_out_url=reverse("sign_out") if signed_in else "",
        languages=languages(request),
        menu=_account(viewer, current),
        foot=(
            Link(_("Help"), reverse("help")),
            Link(_("Your rights"), reverse("rights")),
            Link(_("Contact"), reverse("contact")),
        ),
        zone_text=_("Times are in %(zone)s") % {"zone": zone_name(viewer.zone or HOME_ZONE, viewer.language)},
    )


def _portal_items(news: Waiting, current: str) -> tuple[NavItem, ...]:
    mine = ngettext("%(count)s is waiting for you", "%(count)s are waiting for you", news.disputes)
    return (
        NavItem(_("Help"), reverse("help"), "magnifying-glass", current=current == "help"),
        NavItem(_("My orders"), reverse("orders"), "package", short=_("Orders"), current=current == "orders"),
        NavItem(
            _("My disputes"),
            reverse("disputes"),
            "scales",
            short=_("Disputes"),
            count=news.disputes,
            count_label=mine % {"count": news.disputes},
            current=current == "disputes",
        ),
        NavItem(_("Contact"), reverse("contact"), "chat-circle-text", current=current == "contact"),
    )


def _notices_text(count: int) -> str:
    if not count:
        return _("Notices: nothing new")
    return ngettext("Notices: %(count)s new", "Notices: %(count)s new", count) % {"count": count}


def _sign_in(request: HttpRequest) -> Link | None:
    address = sign_in_url(request.get_full_path())
    return Link(_("Sign in"), address) if address else None


def _account(viewer: Viewer, current: str) -> tuple[Link, ...]:
    if viewer.role is None:
        return ()
    links = (
        Link(_("Notices"), reverse("notices"), "bell", current=current == "notices"),
        Link(_("My requests"), reverse("tickets"), "chat-circle-text", current=current == "tickets"),
        Link(_("Measures and complaints"), reverse("measures"), "prohibit", current=current == "measures"),
        Link(_("Settings"), reverse("settings"), "gear", current=current == "settings"),
    )
    if viewer.role is Role.SELLER:
        return (Link(_("The shop's disputes"), reverse("seller:disputes"), "storefront"), *links)
    return links


def languages(request: HttpRequest) -> tuple[Link, ...]:
    """This page in every language, each named in itself."""
    here = get_language()
    return tuple(
        Link(name, translate_url(request.get_full_path(), code), current=code == here, language=code)
        for code, name in settings.LANGUAGES
    )


def seller_frame(request: HttpRequest, viewer: Viewer, current: str = "") -> DeskFrame:
    """The frame of a shop's pages. One statement, for the counts."""
    news = waiting(viewer)
    items = (
        NavItem(
            _("Disputes"),
            reverse("seller:disputes"),
            "scales",
            count=news.disputes,
            count_label=_("%(count)s to answer") % {"count": news.disputes},
            current=current == "disputes",
        ),
        NavItem(_("Orders"), reverse("seller:orders"), "package", current=current == "orders"),
        NavItem(
            _("Measures and complaints"),
            reverse("measures"),
            "prohibit",
            short=_("Measures"),
            current=current == "measures",
        ),
        NavItem(_("Requests"), reverse("tickets"), "chat-circle-text", current=current == "tickets"),
        NavItem(
            _("Notices"),
            reverse("notices"),
            "bell",
            count=news.notices,
            count_label=_notices_text(news.notices),
            current=current == "notices",
        ),
    )
    return DeskFrame(
        home=Link(_("The shop's disputes"), reverse("seller:disputes")),
        groups=(NavGroup(items),),
        person=Person.of(viewer.name, Role.SELLER),
        role_text=_("seller"),
        menu=(
            Link(_("Settings"), reverse("settings"), "gear", current=current == "settings"),
            Link(_("Help"), reverse("help"), "question"),
        ),
        sign_out_url=reverse("sign_out"),
    )


def role_name(role: Role) -> str:
    """A staff role as its holder reads it."""
    return str(ROLES[role])


def desk_name(name: str) -> str:
    """A desk as it is called in the menu of who may work at several."""
    return {
        "agent": _("The agents' desk"),
        "mediator": _("The mediators' desk"),
        "reviewer": _("The reviewers' desk"),
        "operator": _("The operators' desk"),
        "supervisor": _("The supervisors' desk"),
        "admin": _("The administrators' desk"),
        "audit": _("The auditors' desk"),
    }[name]


def operator_items(viewer: Viewer, current: str) -> tuple[NavItem, ...]:
    """The entries of an operator's desks, ``current`` the route name of the one shown; empty for other roles."""
    if viewer.role is not Role.OPERATOR:
        return ()
    entries = (
        (_("To see to"), "operator:queue", "tray"),
        (_("Payments that failed"), "operator:payouts", "coins"),
        (_("What is late"), "supervisor:late", "clock-countdown"),
        (_("Mails that wait"), "supervisor:mails", "envelope-simple"),
        (_("Measures"), "operator:measures", "prohibit"),
        (_("Complaints about measures"), "supervisor:complaints", "gavel"),
        (_("Requests for erasure"), "supervisor:erasures", "trash"),
        (_("Reports"), "reports:report", "chart-bar"),
        (_("Proceedings outside"), "reports:register", "buildings"),
        (_("Policies"), "policies:list", "scales"),
        (_("Holidays"), "operator:holidays", "calendar-blank"),
        (_("Import of orders"), "admin:orders_import", "upload-simple"),
    )
    return tuple(NavItem(text, reverse(name), icon, current=name == current) for text, name, icon in entries)


def desk_frame(request: HttpRequest, viewer: Viewer, groups: tuple[NavGroup, ...]) -> DeskFrame:
    """The frame of a staff desk with its own entries; the account menu leads to the person's other desks.

    Switching is a link to another frame, so that nobody decides in the wrong role.
    """
    role = viewer.role or Role.AGENT
    held = staff.held_roles(request.user)
    desks = [(name, next((one for one in roles if one in held), None)) for name, roles in DESKS.items()]
    return DeskFrame(
        home=Link(_("To the start of this desk"), groups[0].items[0].url),
        groups=groups,
        person=Person.of(viewer.name, role),
        role_text=role_name(role),
        menu=tuple(
            Link(desk_name(name), f"/desk/{name}/", current=request.path.startswith(f"/desk/{name}/"))
            for name, one in desks
            if one is not None
        ),
        sign_out_url=reverse("account_logout"),
        keys=_keys(),
    )


def _keys() -> tuple[Key, ...]:
    """The single keys of the staff's desks; those whose place is not on a page do nothing there."""
    return (
        Key("j", _("Next line; on a case the next case"), step=1),
        Key("k", _("Previous line; on a case the previous case"), step=-1),
        Key("r", _("Write a message"), goes="field-text"),
        Key("d", _("To the sheet of the decision"), goes="sheet-title"),
    )
