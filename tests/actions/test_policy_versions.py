"""Versions of a policy: two people, a day, the law, and cases that keep what they were opened under."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import LazySettings

from amiabil.actions import policy_versions as actions
from amiabil.actions.policies import policy_of_text, rules_at, unreadable_policies
from amiabil.actions.policy_versions import DayPast, NotInThatState, PolicyNotRight, SecondPersonNeeded
from amiabil.domain import policy as policies
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden
from amiabil.records import clock
from amiabil.records import policy_versions as records
from amiabil.records.models import AuditEntry, PolicyVersion
from amiabil.records.policy_versions import PolicyMovedOn, Version, VersionState, VersionTaken
from tests.actions.cases import opened, row
from tests.factories import OPENED, make_staff, make_world

pytestmark = pytest.mark.django_db

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


@pytest.fixture
def radu() -> Viewer:
    return make_staff("radu", Role.OPERATOR)


@pytest.fixture(autouse=True)
def shipped() -> None:
    actions.load_shipped(at=BEFORE)


def soon() -> date:
    return clock.now().date() + timedelta(days=2)  # in every zone it is still to come


def draft(viewer: Viewer, right: str = "", new: str = "") -> Version:
    made = actions.draft_from(viewer, records.version(viewer, "ro-default", 3))
    return actions.write(viewer, made, made.text.replace(right, new, 1)) if right else made


def published(author: Viewer, second: Viewer, right: str, new: str) -> Version:
    planned = actions.schedule(author, draft(author, right, new), soon())
    return actions.publish(second, planned)


def test_the_shipped_policies_come_in_once_as_published() -> None:
    assert actions.load_shipped(at=clock.now()) == []
    found = {(one.policy_id, one.version): one.state for one in PolicyVersion.objects.all()}
    assert found == {
        (name, policies.installed_policy(name).version): "published" for name in policies.installed_policies()
    }


def test_a_later_shipped_version_waits_for_people(olga: Viewer) -> None:
    at = clock.now()
    assert records.keep_shipped("ro-default", 9, "text", effective_at=at, at=at) is VersionState.DRAFT
    assert rules_at(at).file.version == 3
    assert records.version(olga, "ro-default", 9).effective_at is None


def test_a_new_version_holds_from_its_day_and_open_cases_keep_theirs(olga: Viewer, radu: Viewer) -> None:
    world = make_world()
    first = opened(world)
    new = published(olga, radu, "earliest_escalation: {days: 3", "earliest_escalation: {days: 4")
    assert new.effective_at is not None
    assert rules_at(new.effective_at - timedelta(microseconds=1)).file.version == 3
    assert rules_at(new.effective_at).file.version == 4
    pinned = row(first).policy
    assert (pinned.policy_id, pinned.version) == ("ro-default", 3)


def test_a_case_is_opened_under_the_version_of_its_instant(olga: Viewer, radu: Viewer) -> None:
    new = published(olga, radu, "earliest_escalation: {days: 3", "earliest_escalation: {days: 4")
    PolicyVersion.objects.filter(id=new.id).update(effective_at=OPENED - timedelta(days=1))
    case = row(opened(make_world())).policy
    assert (case.policy_id, case.version) == ("ro-default", 4)
    assert case.document["policy"]["timers"]["earliest_escalation"]["days"] == 4


def test_without_a_version_in_force_the_installed_policy_holds() -> None:
    assert rules_at(BEFORE).file.version == policies.installed_policy("ro-default").version


def test_the_setting_may_hold_one_version(olga: Viewer, radu: Viewer, settings: LazySettings) -> None:
    new = published(olga, radu, "earliest_escalation: {days: 3", "earliest_escalation: {days: 4")
    assert new.effective_at is not None
    settings.AMIABIL_POLICY = "ro-default@3"
    assert rules_at(new.effective_at).file.version == 3


def test_nobody_publishes_what_they_wrote_or_planned(olga: Viewer, radu: Viewer) -> None:
    planned = actions.schedule(radu, draft(olga), soon())
    for viewer in (olga, radu):
        with pytest.raises(SecondPersonNeeded):
            actions.publish(viewer, planned)
    assert records.version(olga, "ro-default", 4).state is VersionState.SCHEDULED
    third = make_staff("ana", Role.OPERATOR)
    assert actions.publish(third, planned).state is VersionState.PUBLISHED


@pytest.mark.parametrize(
    ("right", "new", "rule"),
    [
        ("on_expiry: escalate}", "on_expiry: close}", "L29"),
        ("    days: 14                                  # [LW1]", "    days: 13", "L1"),
        ("max_files: 20", "max_files: many", None),
        ("id: ro-default", "id: another", None),
        ("version: 4", "version: 7", None),
    ],
)
def test_a_version_that_is_not_right_cannot_be_planned(
    olga: Viewer, right: str, new: str, rule: str | None
) -> None:
    made = draft(olga, right, new)
    with pytest.raises(PolicyNotRight) as refused:
        actions.schedule(olga, made, soon())
    assert refused.value.facts["rule"] == rule
    assert records.version(olga, "ro-default", 4).state is VersionState.DRAFT


def test_a_day_that_is_past_is_refused(olga: Viewer) -> None:
    with pytest.raises(DayPast):
        actions.schedule(olga, draft(olga), clock.now().date() - timedelta(days=2))


def test_the_day_stands_in_the_text(olga: Viewer) -> None:
    planned = actions.schedule(olga, draft(olga), date(2030, 1, 2))
    assert "effective_from: 2030-01-02 " in planned.text
    assert planned.effective_at == datetime(2030, 1, 1, 22, tzinfo=UTC)


def test_what_does_not_hold_yet_can_be_withdrawn(olga: Viewer, radu: Viewer) -> None:
    new = published(olga, radu, "earliest_escalation: {days: 3", "earliest_escalation: {days: 4")
    assert new.effective_at is not None
    gone = actions.withdraw(olga, new)
    assert gone.state is VersionState.WITHDRAWN
    assert rules_at(new.effective_at).file.version == 3
    with pytest.raises(NotInThatState):
        actions.withdraw(olga, gone)
    with pytest.raises(NotInThatState):
        actions.withdraw(olga, records.version(olga, "ro-default", 3))


def test_a_planned_or_published_text_never_changes(olga: Viewer, radu: Viewer) -> None:
    planned = actions.schedule(olga, draft(olga), soon())
    for version in (planned, actions.publish(radu, planned)):
        with pytest.raises(NotInThatState):
            actions.write(olga, version, "policy: {}")


def test_who_comes_second_is_told(olga: Viewer, radu: Viewer) -> None:
    seen = draft(olga)
    actions.write(radu, seen, seen.text + "# mine\n")
    with pytest.raises(PolicyMovedOn):
        actions.write(olga, seen, seen.text)
    assert records.version(olga, "ro-default", 4).authors == (olga.ref, radu.ref)


def test_a_file_comes_in_as_a_draft_once(olga: Viewer) -> None:
    text = "policy: {id: winter, version: 1, effective_from: 2026-12-01, extends: ro-default@3}\n"
    assert actions.draft_of(olga, text).state is VersionState.DRAFT
    with pytest.raises(VersionTaken):
        actions.draft_of(olga, text)
    with pytest.raises(PolicyNotRight):
        actions.draft_of(olga, text.replace("winter", "Winter sale"))


def test_a_version_can_extend_a_published_one(olga: Viewer, radu: Viewer) -> None:
    published(olga, radu, "earliest_escalation: {days: 3", "earliest_escalation: {days: 4")
    text = "policy: {id: winter, version: 1, effective_from: 2026-12-01, extends: ro-default@4}\n"
    made = actions.draft_of(olga, text)
    assert policy_of_text(made.text, name=made.name).resolve().timers.earliest_escalation.days == 4


def test_every_step_is_in_the_audit_log(olga: Viewer, radu: Viewer) -> None:
    new = published(olga, radu, "earliest_escalation: {days: 3", "earliest_escalation: {days: 4")
    actions.withdraw(radu, new)
    found = [(one.action, one.actor_ref, one.subject) for one in AuditEntry.objects.order_by("at", "id")]
    assert found == [
        ("policy.draft", olga.ref, "policy:ro-default@4"),
        ("policy.write", olga.ref, "policy:ro-default@4"),
        ("policy.schedule", olga.ref, "policy:ro-default@4"),
        ("policy.publish", radu.ref, "policy:ro-default@4"),
        ("policy.withdraw", radu.ref, "policy:ro-default@4"),
    ]


def test_other_roles_may_not(olga: Viewer) -> None:
    made = draft(olga)
    for role in set(Role) & {Role.AGENT, Role.MEDIATOR, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR}:
        viewer = make_staff(f"x{role.value}", role)
        for act in (
            lambda viewer=viewer: actions.draft_from(viewer, made),
            lambda viewer=viewer: actions.write(viewer, made, ""),
            lambda viewer=viewer: actions.schedule(viewer, made, soon()),
            lambda viewer=viewer: actions.withdraw(viewer, made),
            lambda viewer=viewer: records.versions(viewer),
            lambda viewer=viewer: records.version(viewer, "ro-default", 3),
        ):
            with pytest.raises(Forbidden):
                act()


def test_a_published_version_that_cannot_be_read_any_more_is_named(olga: Viewer, radu: Viewer) -> None:
    assert unreadable_policies() == {}
    done = published(olga, radu, "calendar: RO", "calendar: RO # the same")
    for said, wrong in (
        ("calendar: RO", "calendar: XX"),
        ("lanes:", "lanes_of_old:"),
        ("policy:", "policy: ["),
    ):
        PolicyVersion.objects.filter(id=done.id).update(text=done.text.replace(said, wrong, 1))
        found = unreadable_policies()
        assert list(found) == [done.name], wrong
        assert found[done.name]
    PolicyVersion.objects.filter(id=done.id).update(state="withdrawn")
    assert unreadable_policies() == {}, "only what may come to hold"
