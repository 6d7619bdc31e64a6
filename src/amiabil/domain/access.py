"""Who is looking, and what may they see and do? The one table of rights.

Used by page, API, stream, search, export and assistant. ``TABLE`` is the whole of it: read it first. What a
procedure allows at a given moment (``domain/disputes``) comes on top; nothing there widens a right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from uuid import UUID

from amiabil.domain.terms import IN_COPY, STAFF_ROLES, Audience, Role, ShopRight, party
from amiabil.foundation.errors import Fact, Forbidden, NotFound
from amiabil.foundation.money import Money


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person (or an API key acting for the marketplace) in the role of this request.

    ``person_id`` is the customer's or the staff member's row id, None for nobody and for a key. ``contact_id`` is set
    for a buyer who is known by an address alone (a signed link opened this request), who is never a customer.
    ``ref`` names the actor in events: the subject of a customer, ``staff:<username>``, ``key:<name>``, ``contact``.
    ``shop_id`` is set only for a seller or its administrator, ``shop_name`` only for the latter; ``rights`` and
    ``settle_limit`` (minor units per currency; a missing one means no limit) are those of the member in that shop.
    ``name`` is what others may read. ``zone`` is an IANA name or None for "use the case's"; ``language`` is BCP 47.
    """

    role: Role | None
    person_id: UUID | None = None
    ref: str = ""
    name: str = ""
    shop_id: UUID | None = None
    rights: frozenset[ShopRight] = frozenset()
    settle_limit: dict[str, int] = field(default_factory=dict)
    scopes: frozenset[str] = frozenset()
    language: str = "ro"
    zone: str | None = None
    contact_id: UUID | None = None
    shop_name: str = ""

    @property
    def side(self) -> Role | None:
        """The role by which pages and lists go: an insolvency administrator stands on the seller's side."""
        return party(self.role) if self.role else None

    @property
    def is_staff(self) -> bool:
        """Whether this request is made in a staff role."""
        return self.role in STAFF_ROLES

    @property
    def reader_id(self) -> UUID | None:
        """Whose marks of what was read are kept: the person's, or the contact's; nobody's for somebody in copy."""
        return None if self.is_in_copy else self.person_id or self.contact_id

    @property
    def is_in_copy(self) -> bool:
        """Whether this is somebody beside the customer of a request, who writes under their own name by mail alone."""
        return self.ref.startswith(IN_COPY)

    @property
    def is_key(self) -> bool:
        """Whether a system of the marketplace asks, by API key; its scopes bound what it may do."""
        return self.ref.startswith("key:")


NOBODY = Viewer(role=None)
"""Somebody who has not signed in."""
COMMAND_LINE = Viewer(role=Role.ADMIN, ref="system:command-line", name="command line")
"""Whoever may run ``amiabil`` on the machine; they hold the database and its keys anyway."""


AUDIENCES: dict[Role, frozenset[Audience]] = {
    Role.BUYER: frozenset({Audience.EVERYONE, Audience.BUYER_AND_PLATFORM}),
    Role.SELLER: frozenset({Audience.EVERYONE, Audience.SELLER_AND_PLATFORM}),
    Role.ADMINISTRATOR: frozenset({Audience.EVERYONE, Audience.SELLER_AND_PLATFORM}),
    **{role: frozenset(Audience) for role in STAFF_ROLES},
    Role.ASSISTANT: frozenset(Audience) - {Audience.STAFF},
}
"""Which messages a role may read, of those in a conversation it takes part in. Source: support.md 1."""


def readable_audiences(viewer: Viewer) -> frozenset[Audience]:
    """The audiences of messages this viewer may read; empty for nobody."""
    return AUDIENCES.get(viewer.role, frozenset()) if viewer.role else frozenset()


def writable_audiences(viewer: Viewer) -> frozenset[Audience]:
    """The audiences this viewer may address; an auditor or a key that only reads addresses nobody."""
    if viewer.role is Role.AUDITOR or (viewer.is_key and not viewer.scopes & _WRITES):
        return frozenset()
    return readable_audiences(viewer)


# ---- the table of rights ----------------------------------------------------------


