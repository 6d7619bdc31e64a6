"""Which articles stand first on a shelf while few have been read?"""

from __future__ import annotations

ASKED_MOST = (
    "delivered-not-received",
    "damaged-item",
    "refund-not-received",
    "track-parcel",
    "parcel-late",
    "open-dispute",
    "dispute-status",
    "seller-not-answering",
    "wrong-size",
    "return-cost",
    "return-label",
    "cancel-order",
    "change-address",
    "cod-refund",
    "contact-phone",
    "chat-with-us",
    "payment-failed",
    "double-charge",
    "reset-password",
    "account-hacked",
    "report-fraud",
    "phishing",
    "your-rights-ro",
    "deadlines",
    "warranty",
    "how-support-works",
    "seller-respond",
)
"""What people of a marketplace ask about most, the most asked first; all others come after these, by their key.

The first three are also offered under the search of the start page."""
