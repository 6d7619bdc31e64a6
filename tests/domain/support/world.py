"""A set-up with few, round numbers, and the people who act in the tests of requests."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from amiabil.domain.disputes.model import Actor
from amiabil.domain.policy.installed import calendar
from amiabil.domain.support.packaged import shipped_text
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.setup_file import read_setup
from amiabil.domain.support.ticket import By
from amiabil.domain.terms import Role

ANA = Actor(Role.BUYER, "ana", "Ana")
RALUCA = Actor(Role.AGENT, "staff:raluca", "Raluca")
IOAN = Actor(Role.AGENT, "staff:ioan", "Ioan")

TEXT = """
format: amiabil-support/1
zone: Europe/Bucharest
teams:
  - {key: care, labels: {en: Care}}
  - {key: payments, labels: {en: Payments}}
hours:
  office:
    zone: Europe/Bucharest
    calendar: RO
    week: {mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"], thu: ["09:00-17:00"], fri: ["09:00-17:00"]}
levels:
  - {id: urgent, when: {priority: [urgent]}, hours: always, first_reply_minutes: 60, next_reply_minutes: 60,
     solution_minutes: 600, warn_minutes: 15}
  - {id: silent, when: {topic: [account]}, hours: office, first_reply_minutes: null, next_reply_minutes: null,
     solution_minutes: null}
  - {id: usual, hours: office, first_reply_minutes: 480, next_reply_minutes: 240, solution_minutes: 960,
     warn_minutes: 60}
silence: {remind_after_days: 3, solve_after_days: 10, close_after_days: 7}
topics:
  - {key: refund, labels: {en: A refund}, hints: {en: Money}, team: payments}
  - {key: account, labels: {en: Account}, hints: {en: Sign-in}, team: care, order: never}
  - {key: other, labels: {en: Other}, hints: {en: The rest}, team: care}
"""


@cache
def setup() -> Setup:
    """The set-up of the tests."""
    return read_setup(TEXT, calendars={"RO": calendar("RO")})


@cache
def shipped() -> Setup:
    """The set-up that ships."""
    return read_setup(shipped_text(), calendars={"RO": calendar("RO")})


def at(text: str) -> datetime:
    """An instant in UTC; Bucharest is two hours ahead in November, so its office is open from 07:00 to 15:00."""
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


def by(actor: Actor, when: str) -> By:
    """Who acts, in November 2026."""
    return By(actor, at(when))
