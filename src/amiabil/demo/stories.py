"""How do the stories become disputes? By the same actions people use, as of the instants they are told for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from amiabil.actions import disputes, mediation, telling
from amiabil.actions.disputes import StepRequest
from amiabil.actions.files import Announced
from amiabil.actions.joining import join_cases
from amiabil.actions.messages import Written, post_message
from amiabil.actions.openings import HandedIn, OpeningRequest, open_dispute
from amiabil.actions.scans import Scanned, scanned
from amiabil.demo import catalogue, players
from amiabil.demo.cast_of_desks import DESK_STORIES
from amiabil.demo.cast_of_stories import STORIES, Did, Story
from amiabil.demo.orders import Plan
from amiabil.demo.pictures.evidence import Snapshot, photo
from amiabil.demo.pictures.scenes import Scene
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import Ask, Merge, Submission, read_arguments
from amiabil.domain.terms import Audience, CarrierStatus, Command, Direction, EvidenceKind, Role
from amiabil.gateways.mail import Sender
from amiabil.records import cast, deliveries, drafts, staff
from amiabil.records.case_load import load
from amiabil.records.new_id import new_id
from amiabil.ui.intake import FormFile, keep_form_file
from amiabil.ui.words import evidence

_NEWS = timedelta(days=1)
"""How recent something must be for a mail about it to be on its way when the demonstration begins."""


def tell(plan: Plan, now: datetime) -> None:
    """Open and carry on every story's dispute about its order."""
    for story in (*STORIES, *DESK_STORIES):
        _Telling(story, plan.told[story.order.key], now).tell()


def _tell_parties(viewer: Viewer, reference: str, now: datetime) -> None:
    """The notices of a case, dated when it happened and not when it was loaded.

    Mails go out about the last day only: nobody would write today about last month.
    """
    disputes.bring_up_to(viewer, reference, at=now)
    case = load(viewer, reference)
    everybody, made = deliveries.recipients(case.case_id), []
    for step in deliveries.steps_of(case.case_id):
        told = telling.told_of(case.case_id, case, step.version, first=step.first)
        names = _mail_names(reference) if step.at > now - _NEWS else None
        made += telling.notices_of(case.case_id, told, everybody, at=step.at, names=names)
    deliveries.tell(made, gather=timedelta())


def _mail_names(reference: str) -> telling.MailNames:
    host = Sender(settings.AMIABIL_MAIL_FROM, settings.AMIABIL_MARKETPLACE).host
    return telling.MailNames(reference, [settings.SECRET_KEY.encode()], host)


