"""How objects are named, and those that are rows of their own beside a bare case: what desks find waiting."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from amiabil.actions.content_reports import Sent, make_report
from amiabil.actions.holidays import propose
from amiabil.actions.support_rules import save_rules
from amiabil.domain.access import Viewer
from amiabil.domain.policy import calendar
from amiabil.domain.policy.holidays import DeclaredDay
from amiabil.domain.support.content_reports import Reported
from amiabil.domain.terms import Role
from amiabil.foundation.ids import reference
from amiabil.foundation.working_time import next_working_day
from amiabil.records import clock
from amiabil.records.models import (
    Complainant,
    Conversation,
    Delivery,
    HelpSynonym,
    LearningGroup,
    LearningTrial,
    LedgerEntry,
    Notice,
    OutOfCourt,
    Payout,
    SavedReply,
    StoredFile,
)
from amiabil.records.new_id import new_id
from tests.attacks.callers import Caller, World
from tests.factories import OPENED
from tests.help_samples import draft_of, publish_samples, sample

Places = Mapping[str, str]


@dataclass(frozen=True)
class Named:
    """How a route is filled in; ``missing`` names nothing and has the same form."""

    own: Places
    missing: Places


def case_of(world: World) -> UUID:
    """A bare case of the world's buyer and shop."""
    case = Conversation.objects.create(
        id=new_id(),
        reference=reference("D", randomness=os.urandom(5)),
        kind="dispute",
        buyer_id=world.people[Caller.BUYER].person_id,
        shop=world.shop,
        version=1,
        chain_head=bytes(32),
        created_at=OPENED,
        changed_at=OPENED,
    )
    return case.id


def picture(uploader: Viewer, kind: str, owner: UUID) -> StoredFile:
    """The row of a photo somebody has put in; its bytes are the caller's business."""
    return StoredFile.objects.create(
        id=new_id(),
        kind=kind,
        owner_id=owner,
        name="lamp.jpg",
        media_type="image/jpeg",
        size=10,
        sha256=bytes(32),
        variants=["original", "view", "thumb"],
        uploader_role="buyer",
        uploader_ref=uploader.ref,
        uploader_id=uploader.person_id,
        channel="web",
        received_at=OPENED,
    )


def payout(world: World) -> Named:
    """What was released to the seller and did not reach him."""
    case = case_of(world)
    entry = {"case_id": case, "order": world.order, "version": 1, "currency": "RON", "at": OPENED}
    LedgerEntry.objects.create(id=new_id(), kind="hold", amount=500, **entry)
    LedgerEntry.objects.create(id=new_id(), kind="release", amount=500, payout_key=f"{case}:1.1", **entry)
    Payout.objects.update(state="stuck", cause="not_supported")
    return Named({"key": f"{case}:1.1"}, {"key": f"{new_id()}:1.1"})


def proceeding_outside(world: World) -> Named:
    """An entry of the register."""
    kept = OutOfCourt.objects.create(
        id=new_id(),
        case_id=case_of(world),
        body="sal",
        body_name="SAL",
        opened_on=OPENED.date(),
        recorded_by="staff:sue",
        created_at=OPENED,
        changed_at=OPENED,
    )
    return Named({"entry": str(kept.id)}, {"entry": str(new_id())})


def mail(world: World) -> Named:
    """A mail about the dispute that was given up."""
    notice = Notice.objects.create(
        id=new_id(),
        event_id=new_id(),
        case_id=case_of(world),
        person_kind="customer",
        person_id=world.people[Caller.BUYER].person_id,
        role="buyer",
        key="turn",
        facts={},
        created_at=OPENED,
    )
    sent = Delivery.objects.create(notice=notice, channel="email", address="a@example.com", state="given_up")
    return Named({"delivery": str(sent.id)}, {"delivery": str(sent.id + 1_000_000)})


def holiday(world: World) -> Named:
    """A day another operator has proposed."""
    today = clock.now().date()
    known = propose(
        Viewer(role=Role.OPERATOR, ref="another"),
        DeclaredDay("RO", next_working_day(today + timedelta(days=30), calendar("RO"))),
        "bridge day",
        today=today,
    )
    return Named({"declared": str(known.id)}, {"declared": str(new_id())})


