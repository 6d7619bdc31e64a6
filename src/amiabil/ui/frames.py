"""What stands around a page: where one can go, what waits there, who is reading."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, translate_url
from django.urls import reverse as django_reverse
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from amiabil.domain.access import DESKS, Viewer
from amiabil.domain.terms import PARTIES, Role
from amiabil.records import staff
from amiabil.records.case_lists import Waiting, waiting
from amiabil.ui.addresses import path_of
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
            _("%(marketplace)s, help") % {"marketplace": settings.AMIABIL_MARKETPLACE}, path_of("help")
        ),
        items=_portal_items(get_language(), news.disputes, current),
        person=Person.of(viewer.name, viewer.role) if signed_in else None,
        bell=Link(_notices_text(news.notices), path_of("notices")) if signed_in else None,
        news=news.notices,
        sign_in=None if signed_in else _sign_in(request),
        sign_out_url=path_of("sign_out") if signed_in else "",
        languages=languages(request),
        menu=_account(viewer, current),
        doors=doors(),
        foot=_foot(get_language()),
        zone_text=_("Times are in %(zone)s") % {"zone": zone_name(viewer.zone or HOME_ZONE, viewer.language)},
        chat=path_of("chat"),
        reader=_chats_as(viewer),
    )


def _chats_as(viewer: Viewer) -> str:
    """As whom the reader talks; a shop's member is somebody else at each shop. Empty for whoever has no chats."""
    if viewer.role not in PARTIES or viewer.person_id is None:
        return ""
    return f"{viewer.person_id}.{viewer.shop_id}" if viewer.shop_id else str(viewer.person_id)


@lru_cache(maxsize=512)
def _portal_items(_language: str | None, disputes: int, current: str) -> tuple[NavItem, ...]:
    mine = ngettext("%(count)s is waiting for you", "%(count)s are waiting for you", disputes)
    return (
        NavItem(_("Help"), path_of("help"), "magnifying-glass", current=current == "help"),
        NavItem(_("My orders"), path_of("orders"), "package", short=_("Orders"), current=current == "orders"),
        NavItem(
            _("My disputes"),
            path_of("disputes"),
            "scales",
            short=_("Disputes"),
            count=disputes,
            count_label=mine % {"count": disputes},
            current=current == "disputes",
        ),
        NavItem(_("Contact"), path_of("contact"), "chat-circle-text", current=current == "contact"),
    )


def doors() -> tuple[Link, ...]:
    """The ways to people that every page offers at the same place: talking, writing, disputes and reports."""
    return _doors(get_language())


@lru_cache(maxsize=16)
def _doors(_language: str | None) -> tuple[Link, ...]:
    return (
        Link(_("Reach a person"), path_of("contact"), "chat-circle-text"),
        Link(_("Write to us"), path_of("ask_topics"), "envelope-simple"),
        Link(_("Disputes & Reports"), path_of("problems"), "scales"),
    )