@unique
class Act(StrEnum):
    """What somebody may be allowed to see or do."""

    SEE_ORDER = "see_order"
    SEND_ORDERS = "send_orders"
    OPEN_DISPUTE = "open_dispute"
    SEE_CASE = "see_case"
    WRITE_MESSAGE = "write_message"
    ACT_AS_BUYER = "act_as_buyer"
    ANSWER_FOR_SHOP = "answer_for_shop"
    SETTLE_FOR_SHOP = "settle_for_shop"
    MANAGE_SHOP = "manage_shop"
    TAKE_CASE = "take_case"
    HEAR_CASE = "hear_case"
    HEAR_APPEAL = "hear_appeal"
    JOIN_CASES = "join_cases"
    OVERSEE = "oversee"
    SEE_AUDIT = "see_audit"
    MANAGE_STAFF = "manage_staff"
    MANAGE_KEYS = "manage_keys"
    MANAGE_POLICIES = "manage_policies"
    SEE_TO_PAYOUTS = "see_to_payouts"
    REPORT_PROCEEDING = "report_proceeding"
    REPORT_SCAN = "report_scan"
    REPORT_BOUNCE = "report_bounce"
    REPORT_MEASURE = "report_measure"
    COMPLAIN = "complain"
    SEE_COMPLAINTS = "see_complaints"
    HEAR_COMPLAINT = "hear_complaint"
    SEE_MEASURES_OF_PARTIES = "see_measures_of_parties"
    SEE_ERASURES = "see_erasures"
    HOLD_CASE = "hold_case"
    ANSWER_FOR_PERSON = "answer_for_person"
    SEE_REPORTS = "see_reports"
    KEEP_REGISTER = "keep_register"
    OPEN_TICKET = "open_ticket"
    SEE_TICKETS = "see_tickets"
    WORK_TICKET = "work_ticket"
    RATE_TICKET = "rate_ticket"
    MANAGE_SUPPORT = "manage_support"
    MANAGE_ARTICLES = "manage_articles"
    SEE_HELP_REPORTS = "see_help_reports"
    JUDGE_COMPLAINANTS = "judge_complainants"
    DECIDE_REPORT = "decide_report"
    REVIEW_REPORT = "review_report"


@unique
class Tie(StrEnum):
    """How a viewer must stand to the object."""

    OWN = "own"
    """The viewer is its buyer, or the contact who began it."""
    SHOP = "shop"
    """The viewer acts for its shop."""
    ASSIGNED = "assigned"
    """The viewer is its mediator."""
    UNASSIGNED = "unassigned"
    """It has no mediator yet."""
    NOT_MEDIATOR = "not_mediator"
    """The viewer is not its mediator (disputes.md 3.5, *Persons*)."""
    ANY = "any"
    """It does not matter."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the table has to know of an order or a case; None where it has none."""

    buyer_id: UUID | None = None
    shop_id: UUID | None = None
    mediator_id: UUID | None = None
    contact_id: UUID | None = None


NOTHING_IN_PARTICULAR = Subject()
"""For acts without an object, such as managing staff."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One way to be allowed: these roles, standing so to the object, holding this right."""

    roles: frozenset[Role]
    tie: Tie = Tie.ANY
    right: ShopRight | None = None


def _staff(*roles: Role, tie: Tie = Tie.ANY) -> Grant:
    return Grant(frozenset(roles), tie)


_BUYER = Grant(frozenset({Role.BUYER}), Tie.OWN)
_ADMINISTRATOR = Grant(frozenset({Role.ADMINISTRATOR}), Tie.SHOP)
"""Has the seller's commands, without the rights a shop gives its members and nothing else of it (disputes.md 3.4)."""

_ALL_STAFF = Grant(STAFF_ROLES)


def _member(right: ShopRight | None = None) -> Grant:
    return Grant(frozenset({Role.SELLER}), Tie.SHOP, right)


