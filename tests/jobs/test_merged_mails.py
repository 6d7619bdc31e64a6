"""Two mails of one proven mailbox without an account are answered as one; a sender who is only claimed is not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from amiabil.actions.contacts import attach
from amiabil.actions.ticket_merges import MergeOf, foresee, merge, unmerge
from amiabil.domain.access import Viewer
from amiabil.domain.support.merging import AddressUnproven, OtherRequester
from amiabil.domain.support.terms import TicketStatus
from amiabil.records import clock, ticket_neighbours, tickets
from amiabil.records.models import Contact, Message, TicketMerge
from amiabil.records.tickets import TicketFile
from amiabil.ui.tickets.links import page_of
from tests.desks.reading import main
from tests.desks.stories import browser
from tests.factories import make_buyer
from tests.gateways.mail_servers import Mailbox
from tests.jobs.test_mail_both_ways import reply, send, wrote
from tests.mails import FORGED, HELP, PROVEN, answer_to, came, mail, open_door

__all__ = ["open_door"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("open_door", "mails_at_once"),
]

NOBODY_VOUCHES = "X-Nothing: x"


@pytest.fixture(autouse=True)
def here(settings: Settings) -> None:
    settings.AMIABIL_MAIL_REPLY = HELP


def begun(raluca: Viewer, text: str = "Unde este coletul?", proof: str = PROVEN, **more: str) -> TicketFile:
    return tickets.file_of(raluca, came(mail(text, proof, **more)).reference)


def merged(raluca: Viewer, source: TicketFile, into: TicketFile) -> None:
    merge(raluca, MergeOf(source.reference, into.reference, clock.now()))


def path_of(file: TicketFile) -> str:
    assert file.contact is not None
    return re.sub(r"^https?://[^/]+", "", page_of(file.contact.id))


def words(file: TicketFile) -> list[tuple[str, str]]:
    found = Message.objects.filter(case_id=file.case_id).order_by("version")
    return [(one.author_ref, one.text) for one in found]


def test_what_is_answered_to_an_old_mail_comes_into_the_surviving_one(raluca: Viewer, box: Mailbox) -> None:
    first, second = begun(raluca), begun(raluca, "Și factura?", author="ANA <Ana@Example.ro>")
    assert first.contact is not None and second.contact is not None
    wrote(first, raluca, "E la curier.")
    (*_, old) = send(box, first.case_id)
    merged(raluca, first, second)
    told = came(reply(old, "Mulțumesc."))
    assert (told.reference, told.why) == (second.reference, "signed_name")
    assert words(second)[-1] == (second.contact.ref, "Mulțumesc."), "as whoever made it, not as a stranger"
    by_number = came(mail("Încă ceva.", PROVEN, subject=f"Re: {first.reference}"))
    assert by_number.reference == second.reference

    unmerge(raluca, first.reference, at=clock.now())
    assert came(reply(old, "Iar eu.")).reference == first.reference
    assert words(first)[-1] == (first.contact.ref, "Iar eu.")


@pytest.mark.parametrize("proof", [NOBODY_VOUCHES, FORGED])
def test_a_sender_who_is_only_claimed_is_refused_by_name(raluca: Viewer, proof: str) -> None:
    proven, claimed = begun(raluca), begun(raluca, "Dați-mi și mie banii.", proof)
    for pair in ((proven, claimed), (claimed, proven)):
        with pytest.raises(AddressUnproven) as refused:
            foresee(raluca, MergeOf(pair[0].reference, pair[1].reference, clock.now()))
        assert refused.value.facts["requests"] == [claimed.reference]
        with pytest.raises(AddressUnproven):
            merged(raluca, *pair)
    other = begun(raluca, "Și mie.", proof)
    with pytest.raises(AddressUnproven) as both:
        merged(raluca, other, claimed)
    assert both.value.facts["requests"] == [other.reference, claimed.reference]
    assert not TicketMerge.objects.exists()
    asked = browser(raluca).post(f"/desk/agent/tickets/{proven.reference}/merge", {"into": claimed.reference})
    assert asked.status_code == 422 and f"its owner wrote {claimed.reference}" in main(asked)


def test_two_mailboxes_stay_two_people_however_well_proven(raluca: Viewer) -> None:
    mine, other = begun(raluca), begun(raluca, author="Ana Pop <ana@example.com>")
    with pytest.raises(OtherRequester):
        merged(raluca, mine, other)
    Contact.objects.update(address="")
    with pytest.raises(OtherRequester):
        merged(raluca, tickets.file_of(raluca, mine.reference), other)


def test_only_what_surely_came_from_the_same_mailbox_is_offered(raluca: Viewer) -> None:
    mine, same = begun(raluca), begun(raluca, "Și factura?")
    claimed, stranger = begun(raluca, "Eu.", FORGED), begun(raluca, author="ion@example.ro")

    def offered(file: TicketFile) -> list[str]:
        return [one.reference for one in ticket_neighbours.of_same_person(raluca, file)]

    assert offered(mine) == [same.reference]
    assert offered(claimed) == offered(stranger) == []
    page = main(browser(raluca).get(f"/desk/agent/tickets/{mine.reference}/merge"))
    assert same.reference in page and claimed.reference not in page


def test_the_old_link_opens_the_surviving_request_and_what_was_said_in_both(raluca: Viewer) -> None:
    first, second = begun(raluca, "Unde este coletul?"), begun(raluca, "Și factura?")
    merged(raluca, first, second)
    guest, old = Client(), path_of(first)
    page = main(guest.get(old))
    assert second.reference in page and "Și factura?" in page
    shown = guest.get(f"{old}?own={first.reference}")
    assert "Unde este coletul?" in main(shown) and second.reference in main(shown)
    assert f'class="btn btn-primary" href="{old}"' in shown.content.decode(), "the way on"
    assert f"?own={first.reference}" in guest.get(path_of(second)).content.decode()
    typed = {"text": "Mai aștept.", "message_id": "0190d3a0-0000-7000-8000-000000000001"}
    assert guest.post(f"{old}messages", typed).status_code == 302
    assert words(second)[-1][1] == "Mai aștept." and len(words(first)) == 1
    stranger = begun(raluca, "Secret.", author="ion@example.ro")
    assert "Secret." not in main(guest.get(f"{old}?own={stranger.reference}"))

    unmerge(raluca, first.reference, at=clock.now())
    assert "Unde este coletul?" in main(guest.get(old))
    assert "Unde este coletul?" not in main(guest.get(f"{path_of(second)}?own={first.reference}"))


def test_an_ended_link_does_not_come_back_to_life_by_a_merge(raluca: Viewer) -> None:
    first, second = begun(raluca), begun(raluca, "Și factura?")
    merged(raluca, first, second)
    old = path_of(first)
    ended = clock.unshifted() + timedelta(minutes=1)
    Contact.objects.filter(conversation__reference=second.reference).update(links_since=ended)
    assert "Și factura?" not in Client().get(old).content.decode()


def test_an_account_takes_both(raluca: Viewer, box: Mailbox) -> None:
    first, second, third = begun(raluca), begun(raluca, "Și factura?"), begun(raluca, "Și garanția?")
    wrote(first, raluca, "E la curier.")
    (*_, old) = send(box, first.case_id)
    merged(raluca, first, second)
    merged(raluca, second, third)
    buyer = make_buyer("ana")
    assert third.contact is not None
    attach(buyer, third.contact, third.reference, at=clock.now())
    for one in (first, second, third):
        assert tickets.file_of(buyer, one.reference).customer_id == buyer.person_id
    assert not Contact.objects.exists()
    assert came(reply(old, "Mulțumesc.")).reference == third.reference
    assert tickets.file_of(raluca, first.reference).ticket.status is TicketStatus.CLOSED
    assert answer_to(tickets.file_of(raluca, third.reference))
