"""The table of rights, written a second time by hand, against every combination of act, role and tie."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from amiabil.domain.access import (
    DESKS,
    KEY_ACTS,
    NOBODY,
    TABLE,
    Act,
    OverSettleLimit,
    RightMissing,
    ScopeMissing,
    Subject,
    Viewer,
    demand,
    demand_settlement,
    may,
    readable_audiences,
    role_of_key,
    writable_audiences,
)
from amiabil.domain.command_rights import act_of
from amiabil.domain.terms import STAFF_ROLES, Audience, Command, Role, ShopRight
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.foundation.money import Money

ALLOWED = """
see_order        buyer:own  seller:shop  administrator:shop  agent mediator reviewer supervisor operator admin auditor
send_orders      operator admin
open_dispute     buyer:own
see_case         buyer:own  seller:shop  administrator:shop  agent mediator reviewer supervisor operator admin auditor
write_message    buyer:own  seller:shop+answer  administrator:shop  agent supervisor operator
write_message    mediator:assigned reviewer:not_mediator
act_as_buyer     buyer:own
answer_for_shop  seller:shop+answer  administrator:shop
settle_for_shop  seller:shop+settle  administrator:shop
manage_shop      seller:shop+manage
take_case        mediator:unassigned
hear_case        mediator:assigned
hear_appeal      reviewer:not_mediator
join_cases       agent
oversee          supervisor operator
see_audit        auditor admin
manage_staff     admin
manage_keys      admin
manage_policies  operator
see_to_payouts   operator
report_proceeding  operator
report_scan      operator
report_bounce    operator
report_measure   operator
complain         buyer:own  seller:shop+answer
see_complaints   reviewer supervisor operator auditor
hear_complaint   reviewer
open_ticket      buyer:own  seller:shop+answer
see_tickets      agent supervisor operator auditor
work_ticket      agent supervisor
rate_ticket      buyer:own  seller:shop+answer
manage_support   operator admin
manage_articles  operator admin
see_help_reports  supervisor operator admin
judge_complainants  supervisor
decide_report    agent
review_report    reviewer
see_reports      supervisor operator
keep_register    supervisor operator
see_measures_of_parties  agent supervisor operator
see_erasures     supervisor operator
hold_case        operator
answer_for_person  operator
"""

ME, OTHER = UUID(int=1), UUID(int=2)
SUBJECTS = {
    "own": Subject(buyer_id=ME, shop_id=ME, mediator_id=ME),
    "other": Subject(buyer_id=OTHER, shop_id=OTHER, mediator_id=OTHER),
    "unassigned": Subject(buyer_id=OTHER, shop_id=OTHER, mediator_id=None),
}
TRUE_FOR = {
    "": {"own", "other", "unassigned"},
    "own": {"own"},
    "shop": {"own"},
    "assigned": {"own"},
    "unassigned": {"unassigned"},
    "not_mediator": {"other", "unassigned"},
}


def expected() -> set[tuple[Act, Role, str, ShopRight | None]]:
    """Every allowed combination; the right is the one that is missing, None when none is."""
    found = set()
    for line in ALLOWED.strip().splitlines():
        act, *grants = line.split()
        for grant in grants:
            role, _, rest = grant.partition(":")
            tie, _, right = rest.partition("+")
            missing = [None, *(one for one in ShopRight if one != right)]
            found |= {(Act(act), Role(role), own, m) for own in TRUE_FOR[tie] for m in missing}
    return found


EXPECTED = expected()


def viewer(role: Role, lacking: ShopRight | None) -> Viewer:
    rights = frozenset(ShopRight) - {lacking} if role is Role.SELLER else frozenset[ShopRight]()
    of_shop = role in {Role.SELLER, Role.ADMINISTRATOR}
    return Viewer(role=role, person_id=ME, shop_id=ME if of_shop else None, rights=rights)


def test_the_table() -> None:
    allowed = {
        (act, role, own, lacking)
        for role, lacking in product(Role, [None, *ShopRight])
        for act, own in product(Act, SUBJECTS)
        if may(viewer(role, lacking), act, SUBJECTS[own])
    }
    assert allowed == EXPECTED


def test_nobody_may_do_anything() -> None:
    assert not any(may(NOBODY, act, subject) for act in Act for subject in (Subject(), *SUBJECTS.values()))


def test_a_person_without_a_row_owns_nothing() -> None:
    for role in Role:
        assert not may(Viewer(role=role), Act.ACT_AS_BUYER, Subject())
        assert not may(Viewer(role=role), Act.ANSWER_FOR_SHOP, Subject())
        assert not may(Viewer(role=role), Act.HEAR_CASE, Subject())


def test_every_act_is_in_the_table() -> None:
    assert set(TABLE) == set(Act)


def test_who_may_not_see_it_is_told_that_it_is_not_there() -> None:
    with pytest.raises(NotFound):
        demand(viewer(Role.BUYER, None), Act.ACT_AS_BUYER, SUBJECTS["other"])
    with pytest.raises(NotFound):
        demand(NOBODY, Act.SEE_CASE, SUBJECTS["own"])


def test_who_sees_it_is_told_what_is_missing() -> None:
    with pytest.raises(RightMissing) as refused:
        demand(viewer(Role.SELLER, ShopRight.SETTLE), Act.SETTLE_FOR_SHOP, SUBJECTS["own"])
    assert refused.value.facts == {"right": "settle"}
    with pytest.raises(Forbidden) as forbidden:
        demand(viewer(Role.MEDIATOR, None), Act.HEAR_CASE, SUBJECTS["other"])
    assert forbidden.value.code == "forbidden"


def test_demand_lets_pass_exactly_whom_the_table_allows() -> None:
    for act, role, (_, subject) in product(Act, Role, SUBJECTS.items()):
        person = viewer(role, None)
        try:
            demand(person, act, subject)
        except (NotFound, Forbidden):
            assert not may(person, act, subject)
        else:
            assert may(person, act, subject)


@pytest.mark.parametrize("scope", sorted(KEY_ACTS))
def test_a_key_may_do_what_its_scope_opens_and_nothing_else(scope: str) -> None:
    key = Viewer(role=role_of_key(frozenset({scope})), ref="key:shop", scopes=frozenset({scope}))
    for act in Act:
        assert may(key, act, SUBJECTS["other"]) == (act in KEY_ACTS[scope])
        if act not in KEY_ACTS[scope]:
            with pytest.raises(ScopeMissing):
                demand(key, act, SUBJECTS["other"])


def test_a_key_reads_cases_only_with_a_scope_for_them_and_writes_only_with_that() -> None:
    def key(*scopes: str) -> Viewer:
        held = frozenset(scopes)
        return Viewer(role=role_of_key(held), ref="key:shop", scopes=held)

    assert readable_audiences(key("orders:write")) == frozenset()
    assert readable_audiences(key("cases:read")) == frozenset(Audience)
    assert writable_audiences(key("cases:read")) == frozenset()
    assert writable_audiences(key("cases:write")) == frozenset(Audience)


def test_a_party_never_reads_the_other_side() -> None:
    buyer, seller = viewer(Role.BUYER, None), viewer(Role.SELLER, None)
    assert readable_audiences(buyer) == {Audience.EVERYONE, Audience.BUYER_AND_PLATFORM}
    assert readable_audiences(seller) == {Audience.EVERYONE, Audience.SELLER_AND_PLATFORM}
    assert readable_audiences(viewer(Role.ADMINISTRATOR, None)) == readable_audiences(seller)
    assert readable_audiences(NOBODY) == frozenset()
    assert writable_audiences(viewer(Role.AUDITOR, None)) == frozenset()


def test_settling_is_bounded_per_currency() -> None:
    member = Viewer(role=Role.SELLER, person_id=ME, shop_id=ME, settle_limit={"RON": 50_000})
    demand_settlement(member, Money(50_000, "RON"))
    demand_settlement(member, Money(10**9, "EUR"))
    with pytest.raises(OverSettleLimit) as refused:
        demand_settlement(member, Money(50_001, "RON"))
    assert refused.value.facts == {"limit": {"amount": "500.00", "currency": "RON"}}


def test_an_administrator_stands_on_the_seller_s_side_and_needs_the_same_rights_of_the_table() -> None:
    assert viewer(Role.ADMINISTRATOR, None).side is Role.SELLER
    assert [role for role in Role if Viewer(role=role).side is not role] == [Role.ADMINISTRATOR]
    assert NOBODY.side is None
    for command in Command:
        assert act_of(command, Role.ADMINISTRATOR) is act_of(command, Role.SELLER)


def test_whoever_gives_money_for_a_shop_needs_the_right_to_settle() -> None:
    gives = {
        Command.ACCEPT_REQUEST,
        Command.PROPOSE,
        Command.ACCEPT,
        Command.ACCEPT_RECOMMENDATION,
        Command.VOLUNTARY_REFUND,
        Command.WAIVE_RETURN,
    }
    expected = {
        command: Act.SETTLE_FOR_SHOP if command in gives else Act.ANSWER_FOR_SHOP for command in Command
    }
    assert {command: act_of(command, Role.SELLER) for command in Command} == {
        **expected,
        Command.MESSAGE: Act.WRITE_MESSAGE,
    }


def test_nobody_outside_the_procedure_takes_a_step() -> None:
    for role in (Role.AGENT, Role.AUDITOR, Role.ASSISTANT, Role.CARRIER, Role.ADMIN):
        assert act_of(Command.DECIDE, role) is None


def test_every_staff_role_has_a_desk() -> None:
    assert {role for roles in DESKS.values() for role in roles} == STAFF_ROLES


def test_a_contact_has_the_rights_of_a_buyer_in_its_own_conversation_alone() -> None:
    contact, other = UUID(int=21), UUID(int=22)
    viewer = Viewer(role=Role.BUYER, contact_id=contact, ref=f"contact:{contact}")
    assert may(viewer, Act.WRITE_MESSAGE, Subject(contact_id=contact))
    for subject in (Subject(), Subject(contact_id=other), Subject(buyer_id=contact), Subject(buyer_id=other)):
        assert not may(viewer, Act.WRITE_MESSAGE, subject)
    assert not may(Viewer(role=Role.BUYER, person_id=contact), Act.WRITE_MESSAGE, Subject(contact_id=contact))
    assert not may(Viewer(role=Role.BUYER), Act.WRITE_MESSAGE, Subject())
