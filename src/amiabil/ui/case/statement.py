"""The decision as both sides read it: facts, evidence left out, rules, result, what to do, how to contest it.

The same text is shown before it is given (from the event it would become) and afterwards (from the event stored).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from amiabil.domain.disputes import money
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.negotiation import meant
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import EvidenceStatus, Remedy, ReturnCost, Role, State, Timer
from amiabil.foundation.money import Money
from amiabil.foundation.working_time import end_of_day, start_of_day
from amiabil.records import timeline
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Row
from amiabil.ui.formats import day, hours
from amiabil.ui.words import evidence, names, remedies
from amiabil.ui.words.rules import rule_name, source_name


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the statement: paragraphs as they were written, and facts in rows."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """The whole statement of reasons; ``by`` says who decided and when."""

    title: str
    by: str
    sections: tuple[Section, ...] = field(default=())


def of_case(seen: Seen) -> Statement | None:
    """The statement of a decided case; None before. One statement where the history is longer than its page."""
    if seen.dispute.decision is None:
        return None
    wanted = "dispute.decide"
    found = next((moment for moment in seen.moments.items if moment.type == wanted), None)
    if found is None:
        found = timeline.last_of(seen.reader.viewer, seen.file.case_id, wanted)
    if found is None:
        return None
    at = seen.reader.moment(found.at).text
    return statement(seen, seen.dispute, found.data, found.texts, at=at)


def statement(
    seen: Seen, dispute: Dispute, data: Mapping[str, Any], texts: Mapping[str, str], *, at: str
) -> Statement:
    """The statement of a decision from its event, for this reader; ``dispute`` is the case after it."""
    parts = (
        _facts(seen, data, texts),
        _left_out(dispute),
        _rules(data, dispute.policy, seen.reader.language),
        _result(seen, data),
        Section(_("Reasons"), _paragraphs(texts.get("grounds") or _("This text has been erased."))),
        _to_do(seen, dispute, data, texts),
        _automated(data, texts),
        _contest(seen, dispute),
    )
    name = str(data.get("decided_by") or seen.file.mediator_name)
    by = _("Decided by %(name)s, mediator, %(at)s") % {"name": name, "at": at}
    whole = tuple(part for part in parts if part.paragraphs or part.rows)
    return Statement(_("The decision and its reasons"), by, whole)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def _facts(seen: Seen, data: Mapping[str, Any], texts: Mapping[str, str]) -> Section:
    items = seen.dispute.evidence
    known = {item.label for item in items}
    rows = []
    for number, one in enumerate(data.get("findings", ()), 1):
        shown = ", ".join(
            evidence.called(items, label) if label in known else source_name(label)
            for label in one["evidence"]
        )
        result = _("proven") if one["result"] == "proven" else _("not proven")
        text = texts.get(f"finding_{number}") or _("This text has been erased.")
        rows.append(
            Row(_("Fact %(number)s, %(result)s") % {"number": number, "result": result}, f"{text} [{shown}]")
        )
    return Section(_("Facts found"), rows=tuple(rows))


def _left_out(dispute: Dispute) -> Section:
    out = {EvidenceStatus.DISREGARDED, EvidenceStatus.LATE_NOT_ADMITTED}
    items = [item for item in dispute.evidence if item.status in out]
    rows = tuple(
        Row(evidence.called(dispute.evidence, item.label), str(names.EVIDENCE_STATUS[item.status]))
        for item in items
    )
    none = () if rows else (_("None: everything that was handed in has been taken into account."),)
    more = (_("The reason for each stands in the history of the case."),) if rows else none
    return Section(_("Evidence not taken into account"), more, rows)


def _rules(data: Mapping[str, Any], policy: Policy, language: str) -> Section:
    named = str(data.get("policy") or data.get("rule", ""))
    rows = [Row(_("Policy, fixed at the opening"), named)]
    rows += [
        Row(_("Rule of law"), rule_name(str(rule), policy, language))
        for rule in data.get("legal_rules", ())
        if rule != "policy"
    ]
    return Section(_("Rules applied"), rows=tuple(rows))


def _money(fact: Any) -> Money | None:
    return Money.parse(str(fact["amount"]), str(fact["currency"])) if isinstance(fact, dict) else None


def _result(seen: Seen, data: Mapping[str, Any]) -> Section:
    terms = data["terms"]
    remedy, amount = meant(seen.dispute, Remedy(terms["remedy"])), _money(data.get("amount"))
    asked = remedies.request(remedy, seen.reader.money(amount) if amount is not None else "")
    titles = {line.ref: line.title for line in seen.dispute.order.lines}
    rows = [Row(_("The buyer gets"), asked, strong=True)]
    for one in data.get("outcome", ()):
        share = _money(one.get("amount"))
        what = _("%(title)s, piece %(number)s") % {
            "title": titles.get(one["line"], one["line"]),
            "number": one["unit"],
        }
        rows.append(Row(what, seen.reader.money(share) if share is not None else remedies.name(remedy)))
    return Section(_("Result"), rows=tuple(rows))


def _to_do(seen: Seen, dispute: Dispute, data: Mapping[str, Any], texts: Mapping[str, str]) -> Section:
    """Who pays a return and how it goes, and until when everything is done."""
    terms, timers = data["terms"], dispute.policy.timers
    remedy = meant(dispute, Remedy(terms["remedy"]))
    rows = []
    if terms.get("return_cost") and remedy is Remedy.RETURN_REFUND:
        rows.append(Row(_("The goods go back"), str(names.RETURN_COSTS[ReturnCost(terms["return_cost"])])))
    if texts.get("return_instruction"):
        rows.append(Row(_("How to send them"), texts["return_instruction"]))
    if terms.get("perform_by"):
        last = date.fromisoformat(str(terms["perform_by"]))
        rows.append(Row(_("To be done until"), seen.reader.last_day(end_of_day(last, dispute.policy.zone))))
    elif remedy in {Remedy.REFUND_KEEP, Remedy.PRICE_REDUCTION}:
        within = hours(timers.refund_execution.hours, seen.reader.language)
        rows.append(
            Row(_("Money is paid"), _("within %(hours)s of the decision being final") % {"hours": within})
        )
    elif remedy is Remedy.RETURN_REFUND:
        rows.append(Row(_("Money is paid"), _("after the goods have come back and were checked")))
    return Section(_("What has to be done"), rows=(*rows, *exchange(seen, dispute)))


def exchange(seen: Seen, dispute: Dispute) -> tuple[Row, ...]:
    """At which rate the seller is charged, with its day; nothing in his own currency, and nothing to the buyer."""
    used, other = dispute.recoup, dispute.order.settles_in
    if used is None or other is None or seen.role is Role.BUYER:
        return ()
    zone = dispute.policy.zone
    facts = {
        "one": other,
        "rate": f"{used.rate:f}",
        "currency": dispute.currency,
        "day": day(start_of_day(used.day, zone), seen.reader.language, zone=zone),
    }
    text = _("%(rate)s %(currency)s for 1 %(one)s, the rate of %(day)s") % facts
    if used.source == "order":
        note = _("the rate of the order: none was known for the day of the decision")
        text = f"{text} ({note})"
    return (Row(_("Rate at which the seller is charged"), text),)


def _automated(data: Mapping[str, Any], texts: Mapping[str, str]) -> Section:
    if not data.get("automated"):
        return Section("")
    if data["automated"] == "none":
        return Section(_("Programs"), (_("A person decided; no program took part in the decision."),))
    text = _("A person decided. A program helped so: %(how)s") % {"how": texts.get("automated_how", "")}
    return Section(_("Programs"), (text,))


def has_sal(dispute: Dispute) -> bool:
    """Whether SAL can hear it: a consumer against a trader. A claim about a return is no first complaint of anybody."""
    return dispute.order.consumer and dispute.order.trader and dispute.contested is None


def _contest(seen: Seen, dispute: Dispute) -> Section:
    """How to appeal and until when, and the routes outside."""
    running = dispute.timers.get(Timer.APPEAL)
    paragraphs = []
    if (
        dispute.state in {State.DECIDED, State.IN_APPEAL}
        and running is not None
        and running.due_at is not None
    ):
        until = seen.reader.deadline(running.due_at)
        paragraphs.append(
            _(
                "Each side can appeal on the page of the case until %(date)s, %(zone)s: because of new evidence, "
                "a wrong fact, an error of procedure, or a rule applied wrongly. Another person hears the appeal."
            )
            % {"date": until.long, "zone": until.zone}
        )
    paragraphs.append(_("Whatever was decided here, both sides can go to court."))
    if has_sal(dispute):
        paragraphs.append(
            _(
                "A consumer can also turn to SAL, the body for out-of-court settlement at ANPC "
                "(reclamatiisal.anpc.ro), within a year of the first complaint to the seller, made on %(day)s."
            )
            % {"day": day(dispute.opened_at, seen.reader.language, zone=seen.reader.case_zone)}
        )
    return Section(_("How to contest it"), tuple(paragraphs))


def consequences(seen: Seen, before: Dispute, after: Dispute) -> tuple[Row, ...]:
    """What happens to the money at once, from the case before and after a step."""
    zero = Money.zero(before.currency)
    if after.contested is not None and after.decision is not None:
        amount = seen.reader.money(after.decision.amount)
        return (Row(_("For the buyer, in the dispute about the order"), amount, strong=True),)
    paid = max(
        money.pending(after) + money.refunded(after) - money.pending(before) - money.refunded(before), zero
    )
    held = money.held(after)
    released = max(money.held(before) - held, zero)
    return (
        Row(_("Paid to the buyer at once"), seen.reader.money(paid), strong=True),
        Row(_("Released to the seller at once"), seen.reader.money(released)),
        Row(_("Kept until the decision is final"), seen.reader.money(max(held - paid, zero))),
    )
