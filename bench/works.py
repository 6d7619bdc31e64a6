"""Which operations are measured, on which cases, and what in their statements belongs to the case?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from uuid import UUID

from amiabil.actions.disputes import StepRequest, take_step
from amiabil.actions.messages import Written, post_message
from amiabil.actions.openings import HandedIn, OpeningRequest, open_dispute
from amiabil.domain.disputes.arguments import read_arguments
from amiabil.domain.terms import Audience, Command
from amiabil.records import clock, sessions
from amiabil.records.case_lists import ListedDispute, my_disputes
from amiabil.records.new_id import new_id
from amiabil.records.staff_lists import disputes_to_take
from bench import stories
from bench.cases import Work
from bench.copies import BUYER, CASE, ORDER, SELLER, SHOP, copied_id, reference_of, token_of
from bench.data import PERIOD, Block, Data, viewer_of
from bench.pages import case_page

STRIDE = 7919
"""A prime, so that one case after the other lies somewhere else in the tables, and each comes up once."""

PAGE = 25


def _number(block: Block, work: int, *, first: int, count: int) -> int:
    """The case for the ``work``-th operation among those of a block whose last digit is in the given range."""
    return block.first + work // count * STRIDE % (block.count // 10) * 10 + first + work % count


def _number_line(block: Block, *, first: int, count: int) -> str:
    r"""The same as ``_number`` for pgbench: ``n`` from ``i``."""
    tens = block.count // 10
    return rf"\set n {block.first} + ((:i / {count}) * {STRIDE} % {tens}) * 10 + {first} + :i % {count}"


def _people_lines(block: Block) -> tuple[str, str]:
    r"""Buyer ``b`` and shop ``s`` of case ``n`` for pgbench, as ``Block.buyer`` and ``Block.shop``."""
    return (
        rf"\set b {block.first_buyer} + :n % {block.buyers}",
        rf"\set s {block.first_shop} + :n % {block.shops}",
    )


def id_of(kind: int, letter: str) -> str:
    return f"('00000000-{kind:04x}-7000-8000-'||lpad(to_hex(:{letter}::int8),12,'0'))::uuid"


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _of_people(buyer: int, shop: int) -> dict[object, str]:
    return {
        UUID(copied_id(BUYER, buyer)): id_of(BUYER, "b"),
        UUID(copied_id(SHOP, shop)): id_of(SHOP, "s"),
        UUID(copied_id(SELLER, shop)): id_of(SELLER, "s"),
        hash_of(token_of("buyer", buyer)): "sha256(('buyer-'||:b::text)::bytea)",
        hash_of(token_of("seller", shop)): "sha256(('seller-'||:s::text)::bytea)",
        f"b{buyer}": "('b'||:b::text)",
        f"m{shop}": "('m'||:s::text)",
    }


def _of_case(block: Block, number: int) -> dict[object, str]:
    return {
        reference_of(number): "('D-'||lpad(:n::text,9,'0'))",
        f"O-{number:09d}": "('O-'||lpad(:n::text,9,'0'))",
        UUID(copied_id(CASE, number)): id_of(CASE, "n"),
        UUID(copied_id(ORDER, number)): id_of(ORDER, "n"),
        **_of_people(block.buyer(number), block.shop(number)),
    }


def of_part(part: str, data: Data) -> list[Work]:
    """The works of a part of docs/performance.md."""
    block = max(data.blocks, key=lambda one: one.count)
    makers: dict[str, Callable[[], list[Work]]] = {
        "p1": lambda: [message(block)],
        "p2": lambda: [step(block)],
        "p3": lambda: [opening(data.special["order"])],
        "p4": lambda: lists(data),
        "p5": lambda: pages(data.special["long"]),
    }
    return makers[part]()


def message(block: Block) -> Work:
    """P1: a buyer, known by the cookie, writes into a case the seller does not have to answer yet."""
    chosen = {"first": PERIOD.index("negotiating"), "count": 6}

    def prepare(work: int) -> Callable[[], object]:
        number = _number(block, work, **chosen)
        token, reference = token_of("buyer", block.buyer(number)), reference_of(number)

        def act() -> object:
            viewer = sessions.viewer_of(token, at=clock.unshifted())
            assert viewer is not None
            written = Written(new_id(), stories.TOLD, Audience.EVERYONE, clock.now())
            return post_message(viewer, reference, written)

        return act

    return Work(
        "P1 post a message",
        prepare,
        lambda work: _of_case(block, _number(block, work, **chosen)),
        (_number_line(block, **chosen), *_people_lines(block)),
        runs=1500,
        times=2.5,
        statements=3,
    )


def step(block: Block) -> Work:
    """P2: the seller makes a proposal in a case that waits for the first answer."""
    chosen = {"first": PERIOD.index("awaiting"), "count": PERIOD.count("awaiting")}
    arguments = read_arguments(Command.PROPOSE, {"remedy": "refund_keep", "amount": "100.00"})

    def prepare(work: int) -> Callable[[], object]:
        number = _number(block, work, **chosen)
        viewer, reference = viewer_of("seller", block.shop(number)), reference_of(number)
        return lambda: take_step(viewer, reference, StepRequest(Command.PROPOSE, arguments, clock.now()))

    return Work(
        "P2 take a dispute step",
        prepare,
        lambda work: _of_case(block, _number(block, work, **chosen)),
        (_number_line(block, **chosen), *_people_lines(block)),
        runs=min(400, block.count * 4 // 10 // 25),
        times=4.0,
        statements=2,
    )


def opening(block: Block) -> Work:
    """P3: a buyer opens a dispute on a delivered order."""

    def number_of(work: int) -> int:
        return block.first + work * STRIDE % block.count

    def prepare(work: int) -> Callable[[], object]:
        number = number_of(work)
        viewer, order_ref = viewer_of("buyer", block.buyer(number)), f"O-{number:09d}"
        items = tuple(HandedIn(new_id(), kind, "Fotografie") for kind in ("photo_item", "photo_parcel"))
        request = OpeningRequest(stories.submission(), new_id(), clock.now(), items)
        return lambda: open_dispute(viewer, order_ref, request)

    return Work(
        "P3 open a dispute",
        prepare,
        lambda work: _of_case(block, number_of(work)),
        (rf"\set n {block.first} + :i * {STRIDE} % {block.count}", *_people_lines(block)),
        runs=300,
        times=5.0,
    )


def lists(data: Data) -> list[Work]:
    """P4: a buyer's disputes after signing in, and the cases a mediator can take, 25 of them as JSON."""
    block = max(data.blocks, key=lambda one: one.count)

    def buyer_of(work: int) -> int:
        return block.first_buyer + work * STRIDE % block.buyers

    def mine(work: int) -> Callable[[], object]:
        token = token_of("buyer", buyer_of(work))

        def act() -> object:
            viewer = sessions.viewer_of(token, at=clock.unshifted())
            assert viewer is not None
            return _json(my_disputes(viewer, limit=PAGE).items)

        return act

    def queue(_work: int) -> Callable[[], object]:
        return lambda: _json(disputes_to_take(data.cast.mediator, limit=PAGE).items)

    number_of_buyer = rf"\set b {block.first_buyer} + :i * {STRIDE} % {block.buyers}"
    return [
        Work(
            "P4 list my disputes",
            mine,
            lambda work: _of_people(buyer_of(work), 0),
            (number_of_buyer,),
            runs=600,
            times=4.0,
            statements=2,
            warm=block.buyers,
        ),
        Work("P4 a mediator's queue", queue, lambda _: {}, (), runs=600, times=4.0, statements=1),
    ]


