"""How does a file get its name only when all of it is on the disk?"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from secrets import token_hex


def scratch(folder: Path) -> Path:
    """A name for a file in the making; it begins with a dot, so that nobody takes it for a finished one."""
    return folder / f".{token_hex(12)}.new"


def flush_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, *, root: Path) -> None:
    """Make a folder below ``root``, readable by us alone; each new name is flushed."""
    if folder.is_dir():
        return
    if folder != root:
        make_folder(folder.parent, root=root)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=folder == root)
    flush_folder(folder.parent)