TABLE: Mapping[Act, tuple[Grant, ...]] = {
    Act.SEE_ORDER: (_BUYER, _member(), _ADMINISTRATOR, _ALL_STAFF),
    Act.SEND_ORDERS: (_staff(Role.OPERATOR, Role.ADMIN),),
    Act.OPEN_DISPUTE: (_BUYER,),
    Act.SEE_CASE: (_BUYER, _member(), _ADMINISTRATOR, _ALL_STAFF),
    Act.WRITE_MESSAGE: (
        _BUYER,
        _member(ShopRight.ANSWER),
        _ADMINISTRATOR,
        _staff(Role.AGENT, Role.SUPERVISOR, Role.OPERATOR),
        _staff(Role.MEDIATOR, tie=Tie.ASSIGNED),
        _staff(Role.REVIEWER, tie=Tie.NOT_MEDIATOR),
    ),
    Act.ACT_AS_BUYER: (_BUYER,),
    Act.ANSWER_FOR_SHOP: (_member(ShopRight.ANSWER), _ADMINISTRATOR),
    Act.SETTLE_FOR_SHOP: (_member(ShopRight.SETTLE), _ADMINISTRATOR),
    Act.MANAGE_SHOP: (_member(ShopRight.MANAGE),),
    Act.TAKE_CASE: (_staff(Role.MEDIATOR, tie=Tie.UNASSIGNED),),
    Act.HEAR_CASE: (_staff(Role.MEDIATOR, tie=Tie.ASSIGNED),),
    Act.HEAR_APPEAL: (_staff(Role.REVIEWER, tie=Tie.NOT_MEDIATOR),),
    Act.JOIN_CASES: (_staff(Role.AGENT),),
    Act.OVERSEE: (_staff(Role.SUPERVISOR, Role.OPERATOR),),
    Act.SEE_AUDIT: (_staff(Role.AUDITOR, Role.ADMIN),),
    Act.MANAGE_STAFF: (_staff(Role.ADMIN),),
    Act.MANAGE_KEYS: (_staff(Role.ADMIN),),
    Act.MANAGE_POLICIES: (_staff(Role.OPERATOR),),
    Act.SEE_TO_PAYOUTS: (_staff(Role.OPERATOR),),
    Act.REPORT_PROCEEDING: (_staff(Role.OPERATOR),),
    Act.REPORT_SCAN: (_staff(Role.OPERATOR),),
    Act.REPORT_BOUNCE: (_staff(Role.OPERATOR),),
    Act.REPORT_MEASURE: (_staff(Role.OPERATOR),),
    Act.COMPLAIN: (_BUYER, _member(ShopRight.ANSWER)),
    Act.SEE_COMPLAINTS: (_staff(Role.REVIEWER, Role.SUPERVISOR, Role.OPERATOR, Role.AUDITOR),),
    Act.HEAR_COMPLAINT: (_staff(Role.REVIEWER),),
    Act.SEE_MEASURES_OF_PARTIES: (_staff(Role.AGENT, Role.SUPERVISOR, Role.OPERATOR),),
    Act.SEE_ERASURES: (_staff(Role.SUPERVISOR, Role.OPERATOR),),
    Act.HOLD_CASE: (_staff(Role.OPERATOR),),
    Act.ANSWER_FOR_PERSON: (_staff(Role.OPERATOR),),
    Act.SEE_REPORTS: (_staff(Role.SUPERVISOR, Role.OPERATOR),),
    Act.KEEP_REGISTER: (_staff(Role.SUPERVISOR, Role.OPERATOR),),
    Act.OPEN_TICKET: (_BUYER, _member(ShopRight.ANSWER)),
    Act.SEE_TICKETS: (_staff(Role.AGENT, Role.SUPERVISOR, Role.OPERATOR, Role.AUDITOR),),
    Act.WORK_TICKET: (_staff(Role.AGENT, Role.SUPERVISOR),),
    Act.RATE_TICKET: (_BUYER, _member(ShopRight.ANSWER)),
    Act.MANAGE_SUPPORT: (_staff(Role.OPERATOR, Role.ADMIN),),
    Act.MANAGE_ARTICLES: (_staff(Role.OPERATOR, Role.ADMIN),),
    Act.SEE_HELP_REPORTS: (_staff(Role.SUPERVISOR, Role.OPERATOR, Role.ADMIN),),
    Act.JUDGE_COMPLAINANTS: (_staff(Role.SUPERVISOR),),
    Act.DECIDE_REPORT: (_staff(Role.AGENT),),
    Act.REVIEW_REPORT: (_staff(Role.REVIEWER),),
}
"""Who may do what. A seller always acts for one shop; a settlement is bounded by the member's limit too."""

_WRITES = frozenset({"cases:write", "tickets:write", "admin"})

KEY_ACTS: Mapping[str, frozenset[Act]] = {
    "orders:write": frozenset({Act.SEE_ORDER, Act.SEND_ORDERS}),
    "cases:read": frozenset({Act.SEE_ORDER, Act.SEE_CASE}),
    "cases:write": frozenset({Act.SEE_ORDER, Act.SEE_CASE, Act.OPEN_DISPUTE, Act.WRITE_MESSAGE})
    | frozenset({Act.JOIN_CASES, Act.OVERSEE, Act.COMPLAIN}),
    "payments:write": frozenset({Act.REPORT_PROCEEDING, Act.SEE_TO_PAYOUTS}),
    "carriers:write": frozenset({Act.REPORT_SCAN}),
    "notices:write": frozenset({Act.REPORT_BOUNCE}),
    "measures:write": frozenset({Act.REPORT_MEASURE}),
    "people:write": frozenset({Act.ANSWER_FOR_PERSON}),
    "reports:read": frozenset({Act.SEE_REPORTS}),
    "register:write": frozenset({Act.KEEP_REGISTER}),
    "tickets:read": frozenset({Act.SEE_TICKETS}),
    "tickets:write": frozenset({Act.SEE_TICKETS, Act.OPEN_TICKET, Act.WORK_TICKET, Act.WRITE_MESSAGE}),
    "content:read": frozenset(),
    "content:write": frozenset(),
    "admin": frozenset(
        {Act.SEND_ORDERS, Act.SEE_AUDIT, Act.MANAGE_STAFF, Act.MANAGE_KEYS, Act.MANAGE_SUPPORT}
    ),
}
"""Every scope a key may have, and what it opens; the rooms without acts check the scope itself."""