def report(world: World) -> Named:
    """A report of something illegal by the buyer."""
    reported = Reported("listing", "https://shop.example/l/7", "counterfeit", "It copies.", True)
    made = make_report(world.people[Caller.BUYER], Sent(reported, "A listing", clock.now(), new_id()))
    return Named({"reference": made.reference}, {"reference": reference("T", randomness=os.urandom(5))})


def complainant(world: World) -> Named:
    """A buyer whose complaints had nothing in them."""
    person = world.people[Caller.BUYER].person_id
    numbers = {"filed": 8, "upheld": 0, "unfounded": 8, "last_filed_at": OPENED, "last_ended_at": OPENED}
    Complainant.objects.get_or_create(id=person, customer_id=person, counted_at=OPENED, defaults=numbers)
    return Named({"person": str(person), "do": "clear"}, {"person": str(new_id()), "do": "clear"})


def somebody_who_asks(world: World) -> Named:
    """The buyer as the agents look at them."""
    side = {"side": "buyer"}
    return Named({**side, "id": str(world.people[Caller.BUYER].person_id)}, {**side, "id": str(new_id())})


def document_of_assistance(world: World) -> Named:
    """The set-up of assistance as it ships, the same for everybody who may set it up."""
    places = {"number": "0", "old": "0", "new": "0"}
    return Named({"kind": "setup", **places}, {"kind": "weather", **places})


def rule(world: World) -> Named:
    """The one rule over requests there is, by an operator."""
    text = (
        "format: amiabil-rules/1\nrules:\n"
        "  - id: late\n    name: {en: Late}\n    on: [opened]\n    then: {escalate: true}\n"
    )
    save_rules(world.people[Caller.OPERATOR], text, note="", seen=0, at=OPENED)
    return Named({"key": "late"}, {"key": "gone"})


def somebody_of_a_team(world: World) -> Named:
    """The agent, as whoever sets up help sees them."""
    username = world.people[Caller.AGENT].ref.removeprefix("staff:")
    return Named({"username": username}, {"username": "nobody.here"})


def article(world: World) -> Named:
    """The draft of an article by an operator."""
    made = draft_of(world.people[Caller.OPERATOR], replace(sample(), key="an-article", related=()))
    places = {"language": "en", "number": str(made.number), "old": str(made.number), "step": "withdraw"}
    return Named({"key": "an-article", **places}, {"key": "no-article", **places})


def public_article(world: World) -> Named:
    """A published article, which everybody may read."""
    publish_samples(OPENED)
    return Named({"key": "dispute-status"}, {"key": "no-article"})


def saved_reply(world: World, owner: Caller | None = None) -> Named:
    """A saved reply of everybody, or of this member of the staff."""
    kept = SavedReply.objects.create(
        id=new_id(),
        owner_id=world.people[owner].person_id if owner else None,
        key="hello",
        name="Hello",
        texts={"en": "Hello"},
        saved_by="staff:olga",
        saved_at=OPENED,
    )
    return Named({"id": str(kept.id)}, {"id": str(new_id())})


def own_synonyms(world: World) -> Named:
    """Words that an operator has added to the search of help."""
    group = HelpSynonym.objects.create(
        id=new_id(), language="ro", words=["girafă", "zebră"], added_by="staff:x", added_at=OPENED
    )
    return Named({"group": str(group.id)}, {"group": str(new_id())})


def unanswered_questions(world: World) -> Named:
    """A group of questions for the editors, with a change one of them thinks of."""
    group = LearningGroup.objects.create(id=new_id(), state="open", times=1, last_at=OPENED)
    trial = LearningTrial.objects.create(
        id=new_id(),
        group=group,
        change="outside",
        language="ro",
        phrases=["x"],
        revision=0,
        asked_by="staff:x",
        asked_at=OPENED,
    )
    here, nowhere = (str(group.id), str(trial.id)), (str(new_id()), str(new_id()))
    return Named(*({"group": one, "trial": other} for one, other in (here, nowhere)))


OF_HELP: Mapping[str, Callable[[World], Named]] = {
    "article": article,
    "public article": public_article,
    "document of assistance": document_of_assistance,
    "rule": rule,
    "own synonyms": own_synonyms,
    "unanswered questions": unanswered_questions,
}


def conversation(world: World) -> Named:
    """A case of the buyer by its id, as forms name it that no person reads."""
    return Named({"case_id": str(case_of(world))}, {"case_id": str(new_id())})
