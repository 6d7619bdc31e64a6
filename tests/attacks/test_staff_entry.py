"""Signing in to the desks: second factor, attempts, closed accounts, and changes that act at once."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from amiabil.actions import staff
from amiabil.domain.access import COMMAND_LINE, Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden
from amiabil.records import staff as staff_records
from amiabil.records.models import AuditEntry, StaffMember
from amiabil.records.staff import NewMember, UsernameTaken, WeakPassword

pytestmark = pytest.mark.django_db

PASSWORD = "a long and quiet sentence"
LOGIN = "/desk/account/login/"
SECOND = "/desk/account/second-factor/"


@pytest.fixture
def raluca() -> StaffMember:
    """A member of the staff who has a password and nothing else yet."""
    cache.clear()
    new = NewMember("raluca", "raluca@example.org", "Raluca Pop", frozenset({Role.AGENT, Role.MEDIATOR}))
    return StaffMember.objects.get(id=staff.add(COMMAND_LINE, new, password=PASSWORD))


@pytest.fixture
def secret(raluca: StaffMember) -> str:
    """The secret of her authenticator application."""
    text = "JBSWY3DPEHPK3PXP"
    TOTP.activate(raluca, text)
    return text


def code_now(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    return code


def log_in(browser: Client, username: str = "raluca", password: str = PASSWORD) -> Any:
    return browser.post(LOGIN, {"login": username, "password": password})


def test_the_desk_sends_nobody_to_sign_in() -> None:
    answer = Client().get("/desk/mediator/cases?a=b")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/desk/account/login/?next=%2Fdesk%2Fmediator%2Fcases%3Fa%3Db",
    )


def test_an_address_without_a_view_is_behind_the_gate_too() -> None:
    assert Client().get("/desk/no-such-thing").status_code == 302


def test_a_password_alone_opens_only_the_way_to_a_second_factor(raluca: StaffMember) -> None:
    browser = Client()
    assert log_in(browser)["Location"] == "/desk/"
    for path in ("/desk/", "/desk/mediator/", "/desk/account/password/", f"{SECOND}codes/"):
        answer = browser.get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, SECOND), path
    assert browser.get(SECOND).status_code == 200


def test_in_the_demonstration_a_password_is_enough(settings: Settings, raluca: StaffMember) -> None:
    settings.AMIABIL_DEMO = True
    browser = Client()
    log_in(browser)
    assert browser.get("/desk/")["Location"] == "/desk/agent/"


def test_the_second_factor_is_asked_and_works_once(secret: str) -> None:
    browser = Client()
    assert log_in(browser)["Location"].startswith(f"{SECOND}authenticate/")
    assert browser.get("/desk/")["Location"].startswith(LOGIN), "half of a sign-in opens nothing"
    wrong = browser.post(f"{SECOND}authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    code = code_now(secret)
    assert browser.post(f"{SECOND}authenticate/", {"code": code})["Location"] == "/desk/"
    assert browser.get("/desk/")["Location"] == "/desk/agent/"

    other = Client()
    log_in(other)
    assert other.post(f"{SECOND}authenticate/", {"code": code}).status_code == 200, "a code is good once"
    assert other.get("/desk/")["Location"].startswith(LOGIN)


def test_secrets_of_applications_are_not_readable_in_the_table(secret: str) -> None:
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in kept
    assert get_adapter().decrypt(kept) == secret


def test_earlier_keys_still_read_them(settings: Settings, secret: str) -> None:
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of this installation, long enough"
    assert get_adapter().decrypt(kept) == secret


def test_coming_in_gives_a_new_session(settings: Settings, raluca: StaffMember) -> None:
    browser = Client()
    browser.get(LOGIN)
    browser.cookies[settings.SESSION_COOKIE_NAME] = "planted0000000000000000000000000"
    log_in(browser)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.value != "planted0000000000000000000000000"
    assert (cookie["path"], cookie["samesite"], bool(cookie["httponly"])) == ("/desk/", "Lax", True)


def said(answer: Any) -> list[str]:
    return [str(error) for errors in answer.context["form"].errors.values() for error in errors]


def test_unknown_wrong_and_closed_are_told_alike(raluca: StaffMember) -> None:
    unknown = log_in(Client(), "nobody-of-this-name")
    wrong = log_in(Client(), password="not the sentence at all")
    staff.deactivate(COMMAND_LINE, "raluca")
    closed = log_in(Client())
    assert said(unknown) == said(wrong) == said(closed) != []
    assert unknown.status_code == wrong.status_code == closed.status_code == 200


def test_five_wrong_passwords_lock_known_and_unknown_names_alike(raluca: StaffMember) -> None:
    for name in ("raluca", "nobody"):
        cache.clear()
        answers = [said(log_in(Client(), name, "wrong")) for _ in range(6)]
        assert answers[0] == answers[4] != answers[5], name
    cache.clear()
    for _ in range(5):
        log_in(Client(), password="wrong")
    assert said(log_in(Client())) != [], "also the right one has to wait"


def test_nobody_joins_by_themselves_or_by_mail() -> None:
    for path in ("signup/", "password/reset/", "email/", "login/code/", "signup/passkey/"):
        answer = Client().get(f"/desk/account/{path}", follow=True)
        assert answer.redirect_chain[0][0].startswith(LOGIN), path


def test_who_is_shut_out_is_out_at_once_and_stays_out(settings: Settings, raluca: StaffMember) -> None:
    settings.AMIABIL_DEMO = True
    browser = Client()
    log_in(browser)
    assert browser.get("/desk/")["Location"] == "/desk/agent/"
    staff.deactivate(COMMAND_LINE, "raluca")
    assert browser.get("/desk/")["Location"].startswith(LOGIN)
    staff.reactivate(COMMAND_LINE, "raluca")
    assert browser.get("/desk/")["Location"].startswith(LOGIN), "the old session does not come back"


def test_a_new_password_ends_the_sessions(settings: Settings, raluca: StaffMember) -> None:
    settings.AMIABIL_DEMO = True
    browser = Client()
    log_in(browser)
    staff.set_password(COMMAND_LINE, "raluca", "another long and quiet sentence")
    assert browser.get("/desk/")["Location"].startswith(LOGIN)


def test_roles_are_those_of_the_moment(settings: Settings, raluca: StaffMember) -> None:
    settings.AMIABIL_DEMO = True
    browser = Client()
    log_in(browser)
    browser.post("/desk/account/role/", {"role": "mediator"})
    assert browser.get("/desk/")["Location"] == "/desk/mediator/"
    browser.post("/desk/account/role/", {"role": "admin"})
    assert browser.get("/desk/")["Location"] == "/desk/mediator/", "nobody gives themselves a role"
    staff.set_roles(COMMAND_LINE, "raluca", {Role.SUPERVISOR})
    assert browser.get("/desk/")["Location"] == "/desk/supervisor/"


def test_a_request_to_a_desk_costs_two_statements(
    settings: Settings, raluca: StaffMember, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.AMIABIL_DEMO = True
    browser = Client()
    log_in(browser)
    with django_assert_num_queries(2):  # the session, and the person with roles and second factor
        browser.get("/desk/")


def test_every_look_of_an_auditor_is_written_down(settings: Settings) -> None:
    settings.AMIABIL_DEMO = True
    new = NewMember("iris", "iris@example.org", "Iris Stan", frozenset({Role.AUDITOR}))
    staff.add(COMMAND_LINE, new, password=PASSWORD)
    browser = Client()
    log_in(browser, "iris")
    browser.get("/desk/audit/")
    look = AuditEntry.objects.get(action="look")
    assert (look.actor_role, look.actor_ref, look.subject) == ("auditor", "staff:iris", "/desk/audit/")


def test_what_is_done_about_people_is_written_down(raluca: StaffMember) -> None:
    staff.set_roles(COMMAND_LINE, "raluca", {Role.AGENT})
    staff.deactivate(COMMAND_LINE, "raluca")
    done = list(AuditEntry.objects.order_by("id").values_list("action", "subject", "actor_ref"))
    assert done == [
        (action, "staff:raluca", "system:command-line")
        for action in ("staff.add", "staff.roles", "staff.deactivate")
    ]


@pytest.mark.parametrize(
    ("username", "roles", "code"),
    [
        ("", {Role.AGENT}, "bad_username"),
        ("a b", {Role.AGENT}, "bad_username"),
        ("x" * 65, {Role.AGENT}, "bad_username"),
        ("mira", set(), "not_a_staff_role"),
        ("mira", {Role.BUYER}, "not_a_staff_role"),
        ("mira", {Role.ADMINISTRATOR, Role.ADMIN}, "not_a_staff_role"),
    ],
)
def test_who_cannot_be_taken_in(username: str, roles: set[Role], code: str) -> None:
    with pytest.raises((staff.BadUsername, staff.NotAStaffRole)) as refused:
        staff.add(COMMAND_LINE, NewMember(username, "", "Mira", frozenset(roles)), password=None)
    assert refused.value.code == code
    assert not StaffMember.objects.exists()


def test_names_are_taken_without_regard_to_case_and_passwords_are_checked(raluca: StaffMember) -> None:
    with pytest.raises(UsernameTaken):
        staff.add(COMMAND_LINE, NewMember("Raluca", "", "Other", frozenset({Role.AGENT})), password=None)
    for weak in ("short", "password1234", "raluca-raluca"):
        new = NewMember("raluca-raluca", "", "Raluca", frozenset({Role.AGENT}))
        with pytest.raises(WeakPassword):
            staff.add(COMMAND_LINE, new, password=weak)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_administrator_manages_staff(raluca: StaffMember, role: Role) -> None:
    viewer = Viewer(role=role, person_id=raluca.id, ref="staff:raluca")
    with pytest.raises(Forbidden):
        staff.deactivate(viewer, "raluca")
    with pytest.raises(Forbidden):
        staff_records.members(viewer)
    raluca.refresh_from_db()
    assert raluca.is_active
