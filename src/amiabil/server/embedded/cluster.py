"""How is the data folder made, who may enter, and which version is it?"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from amiabil.server import launch
from amiabil.server.embedded.errors import DatabaseUnusable
from amiabil.server.embedded.location import (
    APPLICATION,
    OWNER,
    SUPERUSER,
    Location,
    User,
    lend,
)
from amiabil.server.embedded.programs import Programs, of_system

_BUILTIN_LOCALE_SINCE = 17


def plain_environment() -> dict[str, str]:
    """What PostgreSQL's programs see: nothing of the caller's locale, time zone or PG* settings."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _locale(programs: Programs) -> list[str]:
    if programs.major >= _BUILTIN_LOCALE_SINCE:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def create(location: Location, programs: Programs, user: User | None) -> None:
    """Make the data folder aside and rename it, so that a killed attempt leaves nothing half done.

    Raises ``DatabaseUnusable`` with what initdb said.
    """
    for left in location.base.glob("data.making.*"):
        shutil.rmtree(left)
    draft = location.base / f"data.making.{os.getpid()}"
    lend(draft, user)
    argv = [
        programs.path("initdb"),
        f"--pgdata={draft}",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        *_locale(programs),
        "--auth=peer",
        "--data-checksums",
        "--no-instructions",
    ]
    done = subprocess.run(
        launch.command(argv, user=user),
        cwd="/",
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        shutil.rmtree(draft)
        raise DatabaseUnusable(
            f"The database folder {location.data} could not be made:\n{done.stderr.strip()[-2000:]}"
        )
    draft.rename(location.data)
    _flush(location.base)


def _flush(folder: Path) -> None:
    """Make a rename in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check_version(location: Location, programs: Programs) -> None:
    """Refuse data of another major version; raises ``DatabaseUnusable`` saying how to move it."""
    major = int((location.data / "PG_VERSION").read_text("ascii").strip())
    if major == programs.major:
        return
    old = of_system(major=major)
    where = f" (they are in {old.folder})" if old is not None else ""
    raise DatabaseUnusable(
        f"The database in {location.data} was made by PostgreSQL {major}, the programs here are {programs.major}.\n"
        f"Nothing was changed. To move it: with the programs of PostgreSQL {major}{where} run `pg_dump -Fc` on it,"
        f" rename the folder, start again so that an empty database is made, and run `pg_restore` into it;"
        f" or keep PostgreSQL {major} running yourself and set DATABASE_URL."
    )


def check_owner(location: Location) -> None:
    """Refuse data that somebody else made; raises ``DatabaseUnusable`` naming them."""
    owner = location.data.stat().st_uid
    if os.geteuid() in {0, owner}:
        return
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = str(owner)
    raise DatabaseUnusable(f"The database in {location.data} belongs to the user {name}; run as that user.")


def write_access_rules(location: Location, user: User | None) -> None:
    """Who may connect: the system's user itself, proven by the kernel, over the socket only."""
    names = {pwd.getpwuid(os.geteuid()).pw_name}
    if user is not None:
        names.add(user.pw_name)
    roles = (SUPERUSER, OWNER, APPLICATION)
    ident = [f'amiabil "{name}" {role}\n' for name in sorted(names) for role in roles]
    for file, text in (("hba.conf", "local all all peer map=amiabil\n"), ("ident.conf", "".join(ident))):
        draft = location.base / f"{file}.{os.getpid()}"
        draft.write_text(text, "utf-8")
        draft.chmod(0o644)
        draft.rename(location.base / file)
