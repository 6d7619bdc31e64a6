"""Which words steer a conversation? The edge that reads the files of patterns packaged with the product."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from amiabil.domain.assistant.commands import Flow, Sign, Words
from amiabil.domain.terms import Reason
from amiabil.foundation.documents import Node, read_yaml


@cache
def words() -> Words:
    """The patterns of every language together: people write their own, whatever language the page has."""
    root = resources.files("amiabil") / "content" / "assistant"
    files = sorted((one for one in root.iterdir() if one.is_dir()), key=lambda one: one.name)
    nodes = [
        read_yaml((one / "commands.yaml").read_text(encoding="utf-8"), f"{one.name}/commands.yaml").only(
            required=("whole", "reasons", "correction", "insult", "flows")
        )
        for one in files
    ]
    whole = [one["whole"].only(required=tuple(Sign)) for one in nodes]
    flows = [one["flows"].only(required=tuple(Flow)) for one in nodes]
    insults = "|".join(pattern.text() for one in nodes for pattern in one["insult"].items())
    return Words(
        whole={sign: tuple(one for given in whole for one in _compiled(given[sign.value])) for sign in Sign},
        flows={
            flow: tuple(one for given in flows for one in _compiled(given[flow.value])) for flow in _ORDER
        },
        reasons={
            reason: tuple(
                one for given in nodes for one in _compiled(given["reasons"].fields()[reason.value])
            )
            for reason in _REASONS
        },
        correction=tuple(one for given in nodes for one in _compiled(given["correction"])),
        insult=re.compile(insults),
    )


_ORDER = (
    Flow.HAND_OVER,
    Flow.WRITE_BY_MAIL,
    Flow.CONTACT_OPTIONS,
    Flow.REFUND_NOT_RECEIVED,
    Flow.ESCALATE_DISPUTE,
    Flow.UNTIL_WHEN,
    Flow.DISPUTE_STATUS,
    Flow.TICKET_STATUS,
    Flow.REPORT_LISTING,
    Flow.OPEN_TICKET,
    Flow.OPEN_DISPUTE,
    Flow.WHERE_IS_MY_ORDER,
)
"""The narrower first: *my money for the order has not come* is about the money."""

_REASONS = (
    Reason.NR_DELIVERED_NOT_RECEIVED,
    Reason.NC_DAMAGED,
    Reason.NC_NOT_AS_DESCRIBED,
    Reason.NC_WRONG_ITEM,
    Reason.NC_DEFECTIVE,
    Reason.NC_MISSING_PARTS,
    Reason.NR_IN_TRANSIT_LATE,
)


def _compiled(node: Node) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?:{one.text()})") for one in node.items())
