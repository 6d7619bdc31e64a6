"""The mails about a return say where the goods go, to whoever sends them and to whoever gets them."""

from __future__ import annotations

import pytest

from amiabil.actions.openings import OpeningRequest, open_dispute
from amiabil.domain.disputes.arguments import Submission
from amiabil.domain.terms import Command, Reason
from amiabil.records.models import Customer, Shop
from amiabil.records.new_id import new_id
from tests.factories import OPENED, World, make_world
from tests.gateways.mail_servers import Mailbox
from tests.jobs.cases import step
from tests.jobs.test_notices import OWNER, buyers, tell, text, to

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket, pytest.mark.usefixtures("mails_at_once")]


@pytest.fixture
def world() -> World:
    made = make_world()
    Customer.objects.filter(id=made.seller.person_id).update(email=OWNER)
    Customer.objects.filter(id=made.buyer.person_id).update(language="en")
    Shop.objects.filter(id=made.seller.shop_id).update(return_address="Depozit\nStr. Fabricii 4, Cluj-Napoca")
    return made


def test_the_acknowledgement_and_a_new_address_reach_the_buyer(world: World, box: Mailbox) -> None:
    submission = Submission({"L1": 1}, Reason.WD_STATUTORY)
    reference = open_dispute(
        world.buyer, world.order_ref, OpeningRequest(submission, new_id(), OPENED)
    ).reference
    tell(world, reference)
    own, sellers = text(to(box, buyers(world))), text(to(box, OWNER))
    assert "Send the goods to: Depozit, Str. Fabricii 4, Cluj-Napoca (the shop's address for returns)" in own
    assert "Depozit, Str. Fabricii 4, Cluj-Napoca" in sellers
    box.mails.clear()
    step(world.seller, reference, Command.GIVE_RETURN_ADDRESS, days=1, text="Str. Nouă 2, Iași")
    tell(world, reference)
    (mail,) = box.mails
    assert "Str. Nouă 2, Iași (given by the seller for this return)" in text(mail)
