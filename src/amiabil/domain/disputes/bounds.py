"""How much may people write in the arguments of a command?"""

from __future__ import annotations

from collections.abc import Mapping

from amiabil.domain.written import LINE_MAX, MESSAGE_MAX, REASON_MAX

TEXTS: Mapping[str, int] = {
    "text": MESSAGE_MAX,
    "grounds": MESSAGE_MAX,
    "excuse": REASON_MAX,
    "reason": REASON_MAX,
    "ground": REASON_MAX,
    "return_instruction": REASON_MAX,
    "automated_how": REASON_MAX,
    "confidential": REASON_MAX,
    "summary": REASON_MAX,
    **dict.fromkeys(("rule", "label", "tracking", "ref"), LINE_MAX),
}
"""The most letters of what people write. What explains travels beside the event's data; what names stays in it."""
