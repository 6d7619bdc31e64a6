"""How much of a mail is read? Everything that grows with what a stranger sends has its end here (S20).

The bytes are kept whole wherever a mail is stored; a limit only says how much of them is taken apart.
"""

from __future__ import annotations

from enum import StrEnum, unique

RAW_BYTES = 75_000_000
"""The longest mail that is read: 50 MB of files in base64, with room for the text."""

FILES_BYTES = 50_000_000
"""All files of one mail together, decoded; what comes after them is named and left in the raw mail."""

HEADER_BYTES = 262_144
"""One block of headers. Long chains of relays and signatures reach 30 kB."""

HEADERS = 1_000
"""Fields of one block."""

VALUE_CHARS = 32_768
"""One field, unfolded: a long list of recipients fits."""

PARTS = 200
"""Parts of one mail, the containers counted."""

DEPTH = 20
"""Containers inside containers; forwards of forwards stay files and are not counted."""

TEXT_BYTES = 2_000_000
"""Bytes of one text part that are decoded, HTML included."""

TEXT_CHARS = 500_000
"""Letters of the whole text of a mail."""

LINES = 20_000
"""Lines of the whole text of a mail."""

ADDRESSES = 500
"""Addresses of one field."""

MESSAGE_ID_CHARS = 998
"""RFC 5322, 2.1.1: no line is longer, and an id cannot be folded."""

REFERENCES = 60
"""Ids of earlier mails: the first and the latest of them."""


@unique
class Flaw(StrEnum):
    """What was wrong with a mail and how it was read all the same. Shown beside it; none of them stops it."""

    RAW_CUT = "raw_cut"
    NO_HEADERS = "no_headers"
    HEADERS_CUT = "headers_cut"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_DEEP = "too_deep"
    BROKEN_STRUCTURE = "broken_structure"
    BROKEN_ENCODING = "broken_encoding"
    CHARSET_REPAIRED = "charset_repaired"
    TEXT_CUT = "text_cut"
    FILE_LEFT_OUT = "file_left_out"
    DATE_NOT_USABLE = "date_not_usable"
    ADDRESS_NOT_USABLE = "address_not_usable"
    MESSAGE_ID_NOT_USABLE = "message_id_not_usable"
    HIDDEN_TEXT = "hidden_text"
    DIRECTION_CONTROLS = "direction_controls"
