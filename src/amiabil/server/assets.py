"""When must static files be gathered again, and translations compiled? When one of their sources changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def _sources() -> Iterable[tuple[str, Path]]:
    for finder in get_finders():
        for path, storage in finder.list(None):
            yield path, Path(storage.path(path))


def _state() -> str:
    """A hash of how files are named, and of the names, sizes and times of all of them."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for name, path in sorted(_sources()):
        status = path.stat()
        digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def gather() -> bool:
    """Gather static files under hashed names where web serves them; False when they were up to date.

    Made aside and renamed, so that a killed attempt leaves no half folder.
    """
    target = Path(settings.STATIC_ROOT)
    stamp = target / ".state"
    state = _state()
    if stamp.exists() and stamp.read_text("ascii") == state:
        return False
    draft = target.with_name(f"{target.name}.making")
    shutil.rmtree(draft, ignore_errors=True)
    settings.STATIC_ROOT = str(draft)
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    finally:
        settings.STATIC_ROOT = str(target)
    (draft / ".state").write_text(state, "ascii")
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
    return True
