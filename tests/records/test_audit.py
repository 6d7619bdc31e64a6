"""The audit log: newest first, by pages, for auditors and administrators only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden
from amiabil.records import audit

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, tzinfo=UTC)
AUDITOR = Viewer(role=Role.AUDITOR, ref="staff:iris")


def test_pages_continue_where_the_last_one_ended() -> None:
    for number in range(7):
        audit.note(AUDITOR, "look", f"/desk/{number}", at=AT + timedelta(seconds=number // 2), facts={})
    seen, after = [], None
    while True:
        page = audit.entries(AUDITOR, after=after, limit=3)
        seen += [entry.subject for entry in page.items]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 7
    assert [{*seen[:1]}, {*seen[1:3]}, {*seen[3:5]}, {*seen[5:]}] == [
        {"/desk/6"},
        {"/desk/4", "/desk/5"},
        {"/desk/2", "/desk/3"},
        {"/desk/0", "/desk/1"},
    ]


@pytest.mark.parametrize("role", [None, *(role for role in Role if role not in {Role.AUDITOR, Role.ADMIN})])
def test_nobody_else_reads_it(role: Role | None) -> None:
    with pytest.raises(Forbidden):
        audit.entries(Viewer(role=role))
