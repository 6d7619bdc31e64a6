"""What must a decision contain so that both sides can understand and contest it? Source: disputes.md 3.8.

The procedure itself asks only for what it computes with; a decision that people read has to answer the whole form.
What the system knows by itself (policy, split over the units, who decided) is added here.
"""

from __future__ import annotations

from collections.abc import Mapping

from amiabil.domain.disputes import money
from amiabil.domain.disputes.arguments import Decide
from amiabil.domain.disputes.evidence import secrets, undecided_secrets, unruled
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.parts import Decision
from amiabil.domain.terms import Lane, Remedy
from amiabil.foundation.errors import Fact

OWN_RECORDS = ("order", "listing", "tracking", "messages")
"""What the platform holds itself and a finding may rest on beside the evidence of the parties (disputes.md 5.1)."""

LEGAL_RULES = ("L1", "L3", "L7", "L8", "L9", "L10", "L29", "policy")
"""Rules of disputes.md 6 that decide between a buyer and a seller; ``policy``: nothing beyond the policy applied."""

FINDINGS = 4
"""Findings of one decision; each may be several sentences long."""


def rules_for(dispute: Dispute) -> tuple[str, ...]:
    """The legal rules that can decide this case: those of withdrawal only in their own lane."""
    if dispute.lane is Lane.STATUTORY_WITHDRAWAL:
        return ("L1", "L3", "L29", "policy")
    elsewhere = {"L1", "L3"}
    if dispute.policy.lanes.statutory_conformity.replacement_only_days is None:
        elsewhere.add("L9")  # a rule of some countries only
    return tuple(rule for rule in LEGAL_RULES if rule not in elsewhere)


def sources(dispute: Dispute) -> tuple[str, ...]:
    """What a finding may rest on: evidence that counts, by label, then what the platform holds."""
    counting = tuple(
        item.label for item in dispute.evidence if not (item.ruled and _is_out(item.status.value))
    )
    return (*counting, *OWN_RECORDS)


def _is_out(status: str) -> bool:
    return status in {"disregarded", "late_not_admitted"}


def missing(dispute: Dispute, given: Decide) -> tuple[str, ...]:
    """The fields a whole decision still lacks, by the names of the form; empty when it is whole."""
    absent = [name for name in ("rule", "grounds") if not getattr(given, name).strip()]
    if given.remedy is None:
        absent.append("remedy")
    elif given.remedy not in GOODS and given.amount is None and given.percent is None:
        absent.append("amount")
    if unruled(dispute):
        absent.append("late_evidence")
    if undecided_secrets(dispute):
        absent.append("confidential")
    return (
        *_findings_missing(dispute, given),
        *_rules_missing(dispute, given),
        *absent,
        *_carrying_out(given),
    )


def _findings_missing(dispute: Dispute, given: Decide) -> tuple[str, ...]:
    known = frozenset(sources(dispute))
    absent = [] if given.findings else ["finding_1"]
    for number, finding in enumerate(given.findings, 1):
        if not finding.text.strip():
            absent.append(f"finding_{number}")
        if not finding.evidence or not known.issuperset(finding.evidence):
            absent.append(f"finding_{number}_evidence")
    return (*absent, *hidden_basis(dispute, given))


def hidden_basis(dispute: Dispute, given: Decide) -> tuple[str, ...]:
    """What one side has never seen cannot be all a decision rests on (disputes.md 5.3)."""
    cited = {label for finding in given.findings for label in finding.evidence}
    return ("open_evidence",) if cited and cited <= secrets(dispute) else ()


def _rules_missing(dispute: Dispute, given: Decide) -> tuple[str, ...]:
    named = set(given.legal_rules)
    return () if named and named <= set(rules_for(dispute)) else ("legal_rules",)


def _carrying_out(given: Decide) -> tuple[str, ...]:
    """Who pays a return and how it goes, until when goods come, and whether a program helped."""
    absent = []
    if given.remedy is Remedy.RETURN_REFUND:
        absent += ["return_cost"] * (given.return_cost is None)
        absent += ["return_instruction"] * (not given.return_instruction.strip())
    if given.remedy in GOODS and given.perform_by is None:
        absent.append("perform_by")
    if not given.automated:
        absent.append("automated")
    elif given.automated == "used" and not given.automated_how.strip():
        absent.append("automated_how")
    return tuple(absent)


def texts_of(given: Decide) -> dict[str, str]:
    """What the mediator wrote beyond the grounds, by name; kept beside the event, so that it can be erased."""
    texts = {f"finding_{number}": finding.text for number, finding in enumerate(given.findings, 1)}
    for name in ("return_instruction", "automated_how"):
        if getattr(given, name):
            texts[name] = getattr(given, name)
    return texts


def facts_of(dispute: Dispute, given: Decide, decision: Decision, *, by: str) -> Mapping[str, Fact]:
    """The rest of the form as facts of the event; what was not said is left out."""
    facts: dict[str, Fact] = {}
    if given.findings:
        facts["findings"] = [
            {"result": one.result, "evidence": list[Fact](one.evidence)} for one in given.findings
        ]
        facts["outcome"] = _outcome(dispute, decision)
    if given.legal_rules:
        facts["legal_rules"] = list[Fact](given.legal_rules)
    if given.automated:
        facts["automated"] = given.automated
    if by:
        facts["decided_by"] = by
    return facts


def _outcome(dispute: Dispute, decision: Decision) -> list[Fact]:
    """What each unit of the case gets, in the order of its lines; no amount where goods are owed.

    Empty in a claim about a return: it has no units of its own.
    """
    if not dispute.units:
        return []
    if decision.terms.remedy in GOODS:
        return [{"line": unit.line, "unit": unit.number} for unit in dispute.units]
    shares = money.shared(dispute, decision.amount, decision.terms.remedy)
    return [
        {"line": unit.line, "unit": unit.number, "amount": share.fact()}
        for unit, share in zip(dispute.units, shares, strict=True)
    ]
