"""What routes name: for each kind of object, the places of a route for the matrix's own object and a missing one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from allauth.mfa.models import Authenticator

from amiabil.actions.complaints import file_complaint
from amiabil.actions.disputes import StepRequest, take_step
from amiabil.actions.mediation import take_case
from amiabil.actions.openings import HandedIn, OpeningRequest, open_dispute
from amiabil.actions.policy_versions import load_shipped
from amiabil.domain.disputes.arguments import Ask, Submission, read_arguments
from amiabil.domain.terms import Command, Reason, Remedy
from amiabil.foundation.ids import reference
from amiabil.gateways.files import FileKey, FileKind
from amiabil.records import clock
from amiabil.records.models import (
    Conversation,
    Customer,
    DataCopy,
    EvidenceItem,
    ImportRun,
    StoredFile,
    Upload,
)
from amiabil.records.new_id import new_id
from amiabil.ui.intake import file_store
from tests.attacks.callers import Caller, World
from tests.attacks.objects_at_hand import (
    OF_HELP,
    Named,
    case_of,
    complainant,
    conversation,
    holiday,
    mail,
    payout,
    picture,
    proceeding_outside,
    report,
    saved_reply,
    somebody_of_a_team,
    somebody_who_asks,
)
from tests.attacks.objects_of_contact import OF_CONTACT
from tests.attacks.objects_of_mail import OF_MAIL
from tests.attacks.objects_of_tickets import OF_TICKETS
from tests.factories import OPENED, PARCEL, later
from tests.factories import World as Sides
from tests.marketplace import ISSUER
from tests.measures_world import recorded


def _measure(world: World) -> Named:
    """A measure against the shop, told of now, that nobody has complained about yet."""
    ticket = recorded(_sides(world), at=clock.now(), ref="M-1")
    return Named(
        {"reference": ticket.reference, "ref": ticket.ref},
        {"reference": reference("T", randomness=os.urandom(5)), "ref": "M-2"},
    )


def _complaint(world: World) -> Named:
    """The same with a complaint about it."""
    named = _measure(world)
    file_complaint(world.people[Caller.SELLER], named.own["reference"], "It is not so", at=clock.now())
    return named


def _heard(world: World, command: str = "add_evidence") -> Named:
    """A complaint that is heard, with a question asked; ``command`` fills its place."""
    named = _complaint(world)
    case_id = Conversation.objects.get(reference=named.own["reference"]).id
    upload = Upload.objects.create(
        id=new_id(),
        person_id=world.shop.id,
        purpose="case",
        owner_id=case_id,
        name="licence.pdf",
        size=10,
        part_size=10,
        created_at=OPENED,
    )
    told = {"command": command, "form": "view"}
    return Named(
        {**named.own, **told, "upload": str(upload.id), "item": str(_item_of_shop(world, case_id))},
        {**named.missing, **told, "upload": str(new_id()), "item": str(new_id())},
    )


def _item_of_shop(world: World, case_id: UUID) -> UUID:
    """A photo that the shop has handed in."""
    file, item, seller = new_id(), new_id(), world.people[Caller.SELLER]
    StoredFile.objects.create(
        id=file,
        kind="evidence",
        owner_id=case_id,
        name="licence.jpg",
        media_type="image/jpeg",
        size=10,
        sha256=bytes(32),
        variants=["original", "view", "thumb"],
        uploader_role="seller",
        uploader_ref=seller.ref,
        uploader_id=seller.person_id,
        received_at=OPENED,
    )
    EvidenceItem.objects.create(
        id=item,
        case_id=case_id,
        label="licence",
        kind="document",
        owner_role="seller",
        owner_ref=seller.ref,
        status="admitted",
        file_id=file,
        received_at=OPENED,
    )
    return item


def _sides(world: World) -> Sides:
    people, order = world.people, world.order
    return Sides(people[Caller.BUYER], people[Caller.SELLER], order.ref, order.id, world.shop.id)


def _day(world: World) -> Named:
    """A day is never missing: its rates are made by sending them."""
    today = clock.now().date().isoformat()
    return Named({"day": today}, {"day": today})


def _order(world: World) -> Named:
    return Named({"ref": world.order.ref}, {"ref": "no-such-order"})


def _new_order(world: World) -> Named:
    """An order that is made by sending it, so none is missing."""
    return Named({"ref": "4102"}, {"ref": "4102"})


def _passkey(world: World) -> Named:
    agent = world.people[Caller.AGENT].person_id
    key = Authenticator.objects.create(user_id=agent, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    return Named({"pk": str(key.pk)}, {"pk": str(key.pk + 1_000_000)})


def _dispute(world: World, command: str = "withdraw") -> Named:
    """A dispute of the buyer with the shop; ``command`` fills its place."""
    request = OpeningRequest(
        Submission(
            units={"L1": 1},
            reason=Reason.NC_DAMAGED,
            ask=Ask(Remedy.REFUND_KEEP, "269.89"),
            text="The shade is cracked",
            answers=PARCEL,
        ),
        new_id(),
        OPENED,
        (HandedIn(new_id(), "photo_item", "Crack"), HandedIn(new_id(), "photo_parcel", "Parcel")),
    )
    opened = open_dispute(world.people[Caller.BUYER], world.order.ref, request)
    places = {"command": command}
    return Named(
        {"reference": opened.reference, **places},
        {"reference": reference("D", randomness=os.urandom(5)), **places},
    )


def _withdrawal(world: World) -> Named:
    """A withdrawal of the buyer from the contract."""
    request = OpeningRequest(Submission(units={"L1": 1}, reason=Reason.WD_STATUTORY), new_id(), OPENED)
    opened = open_dispute(world.people[Caller.BUYER], world.order.ref, request)
    return Named({"reference": opened.reference}, {"reference": reference("D", randomness=os.urandom(5))})


def _in_mediation(world: World) -> Named:
    """The same dispute after the seller has refused and the buyer has called the assigned mediator."""
    named = _dispute(world, "decide")
    case = named.own["reference"]
    refusal = read_arguments(Command.REJECT_REQUEST, {"reason": "not_damaged", "text": "Packed well"})
    take_step(world.people[Caller.SELLER], case, StepRequest(Command.REJECT_REQUEST, refusal, later(days=1)))
    call = read_arguments(Command.ESCALATE, {})
    take_step(world.people[Caller.BUYER], case, StepRequest(Command.ESCALATE, call, later(days=2)))
    take_case(world.people[Caller.MEDIATOR], case)
    return named


def _appealed(world: World) -> Named:
    """The dispute decided, appealed by the buyer, and accepted by the seller: a reviewer can decide it."""
    named = _in_mediation(world)
    case, mediator = named.own["reference"], world.people[Caller.MEDIATOR]
    given = {"remedy": "refund_keep", "amount": "100.00", "grounds": "Seen", "rule": "ro-default@3"}
    decided = StepRequest(Command.DECIDE, read_arguments(Command.DECIDE, given), later(days=9))
    take_step(mediator, case, decided)
    appeal = read_arguments(Command.APPEAL, {"ground": "fact_error", "ask": "200.00"})
    take_step(world.people[Caller.BUYER], case, StepRequest(Command.APPEAL, appeal, later(days=10)))
    waived = read_arguments(Command.WAIVE_APPEAL, {})
    take_step(world.people[Caller.SELLER], case, StepRequest(Command.WAIVE_APPEAL, waived, later(days=10)))
    return Named(*({**places, "command": "decide_appeal"} for places in (named.own, named.missing)))


def _upload_owner(world: World) -> Named:
    return Named(
        {"purpose": "case", "owner_id": str(case_of(world))}, {"purpose": "case", "owner_id": str(new_id())}
    )


def _upload(world: World) -> Named:
    """An upload the buyer has begun and not finished."""
    upload = Upload.objects.create(
        id=new_id(),
        person_id=world.people[Caller.BUYER].person_id,
        purpose="case",
        owner_id=case_of(world),
        name="lamp.jpg",
        size=10,
        part_size=10,
        created_at=OPENED,
    )
    return Named({"upload_id": str(upload.id)}, {"upload_id": str(new_id())})


def _photo(world: World, case: UUID) -> tuple[UUID, UUID]:
    """The item and the file of a photo that the buyer has handed in."""
    buyer, item = world.people[Caller.BUYER], new_id()
    file = picture(buyer, "evidence", case).id
    EvidenceItem.objects.create(
        id=item,
        case_id=case,
        label="photo",
        kind="photo_item",
        owner_role="buyer",
        owner_ref=buyer.ref,
        status="admitted",
        file_id=file,
        received_at=OPENED,
    )
    return item, file


def _file(world: World) -> Named:
    """A photo of the buyer that is evidence in the case."""
    _, file = _photo(world, case_of(world))
    return Named({"file_id": str(file), "form": "view"}, {"file_id": str(new_id()), "form": "view"})


def _file_of_dispute(world: World) -> Named:
    """A photo of the buyer as an item of a dispute."""
    named = _dispute(world)
    item, _ = _photo(world, Conversation.objects.get(reference=named.own["reference"]).id)
    return Named(
        {**named.own, "item": str(item), "form": "view"},
        {**named.missing, "item": str(new_id()), "form": "view"},
    )


def _import(world: World) -> Named:
    """A trial of an import."""
    run = ImportRun.objects.create(
        id=new_id(),
        name="orders.csv",
        by_ref="staff:x",
        dry_run=True,
        rows=1,
        accepted=1,
        refused=0,
        created_at=OPENED,
    )
    return Named({"run": str(run.id)}, {"run": str(new_id())})


def _invented(world: World) -> Named:
    """A place that holds a secret nobody has, or a rest of an address that leads nowhere."""
    places = {
        "token": "invented",
        "rest": "v1/no-such-thing",
        "key": "nobody",
        "name": "wrote",
        "language": "fr",
    }
    return Named(places, places)


def _deadline(world: World) -> Named:
    """The seller's time for a first answer."""
    named = _dispute(world)
    return Named(
        {"reference": named.own["reference"], "timer": "seller_first_answer"},
        {"reference": named.missing["reference"], "timer": "seller_first_answer"},
    )


