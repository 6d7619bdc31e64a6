"""How is a plain text put into a page? By escaping it, without first asking whether it is a number, a date or lazy."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from django import template
from django.template import base
from django.utils.safestring import SafeString

_whole: Callable[[Any, template.Context], str] = base.render_value_in_context


def render_value(value: Any, context: template.Context) -> str:
    """As Django's ``render_value_in_context``, which does whatever is not a plain text."""
    kind = type(value)
    if kind is SafeString:
        return value  # type: ignore[no-any-return]  # the line above says what it is
    if kind is str:
        return SafeString(escape(value)) if context.autoescape else value
    return _whole(value, context)


def draw_quickly() -> None:
    """Let Django's templates put their values so."""
    base.render_value_in_context = render_value