class _Telling:
    """One story on its way: who is who, and what its case is called."""

    def __init__(self, story: Story, order_ref: str, now: datetime) -> None:
        self.story, self.order_ref, self.now = story, order_ref, now
        product = catalogue.products()[story.order.products[0]]
        self.product, self.buyer_facts = product, catalogue.buyers()[story.order.buyer]
        self.buyer = players.buyer(self.buyer_facts)
        self.seller = players.seller(catalogue.shops()[product.shop])

    def at(self, days: float) -> datetime:
        """An instant so many days before now."""
        return self.now - timedelta(days=days)

    def tell(self) -> None:
        """Everything, in order."""
        reference = self._open(self.story.opened)
        second = self._open(self.story.again) if self.story.again is not None else ""
        paid = False
        for did in self.story.did:
            if self.story.paid is not None and not paid and did.days < self.story.paid:
                paid = self._pay(reference)
            if did.command is Command.MERGE:
                self._join(reference, second, did)
            self._do(reference, did)
        if self.story.paid is not None and not paid:
            self._pay(reference)
        for told in filter(None, (reference, second)):
            _tell_parties(self.buyer, told, self.now)

    def _join(self, reference: str, second: str, did: Did) -> None:
        merge = Merge(second, text=str(did.given["text"]))
        join_cases(self._who(did), reference, StepRequest(Command.MERGE, merge, self.at(did.days)))

    def _open(self, days: float) -> str:
        at, story = self.at(days), self.story
        draft = drafts.start(self.buyer, self.order_ref, id=new_id(), body={}, at=at)
        submission = Submission(
            units={"1": 1},
            reason=story.reason,
            ask=Ask(story.remedy, story.amount or None),
            text=story.told.get("what_happened", ""),
            answers={key: text for key, text in story.told.items() if key != "what_happened"},
        )
        items = [self._photo(kind, scene, draft.id, at) for kind, scene in story.photos]
        items += [HandedIn(new_id(), kind.value, text=text) for kind, text in story.shown.items()]
        request = OpeningRequest(submission, draft.id, at, items, draft.id)
        return open_dispute(self.buyer, self.order_ref, request).reference

    def _photo(self, kind: EvidenceKind, scene: Scene, draft_id: UUID, at: datetime) -> HandedIn:
        place = catalogue.TOWNS.get(self.buyer_facts.town)
        content = photo(scene, self.product.drawing, Snapshot(at - timedelta(hours=2), place))
        name = f"IMG_{at:%Y%m%d}_{scene}.jpg"
        announced = Announced("draft", draft_id, name, len(content), kind.value)
        kept = keep_form_file(self.buyer, announced, FormFile(name, content, len(content)), at=at)
        return HandedIn(new_id(), kind.value, title=evidence.name(kind), file_id=kept.id)

    def _do(self, reference: str, did: Did) -> None:
        at = self.at(did.days)
        if did.command is Command.SCAN:
            scan = Scanned(self.order_ref, Direction.RETURN, CarrierStatus(did.given["status"]))
            scanned(_COURIER, scan, at=at)
            return
        viewer = self._who(did)
        if did.command is not None and did.command is not Command.MERGE:
            if viewer.role is Role.MEDIATOR:
                _hear(viewer, reference, at)
            arguments = read_arguments(did.command, did.given)
            step = StepRequest(did.command, arguments, at, items=_handed_in(did))
            take = disputes.take_reported if did.command is Command.EXTERNAL_OPENED else disputes.take_step
            take(viewer, reference, step)
        if did.says:
            written = Written(new_id(), did.says, Audience.EVERYONE, at + timedelta(minutes=2))
            post_message(viewer, reference, written)

    def _who(self, did: Did) -> Viewer:
        if did.who == "buyer":
            return self.buyer
        if did.who == "seller":
            return self.seller
        member = cast.member_to_play(did.who)
        return staff.viewer_from(member, _ROLES.get(did.command, Role.MEDIATOR))

    def _pay(self, reference: str) -> bool:
        """The payment service confirms what is under way by then, and what follows from it."""
        assert self.story.paid is not None  # noqa: S101 - asked before
        at = self.at(self.story.paid)
        disputes.bring_up_to(self.buyer, reference, at=at)
        for refund in load(self.buyer, reference).dispute.refunds:
            disputes.confirm_refund(refund.id, at=at)
        return True


_COURIER = Viewer(role=None, ref="key:courier", name="Curier Rapid", scopes=frozenset({"carriers:write"}))
"""Reports parcels, as the key of a courier's system would."""

_ROLES: Mapping[Command | None, Role] = {
    Command.EXTERNAL_OPENED: Role.OPERATOR,
    Command.MERGE: Role.AGENT,
    Command.RECORD_INSOLVENCY: Role.OPERATOR,
}
"""In which role a member of the staff acts, where it is not that of a mediator."""


def _handed_in(did: Did) -> tuple[HandedIn, ...]:
    """An item of evidence in words."""
    if did.command is not Command.ADD_EVIDENCE:
        return ()
    return (HandedIn(new_id(), did.given["kind"], text=did.given["text"]),)


def _hear(viewer: Viewer, reference: str, at: datetime) -> None:
    """A mediator takes the case before deciding it."""
    disputes.bring_up_to(viewer, reference, at=at)
    mediation.take_case(viewer, reference)
