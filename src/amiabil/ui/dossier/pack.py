"""The dossier as one ZIP: document, record, files, the list of their hashes and the signature over it.

Originals may be films, so the ZIP is written to a file without a name, block by block, and never held in memory.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.actions import dossiers
from amiabil.actions.dossier_proof import JOINED, RECORD, SIGNATURE, SUMS, signed, sums_of
from amiabil.actions.seals import public_bytes, signing_key
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.records.paging import Page
from amiabil.ui.case.door import Door
from amiabil.ui.case.seen import Seen, seen
from amiabil.ui.dossier.contents import FileIn, files_in
from amiabil.ui.dossier.paper import paper
from amiabil.ui.dossier.pdf import draw
from amiabil.ui.dossier.record import card_evidence, record
from amiabil.ui.intake import file_store

DOCUMENT, CARD, GUIDE = "dossier.pdf", "card-evidence.json", "READ-ME.txt"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class PackedDossier:
    """A finished ZIP, at its beginning; whoever has it closes it. ``name`` is what it is saved under."""

    name: str
    size: int
    content: IO[bytes]


def pack(viewer: Viewer, reference: str, door: Door) -> PackedDossier:
    """The dossier of a case as this viewer may have it now, in their language. Raises ``NotFound``."""
    collected = dossiers.collect(viewer, reference)
    case = seen(viewer, collected.file, Page(collected.moments, None), collected.evidence, door)
    files = files_in(viewer, collected.evidence)
    texts = dict(_texts(case, collected, files))
    for one in case.dispute.merged_from:
        texts.update(_of_joined(viewer, one.key, door))
    return zipped(f"{reference}-v{case.dispute.version}.zip", texts, files)


def zipped(name: str, texts: Mapping[str, bytes], files: Sequence[FileIn]) -> PackedDossier:
    """A signed ZIP of these texts by their names, and of the bytes of these files."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it once it is sent
    try:
        _write(target, texts, files)
    except BaseException:
        target.close()
        raise
    size = target.tell()
    target.seek(0)
    return PackedDossier(name, size, target)


def _texts(
    case: Seen, collected: dossiers.Collected, files: tuple[FileIn, ...]
) -> Iterator[tuple[str, bytes]]:
    yield DOCUMENT, draw(paper(case, collected.sheet, files))
    yield RECORD, as_json(record(case, collected, files))
    if case.role is Role.SELLER:
        yield CARD, as_json(card_evidence(case, collected, document=DOCUMENT))
    yield GUIDE, guide().encode()


def _of_joined(viewer: Viewer, reference: str, door: Door) -> Iterator[tuple[str, bytes]]:
    """A case that was joined with this one: its document and record, messages too; what was handed in there is among
    the files of this one."""
    collected = dossiers.collect(viewer, reference)
    case = seen(viewer, collected.file, Page(collected.moments, None), collected.evidence, door)
    yield f"{JOINED}{reference}/{DOCUMENT}", draw(paper(case, collected.sheet, ()))
    yield f"{JOINED}{reference}/{RECORD}", as_json(record(case, collected, ()))


def as_json(document: object) -> bytes:
    """A record as its file holds it."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _write(target: IO[bytes], texts: Mapping[str, bytes], files: Sequence[FileIn]) -> None:
    digests = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in texts.items():
            made.writestr(name, content)
            digests[name] = hashlib.sha256(content).hexdigest()
        for file in files:
            digest = copy_file(made, file)
            if digest is not None:
                digests[file.name] = digest
        sums = sums_of(digests)
        made.writestr(SUMS, sums)
        made.writestr(SIGNATURE, signed(sums, settings.AMIABIL_SEAL_KEY))


def copy_file(made: zipfile.ZipFile, file: FileIn) -> str | None:
    """Copy the bytes of a file as they are; its SHA-256 in hex, None where they have been erased meanwhile."""
    try:
        source = file_store().open(file.key)
    except NotFound:
        return None
    place = zipfile.ZipInfo(
        file.name, file.received_at.timetuple()[:6]
    )  # not pressed: photos and films are already
    counted = hashlib.sha256()
    with closing(source), made.open(place, "w", force_zip64=True) as entry:
        while block := source.read(_BLOCK):
            counted.update(block)
            entry.write(block)
    return counted.hexdigest()


def guide() -> str:
    """What stands in ``READ-ME.txt``."""
    key = public_bytes(signing_key(settings.AMIABIL_SEAL_KEY)).hex()
    seals = f"{settings.AMIABIL_BASE_URL}{reverse('seals')}"
    return _(
        "Everything you may have of this case, as it stood when you asked for it.\n\n"
        "dossier.pdf         to read and to print\n"
        "record.json         the same for programs, with the chain of hashes of all events\n"
        "files/              what was handed in\n"
        "SHA256SUMS          the hash of every file\n"
        "SHA256SUMS.sig      the signature over that list (Ed25519)\n\n"
        "To check the files:  sha256sum --check SHA256SUMS\n"
        "To check everything: amiabil verify --dossier FILE.zip --key %(key)s\n\n"
        "The key is also on %(seals)s, where one line a day is signed with it."
    ) % {"key": key, "seals": seals}
