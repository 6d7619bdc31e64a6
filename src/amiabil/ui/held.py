"""Where does Django keep the language of the page? In a plain context variable, which costs a tenth of asgiref's.

A page asks for its language, its list of addresses and their prefix some five hundred times.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.urls import base
from django.utils.translation import trans_real

_NOTHING = object()


class Held:
    """A value of this thread or task, as ``asgiref.local.Local`` with the one attribute that Django uses."""

    __slots__ = ("_variable",)

    def __init__(self, name: str) -> None:
        self._variable: ContextVar[Any] = ContextVar(name, default=_NOTHING)

    @property
    def value(self) -> Any:
        """What is held. Raises ``AttributeError`` where nothing is."""
        held = self._variable.get()
        if held is _NOTHING:
            raise AttributeError("value")
        return held

    @value.setter
    def value(self, value: Any) -> None:
        self._variable.set(value)

    @value.deleter
    def value(self) -> None:
        if self._variable.get() is _NOTHING:
            raise AttributeError("value")
        self._variable.set(_NOTHING)


def hold() -> None:
    """Let Django hold language, addresses and prefix so, from now on."""
    for module, name in ((trans_real, "_active"), (base, "_prefixes"), (base, "_urlconfs")):
        if not isinstance(getattr(module, name), Held):
            setattr(module, name, Held(name))