@lru_cache(maxsize=16)
def _foot(_language: str | None) -> tuple[Link, ...]:
    return (
        Link(_("Help"), path_of("help")),
        Link(_("Your rights"), path_of("rights")),
        Link(_("Contact"), path_of("contact")),
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
    if viewer.role is Role.ADMINISTRATOR:
        return (
            Link(_("The shop's disputes"), path_of("seller:disputes"), "storefront"),
            Link(_("Notices"), path_of("notices"), "bell", current=current == "notices"),
            Link(_("Settings"), path_of("settings"), "gear", current=current == "settings"),
        )
    links = (
        Link(_("Notices"), path_of("notices"), "bell", current=current == "notices"),
        Link(_("My requests"), path_of("tickets"), "chat-circle-text", current=current == "tickets"),
        Link(_("Measures and complaints"), path_of("measures"), "prohibit", current=current == "measures"),
        Link(_("Settings"), path_of("settings"), "gear", current=current == "settings"),
    )
    if viewer.role is Role.SELLER:
        return (Link(_("The shop's disputes"), path_of("seller:disputes"), "storefront"), *links)
    return links


def languages(request: HttpRequest) -> tuple[Link, ...]:
    """This page in every language, each named in itself."""
    here = get_language()
    return tuple(
        Link(name, _in_language(request, code, here), current=code == here, language=code)
        for code, name in settings.LANGUAGES
    )


def _in_language(request: HttpRequest, code: str, here: str | None) -> str:
    """What ``translate_url`` says, which would look once more for the view that answers already."""
    address, match = request.get_full_path(), request.resolver_match
    if code == here:
        return address
    if match is None:
        return translate_url(address, code)
    _, mark, query = address.partition("?")
    with override(code):
        try:
            return f"{django_reverse(match.view_name, args=match.args, kwargs=match.kwargs)}{mark}{query}"
        except NoReverseMatch:
            return address


def staff_notices_item(request: HttpRequest, *, current: bool = False) -> NavItem:
    """The entry of a desk that leads to what its reader was told. No statement."""
    count = staff.new_notices(request.user)
    return NavItem(
        _("Notices"),
        path_of("agent:notices"),
        "bell",
        count=count,
        count_label=ngettext("%(count)s new notice", "%(count)s new notices", count) % {"count": count},
        current=current,
    )


def seller_frame(request: HttpRequest, viewer: Viewer, current: str = "") -> DeskFrame:
    """The frame of a shop's pages, also for whoever administers it. One statement, for the counts."""
    news = waiting(viewer)
    own = () if viewer.role is Role.ADMINISTRATOR else _of_the_shop_itself(current)
    items = (
        NavItem(
            _("Disputes"),
            path_of("seller:disputes"),
            "scales",
            count=news.disputes,
            count_label=_("%(count)s to answer") % {"count": news.disputes},
            current=current == "disputes",
        ),
        NavItem(_("Orders"), path_of("seller:orders"), "package", current=current == "orders"),
        *own,
        NavItem(
            _("Notices"),
            path_of("notices"),
            "bell",
            count=news.notices,
            count_label=_notices_text(news.notices),
            current=current == "notices",
        ),
    )
    return DeskFrame(
        home=Link(_("The shop's disputes"), path_of("seller:disputes")),
        groups=(NavGroup(items), NavGroup(_to_people())),
        person=Person.of(viewer.name, viewer.role),
        role_text=shop_role_text(viewer),
        menu=(Link(_("Settings"), path_of("settings"), "gear", current=current == "settings"),),
        sign_out_url=path_of("sign_out"),
    )


def shop_role_text(viewer: Viewer) -> str:
    """As whom somebody works on a shop's pages: an administrator is told whose."""
    if viewer.role is Role.ADMINISTRATOR:
        # Translators: the insolvency practitioner who stands in for a seller; "shop" is the seller's name
        return _("Administrator of %(shop)s") % {"shop": viewer.shop_name}
    return _("seller")


def _to_people() -> tuple[NavItem, ...]:
    """Help, and the ways to people, from every page of a shop."""
    return (
        NavItem(_("Help"), path_of("help"), "question"),
        NavItem(_("Contact"), path_of("contact"), "chat-circle-text"),
    )


def _of_the_shop_itself(current: str) -> tuple[NavItem, ...]:
    """What is between the platform and the shop's own people."""
    return (
        NavItem(
            _("Measures and complaints"),
            path_of("measures"),
            "prohibit",
            short=_("Measures"),
            current=current == "measures",
        ),
        NavItem(_("Requests"), path_of("tickets"), "chat-circle-text", current=current == "tickets"),
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
        (_("How help is run"), "assistance:home", "chat-circle-text"),
        (_("Import of orders"), "admin:orders_import", "upload-simple"),
    )
    return tuple(NavItem(text, path_of(name), icon, current=name == current) for text, name, icon in entries)


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
        sign_out_url=path_of("account_logout"),
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
