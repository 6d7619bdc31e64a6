"""Is this a telephone number, and how is it written? For people with spaces, for links and tables as E.164."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

LETTERS = 40
"""Characters of a number as somebody types it."""


def read_number(text: str, country: str = "") -> str | None:
    """The number as E.164 (``+40264555010``); None for what nobody can call. ``country`` reads one without prefix."""
    if len(text) > LETTERS:
        return None
    try:
        found = phonenumbers.parse(text, country or None)
    except NumberParseException:
        return None
    if found.extension or not phonenumbers.is_valid_number(found):
        return None
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)


def country_of(number: str) -> str:
    """The country a number in E.164 belongs to; empty where it belongs to none or several."""
    return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""


def shown(number: str, country: str = "") -> str:
    """A number in E.164 as people write it: short inside ``country``, else with its prefix; nothing for none."""
    if not number:
        return ""
    found = phonenumbers.parse(number)
    inside = bool(country) and country_of(number) == country
    kind = PhoneNumberFormat.NATIONAL if inside else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(found, kind)