def _policy(world: World) -> Named:
    load_shipped(at=OPENED)
    return Named({"policy": "ro-default", "number": "3"}, {"policy": "ro-default", "number": "999"})


def _upload_for_dispute(world: World) -> Named:
    """A dispute and an upload of its buyer for it, of which no part has come."""
    named = _dispute(world)
    case = Conversation.objects.get(reference=named.own["reference"])
    upload = Upload.objects.create(
        id=new_id(),
        person_id=world.people[Caller.BUYER].person_id,
        purpose="case",
        owner_id=case.id,
        name="lamp.jpg",
        size=10,
        part_size=10,
        created_at=OPENED,
    )
    return Named({**named.own, "upload": str(upload.id)}, {**named.missing, "upload": str(new_id())})


def _copy(world: World) -> Named:
    """A copy of the buyer's data, ready to be fetched."""
    buyer = world.people[Caller.BUYER].person_id
    assert buyer is not None
    made = DataCopy.objects.create(
        id=new_id(),
        customer_id=buyer,
        state="ready",
        role="buyer",
        language="en",
        asked_by="buyer",
        asked_at=OPENED,
        ready_at=OPENED,
        ends_at=datetime(2100, 1, 1, tzinfo=UTC),
        size=3,
    )
    file_store().put(FileKey(FileKind.EXPORT, buyer, made.id), b"zip", received_at=OPENED)
    return Named({"copy_id": str(made.id)}, {"copy_id": str(new_id())})