def _json(items: tuple[ListedDispute, ...]) -> str:
    """The list as an interface would send it."""
    assert len(items) == PAGE
    return json.dumps([_row(one) for one in items], ensure_ascii=False)


def _row(one: ListedDispute) -> dict[str, object]:
    return {
        "reference": one.reference,
        "subject": one.subject,
        "order": one.order_ref,
        "buyer": one.buyer_name,
        "seller": one.shop_name,
        "reason": one.reason,
        "state": one.state,
        "turn": one.turn,
        "asked": {"amount": one.asked.text(), "currency": one.asked.currency} if one.asked else None,
        "due_at": one.due_at.isoformat() if one.due_at else None,
        "changed_at": one.changed_at.isoformat(),
        "mediator": one.mediator_name,
        "unread": one.unread,
    }


def pages(block: Block) -> list[Work]:
    """P5: the buyer's page of a case with 100 messages, through the whole of Django.

    First seen: more cases in turn than a process keeps drawn entries of. Seen again: a few, as when a page that is
    open hears of something new.
    """
    return [
        _page("P5 page of a case, first seen", block, cases=block.count, runs=80),
        _page("P5 page of a case, seen again", block, cases=5, runs=80),
    ]


def _page(name: str, block: Block, *, cases: int, runs: int) -> Work:
    get = case_page()

    def number_of(work: int) -> int:
        return block.first + work % cases

    def prepare(work: int) -> Callable[[], object]:
        number = number_of(work)
        path, token = f"/ro/disputes/{reference_of(number)}", token_of("buyer", block.buyer(number))
        return lambda: get(path, token)

    return Work(
        name,
        prepare,
        lambda work: _of_case(block, number_of(work)),
        (rf"\set n {block.first} + :i % {cases}", *_people_lines(block)),
        runs=runs,
        most=8.0,
        statements=6,
        warm=block.count,
    )
