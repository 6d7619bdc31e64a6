"""A call that was booked stands beside its request: its customer can change it there, an agent finds the call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import call_backs
from amiabil.records.call_backs import NewCall
from amiabil.records.models import CallBack
from amiabil.ui.tickets.links import page_of
from tests.actions.test_contacts import asked, somebody
from tests.desks.reading import links, main
from tests.desks.stories import browser
from tests.factories import OPENED, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


def test_a_booked_call_is_beside_its_request_on_both_sides(raluca: Viewer) -> None:
    ana = somebody()
    file = asked(ana)
    bare = Client().get(page_of(ana.id).replace("/ro/", "/en/"))
    assert "Call-back" not in main(bare)
    new = NewCall(
        id=file.case_id,
        case_id=file.case_id,
        door="call_back",
        starts_at=OPENED + timedelta(days=400),
        minutes=20,
        number="+40264555010",
        language="ro",
        zone="Europe/Bucharest",
        capacity=1,
        each=3,
    )
    call_backs.book(new, at=OPENED, remind_at=None)
    own = Client().get(page_of(ana.id).replace("/ro/", "/en/"))
    assert "Call-back Booked" in main(own) and "Another time, cancel it" in main(own)
    (change,) = [one for one in links(own) if "/call-back" in one]
    assert Client().get(change).status_code == 200
    desk = browser(raluca).get(f"/desk/agent/tickets/{file.reference}")
    assert "+40 264 555 010" in main(desk) and "/desk/agent/callbacks/" in links(desk)
    CallBack.objects.update(state="done", number="")
    over = main(Client().get(page_of(ana.id).replace("/ro/", "/en/")))
    assert "Call-back Called" in over and "See the call" in over and "Another time" not in over