def _person(world: World) -> Named:
    """The buyer, as the marketplace whose tokens are trusted calls them."""
    Customer.objects.filter(id=world.people[Caller.BUYER].person_id).update(issuer=ISSUER)
    return Named({"subject": world.people[Caller.BUYER].ref}, {"subject": "nobody-here"})


def _copy_of_person(world: World) -> Named:
    """A copy of the buyer's data, under the buyer's name."""
    person, copy = _person(world), _copy(world)
    return Named({**person.own, **copy.own}, {**person.own, **copy.missing})


OBJECTS: Mapping[str, Callable[[World], Named]] = {
    "policy": _policy,
    "proposed holiday": holiday,
    "copy of data": _copy,
    "day": _day,
    "deadline": _deadline,
    "appeal to decide": _appealed,
    "dispute to record": partial(_dispute, command="record_insolvency"),
    "mail that failed": mail,
    "payout that failed": payout,
    "proceeding outside": proceeding_outside,
    "dispute": _dispute,
    "upload for a dispute": _upload_for_dispute,
    "withdrawal": _withdrawal,
    "dispute to answer": partial(_dispute, command="reject_request"),
    "dispute to decide": _in_mediation,
    "conversation": conversation,
    "file": _file,
    "file of a dispute": _file_of_dispute,
    "import": _import,
    "invented": _invented,
    "new order": _new_order,
    "order": _order,
    "seller": lambda world: Named({"seller": world.shop.ref}, {"seller": "no-such-shop"}),
    "measure": _measure,
    "complainant": complainant,
    **OF_TICKETS,
    **OF_MAIL,
    **OF_CONTACT,
    "somebody who asks": somebody_who_asks,
    "report": report,
    **OF_HELP,
    "somebody of a team": somebody_of_a_team,
    "saved reply": saved_reply,
    "saved reply of the agent": partial(saved_reply, owner=Caller.AGENT),
    "complaint to decide": _complaint,
    "complaint that is heard": _heard,
    "complaint to ask about": partial(_heard, command="request_info"),
    "passkey": _passkey,
    "person": _person,
    "person's copy": _copy_of_person,
    "upload": _upload,
    "upload owner": _upload_owner,
}
"""Add a kind with a function that makes the object around the people of the world."""
