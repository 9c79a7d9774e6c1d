"""Starting and ending the operating system's processes of a PostgreSQL server."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

import psutil

# No locale, time zone or PG* variable of a developer's shell reaches a server.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


class ServerFailed(Exception):  # noqa: N818 - says what happened, as the message does
    """A server did not start, or did not do what was asked; the message has its last words."""


class Account(NamedTuple):
    """The user and groups that servers run with; None leaves them as they are."""

    user: int | None
    group: int | None
    extra_groups: Sequence[int] | None


def server_account() -> Account:
    """Return whom servers run as: PostgreSQL refuses root, so root runs them as nobody."""
    if os.geteuid() != 0:
        return Account(None, None, None)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, ())


def hand_over(path: Path, mode: int) -> None:
    """Give a file or directory to the account of the servers, and to nobody else."""
    account = server_account()
    if account.user is not None and account.group is not None:
        os.chown(path, account.user, account.group)
    path.chmod(mode)


def launch(command: Sequence[str | Path], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a server that writes to the log; Ctrl-C in our terminal does not reach it."""
    account = server_account()
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd="/",  # The working directory may be closed to the servers' account.
        env=ENVIRONMENT,
        start_new_session=True,
        user=account.user,
        group=account.group,
        extra_groups=account.extra_groups,
    )


def finish(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> str:
    """Run a program of PostgreSQL to its end as the servers' account; return what it printed.

    Raises ServerFailed with that text when the program fails, and PermissionError when the
    account may not execute it.
    """
    account = server_account()
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd="/",
        env={**ENVIRONMENT, **(environment or {})},
        user=account.user,
        group=account.group,
        extra_groups=account.extra_groups,
    )
    if done.returncode:
        raise ServerFailed(f"{Path(command[0]).name} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def freeze(postmaster: psutil.Process) -> list[psutil.Process]:
    """Stop a server where it stands (SIGSTOP); return the postmaster and all its children."""
    # A stopped postmaster starts no children, so the list that follows is complete.
    send(signal.SIGSTOP, [postmaster])
    wait_while([postmaster], runs)
    family = family_of(postmaster)
    send(signal.SIGSTOP, family)
    wait_while(family, runs)
    return family


def thaw(postmaster: psutil.Process) -> None:
    """Let a frozen server go on (SIGCONT)."""
    send(signal.SIGCONT, family_of(postmaster))


def kill(postmaster: psutil.Process, data: Path) -> None:
    """End a server and all its children at once (SIGKILL), as a power cut would."""
    family = freeze(postmaster)
    send(signal.SIGKILL, family)
    wait_while(family, is_alive)
    remove_shared_memory(data)


def family_of(postmaster: psutil.Process) -> list[psutil.Process]:
    """Return the postmaster and its children; a postmaster that has ended has none."""
    try:
        return [postmaster, *postmaster.children(recursive=True)]
    except psutil.NoSuchProcess:
        return [postmaster]


def send(number: signal.Signals, processes: Iterable[psutil.Process]) -> None:
    """Send a signal to those of the processes that still exist."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def is_alive(process: psutil.Process) -> bool:
    """Return whether a process exists; one that only waits to be collected does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def runs(process: psutil.Process) -> bool:
    """Return whether a process is alive and not stopped."""
    try:
        return is_alive(process) and process.status() != psutil.STATUS_STOPPED
    except psutil.NoSuchProcess:
        return False


def wait_while(
    processes: Iterable[psutil.Process], condition: Callable[[psutil.Process], bool]
) -> None:
    """Wait until the condition holds for none of the processes; signals take a moment to arrive."""
    for process in processes:
        while condition(process):
            time.sleep(0.001)


def remove_shared_memory(data: Path) -> None:
    """Remove the System V segment that a killed server cannot remove itself.

    The machine has few of them (4096 on Linux), and they outlive every process.
    """
    try:
        key_and_id = (data / "postmaster.pid").read_text().splitlines()[6].split()
    except (FileNotFoundError, IndexError):
        return  # It ended properly, or before it had a segment.
    if len(key_and_id) == 2:
        remove = 0  # IPC_RMID
        ctypes.CDLL(None).shmctl(int(key_and_id[1]), remove, None)
