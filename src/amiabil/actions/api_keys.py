"""How do systems of the marketplace get their keys, new ones for old, and lose them?"""

from __future__ import annotations

import secrets
import string

from django.db import transaction

from amiabil.domain.access import KEY_ACTS, Viewer
from amiabil.foundation.errors import Invalid
from amiabil.records import api_keys, audit, clock

PREFIX = "amk_"
"""So that people and secret scanners recognise a key."""

_LETTERS = string.ascii_letters + string.digits
_LENGTH = 40


class UnknownScope(Invalid):
    """These ``scopes`` do not exist, or none was given; ``known`` lists those that do."""

    code = "unknown_scope"


class BadKeyName(Invalid):
    """A key's name is 1-60 printable characters."""

    code = "bad_key_name"


def _new_key() -> str:
    return PREFIX + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def create(viewer: Viewer, name: str, scopes: frozenset[str]) -> str:
    """Make a key; its text, which is shown this once and cannot be read again.

    Raises ``BadKeyName``, ``UnknownScope``, ``KeyNameTaken`` and, without the right to manage keys, what
    ``demand`` raises.
    """
    if not (0 < len(name) <= 60 and name.isprintable()):
        raise BadKeyName(field="/name")
    if not scopes or not scopes <= KEY_ACTS.keys():
        unknown = sorted(scopes - KEY_ACTS.keys())
        raise UnknownScope(field="/scopes", scopes=[*unknown], known=[*sorted(KEY_ACTS)])
    key = _new_key()
    with transaction.atomic():
        api_keys.add(viewer, name, key, scopes=scopes, at=clock.unshifted())
        audit.note(viewer, "key.create", f"key:{name}", at=clock.now(), facts={"scopes": [*sorted(scopes)]})
    return key


@transaction.atomic
def rotate(viewer: Viewer, name: str) -> str:
    """Give a key a new text, which is returned this once; the old one stops at once.

    Raises ``NotFound`` for a name that is no live key, and what ``demand`` raises.
    """
    key = _new_key()
    api_keys.replace(viewer, name, key)
    audit.note(viewer, "key.rotate", f"key:{name}", at=clock.now(), facts={})
    return key


@transaction.atomic
def revoke(viewer: Viewer, name: str) -> None:
    """Close a key for ever. Raises ``NotFound`` for a name that is no live key, and what ``demand`` raises."""
    api_keys.revoke(viewer, name, at=clock.unshifted())
    audit.note(viewer, "key.revoke", f"key:{name}", at=clock.now(), facts={})