DESKS: Mapping[str, tuple[Role, ...]] = {
    "agent": (Role.AGENT,),
    "mediator": (Role.MEDIATOR,),
    "reviewer": (Role.REVIEWER,),
    "operator": (Role.OPERATOR,),
    "supervisor": (Role.SUPERVISOR, Role.OPERATOR),
    "admin": (Role.ADMIN, Role.OPERATOR),
    "audit": (Role.AUDITOR,),
}
"""Which roles work at ``/desk/<name>/``, the usual one first."""


class WrongRole(Forbidden):
    """The page is for other roles; ``needed`` names them."""

    code = "wrong_role"

    def __init__(self, *needed: Role) -> None:
        super().__init__(needed=list[Fact](role.value for role in needed))


class RightMissing(Forbidden):
    """The member of the shop sees this but lacks a right; ``right`` names it."""

    code = "right_missing"

    def __init__(self, right: ShopRight) -> None:
        super().__init__(right=right.value)


class ScopeMissing(Forbidden):
    """The key lacks a scope for this; ``scopes`` are those that would do."""

    code = "scope_missing"

    def __init__(self, *scopes: str) -> None:
        super().__init__(scopes=list[Fact](sorted(scopes)))


class OverSettleLimit(Forbidden):
    """The member of the shop may settle, but not this much; ``limit`` is the most they may."""

    code = "over_settle_limit"


def role_of_key(scopes: frozenset[str]) -> Role | None:
    """The role a key acts in: the operator where it reaches cases, else none."""
    return Role.OPERATOR if scopes & {"cases:read", "cases:write", "admin"} else None


def _stands(viewer: Viewer, tie: Tie, subject: Subject) -> bool:
    person = viewer.person_id
    match tie:
        case Tie.OWN:
            by_account = person is not None and person == subject.buyer_id
            return by_account or (viewer.contact_id is not None and viewer.contact_id == subject.contact_id)
        case Tie.SHOP:
            return viewer.shop_id is not None and viewer.shop_id == subject.shop_id
        case Tie.ASSIGNED:
            return person is not None and person == subject.mediator_id
        case Tie.UNASSIGNED:
            return subject.mediator_id is None
        case Tie.NOT_MEDIATOR:
            return person != subject.mediator_id
        case Tie.ANY:
            return True


def _by_scope(viewer: Viewer, act: Act) -> bool:
    return any(act in KEY_ACTS.get(scope, ()) for scope in viewer.scopes)


def may(viewer: Viewer, act: Act, subject: Subject = NOTHING_IN_PARTICULAR) -> bool:
    """Whether the table lets this viewer do this with this order or case."""
    if viewer.is_key:
        return _by_scope(viewer, act)
    return any(
        viewer.role in grant.roles
        and _stands(viewer, grant.tie, subject)
        and (grant.right is None or grant.right in viewer.rights)
        for grant in TABLE[act]
    )


def demand(
    viewer: Viewer, act: Act, subject: Subject = NOTHING_IN_PARTICULAR, *, sight: Act = Act.SEE_CASE
) -> None:
    """Let pass who may do this; refuse everybody else.

    ``sight`` is the act of seeing the object. Raises ``NotFound`` when the viewer may not know of it,
    ``ScopeMissing`` for a key, ``RightMissing`` for a member of the shop, else ``Forbidden``.
    """
    if may(viewer, act, subject):
        return
    if viewer.is_key:
        raise ScopeMissing(*(scope for scope, acts in KEY_ACTS.items() if act in acts))
    if subject is not NOTHING_IN_PARTICULAR and not may(viewer, sight, subject):
        raise NotFound
    for grant in TABLE[act]:
        if grant.right and viewer.role in grant.roles and _stands(viewer, grant.tie, subject):
            raise RightMissing(grant.right)
    raise Forbidden(act=act.value)


TAKES_MEASURES = (Act.REPORT_MEASURE, Act.DECIDE_REPORT, Act.REVIEW_REPORT)
"""The acts of which a measure may be part."""


def demand_taking_measures(viewer: Viewer) -> None:
    """Let pass who may do anything of which a measure may be part; else raises as ``demand`` for the first of them."""
    if not any(may(viewer, act) for act in TAKES_MEASURES):
        demand(viewer, Act.REPORT_MEASURE)


def demand_settlement(viewer: Viewer, amount: Money) -> None:
    """Refuse a member of a shop who settles above their limit in this currency, if any: raises ``OverSettleLimit``."""
    limit = viewer.settle_limit.get(amount.currency)
    if viewer.role is Role.SELLER and limit is not None and amount.minor > limit:
        raise OverSettleLimit(limit=Money(limit, amount.currency).fact())
