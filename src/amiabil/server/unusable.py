"""What stops a command before it can do its work, in words for the operator?"""

from __future__ import annotations


class Unusable(Exception):
    """The settings, the machine or another process do not let this command run; the text says what to do."""
