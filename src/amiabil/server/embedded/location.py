"""Where are the embedded server's data, sockets and programs, and whose are they?

An ordinary user has everything in ``home/postgres``. PostgreSQL refuses to run as root, so root lends data and sockets
to an unprivileged user and keeps programs, rules of access and log; when that user cannot reach the folder (a home
below ``/root``), ``home/postgres`` is a link to a folder below ``/var/lib/amiabil``, and no folder of root's is opened.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

SYSTEM_FOLDER = Path("/var/lib/amiabil")
"""Where root keeps data that the unprivileged user could not reach below the state folder."""

DATABASE = "amiabil"
OWNER = "amiabil_owner"
"""Owns the tables and migrates."""
APPLICATION = "amiabil_app"
"""Reads and writes rows; has no DDL and cannot change events."""
SUPERUSER = "postgres"
"""Made by initdb; used only by the wrapper itself."""

PORT = 5432
"""Only names the socket file; nothing listens on TCP."""

_LONGEST_SOCKET_FOLDER = 85
"""A socket's whole path fits 104 bytes on macOS and 108 on Linux; the file's own name takes 16."""

_USERS = ("amiabil", "postgres", "nobody")
"""Who runs the server for root, the first that exists."""

User = pwd.struct_passwd


@dataclass(frozen=True, slots=True)
class Location:
    """The folders of one embedded server; they need not exist yet."""

    base: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.base / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.base / "postgres.log"

    @property
    def sockets(self) -> Path:
        """The folder of the socket: beside the data, or a short one when that path is too long for a socket."""
        near = self.base / "run"
        if len(os.fsencode(near)) <= _LONGEST_SOCKET_FOLDER:
            return near
        name = hashlib.sha256(os.fsencode(self.base)).hexdigest()[:12]
        return Path("/tmp") / f"amiabil-{name}"  # noqa: S108  (made with mode 0700, its owner checked)


def find(home: Path) -> Location:
    """The embedded server of a state folder, whether or not it was made yet."""
    return Location((home / "postgres").resolve())


def runner(location: Location) -> User | None:
    """Whom the server runs as: None means ourselves, as root the owner of the data or the first fitting user.

    Raises ``LookupError`` when root finds nobody to lend the data to.
    """
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwuid(location.data.stat().st_uid)
    except (FileNotFoundError, KeyError):
        pass
    for name in _USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError(f"PostgreSQL refuses to run as root and none of the users {', '.join(_USERS)} exists")


def can_pass(path: Path, user: User) -> bool:
    """Whether a user may walk through every folder of a path (of those that exist)."""
    for folder in (path, *path.parents):
        try:
            status = folder.stat()
        except FileNotFoundError:
            continue
        bit = stat.S_IXOTH
        if status.st_uid == user.pw_uid:
            bit = stat.S_IXUSR
        elif status.st_gid == user.pw_gid:
            bit = stat.S_IXGRP
        if not status.st_mode & bit:
            return False
    return True


def make(home: Path) -> Location:
    """Make the folders of the embedded server; safe to call again.

    Raises ``PermissionError`` when the place of a folder is taken by somebody else's.
    """
    base = home / "postgres"
    user = runner(find(home))
    if user is not None and not base.exists() and not can_pass(home, user):
        base.unlink(missing_ok=True)  # a link to a folder that is gone
        SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        base.symlink_to(SYSTEM_FOLDER / secrets.token_hex(8))
    location = find(home)
    location.base.mkdir(mode=0o700 if user is None else 0o711, exist_ok=True)
    lend(location.sockets, user)
    return location


def lend(folder: Path, user: User | None) -> None:
    """Make a folder that only the server's user may enter.

    Raises ``PermissionError`` when something else is in the place: below ``/tmp`` anybody may have put it there.
    """
    wanted = os.geteuid() if user is None else user.pw_uid
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != wanted or status.st_mode & 0o077:
            raise PermissionError(
                f"{folder} is not a private folder of the database's user; remove it and start again"
            ) from None
        return
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
