"""The command ``mail key``: the key that signs our mails, and what the name server has to say about it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from amiabil.server.commands import Commands
from amiabil.server.config import Config
from amiabil.server.exits import Exit
from amiabil.server.unusable import Unusable


def add(steps: Commands) -> None:
    """Add the command below ``mail``."""
    key = steps.add_parser(
        "key",
        help="print the DNS record for the key that signs our mails; with --new, make the key",
        description="Prints the name and the text of the TXT record that receivers look our signature up by, for"
        " AMIABIL_MAIL_DKIM_KEY and AMIABIL_MAIL_DKIM_SELECTOR. --new writes a key of 2048 bits into FILE, which must"
        " not exist, for AMIABIL_MAIL_DKIM_KEY_FILE.",
    )
    key.add_argument(
        "--new", metavar="FILE", help="make a key and keep it in this file, readable by its owner alone"
    )
    key.set_defaults(run=_key)


def _key(args: argparse.Namespace, config: Config) -> int:
    from amiabil.gateways.mail import BadKey, Signer

    text = _make(Path(args.new)) if args.new else config.mail_dkim_key
    if not text:
        raise Unusable("AMIABIL_MAIL_DKIM_KEY is not set; --new FILE makes a key")
    try:
        name, record = Signer(config.mail_from.rpartition("@")[2], config.mail_dkim_selector, text).record()
    except BadKey as error:
        raise Unusable(f"AMIABIL_MAIL_DKIM_KEY {error}") from None
    sys.stdout.write(f"{name}. TXT\n{record}\n")
    return Exit.YES


def _make(file: Path) -> str:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = generate_private_key(public_exponent=65537, key_size=2048)
    text = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    try:
        place = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Unusable(f"{file} cannot be made: {error.strerror}") from None
    with os.fdopen(place, "w") as open_file:
        open_file.write(text)
    return text
